// A sentence for the person: why nothing was called. Shown where the call card is, for a while.

import { CROSS, icon, make } from './dom.js';
import { raise } from './overlay.js';

/** @typedef {import('./overlay.js').Overlay} Overlay */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Problem} Problem */

/** Long enough to be read twice at leisure. */
const SHOWN_MS = 7000;
const SHOWN_MS_PER_LETTER = 60;
/** Between the card and the sentence above it. */
const GAP_PX = 8;

/**
 * The sentence of a problem. What it quotes comes from outside and is only ever shown as text.
 * @param {Host['t']} t
 * @param {Problem} problem
 */
export function sentence(t, { message, detail }) {
  return t(message, detail ?? '') || message;
}

/**
 * @param {Host} host
 * @param {Overlay} overlay
 * @param {() => DOMRect | null} cardRect Where the card is, if it is shown.
 */
export function createToast(host, overlay, cardRect) {
  const words = make('p', { role: 'alert' });
  const close = make('button', { class: 'round', type: 'button', 'aria-label': host.t('card_dismiss') }, icon(CROSS));
  const element = make('section', { class: 'toast' }, words, close);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let shown = false;

  close.addEventListener('click', hide);
  // While it is read, it stays.
  element.addEventListener('pointerenter', () => clearTimeout(timer));
  element.addEventListener('pointerleave', wait);
  element.addEventListener('focusin', () => clearTimeout(timer));
  element.addEventListener('focusout', wait);

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(hide, SHOWN_MS + SHOWN_MS_PER_LETTER * (words.textContent?.length ?? 0));
  }

  function hide() {
    clearTimeout(timer);
    shown = false;
    overlay.remove(element);
  }

  return {
    /** @param {Problem} problem */
    show(problem) {
      shown = true;
      overlay.add(element, () => raise(element));
      raise(element);
      const card = cardRect();
      element.style.bottom = card ? `${Math.round(innerHeight - card.top + GAP_PX)}px` : '';
      // After it is in the page: a region that comes with its words is not read by all.
      words.textContent = sentence(host.t, problem);
      wait();
    },
    hide,
    text: () => (shown ? words.textContent ?? '' : ''),
  };
}
