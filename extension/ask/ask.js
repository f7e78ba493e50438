// Asks before a call that costs more than most, goes where nobody called before, or is not what
// the page says. The safe answer has the focus.

import { closeSelf, text } from '../platform.js';
import { engine, make, the, translate } from '../ui.js';
import { conclude, offerChoice, showNumber, showProblem } from './window.js';

/** @typedef {import('../../generated/wire.js').Reason} Reason */

const question = new URLSearchParams(location.search).get('question') ?? '';
translate();
await ask();

async function ask() {
  const reply = await engine({ kind: 'ui_bg_question', question });
  if (reply.kind !== 'question') {
    if (reply.kind === 'refused') showProblem(reply.problem);
    return;
  }
  showNumber(reply.number);
  the('reasons').replaceChildren(
    ...reply.reasons.map((reason) => make('li', { textContent: reasonWords(reason) })),
  );
  let answered = false;
  const answer = (/** @type {boolean} */ call) => {
    answered = true;
    return engine({ kind: 'ui_bg_answer', question, call });
  };
  offerChoice({
    first: 'no',
    yes: async () => conclude(await answer(true)),
    no: async () => {
      await answer(false);
      await closeSelf();
    },
  });
  // A window that is closed has been answered too.
  addEventListener('pagehide', () => {
    if (!answered) answer(false);
  });
}

/** A reason in its own words. @param {Reason} reason */
function reasonWords(reason) {
  const { kind, ...about } = reason;
  return text(`guard_${kind}`, ...Object.values(about).map(named));
}

/** A country is called by its name. @param {unknown} value */
function named(value) {
  const word = String(value);
  if (!/^[A-Z]{2}$/.test(word)) return word;
  return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(word) ?? word;
}
