// Sends the wish to call, once for each click, and says what became of it.

import { holdsTrue } from './marks.js';

/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {ReturnType<typeof createCaller>} Caller */

/** Our tickets are of no use any more: ask about everything anew. */
const STALE = new Set(['problem_offer_stale', 'problem_digits_changed']);

/**
 * @typedef {object} After
 * @property {(mark: Mark) => void} catchUp Looks at the mark's text again now, so that a stale mark dies.
 * @property {(problem: Problem) => void} say
 * @property {() => void} stale
 * @property {() => void} gone Nobody is left to ask.
 */

/**
 * @param {Pick<Host, 'send'>} host
 * @param {After} after
 */
export function createCaller(host, after) {
  let calling = false;
  return {
    /** Whether the page still says what the button says. @param {Mark} mark */
    isTrue(mark) {
      after.catchUp(mark);
      return holdsTrue(mark);
    },

    /**
     * Only after the gate. True when a call, or a question of ours, is under way.
     * @param {Offered} mark
     * @returns {Promise<boolean>}
     */
    async call(mark) {
      if (calling) return false;
      calling = true;
      try {
        const reply = await host.send({ kind: 'cs_bg_call', ticket: mark.offer.ticket });
        if (reply.kind === 'placed' && reply.outcome.kind !== 'not_called') return true;
        const problem = reply.kind === 'placed' && reply.outcome.kind === 'not_called' ? reply.outcome.problem
          : reply.kind === 'refused' ? reply.problem : undefined;
        if (problem) {
          after.say(problem);
          if (STALE.has(problem.message)) after.stale();
        }
        return false;
      } catch {
        after.gone();
        return false;
      } finally {
        calling = false;
      }
    },
  };
}
