// <pronto-call number="+39 02 189655">: a button that is a link. In its open shadow root lies an
// `<a href="tel:…">`, which the widget, or the extension, finds like any other link; without either
// it is a link that the browser handles.

import { make } from '../page/dom.js';

const NAME = 'pronto-call';
/** Long enough for any number as people write it. */
const NUMBER_MAX = 100;

/** Makes the element known, once in a page. */
export function defineElement() {
  if (!customElements.get(NAME)) customElements.define(NAME, class extends ProntoCall {});
}

/**
 * The `<pronto-call>` that a link belongs to.
 * @param {Element | undefined} link
 * @returns {HTMLElement | null}
 */
export function ownerOf(link) {
  const root = link?.getRootNode();
  return root instanceof ShadowRoot && root.host instanceof ProntoCall ? root.host : null;
}

class ProntoCall extends HTMLElement {
  static observedAttributes = ['number'];

  #link = make('a', { part: 'button' });
  #text = make('slot');

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS_TEXT);
    root.adoptedStyleSheets = [sheet];
    this.#link.append(this.#text);
    root.append(this.#link);
  }

  attributeChangedCallback() {
    const number = this.number;
    this.#text.textContent = number;
    // An address has no blanks; what the rest means is read by the core.
    if (number === '') this.#link.removeAttribute('href');
    else this.#link.setAttribute('href', `tel:${number.replace(/\s+/g, '-')}`);
  }

  /** The number, as people write it. */
  get number() {
    return (this.getAttribute('number') ?? '').trim().slice(0, NUMBER_MAX);
  }

  set number(number) {
    this.setAttribute('number', number);
  }
}

const CSS_TEXT = `
:host { display: inline-block; }
:host([hidden]) { display: none; }
a[href] {
  display: inline-flex;
  align-items: center;
  min-height: 36px;
  padding: 6px 14px;
  box-sizing: border-box;
  border: 1px solid transparent;
  border-radius: 18px;
  font: 600 14px/1.35 system-ui, sans-serif;
  text-decoration: none;
  color: #ffffff;
  background: #0a6b41;
}
/* Hits fall on the link, whatever stands in it. */
slot { pointer-events: none; }
a[href]:hover { background: #085833; }
a:focus-visible { outline: 3px solid #0b6bd3; outline-offset: 2px; }
@media (forced-colors: active) { a[href] { border-color: LinkText; } }
`;
