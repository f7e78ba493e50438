// "Not a phone number": a small button beside ours. One click, and what looks like this number is no
// longer offered on this site; the sentence that says so can widen it or take it back.

import { make, icon, PHONE_OFF } from './dom.js';
import { raise } from './overlay.js';

/** @typedef {import('./overlay.js').Overlay} Overlay */
/** @typedef {import('./toast.js').Toast} Toast */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {import('./types.js').Request} Request */
/** @typedef {ReturnType<typeof createRefusal>} Refusal */

/** Between our button and this one, and its width. */
const GAP_PX = 6;
const SIZE_PX = 30;

/**
 * @param {Host} host
 * @param {Overlay} overlay
 * @param {Toast} toast
 * @param {() => void} gone Nobody is left to ask.
 */
export function createRefusal(host, overlay, toast, gone) {
  const name = host.t('button_not_number');
  const element = make('button', { class: 'refuse', type: 'button', 'aria-label': name, title: name, tabindex: '-1' }, icon(PHONE_OFF));
  /** @type {Offered | null} */
  let mark = null;

  element.addEventListener('click', (event) => {
    if (event.isTrusted && mark) void refuse(mark);
  });
  for (const kind of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
    element.addEventListener(kind, (event) => event.stopPropagation());
  }

  /** @param {Offered} refused @param {(() => void) | null} [giveBack] By key: the focus goes on to the answer, and back when that goes. */
  async function refuse(refused, giveBack) {
    const { ticket, looks_like: shape } = refused.offer;
    if (!shape) return;
    const back = { text: host.t('refused_undo'), does: () => void ask({ kind: 'cs_bg_number_again', ticket }).then(toast.hide) };
    const wider = {
      text: host.t('refused_everywhere'),
      does: () => void ask({ kind: 'cs_bg_not_number', ticket, everywhere: true }).then((done) => {
        if (done) toast.tell(host.t('refused_on_all', shape), [back]);
      }),
    };
    if (await ask({ kind: 'cs_bg_not_number', ticket, everywhere: false })) {
      toast.tell(host.t('refused_here', shape), [back, wider]);
      if (giveBack !== undefined) toast.focus(giveBack);
    } else {
      giveBack?.();
    }
  }

  /** Whether it was done; otherwise it is said why not. @param {Request} request */
  async function ask(request) {
    try {
      const reply = await host.send(request);
      const problem = reply.kind === 'done' || reply.kind === 'refused' ? reply.problem : undefined;
      if (problem) toast.show(problem);
      return !problem;
    } catch {
      gone();
      return false;
    }
  }

  return {
    /** How much room it takes beside the button. @param {Offered} wanted */
    room: (wanted) => (wanted.offer.looks_like ? GAP_PX + SIZE_PX : 0),

    /** @param {Offered} wanted */
    show(wanted) {
      if (!wanted.offer.looks_like) {
        this.hide();
        return;
      }
      mark = wanted;
      overlay.add(element, () => this.hide());
      raise(element);
    },

    /** Beside the button. @param {DOMRect} button */
    place({ right, top, height }) {
      element.style.left = `${Math.round(right + GAP_PX)}px`;
      element.style.top = `${Math.round(top + (height - SIZE_PX) / 2)}px`;
    },

    hide() {
      if (!mark) return;
      mark = null;
      overlay.remove(element);
    },

    /** By key. @param {Offered} wanted @param {(() => void) | null} giveBack Gives the focus back. */
    refuse: (wanted, giveBack) => void refuse(wanted, giveBack),

    rect: () => (mark ? element.getBoundingClientRect() : null),
  };
}
