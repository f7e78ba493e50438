// Shows what would be dialled for a selected text; one key or click more calls it.

import { closeSelf, recall, remember } from '../platform.js';
import { engine, problemOf, translate } from '../ui.js';
import { conclude, offerChoice, showNumber, showProblem } from './window.js';

translate();
offer();

async function offer() {
  /** @type {{text: string, private: boolean} | undefined} */
  const selection = await recall('selection');
  // Selected text is other people's business: it is kept no longer than it takes to get here.
  await remember('selection', undefined);
  if (!selection) {
    await closeSelf();
    return;
  }
  const reply = await engine({ kind: 'ui_bg_preview', text: selection.text });
  if (reply.kind !== 'preview' || !reply.offer) {
    showProblem(problemOf(reply) ?? { message: 'problem_not_a_number', detail: selection.text });
    return;
  }
  showNumber(reply.offer);
  offerChoice({
    first: 'yes',
    yes: async () => conclude(await engine({ kind: 'ui_bg_dial', ...selection })),
    no: closeSelf,
  });
}
