// The field: what would be dialled is shown while it is typed, and only what was shown is called.

import { otherSide } from '../../page/call.js';
import { text } from '../platform.js';
import { classChip, engine, make, the } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */
/** @typedef {{call: string, transfer: boolean}} Beside The call that is up, and whether it is put through without asking first. */

/**
 * @param {(text: string, beside?: Beside) => Promise<boolean>} place Calls; true when that went well.
 * @returns {{take: (text: string) => void, beside: (calls: CallView[]) => CallView | undefined}} `take` puts a number into
 *   the field and calls it; `beside` is told of the calls, and says beside which of them a second one can be placed.
 */
export function showDial(place) {
  const field = /** @type {HTMLInputElement} */ (the('text'));
  const call = /** @type {HTMLButtonElement} */ (the('call'));
  /** The text of which the preview stands there, when it can be called. */
  let shown = '';
  let asked = 0;
  let calling = false;
  const through = /** @type {HTMLButtonElement} */ (the('through'));
  /** @type {CallView | undefined} */
  let first;

  const preview = async () => {
    const typed = field.value;
    asked += 1;
    const mine = asked;
    const reply = typed.trim() === '' ? undefined : await engine({ kind: 'ui_bg_preview', text: typed });
    // A later key has asked since.
    if (mine !== asked) return;
    const offer = reply?.kind === 'preview' ? reply.offer : undefined;
    shown = offer ? typed : '';
    call.disabled = through.disabled = !offer || calling;
    const node = the('preview');
    node.replaceChildren();
    if (offer) {
      node.append(
        text('dials', ''), make('b', { textContent: offer.digits }), ' ',
        classChip(offer),
      );
    } else if (reply && 'problem' in reply && reply.problem) {
      // Half a number is no fault worth a whole sentence.
      const half = reply.problem.message === 'problem_not_a_number';
      // Where names are looked for, half a name is none either.
      const names = field.role === 'combobox';
      node.textContent = !half ? sentence(reply.problem) : names ? '' : text('popup_not_yet');
    }
  };

  field.addEventListener('input', preview);
  const submit = async (/** @type {boolean} */ transfer) => {
    if (calling || field.value.trim() === '') return;
    if (shown !== field.value) {
      // Enter came before the preview: it is shown now, and the next Enter calls.
      await preview();
      return;
    }
    calling = true;
    call.disabled = through.disabled = true;
    const placed = await place(shown, first && { call: first.id, transfer });
    calling = false;
    if (placed) field.value = '';
    await preview();
    field.focus();
  };
  the('dial').addEventListener('submit', (event) => {
    event.preventDefault();
    submit(false);
  });
  through.addEventListener('click', () => submit(true));

  return {
    beside(calls) {
      first = calls.find((one) => one.can_consult);
      through.hidden = !first;
      call.textContent = text(first ? 'ask_first' : 'call');
      const whom = first ? text('popup_transfer_to', otherSide(text, first)) : text('popup_number');
      the('whom').textContent = whom;
      field.placeholder = field.role === 'combobox' ? text('name_or_number') : whom;
      return first;
    },

    async take(number) {
      field.value = number;
      await preview();
      if (shown === number) /** @type {HTMLFormElement} */ (the('dial')).requestSubmit();
      field.focus();
    },
  };
}
