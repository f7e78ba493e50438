// A sentence for the person: why nothing was called. Shown where the call card is, for a while.

import { CROSS, icon, make } from './dom.js';
import { raise } from './overlay.js';

/** @typedef {import('./overlay.js').Overlay} Overlay */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {{text: string, does: () => void}} Action */
/** @typedef {ReturnType<typeof createToast>} Toast */

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
  const choices = make('div', { class: 'choices', hidden: '' });
  const close = make('button', { class: 'round', type: 'button', 'aria-label': host.t('card_dismiss') }, icon(CROSS));
  const element = make('section', { class: 'toast' }, make('div', { class: 'said' }, words, choices), close);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let shown = false;
  /** Gives the focus back that was taken. @type {(() => void) | null} */
  let onHide = null;

  close.addEventListener('click', hide);
  element.addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Escape') hide();
  });
  // While it is read, it stays.
  element.addEventListener('pointerenter', () => clearTimeout(timer));
  element.addEventListener('pointerleave', wait);
  element.addEventListener('focusin', () => clearTimeout(timer));
  element.addEventListener('focusout', wait);

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Behind another tab nobody has read it; what is pointed at is being read.
      if (document.visibilityState === 'hidden' || element.matches(':hover, :focus-within')) wait();
      else hide();
    }, SHOWN_MS + SHOWN_MS_PER_LETTER * (words.textContent?.length ?? 0));
  }

  function hide() {
    clearTimeout(timer);
    shown = false;
    const after = overlay.root.activeElement && element.contains(overlay.root.activeElement) ? onHide : null;
    onHide = null;
    overlay.remove(element);
    after?.();
  }

  /** @param {string} text @param {Action[]} actions */
  function tell(text, actions) {
    shown = true;
    element.classList.toggle('calm', actions.length > 0);
    choices.hidden = actions.length === 0;
    choices.replaceChildren(...actions.map(({ text: label, does }) => {
      const button = make('button', { class: 'plain', type: 'button' }, label);
      button.addEventListener('click', (event) => event.isTrusted && does());
      return button;
    }));
    overlay.add(element, () => raise(element));
    raise(element);
    const card = cardRect();
    element.style.bottom = card ? `${Math.round(innerHeight - card.top + GAP_PX)}px` : '';
    // After it is in the page: a region that comes with its words is not read by all.
    words.textContent = text;
    wait();
  }

  return {
    /** Why something was not done. @param {Problem} problem */
    show: (problem) => tell(sentence(host.t, problem), []),
    /** What was done, and what may be done about it. */
    tell,
    /** Gives the first of the actions the focus. @param {(() => void) | null} giveBack */
    focus(giveBack) {
      onHide = giveBack;
      choices.querySelector('button')?.focus({ preventScroll: true });
    },
    hide,
    text: () => (shown ? words.textContent ?? '' : ''),
    /** For tests: what may be done, and where. */
    choices: () => (shown ? [...choices.children].map((one) => ({ text: one.textContent, rect: one.getBoundingClientRect().toJSON() })) : []),
  };
}
