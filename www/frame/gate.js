// The gate before every call of the widget: a person clicked, in this frame, what that person could
// read. A page can place, move, cover and fade the frame; it cannot draw in it or click in it.
//
// The button stood 300 ms with the same offer, in a frame that shows all of it; where the browser
// tells (IntersectionObserver v2), uncovered and undimmed. The pointer came over it and stayed 300 ms,
// and the frame did not move under or along with it. Firefox tells where the frame stands on the
// screen, and nothing of covers: there, what keeps hostile pages off is the relay's list of pages.

import { isByKey, isIn } from '../page/flat.js';
import { isActive, occlusion, placeOnScreen } from './platform.js';
import { createKeys } from './keys.js';

/** @typedef {'' | 'untrusted' | 'wait' | 'covered'} Verdict Empty when the click counts. */
/** @typedef {ReturnType<typeof createGate>} Gate */
/** @typedef {{at: number, screenX: number, screenY: number, clientX: number, clientY: number}} Anchor */

/** How long the button must have stood, and the pointer over it. */
export const STAND_MS = 300;
/** The least that the browser allows. */
const OCCLUSION_DELAY_MS = 100;
/** Unseen for so long, the browser is made to look again. */
const UNSEEN_MS = 1000;
/** So much of the button is seen. */
const SEEN = 0.98;
/** Less than this is no movement, in pixels: browsers round. */
const STILL_PX = 1;
/** A pointer that has gone so far tells whether the frame went with it. */
const WAY_PX = 4;
/** Zoom stretches a way on the screen to at most so many times that in the frame, or as few. */
const ZOOM_MAX = 6;
/** A press that slides further is no click. */
const SLIDE_PX = 8;

/**
 * @param {HTMLElement} element The button.
 * @param {object} [about]
 * @param {() => void} [about.lookAgain] Chromium tells a frame of another site what covers it when the page
 *   around it is laid out. It has been seen not to do so again after a first "covered" that was none.
 * @param {HTMLElement} [about.ground] What the pointer must have come over, if that is more than the button.
 * @param {AbortSignal} [about.signal] When the button is gone for good.
 */
export function createGate(element, { lookAgain = () => {}, ground = element, signal } = {}) {
  const keys = createKeys(element, signal);
  let up = false;
  let since = 0;
  let bound = '';
  let seen = false;
  let unseenSince = 0;
  let size = '';
  /** @type {Anchor | null} */
  let over = null;
  /** @type {{x: number, y: number} | null} */
  let standing = null;
  /** @type {{x: number, y: number, stood: boolean, finger: boolean} | null} */
  let press = null;
  /** @type {IntersectionObserver | null} */
  let observer = null;

  const now = () => performance.now();
  const restart = () => {
    since = now();
    if (over) over = { ...over, at: since };
  };

  ground.addEventListener('pointerenter', hover, { signal });
  ground.addEventListener('pointermove', hover, { signal });
  ground.addEventListener('pointerleave', () => {
    over = null;
  }, { signal });
  ground.addEventListener('pointerdown', (event) => {
    hover(event);
    const finger = event.pointerType === 'touch';
    press = event.isTrusted ? { x: event.clientX, y: event.clientY, stood: finger || hasStayed(), finger } : null;
  }, { signal });

  /** @param {PointerEvent} event */
  function hover({ isTrusted, screenX, screenY, clientX, clientY }) {
    if (!isTrusted) return;
    const here = { at: now(), screenX, screenY, clientX, clientY };
    if (!over || isDragged(over, here)) over = here;
  }

  const hasStayed = () => over !== null && now() - over.at >= STAND_MS;

  /** Whether frame and button are as they were. */
  function isStill() {
    const { left, top, width, height } = element.getBoundingClientRect();
    const measured = [left, top, width, height, innerWidth, innerHeight].map(Math.round).join();
    const place = placeOnScreen();
    const moved = place !== null && standing !== null &&
      (Math.abs(place.x - standing.x) > STILL_PX || Math.abs(place.y - standing.y) > STILL_PX);
    const still = measured === size && !moved;
    size = measured;
    standing = place;
    return still;
  }

  function tick() {
    if (!up) return;
    if (!isStill()) restart();
    if (seen) unseenSince = now();
    if (occlusion && now() - unseenSince >= UNSEEN_MS) {
      unseenSince = now();
      lookAgain();
    }
    requestAnimationFrame(tick);
  }

  /** @param {IntersectionObserverEntry[]} entries */
  function report(entries) {
    for (const entry of entries) {
      const uncovered = !occlusion || /** @type {{isVisible?: boolean}} */ (/** @type {unknown} */ (entry)).isVisible === true;
      const shown = entry.isIntersecting && entry.intersectionRatio > SEEN && uncovered;
      if (shown && !seen) restart();
      seen = shown;
    }
  }

  /** Whether all of the button lies in the frame. */
  function isWhole() {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  }

  return {
    restart,

    /** The button is shown. */
    start() {
      if (up) return;
      up = true;
      seen = false;
      unseenSince = now();
      observer = new IntersectionObserver(report, /** @type {IntersectionObserverInit} */ ({
        trackVisibility: true,
        delay: OCCLUSION_DELAY_MS,
        threshold: [0, 0.5, SEEN, 1],
      }));
      observer.observe(element);
      isStill();
      restart();
      requestAnimationFrame(tick);
    },

    /** What is offered. Another offer starts anew. @param {string} offer */
    bind(offer) {
      if (offer !== bound) restart();
      bound = offer;
    },

    /**
     * Whether this click is a person's decision.
     * @param {MouseEvent} event
     * @returns {Verdict}
     */
    judge(event) {
      const pressed = press;
      press = null;
      if (!event.isTrusted || !up || !isActive()) return 'untrusted';
      if (!isStill()) restart();
      if (!isWhole() || !seen) return 'covered';
      if (document.visibilityState !== 'visible' || now() - since < STAND_MS) return 'wait';
      if (isByKey(event)) return keys.isArmed() ? '' : 'wait';
      if (!pressed?.stood) return 'wait';
      const slid = Math.max(Math.abs(event.clientX - pressed.x), Math.abs(event.clientY - pressed.y)) > SLIDE_PX;
      const inside = isIn(element.getBoundingClientRect(), { x: event.clientX, y: event.clientY });
      return inside && !slid ? '' : 'wait';
    },

    /** Whether a click of a pointer that has stayed would count now, for tests. */
    isOpen: () => up && seen && isWhole() && now() - since >= STAND_MS,

    /** Whether the pointer has stayed over it, for tests. */
    hasStayed,
    /** Whether a key would count, for tests. */
    isArmed: keys.isArmedFor,

    /** The button is gone. */
    stop() {
      up = false;
      bound = '';
      over = press = null;
      keys.disarm();
      observer?.disconnect();
      observer = null;
    },
  };
}

/**
 * Whether the frame moved between two looks at the pointer: it went along with it, or was drawn away
 * beneath it. Zoom makes the two ways differ in length, never in direction.
 * @param {Anchor} from
 * @param {Anchor} to
 */
export function isDragged(from, to) {
  return differs(to.screenX - from.screenX, to.clientX - from.clientX) ||
    differs(to.screenY - from.screenY, to.clientY - from.clientY);
}

/** @param {number} onScreen @param {number} inFrame */
function differs(onScreen, inFrame) {
  if (Math.abs(onScreen) < WAY_PX && Math.abs(inFrame) < WAY_PX) return false;
  const long = Math.max(Math.abs(onScreen), Math.abs(inFrame));
  const short = Math.min(Math.abs(onScreen), Math.abs(inFrame));
  return short * ZOOM_MAX + STILL_PX < long || (onScreen < 0) !== (inFrame < 0);
}
