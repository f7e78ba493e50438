// What of a page is in sight, for the first look at it: a large page is known later, and what people see
// of it is to be underlined at once. What is missed here is found by the walk that follows.

import { endsRuns, kindOf } from './boxes.js';

/** @typedef {import('./roots.js').Roots} Roots */

/** @typedef {{element: Element, height: number}} Seen */

/** Among more children than this, the first in sight is found by halving: they mostly follow each other down. */
const MANY = 64;
/** Behind so many that are out of sight, no other is looked for among as many children. */
const OUT_MAX = 16;
/** So many elements are asked where they are, and so many between two chances to pause. */
const ASKED_MAX = 2000;
const PAUSE_ASKED = 16;

/**
 * Elements in sight that people read as blocks: small enough to be read whole, and none within another.
 * Nothing is a chance to pause.
 * @param {Element} top
 * @param {Roots['of']} rootOf
 * @returns {Generator<Element | undefined, void>}
 */
export function* inView(top, rootOf) {
  const edge = innerHeight;
  let asked = 0;
  /** @type {Seen[]} */
  const todo = [{ element: top, height: Infinity }];
  for (let at = todo.pop(); at; at = todo.pop()) {
    const { element, height } = at;
    // A drawing has many parts and little text.
    const large = element.localName !== 'svg' && (height > edge / 2 || element.scrollHeight > edge / 2);
    const inner = large ? yield* childrenInView(rootOf(element) ?? element) : [];
    if (inner.length > 0) todo.push(...inner.reverse());
    else if ((!large || asked < ASKED_MAX) && endsRuns(element)) yield element;
  }

  /** @param {ParentNode} parent @returns {Generator<undefined, Seen[]>} */
  function* childrenInView({ children }) {
    /** @type {Seen[]} */
    const seen = [];
    let out = 0;
    for (let index = firstInView(children); index < children.length && asked < ASKED_MAX; index += 1) {
      const child = /** @type {Element} */ (children[index]);
      if (kindOf(child.localName) === 'unseen') continue;
      asked += 1;
      if (asked % PAUSE_ASKED === 0) yield;
      const { top: above, bottom, width, height } = child.getBoundingClientRect();
      if (width === 0 && height === 0) continue;
      if (bottom > 0 && above < edge) {
        seen.push({ element: child, height });
        out = 0;
      } else {
        out += 1;
        if (children.length > MANY && out > OUT_MAX) break;
      }
    }
    return seen;
  }
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
