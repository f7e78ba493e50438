// Where a number stands in the page's text nodes, and whether they still say it.

import { elementAbout } from './flat.js';

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Part} Part */

/** How much of the text about a match has to be the same. */
const AROUND_UNITS = 32;

/**
 * The parts of a mark, in the order of the page; none when it is a link.
 * @param {Mark} mark
 * @returns {Part[]}
 */
export function partsOf(mark) {
  if (!mark.node) return [];
  const first = /** @type {Part} */ (mark);
  return mark.rest ? [first, ...mark.rest] : [first];
}

/**
 * The parts of a block's match in the page's texts. Signs between them that nobody sees are in.
 * @param {Block} block
 * @param {number} start
 * @param {number} end
 * @returns {Part[]} None when one of the texts was taken out of the page or made shorter, or is not known.
 */
export function partsIn(block, start, end) {
  /** @type {Part[]} */
  const parts = [];
  for (const { node, at, from, length } of block.segments) {
    const first = Math.max(start, at);
    const last = Math.min(end, at + length);
    if (first >= last) continue;
    if (!node?.isConnected || !elementAbout(node)) return [];
    const before = parts[parts.length - 1];
    if (before?.node === node) before.to = from + last - at;
    else parts.push({ node, from: from + first - at, to: from + last - at, around: 0 });
  }
  if (!parts.every(isInText)) return [];
  for (const part of parts) part.around = digestAround(part);
  return parts;
}

/** Whether the node still says it. @param {Part} part */
export function isSamePart(part) {
  return part.node.isConnected && isInText(part) && digestAround(part) === part.around;
}

/** The page may have made the text shorter, and browsers throw when they are asked for what is behind its end. @param {Part} part */
function isInText({ node, to }) {
  return to <= node.length;
}

/** @param {Part[]} a @param {Part[]} b */
export function sameParts(a, b) {
  return a.length === b.length && a.every((one, index) => {
    const other = b[index];
    return one.node === other?.node && one.from === other.from && one.to === other.to && one.around === other.around;
  });
}

/**
 * A text as a number: kept as texts, those of ten thousand marks would be a megabyte.
 * @param {string} text
 * @param {number} [seed]
 */
export function digestOf(text, seed = 0) {
  let digest = Math.imul(seed, 31) + text.length;
  for (let index = 0; index < text.length; index += 1) digest = Math.imul(digest, 31) + text.charCodeAt(index) | 0;
  // Chromium keeps whole numbers of 31 bits in place.
  return digest & 0x3fffffff;
}

/**
 * What stands there, and a little before and behind. Not the whole text: a log of some megabytes in one
 * node may have a thousand numbers.
 * @param {Part} part
 */
function digestAround({ node, from, to }) {
  const first = Math.max(0, from - AROUND_UNITS);
  return digestOf(node.substringData(first, to + AROUND_UNITS - first));
}
