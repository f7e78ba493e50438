// What lies in the frame at the corner, one beneath the other: question, account, sentence, card.
// It says how large it is; the page gives it so much room and no more.

import { createOverlay, raise } from '../page/overlay.js';

/** @typedef {ReturnType<typeof createPanels>} Panels */

/** About each part, for its shadow. */
const RIM_PX = 8;
const WIDTH_PX = 336;
const NUDGE_MS = 1000;

/**
 * @param {(width: number, height: number) => void} resized
 * @param {(wanted: boolean) => void} focus Asks the page for the focus, and gives it back.
 */
export function createPanels(resized, focus) {
  const overlay = createOverlay();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS_TEXT);
  overlay.root.adoptedStyleSheets.push(sheet);
  let last = '';
  let planned = false;
  /** A pixel that nobody sees. */
  let spare = 0;
  /** What gets the focus. @type {HTMLElement | null} */
  let first = null;

  const sizes = new ResizeObserver(plan);
  new MutationObserver(() => {
    sizes.disconnect();
    for (const part of parts()) sizes.observe(part);
    plan();
  }).observe(overlay.root, { childList: true, subtree: true, attributes: true, attributeFilter: ['class', 'hidden'], characterData: true });

  addEventListener('focus', () => {
    if (first && document.activeElement === document.body) first.focus();
  });

  const parts = () => [...overlay.root.children].filter((part) => part instanceof HTMLElement && part.matches('.card, .toast'));

  /** Hidden frames have no frames of animation. */
  function plan() {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      place();
    });
  }

  /** From the corner upwards, in the order in which they came. */
  function place() {
    let height = 0;
    let width = 0;
    for (const part of /** @type {HTMLElement[]} */ (parts())) {
      const bottom = `${height + RIM_PX}px`;
      if (part.style.bottom !== bottom) part.style.bottom = bottom;
      const rect = part.getBoundingClientRect();
      height += rect.height + RIM_PX;
      width = Math.max(width, part.matches('.small') ? rect.width + 2 * RIM_PX : WIDTH_PX);
    }
    const now = height === 0 ? [0, 0] : [width, height + RIM_PX + spare].map(Math.ceil);
    if (now.join() === last) return;
    last = now.join();
    resized(now[0] ?? 0, now[1] ?? 0);
  }

  return {
    overlay,
    /** Says the size again, to a page that asks anew. */
    again() {
      last = '';
      plan();
    },
    /** Has the page lay its frame out anew, at most once a second however many ask. */
    nudge() {
      spare = Math.round(performance.now() / NUDGE_MS) % 2;
      plan();
    },
    /** @param {HTMLElement} part @param {HTMLElement} safe What gets the focus. */
    show(part, safe) {
      overlay.add(part, () => undefined);
      raise(part);
      first = safe;
      if (document.hasFocus()) safe.focus();
      // What is not shown yet takes no focus.
      place();
      focus(true);
    },
    /** @param {HTMLElement} part */
    hide(part) {
      if (!part.isConnected) return;
      overlay.remove(part);
      first = null;
      focus(false);
    },
  };
}

const CSS_TEXT = `
.card, .toast { inset: auto ${RIM_PX}px auto auto; width: ${WIDTH_PX - 2 * RIM_PX}px; max-height: none; max-width: calc(100vw - ${2 * RIM_PX}px); box-shadow: 0 1px 5px rgb(0 0 0 / 35%); }
.card.small { width: fit-content; max-width: none; white-space: nowrap; }
.panel { padding: 14px; }
.panel .state { margin-block-end: 6px; }
.panel .row { display: flex; gap: 10px; margin-block-start: 12px; }
.panel .reasons { margin-block-start: 6px; }
`;
