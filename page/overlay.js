// The one element that Pronto adds to a page, beside `<body>`, and only while there is something
// to show. All of ours lies in its closed shadow root.

import { make } from './dom.js';
import { OVERLAY_CSS } from './style.js';

/** @typedef {import('./types.js').Host} Host */
/** @typedef {ReturnType<typeof createOverlay>} Overlay */

/** Screen readers read a region's changes only once they know the region. */
const SPEAK_AFTER_MS = 120;
/** A page that keeps taking our element out may have its way. */
const RETURNS_MAX = 20;
/** Names our root to a later version of this script, which finds it when we cannot clean up. */
const ROOT_CLASS = 'pronto-root';

export function createOverlay() {
  const element = make('div');
  const root = element.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(OVERLAY_CSS);
  root.adoptedStyleSheets = [sheet];
  const live = make('div', { class: `live ${ROOT_CLASS}`, role: 'status', 'aria-live': 'polite' });
  root.append(live);

  /** What is shown, and what to do when the page took our element away under it. @type {Map<HTMLElement, () => void>} */
  const parts = new Map();
  let returns = 0;
  let stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let speaking;

  const place = () => {
    if (stopped || element.parentNode === document.documentElement) return;
    document.documentElement.append(element);
    // Firefox asks the media queries of a sheet no more while its root is out of the page, and not again
    // when it is back: a window that was narrow would stay so.
    const sheets = [...root.adoptedStyleSheets];
    root.adoptedStyleSheets = [];
    root.adoptedStyleSheets = sheets;
  };

  return {
    element,
    root,

    /**
     * Shows a part of ours. `lost` is called when the page has taken the element away and it is
     * back: popovers and dialogs do not survive that.
     * @param {HTMLElement} part
     * @param {() => void} lost
     */
    add(part, lost) {
      parts.set(part, lost);
      if (part.getRootNode() !== root) root.append(part);
      place();
    },

    /** @param {HTMLElement} part */
    remove(part) {
      parts.delete(part);
      part.remove();
      if (parts.size === 0) this.rest();
    },

    /** Takes the element away when nothing is shown or spoken. */
    rest() {
      if (parts.size > 0 || speaking !== undefined) return;
      live.textContent = '';
      element.remove();
    },

    /** The page took our element out. */
    lost() {
      if (element.isConnected || parts.size === 0 || returns >= RETURNS_MAX) return;
      returns += 1;
      place();
      for (const lost of [...parts.values()]) lost();
    },

    /** Reads a text aloud, to those who have it read. @param {string} text */
    speak(text) {
      if (text === '') return;
      place();
      clearTimeout(speaking);
      speaking = setTimeout(() => {
        live.textContent = text;
        // Long enough to be read; then the element may go.
        speaking = setTimeout(() => {
          speaking = undefined;
          this.rest();
        }, 4000);
      }, SPEAK_AFTER_MS);
    },

    spoken: () => live.textContent ?? '',

    stop() {
      stopped = true;
      clearTimeout(speaking);
      parts.clear();
      element.remove();
    },
  };
}

/**
 * Firefox ends the scripts of an extension that is updated without a word, and their elements stay.
 * @param {Host['shadowOf']} shadowOf
 */
export function removeLeftovers(shadowOf) {
  for (const child of [...document.documentElement.children]) {
    if (child.localName === 'div' && shadowOf(child)?.querySelector(`.${ROOT_CLASS}`)) child.remove();
  }
}

/**
 * Shows an element in the browser's top layer, or lifts it above what came there later. One that
 * is there already keeps the focus.
 * @param {HTMLElement} part
 */
export function raise(part) {
  if (!part.isConnected) return;
  const root = /** @type {ShadowRoot} */ (part.getRootNode());
  const active = root.activeElement;
  part.popover = 'manual';
  if (part.matches(':popover-open')) part.hidePopover();
  part.showPopover();
  if (active instanceof HTMLElement && part.contains(active)) active.focus({ preventScroll: true });
}
