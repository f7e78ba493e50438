// What of a page is in sight, for the first look at it: a large page is known later, and what people see
// of it is to be underlined at once. What is missed here is found by the walk that follows.

import { endsRuns } from './boxes.js';

/** @typedef {import('./roots.js').Roots} Roots */

/** Among more children than this, the first in sight is found by halving: they mostly follow each other down. */
const MANY = 64;
/** Behind so many that are out of sight, no other is looked for among as many children. */
const OUT_MAX = 16;

/**
 * Elements in sight that people read as blocks: small enough to be read whole, and none within another.
 * @param {Element} top
 * @param {Roots['of']} rootOf
 * @param {() => boolean} over Whether the time for it is over.
 * @returns {Element[]}
 */
export function inView(top, rootOf, over) {
  /** @type {Element[]} */
  const seen = [];
  const todo = [top];
  for (let at = todo.pop(); at && !over(); at = todo.pop()) {
    const inner = isLarge(at) ? childrenInView(rootOf(at) ?? at, over) : [];
    if (inner.length > 0) todo.push(...inner.reverse());
    else if (endsRuns(at)) seen.push(at);
  }
  return seen;
}

/** @param {Element} element */
function isLarge(element) {
  const half = innerHeight / 2;
  return element.getBoundingClientRect().height > half || element.scrollHeight > half;
}

/** @param {ParentNode} parent @param {() => boolean} over */
function childrenInView({ children }, over) {
  /** @type {Element[]} */
  const seen = [];
  let out = 0;
  for (let index = firstInView(children); index < children.length && !over(); index += 1) {
    const child = /** @type {Element} */ (children[index]);
    const { top, bottom, width, height } = child.getBoundingClientRect();
    if (width === 0 && height === 0) continue;
    if (bottom > 0 && top < innerHeight) {
      seen.push(child);
      out = 0;
    } else {
      out += 1;
      if (children.length > MANY && out > OUT_MAX) break;
    }
  }
  return seen;
}

/** @param {HTMLCollection} children */
function firstInView(children) {
  let low = 0;
  let high = children.length > MANY ? children.length : 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const rect = children[middle]?.getBoundingClientRect();
    if (rect && rect.bottom <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
