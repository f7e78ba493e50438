// All that Pronto shows over a page: button, dialog, card and sentence. Built when the first of them
// is needed; most documents never see any.

import { createButton } from './button.js';
import { createCard } from './card.js';
import { createDialog } from './modal.js';
import { createOverlay, removeLeftovers } from './overlay.js';
import { createRefusal } from './refusal.js';
import { createToast } from './toast.js';

/** @typedef {import('./flat.js').Point} Point */
/** @typedef {import('./caller.js').Caller} Caller */
/** @typedef {import('./covers.js').Known} Known */
/** @typedef {import('./types.js').CallView} CallView */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {ReturnType<typeof createScreen>} Screen */

/**
 * @param {Host} outside
 * @param {Known} roots
 * @param {Caller} caller
 * @param {() => void} gone Nobody is left to ask.
 */
export function createScreen(outside, roots, caller, gone) {
  removeLeftovers(outside.shadowOf);
  /** @type {ReturnType<typeof build> | null} */
  let built = null;
  let stopped = false;
  const parts = () => (built ??= build());

  function build() {
    const overlay = createOverlay();
    const card = createCard(host, overlay, gone);
    const toast = createToast(host, overlay, card.rect);
    const button = createButton(host, overlay, roots, caller, createRefusal(host, overlay, toast, gone));
    const dialog = createDialog(host, overlay, roots, caller);
    return { overlay, button, dialog, card, toast };
  }

  const owns = (/** @type {EventTarget | null} */ node) => node !== null && node === built?.overlay.element;
  /** Our own root is no part of the page. @type {Host} */
  const host = { ...outside, shadowOf: (element) => (owns(element) ? null : outside.shadowOf(element)) };

  return {
    /** What the world outside gives, without a way into our own root. */
    host,

    /** Whether this is our element in the page. */
    owns,

    /** The number that is offered. */
    shown: () => built?.button.mark() ?? built?.dialog.mark() ?? null,

    /** The button beside a number that is pointed at. @param {Offered} mark @param {Point} point */
    hover(mark, point) {
      if (!stopped) parts().button.show(mark, point);
    },

    /**
     * The button, or where the page makes it inert, our dialog.
     * @param {Offered} mark
     * @param {Point | null} point
     * @param {(() => void) | null} giveBack Gives the focus back.
     */
    show(mark, point, giveBack) {
      if (stopped) return;
      const { button, dialog } = parts();
      if (dialog.mark() || !button.show(mark, point, giveBack)) dialog.open(mark, giveBack);
    },

    /** Whether the pointer is at the button or on its way to it. @param {Point} point */
    isNear: (point) => built?.button.isNear(point) ?? false,
    /** Whether the button stays, wherever the pointer is. */
    isPinned: () => built?.button.isPinned() ?? false,
    hasFocus: () => (built?.button.hasFocus() ?? false) || (built?.dialog.mark() ?? null) !== null,

    /** Takes the button away. */
    hide: () => built?.button.hide(),

    /** Takes button and dialog away and gives the focus back; only those of `mark`, if one is given. @param {Mark} [mark] */
    leave(mark) {
      if (!mark || built?.button.mark() === mark) built?.button.leave();
      if (!mark) built?.dialog.close();
    },

    /** @param {CallView[]} calls */
    calls(calls) {
      if (!stopped && (built || calls.length > 0)) parts().card.update(calls);
    },

    /** A click where the card is drawn and yet inert. @param {Point} point */
    reach: (point) => built?.card.reach(point) ?? false,

    /** @param {Problem} problem */
    say(problem) {
      if (!stopped) parts().toast.show(problem);
    },

    /** @param {string} text */
    speak(text) {
      if (!stopped) parts().overlay.speak(text);
    },

    /** The page took our element out. */
    lost() {
      queueMicrotask(() => built?.overlay.lost());
    },

    stop() {
      stopped = true;
      if (!built) return;
      const { button, dialog, card, toast, overlay } = built;
      button.hide();
      dialog.close();
      card.stop();
      toast.hide();
      overlay.stop();
    },

    /** For tests: what a person sees. */
    state: () => ({
      button: built?.button.state() ?? null,
      dialog: built?.dialog.state() ?? null,
      card: built?.card.state() ?? null,
      toast: built?.toast.text() ?? '',
      choices: built?.toast.choices() ?? [],
      spoken: built?.overlay.spoken() ?? '',
    }),
  };
}
