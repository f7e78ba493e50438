// The gate before every call: a person clicked what that person could read.
//
// A click counts when the browser made it, on our own button, and the button stood there visible,
// opaque and unmoved for 300 ms with the same digits. A page can move, cover, fade or zoom our
// button under the pointer, or lure a second click of a double click onto it; each of these starts
// the 300 ms anew or shuts the gate.
//
// Measured in Chromium 156 and Firefox 153: an element in the top layer is drawn as it is whatever
// opacity, clip, mask, blending or transform `<html>` has; a filter on `<html>` hides it in Firefox,
// and in Firefox a click passes through a view transition that covers it. All of these shut the
// gate in both, except what the button's rectangle shows (transform, zoom).

import { isByKey } from './flat.js';

/** @typedef {import('./covers.js').Covers} Covers */
/** @typedef {'' | 'untrusted' | 'wait' | 'covered'} Verdict Empty when the click counts. */
/** @typedef {ReturnType<typeof createGate>} Gate */

/** How long the button must have stood. */
export const STAND_MS = 300;
/** Styles and covers are looked at this often while the button is shown. */
const LOOK_EVERY_MS = 100;
/** A page that keeps covering the button does not make us flicker more often than this. */
const LIFT_EVERY_MS = 250;
/** Less than this is no movement, in pixels: browsers round. */
const STILL_PX = 0.75;
/** A button smaller than this is not readable. */
const SMALLEST_PX = { width: 60, height: 24 };
/** Visibility is reported at most this often; the least that the browser allows. */
const OCCLUSION_DELAY_MS = 100;

/**
 * @typedef {object} Guarded
 * @property {HTMLElement} element The button.
 * @property {Element} host Our element in the page, whose root holds the button.
 * @property {boolean} occlusion Whether the browser can tell that it is covered.
 * @property {Covers} covers
 * @property {() => void} lift Puts the button above what came later.
 * @property {() => void} frame Called once a frame while the gate is up.
 */

/** @param {Guarded} guarded */
export function createGate({ element, host, occlusion, covers, lift, frame }) {
  let up = false;
  let since = 0;
  let looked = 0;
  let lifted = 0;
  let bound = '';
  let clear = !occlusion;
  let reported = false;
  let left = 0;
  let top = 0;
  let width = 0;
  let height = 0;
  /** @type {IntersectionObserver | null} */
  let observer = null;

  const now = () => performance.now();
  const restart = () => {
    since = now();
  };

  /** Whether the button is where it was. */
  const isStill = () => {
    const rect = element.getBoundingClientRect();
    const still = Math.abs(rect.left - left) < STILL_PX && Math.abs(rect.top - top) < STILL_PX &&
      Math.abs(rect.width - width) < STILL_PX && Math.abs(rect.height - height) < STILL_PX;
    ({ left, top, width, height } = rect);
    return still;
  };

  /** @param {boolean} closely */
  const look = (closely) => {
    if (!isStill()) restart();
    if (!closely && now() - looked < LOOK_EVERY_MS) return;
    looked = now();
    if (!isHonest(document.documentElement)) restart();
    if (host.parentNode !== document.documentElement || document.visibilityState !== 'visible') restart();
    // Where the browser itself tells of covers, roots that nobody has come upon are its business.
    const everywhere = closely && !occlusion;
    if (!covers.grown(everywhere)) return;
    restart();
    if (now() - lifted < LIFT_EVERY_MS) return;
    lifted = now();
    lift();
    covers.start(everywhere);
    isStill();
  };

  const tick = () => {
    if (!up) return;
    look(false);
    frame();
    requestAnimationFrame(tick);
  };

  // A press shows what lies above before the page can take it away; and a key that is held down,
  // perhaps since before the button was there, is no decision.
  element.addEventListener('pointerdown', () => look(true));
  element.addEventListener('keydown', (event) => {
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
  });

  return {
    /** The button is shown. */
    start() {
      if (up) return;
      up = true;
      clear = !occlusion;
      reported = false;
      if (occlusion) {
        observer = new IntersectionObserver(report, /** @type {IntersectionObserverInit} */ ({
          trackVisibility: true,
          delay: OCCLUSION_DELAY_MS,
          threshold: [0, 0.5, 1],
        }));
        observer.observe(element);
      }
      covers.start(false);
      isStill();
      restart();
      requestAnimationFrame(tick);
    },

    /** What is offered. Another offer starts anew. @param {string} offer */
    bind(offer) {
      if (offer !== bound) restart();
      bound = offer;
    },

    restart,

    /**
     * Whether this click is a person's decision.
     * @param {MouseEvent} event
     * @returns {Verdict}
     */
    judge(event) {
      if (!event.isTrusted || !up) return 'untrusted';
      look(true);
      if (!isHonest(document.documentElement) || host.parentNode !== document.documentElement) return 'covered';
      if (width < SMALLEST_PX.width || height < SMALLEST_PX.height) return 'covered';
      if (reported && !clear) return 'covered';
      if (!isByKey(event) && !isAt(event)) return 'covered';
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return 'wait';
      return clear && now() - since >= STAND_MS ? '' : 'wait';
    },

    /** Whether a click would count now, for tests. */
    isOpen: () => up && clear && now() - since >= STAND_MS,

    /** The button is gone. */
    stop() {
      up = false;
      bound = '';
      observer?.disconnect();
      observer = null;
      covers.stop();
    },
  };

  /** @param {IntersectionObserverEntry[]} entries */
  function report(entries) {
    for (const entry of entries) {
      const visible = entry.isIntersecting && entry.intersectionRatio > 0.98 &&
        /** @type {{isVisible?: boolean}} */ (/** @type {unknown} */ (entry)).isVisible === true;
      if (reported && visible && !clear) restart();
      clear = visible;
      reported = true;
    }
  }

  /** @param {MouseEvent} event */
  function isAt({ clientX, clientY }) {
    if (clientX < left || clientX > left + width || clientY < top || clientY > top + height) return false;
    const root = /** @type {ShadowRoot} */ (element.getRootNode());
    return document.elementFromPoint(clientX, clientY) === host && element.contains(root.elementFromPoint(clientX, clientY));
  }
}

/**
 * Whether the page shows what it says: nothing on `<html>` fades, cuts or covers.
 * @param {Element} html
 */
export function isHonest(html) {
  const style = getComputedStyle(html);
  return style.display !== 'none' &&
    style.visibility === 'visible' &&
    Number(style.opacity) >= 0.9 &&
    style.clipPath === 'none' &&
    style.maskImage === 'none' &&
    style.mixBlendMode === 'normal' &&
    isMildFilter(style.filter) &&
    document.querySelector(':active-view-transition') === null;
}

/**
 * Dark-mode extensions invert whole pages, which hides nothing. What could hide shuts the gate.
 * @param {string} filter
 */
export function isMildFilter(filter) {
  if (filter === 'none' || filter === '') return true;
  let rest = filter;
  for (const [whole, name, value] of filter.matchAll(/([a-z-]+)\(([^()]*)\)/g)) {
    const amount = Number.parseFloat(value ?? '') / (value?.includes('%') ? 100 : 1);
    if (!(MILD[name ?? '']?.(amount) ?? false)) return false;
    rest = rest.replace(whole, '');
  }
  return rest.trim() === '';
}

/** @type {Record<string, (amount: number) => boolean>} */
const MILD = {
  brightness: (amount) => amount >= 0.6 && amount <= 1.6,
  contrast: (amount) => amount >= 0.6 && amount <= 1.6,
  grayscale: () => true,
  'hue-rotate': () => true,
  // Halfway, everything is the same grey.
  invert: (amount) => amount <= 0.15 || amount >= 0.85,
  saturate: (amount) => amount <= 3,
  sepia: () => true,
};
