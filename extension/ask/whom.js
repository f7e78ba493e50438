// Asks whom to call beside the call on the line, which is put through at once or after asking. A window of
// ours, since the page under the card could read what is typed there.

import { closeSelf, onPush, text } from '../platform.js';
import { makeColleagues, waysBeside } from '../popup/colleagues.js';
import { showDial } from '../popup/dial.js';
import { engine, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';
import { settled } from './window.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */

/** What the field is when it finds people too. */
const COMBOBOX = { autocomplete: 'list', haspopup: 'grid', expanded: 'false', controls: 'colleagues' };

translate();
/** From a private window the second call leaves no trace either. */
let isPrivate = false;
/** The call on the line. @type {CallView | undefined} */
let first;
const field = /** @type {HTMLInputElement} */ (the('text'));
const dial = showDial((text, beside) => place({ kind: 'ui_bg_dial', text, private: isPrivate, ...(beside && { beside }) }));
const isSettled = settled();
const colleagues = makeColleagues({
  field,
  // A number is called as it is typed; only a name means whoever has it.
  choosesFirst: (typed) => /\p{L}/u.test(typed),
  ways: (person) => {
    const { id } = first ?? {};
    if (id) return waysBeside(person, (extension, transfer) => call(extension, { call: id, transfer }));
    const name = text('colleagues_call', person.shown);
    return { enter: { label: text('call'), name, run: () => call(person.extension) } };
  },
});
onPush((push) => push.kind === 'calls' && take(push.calls));
the('no').addEventListener('click', closeSelf);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) closeSelf();
});
const status = await engine({ kind: 'ui_bg_status' });
if (status.kind === 'status') {
  if (status.can.colleagues) offerColleagues();
  await take(status.calls);
} else {
  say(the('notice'), sentence(problemOf(status) ?? { message: 'problem_engine' }), 'wrong');
  the('choice').hidden = false;
}

function offerColleagues() {
  field.setAttribute('role', 'combobox');
  for (const [name, value] of Object.entries(COMBOBOX)) field.setAttribute(`aria-${name}`, value);
  the('panel-colleagues').hidden = false;
  colleagues.attend(true);
}

/** The calls as they are now: without one on the line there is nothing to ask. @param {CallView[]} calls */
async function take(calls) {
  const before = first?.id;
  first = dial.beside(calls);
  // What was typed is not lost with the call: it can be called all the same.
  if (!first && field.value === '') {
    await closeSelf();
    return;
  }
  isPrivate ||= first?.private ?? false;
  if (first?.id !== before) colleagues.turn();
  the('choice').hidden = false;
}

/** A colleague was chosen. @param {string} extension @param {import('../popup/dial.js').Beside} [beside] */
async function call(extension, beside) {
  // The window may have come up under a click that was meant for the card.
  if (isSettled()) await place({ kind: 'ui_bg_call_colleague', extension, private: isPrivate, ...(beside && { beside }) });
}

/** @param {import('../../generated/wire.js').Request} request */
async function place(request) {
  const problem = problemOf(await engine(request));
  if (problem) say(the('notice'), sentence(problem), 'wrong');
  else await closeSelf();
  return !problem;
}
