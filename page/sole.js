// A block whose digits all stand in one of its texts, and how that text is found without a look at the
// others: `<div><b>Anna Rossi</b> <i>Sales</i> <span>02 123456</span></div>`.
//
// What a script looks at the browser keeps an object for, and in Firefox each look passes a membrane: of
// a line as the one above the walk looks at twelve nodes, and this at three. It answers only where the
// walk would have asked for no style, so that both say the same text.

import { TEXT_NODE } from './flat.js';
import { hasDigit, TEXT_UNITS_MAX } from './text.js';

/**
 * A text, and what the block says before and behind it.
 * @typedef {{node: Text, before: string, behind: string}} Sole
 */

/** What may stand in such a block besides texts. */
const INLINE = 'span,b,i,a,em,strong,small,u,s,label,abbr,time,font,code,mark,cite,q,sub,sup,bdi,bdo,kbd,var,tt';
const OTHER = `:not(${INLINE})`;
/** How deep it is looked for, and in how many elements beside each other. */
const DEPTH_MAX = 4;
const BESIDE_MAX = 4;

/** From the first digit to the last. */
const DIGITS = /\p{Nd}(?:.*\p{Nd})?/su;
/** Blanks that are a text's own: a node of them alone is passed by, and here it would not be. */
const OWN_BLANK = /[^\S\t\n\f\r ]/;
/** How many units of a text before tell that digits do not hang on to it, and how one behind begins. */
const BEFORE_UNITS = 6;
const LETTER = /\p{L}/u;
const WORD_BEHIND = /^\p{L}{6}[\p{L}\s]*$/u;

/**
 * @param {Element} element One that has digits, and in it nothing that is left alone or a root.
 * @param {string} text Its text.
 * @returns {Sole | null} Nothing when there is more than one text with digits, or it takes more looks.
 */
export function soleText(element, text) {
  const digits = text.length <= TEXT_UNITS_MAX && !OWN_BLANK.test(text) ? DIGITS.exec(text)?.[0] : undefined;
  const node = digits === undefined ? null : textWith(element, text, digits);
  if (!node || digits === undefined) return null;
  const start = text.indexOf(digits) - node.data.indexOf(digits);
  const before = text.slice(0, start);
  const behind = text.slice(start + node.length);
  return node.data.trim().includes('\n') || !isApart(before, node.data, behind) ? null : { node, before, behind };
}

/**
 * @param {Element} element
 * @param {string} text
 * @param {string} digits
 * @returns {Text | null}
 */
function textWith(element, text, digits) {
  let within = element;
  let whole = text;
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    const first = within.firstChild;
    if (first?.nodeType === TEXT_NODE) {
      const { data } = /** @type {Text} */ (first);
      if (data === whole) return /** @type {Text} */ (first);
      if (depth === 0 && element.querySelector(OTHER)) return null;
      if (data.includes(digits)) return /** @type {Text} */ (first);
    } else if (depth === 0 && element.querySelector(OTHER)) return null;
    const inner = childWith(within, whole, digits);
    if (!inner) return null;
    within = inner.child;
    whole = inner.said;
  }
  return null;
}

/**
 * The child with all of the digits, looked for from the side that they are nearer to.
 * @param {Element} parent
 * @param {string} whole
 * @param {string} digits
 */
function childWith(parent, whole, digits) {
  const forward = whole.indexOf(digits) < whole.length / 2;
  let child = forward ? parent.firstElementChild : parent.lastElementChild;
  for (let beside = 0; child && beside < BESIDE_MAX; beside += 1) {
    const said = child.textContent ?? '';
    if (said.includes(digits)) return { child, said };
    if (hasDigit(said)) return null;
    child = forward ? child.nextElementSibling : child.previousElementSibling;
  }
  return null;
}

/**
 * @param {string} before
 * @param {string} data
 * @param {string} behind
 */
function isApart(before, data, behind) {
  const start = before.trimEnd();
  const end = behind.trim();
  return (start === '' || (/\s$/.test(before) || /^\s/.test(data)) && LETTER.test(start.slice(-BEFORE_UNITS))) &&
    (end === '' || (/^\s/.test(behind) || /\s$/.test(data)) && WORD_BEHIND.test(end));
}
