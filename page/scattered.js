// Which of many marks are near the viewport, where they do not follow each other down the page: each
// place that holds some is watched by the browser.

import { elementOf } from './flat.js';
import { rectsOf } from './marks.js';
import { MARGIN } from './near.js';

/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./schedule.js').Schedule} Schedule */
/** @typedef {{marks: Set<Mark>, near: boolean}} Place `marks` in the order in which they were found. */
/** @typedef {ReturnType<typeof createScattered>} Scattered */

/** In an element with more marks than this, each is near or far by where it is itself. */
const CROWD = 200;

/**
 * @param {Schedule} schedule
 * @param {number} most Of one element.
 * @param {{paint: (mark: Mark) => void, wipe: (mark: Mark) => void}} brush
 */
export function createScattered(schedule, most, { paint, wipe }) {
  /** @type {Map<Element, Place>} */
  const places = new Map();
  /** A text that was taken out does not tell any more where it lay. @type {WeakMap<Mark, Element>} */
  const placeOf = new WeakMap();
  const observer = new IntersectionObserver(seen, { rootMargin: `${100 * MARGIN}%` });
  let planned = false;
  addEventListener('scroll', plan, { capture: true, passive: true });
  addEventListener('resize', plan, { passive: true });

  /** @param {IntersectionObserverEntry[]} entries */
  function seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const place = places.get(target);
      if (!place) continue;
      place.near = isIntersecting;
      if (place.marks.size > CROWD) plan();
      else place.marks.forEach(isIntersecting ? paint : wipe);
    }
  }

  function plan() {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      for (const { marks, near } of places.values()) if (near && marks.size > CROWD) paintCrowd([...marks]);
    });
  }

  /**
   * Marks of one element follow each other down the page, so the first in view is found by halving.
   * @param {Mark[]} marks
   */
  function paintCrowd(marks) {
    const bottomOf = (/** @type {Mark} */ mark) => rectsOf(mark)[0]?.bottom ?? -Infinity;
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const mark = marks[middle];
      if (mark && bottomOf(mark) < -innerHeight) low = middle + 1;
      else high = middle;
    }
    const near = new Set();
    for (const mark of marks.slice(low, low + most)) {
      if ((rectsOf(mark)[0]?.top ?? Infinity) > 2 * innerHeight) break;
      near.add(mark);
    }
    for (const mark of marks) (near.has(mark) ? paint : wipe)(mark);
  }

  /** @param {Mark} mark */
  function watch(mark) {
    const element = mark.alive && elementOf(mark.node);
    if (!element) return;
    placeOf.set(mark, element);
    const place = places.get(element);
    if (!place) {
      places.set(element, { marks: new Set([mark]), near: false });
      observer.observe(element);
      return;
    }
    place.marks.add(mark);
    if (!place.near) return;
    if (place.marks.size > CROWD) plan();
    else paint(mark);
  }

  return {
    watch,

    /** @param {Mark[]} marks */
    watchAll(marks) {
      schedule.add(function* all() {
        for (const [index, mark] of marks.entries()) {
          watch(mark);
          if (index % 128 === 127) yield;
        }
      });
    },

    /** @param {Mark} mark */
    forget(mark) {
      const element = placeOf.get(mark);
      const place = element && places.get(element);
      if (!place) return;
      place.marks.delete(mark);
      if (place.marks.size > 0) return;
      places.delete(element);
      observer.unobserve(element);
    },

    stop() {
      observer.disconnect();
      removeEventListener('scroll', plan, { capture: true });
      removeEventListener('resize', plan);
    },
  };
}
