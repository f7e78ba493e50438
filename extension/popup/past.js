// The last calls. A click calls again, by way of the field: the number is read anew, by what the
// options say today, and shown before it is dialled.

import { text } from '../platform.js';
import { make, the } from '../ui.js';
import { duration } from '../words.js';

/** @typedef {import('../../generated/wire.js').Past} Past */

/**
 * @param {Past[]} calls Newest first.
 * @param {boolean} kept Whether calls are kept at all.
 * @param {(number: string) => void} take
 * @param {() => unknown} clear
 */
export function showPast(calls, kept, take, clear) {
  the('past').hidden = !kept && calls.length === 0;
  the('no-past').hidden = calls.length > 0;
  the('clear').hidden = calls.length === 0;
  the('clear').onclick = clear;
  // Firefox stops at an empty list on the way by keyboard.
  the('past-calls').hidden = calls.length === 0;
  the('past-calls').replaceChildren(...calls.slice(0, SHOWN_MAX).map((call) => row(call, take)));
}

/** @param {Past} call @param {(number: string) => void} take */
function row(call, take) {
  const talked = call.talked_s === undefined ? '' : ` · ${duration(call.talked_s * 1000)}`;
  return make(
    'li',
    {},
    make(
      'button',
      { type: 'button', title: text('popup_again', call.shown), onclick: () => take(call.shown) },
      make('span', { class: 'who', textContent: call.name ? `${call.name} · ${call.shown}` : call.shown }),
      make('time', { class: 'when', dateTime: new Date(call.at_ms).toISOString(), textContent: when(call.at_ms) }),
      make('span', { class: 'outcome', textContent: `${text(call.outcome)}${talked}` }),
    ),
  );
}

/** The time for today, else the day. @param {number} ms */
function when(ms) {
  const date = new Date(ms);
  const today = date.toDateString() === new Date().toDateString();
  const style = today ? { hour: 'numeric', minute: '2-digit' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(undefined, /** @type {Intl.DateTimeFormatOptions} */ (style)).format(date);
}

const SHOWN_MAX = 50;
