// Underlines the numbers by the CSS Custom Highlight API: the page's DOM is not touched.
//
// Up to about 1500 highlights cost nothing that can be measured, and 5000 slow Chromium's frames
// from 17 to 32 ms. So a usual page has all of its marks painted, and a page with more of them
// only those near the viewport. Firefox spends a sixth of the thread on ranges whose nodes are
// gone, so a range goes the moment its mark dies.

import { rectsOf } from './marks.js';
import { HIGHLIGHT, HIGHLIGHT_CSS } from './style.js';

/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./schedule.js').Schedule} Schedule */
/** @typedef {ReturnType<typeof createPaint>} Paint */

const ALL_MAX = 1500;
/** An element with more marks than this has them painted by where they are, not by where it is. */
const CROWD = 200;
/** For this long a sheet is taken to be where it was put. */
const DRESSED_MS = 500;
/** How far beyond the viewport is painted. */
const MARGIN = '100%';

/**
 * @param {Schedule} schedule
 */
export function createPaint(schedule) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(HIGHLIGHT_CSS);
  const highlight = new Highlight();
  // What a version before painted and could not take away.
  CSS.highlights.delete(HIGHLIGHT);
  /** Where the sheet was put, so that it can be taken away. @type {Set<WeakRef<Document | ShadowRoot>>} */
  const dressed = new Set();
  /** When it was last seen to be there. @type {WeakMap<Document | ShadowRoot, number>} */
  const dressedAt = new WeakMap();
  /** @type {Map<Mark, StaticRange[]>} */
  const painted = new Map();
  /** Text marks by the first element that they lie in. @type {Map<Element, Set<Mark>>} */
  const places = new Map();
  /** @type {Set<Element>} */
  const inView = new Set();
  /** @type {IntersectionObserver | null} */
  let observer = null;
  let count = 0;
  let on = false;
  let crowdPlanned = false;

  /** @param {Mark} mark */
  function paint(mark) {
    if (!on || painted.has(mark) || !mark.alive) return;
    const ranges = mark.parts.map(({ node, start, end }) => {
      dress(node);
      return new StaticRange({ startContainer: node, startOffset: start, endContainer: node, endOffset: end });
    });
    for (const range of ranges) highlight.add(range);
    painted.set(mark, ranges);
    // The page can empty the registry.
    if (CSS.highlights.get(HIGHLIGHT) !== highlight) CSS.highlights.set(HIGHLIGHT, highlight);
  }

  /** @param {Mark} mark */
  function wipe(mark) {
    for (const range of painted.get(mark) ?? []) highlight.delete(range);
    painted.delete(mark);
  }

  /** Puts the rule where this node's styles come from. @param {Node} node */
  function dress(node) {
    const root = /** @type {Document | ShadowRoot} */ (node.getRootNode());
    // Frameworks replace the whole list when they render.
    const seen = dressedAt.get(root);
    const now = performance.now();
    if (seen !== undefined && now - seen < DRESSED_MS) return;
    dressedAt.set(root, now);
    if (!('adoptedStyleSheets' in root) || root.adoptedStyleSheets.includes(sheet)) return;
    const others = [...root.adoptedStyleSheets];
    root.adoptedStyleSheets = [...(seen === undefined ? others.filter((other) => !isLeftover(other)) : others), sheet];
    if (seen === undefined) dressed.add(new WeakRef(root));
  }

  /** From now on only what is near the viewport is painted. */
  function observe() {
    observer = new IntersectionObserver(seen, { rootMargin: MARGIN });
    for (const mark of painted.keys()) wipe(mark);
    const elements = [...places.keys()];
    schedule.add(function* watchAll() {
      for (const [index, element] of elements.entries()) {
        if (places.has(element)) observer?.observe(element);
        if (index % 128 === 127) yield;
      }
    });
    addEventListener('scroll', planCrowds, { capture: true, passive: true });
    addEventListener('resize', planCrowds, { passive: true });
  }

  /** @param {IntersectionObserverEntry[]} entries */
  function seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const marks = places.get(target);
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
      if (marks && marks.size > CROWD) planCrowds();
      else marks?.forEach(isIntersecting ? paint : wipe);
    }
  }

  function planCrowds() {
    if (crowdPlanned) return;
    crowdPlanned = true;
    requestAnimationFrame(() => {
      crowdPlanned = false;
      for (const element of inView) {
        const marks = places.get(element);
        if (marks && marks.size > CROWD) paintCrowd([...marks]);
      }
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
    for (const mark of marks.slice(low, low + ALL_MAX)) {
      if ((rectsOf(mark)[0]?.top ?? Infinity) > 2 * innerHeight) break;
      near.add(mark);
    }
    for (const mark of marks) (near.has(mark) ? paint : wipe)(mark);
  }

  return {
    /** Whether numbers are underlined at all. @param {boolean} wanted */
    show(wanted) {
      if (wanted === on) return;
      on = wanted;
      for (const marks of places.values()) marks.forEach(on ? paint : wipe);
    },

    /** @param {Mark} mark */
    born(mark) {
      const place = mark.parts[0]?.parent;
      // A link is underlined by its page or is meant not to be.
      if (!place) return;
      const marks = places.get(place);
      if (marks) marks.add(mark);
      else places.set(place, new Set([mark]));
      count += 1;
      if (!observer) {
        paint(mark);
        if (count > ALL_MAX) observe();
      } else if (!marks) {
        observer.observe(place);
      } else if (inView.has(place)) {
        if (marks.size > CROWD) planCrowds();
        else paint(mark);
      }
    },

    /** @param {Mark} mark */
    died(mark) {
      wipe(mark);
      const place = mark.parts[0]?.parent;
      if (!place) return;
      count -= 1;
      const marks = places.get(place);
      marks?.delete(mark);
      if (marks?.size === 0) {
        places.delete(place);
        inView.delete(place);
        observer?.unobserve(place);
      }
    },

    isPainted: (/** @type {Mark} */ mark) => painted.has(mark),

    /** Takes everything away. */
    stop() {
      observer?.disconnect();
      removeEventListener('scroll', planCrowds, { capture: true });
      removeEventListener('resize', planCrowds);
      highlight.clear();
      if (CSS.highlights.get(HIGHLIGHT) === highlight) CSS.highlights.delete(HIGHLIGHT);
      for (const ref of dressed) {
        const root = ref.deref();
        if (root) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
      }
    },
  };
}

/**
 * Firefox ends the scripts of an extension that is updated without a word, and their sheets stay.
 * @param {CSSStyleSheet} sheet
 */
function isLeftover(sheet) {
  const rule = sheet.cssRules[0];
  return rule instanceof CSSMediaRule && (rule.cssRules[0]?.cssText.startsWith(`::highlight(${HIGHLIGHT})`) ?? false);
}
