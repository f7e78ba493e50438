// The field: what would be dialled is shown while it is typed, and only what was shown is called.

import { text } from '../platform.js';
import { classChip, engine, make, the } from '../ui.js';
import { sentence } from '../words.js';

/**
 * @param {(text: string) => Promise<boolean>} place Calls; true when that went well.
 * @returns {{take: (text: string) => void}} `take` puts a number into the field and calls it.
 */
export function showDial(place) {
  const field = /** @type {HTMLInputElement} */ (the('text'));
  const call = /** @type {HTMLButtonElement} */ (the('call'));
  /** The text of which the preview stands there, when it can be called. */
  let shown = '';
  let asked = 0;
  let calling = false;

  const preview = async () => {
    const typed = field.value;
    asked += 1;
    const mine = asked;
    const reply = typed.trim() === '' ? undefined : await engine({ kind: 'ui_bg_preview', text: typed });
    // A later key has asked since.
    if (mine !== asked) return;
    const offer = reply?.kind === 'preview' ? reply.offer : undefined;
    shown = offer ? typed : '';
    call.disabled = !offer || calling;
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
      node.textContent = half ? text('popup_not_yet') : sentence(reply.problem);
    }
  };

  field.addEventListener('input', preview);
  the('dial').addEventListener('submit', async (event) => {
    event.preventDefault();
    if (calling || field.value.trim() === '') return;
    if (shown !== field.value) {
      // Enter came before the preview: it is shown now, and the next Enter calls.
      await preview();
      return;
    }
    calling = true;
    call.disabled = true;
    const placed = await place(shown);
    calling = false;
    if (placed) field.value = '';
    await preview();
    field.focus();
  });

  return {
    async take(number) {
      field.value = number;
      await preview();
      if (shown === number) /** @type {HTMLFormElement} */ (the('dial')).requestSubmit();
      field.focus();
    },
  };
}
