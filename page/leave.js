// What is left alone: fields that people write in, code editors, and what a page asks to leave.

import { closest } from './flat.js';

/**
 * Fields are left alone because a mark there would be saved with the text; editors draw their text
 * themselves and rewrite it with every key. `data-pronto="off"` is how a page keeps a part out.
 */
const FIELDS = [
  '[contenteditable]:not([contenteditable="false" i])',
  '[role~="textbox" i]',
  '[role~="searchbox" i]',
  '[data-pronto="off" i]',
];
const EDITORS = [
  '.cm-editor', // CodeMirror 6
  '.CodeMirror', // CodeMirror 5
  '.monaco-editor',
  '.ace_editor',
].join(',');
const KINDS = [...FIELDS, EDITORS];
const LEFT_ALONE = KINDS.join(',');

/** Attributes that change the answer. */
export const ATTRIBUTES = ['contenteditable', 'role', 'data-pronto'];

/** A page, and what has more children, is asked about one kind at a time: each may take some milliseconds. */
const MANY = 64;

/**
 * The elements within `top` whose content is left alone.
 * @param {ParentNode} top
 * @returns {Generator<NodeListOf<Element>, void>}
 */
export function* leftAloneIn(top) {
  const large = top === document.body || top.childElementCount > MANY;
  for (const kind of large ? KINDS : [LEFT_ALONE]) yield top.querySelectorAll(kind);
}

/**
 * Whether this node lies in a part that is left alone.
 * @param {Node} node
 */
export function isLeftAlone(node) {
  return document.designMode === 'on' || closest(node, LEFT_ALONE) !== null;
}

/** Whether the element itself is such a part. @param {Element} element */
export function isToBeLeft(element) {
  return element.matches(LEFT_ALONE);
}

/**
 * Whether the text in this element can be edited, in whatever way it came to that.
 * @param {Element | null} element
 */
export function isEditable(element) {
  return /** @type {Partial<HTMLElement> | null} */ (element)?.isContentEditable === true;
}

/**
 * Whether a style makes it so. Chromium knows one, and its `isContentEditable` does not tell; it
 * is slow to ask.
 * @param {Element} element
 */
export function isEditableByStyle(element) {
  const byStyle = /** @type {{webkitUserModify?: string}} */ (getComputedStyle(element)).webkitUserModify;
  return byStyle !== undefined && byStyle !== '' && byStyle !== 'read-only';
}

/**
 * What the page asks of all who look for numbers.
 * `<meta name="format-detection" content="telephone=no">` speaks of numbers in text, not of links
 * that the page made itself; `<meta name="pronto" content="off">` of both.
 * @returns {{text: boolean, links: boolean}} What may be looked at.
 */
export function pageAllows() {
  let text = document.designMode !== 'on';
  let links = true;
  for (const meta of document.head?.querySelectorAll('meta[name][content]') ?? []) {
    const name = meta.getAttribute('name')?.trim().toLowerCase();
    const content = meta.getAttribute('content')?.toLowerCase() ?? '';
    if (name === 'format-detection' && /(^|[\s,;])telephone\s*=\s*no\b/.test(content)) text = false;
    if (name === 'pronto' && content.trim() === 'off') text = links = false;
  }
  return { text, links };
}
