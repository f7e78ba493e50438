// Asks whom to call beside the call on the line, which is put through at once or after asking. A window of
// ours, since the page under the card could read what is typed there.

import { closeSelf, onPush } from '../platform.js';
import { showDial } from '../popup/dial.js';
import { engine, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */

translate();
/** From a private window the second call leaves no trace either. */
let isPrivate = false;
const dial = showDial(async (text, beside) => {
  const wish = { text, private: isPrivate, ...(beside && { beside }) };
  const problem = problemOf(await engine({ kind: 'ui_bg_dial', ...wish }));
  if (problem) say(the('notice'), sentence(problem), 'wrong');
  else await closeSelf();
  return !problem;
});
onPush((push) => push.kind === 'calls' && take(push.calls));
the('no').addEventListener('click', closeSelf);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeSelf();
});
const status = await engine({ kind: 'ui_bg_status' });
if (status.kind === 'status') {
  await take(status.calls);
} else {
  say(the('notice'), sentence(problemOf(status) ?? { message: 'problem_engine' }), 'wrong');
  the('choice').hidden = false;
}

/** The calls as they are now: without one on the line there is nothing to ask. @param {CallView[]} calls */
async function take(calls) {
  const first = calls.find((call) => call.can_consult);
  // What was typed is not lost with the call: it can be called all the same.
  if (!first && /** @type {HTMLInputElement} */ (the('text')).value === '') {
    await closeSelf();
    return;
  }
  isPrivate ||= first?.private ?? false;
  dial.beside(calls);
  the('choice').hidden = false;
}
