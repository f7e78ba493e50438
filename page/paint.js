// Underlines the numbers by the CSS Custom Highlight API: the page's DOM is not touched.
//
// Up to about 1500 highlights cost frames nothing that can be measured, and 5000 slow Chromium's from 17
// to 32 ms; to paint one takes 0.1 ms. So a usual page has all of its marks painted, and a page with more
// of them only those near the viewport. Firefox spends a sixth of the thread on ranges whose nodes are
// gone, so a range goes the moment its mark dies.

import { elementOf } from './flat.js';
import { ALONE, HIGHLIGHT, HIGHLIGHT_CSS } from './highlight.js';
import { rectsOf } from './marks.js';
import { MARGIN, nearOf, sortDown } from './near.js';
import { partsOf } from './parts.js';
import { createScattered } from './scattered.js';

/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./schedule.js').Schedule} Schedule */
/** @typedef {ReturnType<typeof createPaint>} Paint */

/** Whether the rule has to be in each shadow root. */
const IN_EACH_ROOT = CSS.supports(ALONE);
const ALL_MAX = 300;
const NEAR_MAX = 1500;
/** Firefox takes half a millisecond to take one of 1500 ranges away, and a twenty-fifth of that to put one back. */
const GONE_MIN = 8;
const GONE_PART = 25;
/** How often it is looked anew what is near while numbers come and the page grows. */
const GROWING_MS = 200;
/** For this long a sheet is taken to be where it was put. */
const DRESSED_MS = 500;

/**
 * @param {Schedule} schedule
 * @param {() => ReadonlySet<Mark>} known Every living mark.
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
  /** What is no longer to be painted. @type {StaticRange[]} */
  let gone = [];
  /** Where marks do not follow each other down the page. @type {import('./scattered.js').Scattered | null} */
  let scattered = null;
  /** All text marks as they were found, mostly down the page, once they are too many to be painted. @type {Mark[] | null} */
  let ordered = null;
  /** How many of them have been put in the order of the page; less than nothing while that is done. */
  let sorted = 0;
  let changed = false;
  /** What was near, and where its first one stood. @type {{mark: Mark, top: number} | null} */
  let anchor = null;
  let nearPlanned = false;
  let nearAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  const resizes = new ResizeObserver(planLater);
  let count = 0;
  let on = false;

  /** @param {Mark} mark */
  function paint(mark) {
    if (!on || painted.has(mark) || !mark.alive) return;
    const ranges = partsOf(mark).map(({ node, from, to }) => {
      dress(node);
      return new StaticRange({ startContainer: node, startOffset: from, endContainer: node, endOffset: to });
    });
    for (const range of ranges) highlight.add(range);
    painted.set(mark, ranges);
    // The page can empty the registry.
    if (CSS.highlights.get(HIGHLIGHT) !== highlight) CSS.highlights.set(HIGHLIGHT, highlight);
  }

  /** @param {Mark} mark */
  function wipe(mark) {
    const ranges = painted.get(mark);
    if (!ranges) return;
    painted.delete(mark);
    if (gone.length === 0) queueMicrotask(sweep);
    gone.push(...ranges);
  }

  /** Before the next frame. */
  function sweep() {
    if (gone.length > Math.max(GONE_MIN, painted.size / GONE_PART)) {
      highlight.clear();
      for (const ranges of painted.values()) for (const range of ranges) highlight.add(range);
    } else {
      for (const range of gone) highlight.delete(range);
    }
    gone = [];
  }

  /** @param {Mark[]} marks */
  function paintOnly(marks) {
    const wanted = new Set(marks);
    for (const mark of [...painted.keys()]) if (!wanted.has(mark)) wipe(mark);
    marks.forEach(paint);
  }

  /**
   * Puts the rule where this node's styles come from, unless it is there: in the extension the browser
   * puts it into every page before it is drawn, as a rule that comes later has the whole page styled anew.
   * @param {Node} node
   */
  function dress(node) {
    const root = /** @type {Document | ShadowRoot} */ (IN_EACH_ROOT ? node.getRootNode() : document);
    // Frameworks replace the whole list of sheets when they render.
    const now = performance.now();
    if (now - (dressedAt.get(root) ?? -Infinity) < DRESSED_MS) return;
    dressedAt.set(root, now);
    const element = elementOf(node);
    if (!('adoptedStyleSheets' in root) || !element || isUnderlined(element)) return;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets.filter((other) => other !== sheet), sheet];
    dressed.add(new WeakRef(root));
  }

  /** A link is underlined by its page or is meant not to be. */
  const texts = () => [...known()].filter(({ node }) => node);

  /** From now on only what is near the viewport is painted. */
  function thin() {
    ordered = texts();
    sorted = 0;
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

  /** A page that grows without an end is not looked at with each frame. */
  function planLater() {
    const rest = nearAt + GROWING_MS - performance.now();
    if (rest <= 0) planNear(true);
    else later ??= setTimeout(() => {
      later = undefined;
      planNear(true);
    }, rest);
  }

  /** What is painted reaches far enough for half a screen. */
  function hasMoved() {
    const top = anchor?.mark.alive ? rectsOf(anchor.mark)[0]?.top : undefined;
    return !anchor || top === undefined || Math.abs(top - anchor.top) > (MARGIN * innerHeight) / 2;
  }

  function paintNear() {
    if (!ordered || sorted < 0) return;
    changed = false;
    nearAt = performance.now();
    ordered = ordered.filter((mark) => mark.alive);
    const near = nearOf(ordered, NEAR_MAX);
    if (!near) {
      // Of a page that goes on changing its order, no more than once.
      if (ordered.length - sorted > ordered.length / 4) sort(ordered);
      else scatter();
      return;
    }
    paintOnly(near);
    const [first] = near;
    anchor = first ? { mark: first, top: rectsOf(first)[0]?.top ?? 0 } : null;
  }

  /** @param {Mark[]} marks */
  function sort(marks) {
    sorted = -1;
    /** @type {Mark[]} */
    const meanwhile = [];
    ordered = meanwhile;
    schedule.add(function* sortThem() {
      yield* sortDown(marks);
      if (ordered !== meanwhile) return;
      sorted = marks.length;
      ordered = [...marks, ...meanwhile];
      planNear(true);
    });
  }

  /** No more by halving. */
  function rest() {
    ordered = null;
    anchor = null;
    clearTimeout(later);
    later = undefined;
    resizes.disconnect();
    removeEventListener('scroll', scrolled, { capture: true });
  }

  function scatter() {
    rest();
    scattered = createScattered(schedule, NEAR_MAX, { paint, wipe });
    paintOnly([]);
    scattered.watchAll(texts());
  }

  return {
    /** Whether numbers are underlined at all. @param {boolean} wanted */
    show(wanted) {
      if (wanted === on) return;
      on = wanted;
      if (ordered && on) planNear(true);
      else if (on) texts().forEach(paint);
      else paintOnly([]);
    },

    /** @param {Mark} mark */
    born(mark) {
      if (!mark.node) return;
      count += 1;
      if (ordered) {
        ordered.push(mark);
        planLater();
      } else if (scattered) {
        scattered.watch(mark);
      } else {
        paint(mark);
        if (count > ALL_MAX) thin();
      }
    },

    /** @param {Mark} mark */
    died(mark) {
      wipe(mark);
      if (!mark.node) return;
      count -= 1;
      scattered?.forget(mark);
    },

    isPainted: (/** @type {Mark} */ mark) => painted.has(mark),

    /** Takes everything away. */
    stop() {
      rest();
      scattered?.stop();
      highlight.clear();
      if (CSS.highlights.get(HIGHLIGHT) === highlight) CSS.highlights.delete(HIGHLIGHT);
      for (const ref of dressed) {
        const root = ref.deref();
        if (root) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
      }
    },
  };
}

/** Whether a number in it would be. @param {Element} element */
function isUnderlined(element) {
  return getComputedStyle(element, `::highlight(${HIGHLIGHT})`).textDecorationLine === 'underline';
}
