// Asks before a call that costs more than most, goes where nobody called before, or is not what
// the page says. The safe answer has the focus.

import { closeSelf, text } from '../platform.js';
import { engine, make, the, translate } from '../ui.js';
import { named } from '../words.js';
import { conclude, offerChoice, showNumber, showProblem } from './window.js';

/** @typedef {import('../../generated/wire.js').Reason} Reason */

const question = new URLSearchParams(location.search).get('question') ?? '';
translate();
ask();

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

/** A reason in its own words, with what it is about. @param {Reason} reason */
function reasonWords(reason) {
  const about = /** @type {Record<string, string | undefined>} */ (reason);
  const quoted = ABOUT.map((name) => about[name]).filter((value) => value !== undefined);
  return text(`guard_${reason.kind}`, ...quoted.map(named));
}

/** What reasons are about, in the order in which their texts quote it. */
const ABOUT = ['region', 'text', 'href', 'prefix'];
