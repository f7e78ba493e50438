// How numbers are underlined. Nothing runs here: `cargo xtask codegen` makes the extension's sheet of it.

/** The highlight's name in `CSS.highlights`. */
export const HIGHLIGHT = 'pronto-number';

const RULES = (/** @type {string} */ on) => `@media screen {
  ${on}::highlight(${HIGHLIGHT}) {
    text-decoration-line: underline;
    text-decoration-style: dotted;
    /* Of its own text; mixed with anything, Chromium takes black for it. */
    text-decoration-color: currentcolor;
    text-decoration-thickness: 1.5px;
    text-underline-offset: 20%;
  }
}
@media screen and (forced-colors: active) {
  /* Chromium would show a highlight without colours of its own as if it were selected. */
  ${on}::highlight(${HIGHLIGHT}) {
    color: CanvasText;
    background-color: Canvas;
    text-decoration-color: CanvasText;
  }
}`;

/** Of a browser that hands a highlight's look down to nobody; only Firefox knows the property. */
export const ALONE = '(-moz-appearance: none)';

/**
 * The underline, in the colour of the page's own text. Where a highlight's look is handed down from
 * parent to child, into shadow roots too, it is given to the root alone: given to each element, it
 * cost Chromium 600 bytes for every element of the page. So its lengths are parts of the font's.
 */
export const HIGHLIGHT_CSS = `@supports not ${ALONE} {
${RULES(':root')}
}
@supports ${ALONE} {
${RULES('')}
}
`;
