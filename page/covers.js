// What lies above our button: elements that the page put into the browser's top layer after it.
//
// A popover of the page with `pointer-events: none` hides our button and lets the click through,
// and so does the wide shadow of a popover that is one pixel large; so neither hit tests nor
// rectangles tell, only the order. The browser does not name the order. What is there when ours is
// raised lies beneath it; whatever comes later may lie above.

import { everyRoot } from './roots.js';

/** @typedef {import('./types.js').Host} Host */
/** @typedef {ReturnType<typeof createCovers>} Covers */

/**
 * The shadow roots that are known.
 * @typedef {object} Known
 * @property {() => ShadowRoot[]} all
 * @property {() => void} seek Looks for others, soon.
 */

const TOP_LAYER = ':popover-open, :modal, :fullscreen';
/** Elements enter the top layer with one of these, before anybody sees them there. */
const ENTERING = ['beforetoggle', 'toggle', 'fullscreenchange'];

/**
 * @param {Host['shadowOf']} shadowOf
 * @param {Known} roots
 * @param {Element} ours Our own element; what is in its root does not count.
 */
export function createCovers(shadowOf, roots, ours) {
  /** @type {Set<Element>} */
  let beneath = new Set();
  /** @type {EventTarget[]} */
  let heard = [];
  let entered = false;

  const note = (/** @type {Event} */ event) => {
    // What leaves covers nothing.
    const leaves = /** @type {{newState?: string}} */ (/** @type {unknown} */ (event)).newState === 'closed';
    if (event.isTrusted && !leaves && event.target !== ours) entered = true;
  };

  return {
    /**
     * Ours was just raised: what is there lies beneath.
     * @param {boolean} everywhere Whether roots that we have not come upon yet are looked for.
     */
    start(everywhere) {
      this.stop();
      beneath = topLayer([document, ...(everywhere ? everyRoot(shadowOf, ours) : roots.all())]);
      // Events of a popover within a shadow root do not leave it.
      heard = [window, ...roots.all()];
      for (const target of heard) for (const name of ENTERING) target.addEventListener(name, note, true);
      entered = false;
      roots.seek();
    },

    /**
     * Whether something may have come above ours since.
     * @param {boolean} everywhere As above.
     */
    grown(everywhere) {
      if (entered) return true;
      const known = everywhere ? everyRoot(shadowOf, ours) : roots.all();
      for (const element of topLayer([document, ...known])) if (!beneath.has(element)) return true;
      return false;
    },

    stop() {
      for (const target of heard) for (const name of ENTERING) target.removeEventListener(name, note, true);
      heard = [];
    },
  };
}

/**
 * The dialog of the page that makes all outside of it inert, us included.
 * @param {Pick<Known, 'all'>} roots
 * @returns {Element | null}
 */
export function pageModal(roots) {
  for (const root of [document, ...roots.all()]) {
    // A fullscreen element counts as modal in some browsers, and makes nothing inert.
    const modal = root.querySelector('dialog:modal:not(:fullscreen)');
    if (modal) return modal;
  }
  return null;
}

/** @param {(Document | ShadowRoot)[]} roots */
function topLayer(roots) {
  /** @type {Set<Element>} */
  const elements = new Set();
  for (const root of roots) for (const element of root.querySelectorAll(TOP_LAYER)) elements.add(element);
  return elements;
}
