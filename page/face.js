// The face of our button: what is called, what is dialled for it, and a word when a click did not count.

import { PHONE, icon, make, say } from './dom.js';

/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Offer} Offer */
/** @typedef {ReturnType<typeof createFace>} Face */

/** @param {Host['t']} t */
export function createFace(t) {
  const first = make('span', { class: 'first' });
  const second = make('span', { class: 'second', hidden: '' });
  const element = make('button', { class: 'call', type: 'button' }, icon(PHONE), make('span', { class: 'lines' }, first, second));
  let digits = '';

  const below = (/** @type {string} */ text) => {
    say(second, text);
    second.hidden = text === '';
  };

  return {
    element,

    /** @param {Offer} offer */
    show({ dialled }) {
      say(first, t('button_call', dialled.shown));
      // `+39 02 189655` may be dialled as 002189655: what the phone will show must not surprise.
      const same = dialled.shown.replace(/[^0-9*#]/g, '') === dialled.digits;
      digits = same ? '' : t('button_dials', dialled.digits);
      below(digits);
      element.removeAttribute('aria-disabled');
    },

    /** Nobody is signed in who could call. @param {Offer} offer */
    signIn({ dialled }) {
      say(first, t('widget_sign_in_to_call'));
      digits = dialled.shown;
      below(digits);
    },

    /** The request is on its way; another click does nothing. */
    busy() {
      element.setAttribute('aria-disabled', 'true');
      below(t('button_calling'));
    },

    isBusy: () => element.hasAttribute('aria-disabled'),

    /** Says why a click did nothing. @param {string} text */
    note: (text) => below(text || digits),

    label: () => [first.textContent, second.textContent].filter(Boolean).join('\n'),
  };
}
