// Which of many marks are near the viewport, without asking for all: marks of a list, a table or an
// article follow each other down the page, so the first in sight is found by halving. An observer of ten
// thousand elements would cost every frame of a scrolling page more than the frame has.

import { rectsOf } from './marks.js';

/** @typedef {import('./types.js').Mark} Mark */

/** So many are looked at to tell whether they follow each other down the page. */
const SAMPLES = 32;
/** How far beyond the viewport is near, in viewports. */
export const MARGIN = 1;

/**
 * Those near the viewport, of marks in the order of the page.
 * @param {Mark[]} marks
 * @param {number} most
 * @returns {Mark[] | null} Nothing when they do not follow each other down the page.
 */
export function nearOf(marks, most) {
  if (!descends(marks)) return null;
  const above = -MARGIN * innerHeight;
  const below = (1 + MARGIN) * innerHeight;
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const drawn = drawnFrom(marks, middle);
    if (!drawn) return null;
    if (drawn.bottom < above) low = middle + 1;
    else high = middle;
  }
  /** @type {Mark[]} */
  const near = [];
  for (let index = low; index < marks.length && near.length < most; index += 1) {
    const mark = marks[index];
    const rect = firstRect(mark);
    if (!mark || !rect) continue;
    if (rect.top > below) break;
    near.push(mark);
  }
  return near;
}

/** @param {Mark[]} marks */
function descends(marks) {
  let last = -Infinity;
  const step = Math.max(1, (marks.length - 1) / SAMPLES);
  for (let at = 0; at < marks.length; at += step) {
    const rect = firstRect(marks[Math.floor(at)]);
    // What is not drawn is nowhere.
    if (!rect) continue;
    if (rect.top < last - innerHeight / 2) return false;
    last = Math.max(last, rect.top);
  }
  return true;
}

/**
 * Puts marks in the order in which they lie down the page, a few at a time. Where nodes stand in the
 * document is not asked: in Firefox that takes as long as the element has children.
 * @param {Mark[]} marks
 * @returns {Generator<undefined, void>}
 */
export function* sortDown(marks) {
  /** @type {Map<Mark, number>} */
  const tops = new Map();
  let top = 0;
  for (const [index, mark] of marks.entries()) {
    const rect = firstRect(mark);
    // What is not drawn stays behind what was found before it.
    if (rect) top = rect.top + scrollY;
    tops.set(mark, top);
    if (index % SAMPLES === SAMPLES - 1) yield;
  }
  marks.sort((a, b) => (tops.get(a) ?? 0) - (tops.get(b) ?? 0));
}

/** Where the next one is that is drawn, unless that is far. @param {Mark[]} marks @param {number} from */
function drawnFrom(marks, from) {
  for (let index = from; index < Math.min(from + SAMPLES, marks.length); index += 1) {
    const rect = firstRect(marks[index]);
    if (rect) return rect;
  }
  return null;
}

/** @param {Mark | undefined} mark */
function firstRect(mark) {
  return mark && rectsOf(mark)[0];
}
