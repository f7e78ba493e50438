// Underlines the numbers by the CSS Custom Highlight API: the page's DOM is not touched.
//
// Up to about 1500 highlights cost nothing that can be measured, and 5000 slow Chromium's frames
// from 17 to 32 ms. So a usual page has all of its marks painted, and a page with more of them
// only those near the viewport. Firefox spends a sixth of the thread on ranges whose nodes are
// gone, so a range goes the moment its mark dies.

import { rectsOf } from './marks.js';
import { inOrder, MARGIN, nearOf } from './near.js';
import { HIGHLIGHT, HIGHLIGHT_CSS, HIGHLIGHT_IN_EACH_ROOT } from './style.js';

/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./marks.js').Marks} Marks */
/** @typedef {import('./schedule.js').Schedule} Schedule */
/** @typedef {ReturnType<typeof createPaint>} Paint */

const ALL_MAX = 1500;
/** An element with more marks than this has them painted by where they are, not by where it is. */
const CROWD = 200;
/** For this long a sheet is taken to be where it was put. */
const DRESSED_MS = 500;

/**
 * @param {Schedule} schedule
 * @param {() => Pick<Marks, 'all' | 'of'>} known
 */
export function createPaint(schedule, known) {
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
  /** @type {Set<Element>} */
  const inView = new Set();
  /** Watches places one by one, where marks do not follow each other down the page. @type {IntersectionObserver | null} */
  let observer = null;
  /** All text marks in the order of the document, once they are too many to be painted. @type {Mark[] | null} */
  let ordered = null;
  let sorted = true;
  let changed = false;
  /** What was near, and where its first one stood. @type {{mark: Mark, top: number} | null} */
  let anchor = null;
  let nearPlanned = false;
  const resizes = new ResizeObserver(() => planNear(true));
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
    const root = /** @type {Document | ShadowRoot} */ (HIGHLIGHT_IN_EACH_ROOT ? node.getRootNode() : document);
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

  const texts = () => [...known().all].filter(placeOf);

  /** From now on only what is near the viewport is painted. */
  function thin() {
    ordered = texts();
    sorted = false;
    for (const element of [document.documentElement, document.body]) if (element) resizes.observe(element);
    addEventListener('scroll', scrolled, { capture: true, passive: true });
    planNear(true);
  }

  function scrolled() {
    planNear(false);
  }

  /** @param {boolean} surely Also when nothing was scrolled. */
  function planNear(surely) {
    changed ||= surely;
    if (nearPlanned || !ordered) return;
    nearPlanned = true;
    requestAnimationFrame(() => {
      nearPlanned = false;
      if (changed || hasMoved()) paintNear();
    });
  }

  /** What is painted reaches far enough for half a screen. */
  function hasMoved() {
    const top = anchor?.mark.alive ? rectsOf(anchor.mark)[0]?.top : undefined;
    return !anchor || top === undefined || Math.abs(top - anchor.top) > (MARGIN * innerHeight) / 2;
  }

  function paintNear() {
    if (!ordered || observer) return;
    changed = false;
    ordered = ordered.filter((mark) => mark.alive);
    if (!sorted) ordered.sort(inOrder);
    sorted = true;
    const near = nearOf(ordered, ALL_MAX);
    if (!near) {
      rest();
      observe();
      return;
    }
    const wanted = new Set(near);
    for (const mark of [...painted.keys()]) if (!wanted.has(mark)) wipe(mark);
    near.forEach(paint);
    const [first] = near;
    anchor = first ? { mark: first, top: rectsOf(first)[0]?.top ?? 0 } : null;
  }

  /** No more by halving. */
  function rest() {
    ordered = null;
    anchor = null;
    resizes.disconnect();
    removeEventListener('scroll', scrolled, { capture: true });
  }

  function observe() {
    observer = new IntersectionObserver(seen, { rootMargin: `${100 * MARGIN}%` });
    for (const mark of painted.keys()) wipe(mark);
    const all = texts();
    schedule.add(function* watchAll() {
      for (const [index, mark] of all.entries()) {
        const place = placeOf(mark);
        if (mark.alive && place) observer?.observe(place);
        if (index % 128 === 127) yield;
      }
    });
    addEventListener('scroll', planCrowds, { capture: true, passive: true });
    addEventListener('resize', planCrowds, { passive: true });
  }

  /** @param {IntersectionObserverEntry[]} entries */
  function seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const marks = known().of(target);
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
      if (marks.length > CROWD) planCrowds();
      else marks.forEach(isIntersecting ? paint : wipe);
    }
  }

  function planCrowds() {
    if (crowdPlanned) return;
    crowdPlanned = true;
    requestAnimationFrame(() => {
      crowdPlanned = false;
      for (const element of inView) {
        const marks = known().of(element);
        if (marks.length > CROWD) paintCrowd(marks);
      }
    });
  }

  /**
   * Marks of one element follow each other down the page, so the first in view is found by halving.
   * @param {readonly Mark[]} marks
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
      if (ordered && on) planNear(true);
      else texts().forEach(on ? paint : wipe);
    },

    /** @param {Mark} mark */
    born(mark) {
      const place = placeOf(mark);
      // A link is underlined by its page or is meant not to be.
      if (!place) return;
      count += 1;
      if (ordered) {
        const last = ordered.at(-1);
        sorted &&= last === undefined || inOrder(last, mark) < 0;
        ordered.push(mark);
        planNear(true);
      } else if (!observer) {
        paint(mark);
        if (count > ALL_MAX) thin();
      } else {
        observer.observe(place);
        if (!inView.has(place)) return;
        if (known().of(place).length > CROWD) planCrowds();
        else paint(mark);
      }
    },

    /** @param {Mark} mark */
    died(mark) {
      wipe(mark);
      const place = placeOf(mark);
      if (!place) return;
      count -= 1;
      if (known().of(place).length > 0) return;
      inView.delete(place);
      observer?.unobserve(place);
    },

    isPainted: (/** @type {Mark} */ mark) => painted.has(mark),

    /** Takes everything away. */
    stop() {
      rest();
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

/** The first element that a text mark lies in. @param {Mark} mark */
function placeOf(mark) {
  return mark.parts[0]?.parent;
}

/**
 * Firefox ends the scripts of an extension that is updated without a word, and their sheets stay.
 * @param {CSSStyleSheet} sheet
 */
function isLeftover(sheet) {
  const rule = sheet.cssRules[0];
  return rule instanceof CSSMediaRule && (rule.cssRules[0]?.cssText.includes(`::highlight(${HIGHLIGHT})`) ?? false);
}
