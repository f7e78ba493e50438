// What an administrator has set may come late: in the seconds after Pronto was installed, Chromium
// says that there is nothing, and tells the truth up to four seconds later. (From its next start
// on it does not answer before it knows.) No call is placed by rules that are not known yet.

import { isFirefox, policyOrAfter, recall, remember } from './platform.js';

/**
 * Notes when Pronto first ran here. Not by the event of the installation: a busy browser tells of
 * that after a page of ours has asked for a call.
 */
export async function policyMayBeLate() {
  // Firefox reads a file of the administrator whenever it is asked.
  if (!isFirefox && (await recall(FIRST_RUN, 'local')) === undefined) await remember(FIRST_RUN, Date.now(), 'local');
}

/**
 * Waits until what the administrator has set is there, or would be.
 * @returns {Promise<boolean>} Whether there was anything to wait for.
 */
export async function policyIsKnown() {
  if (isFirefox) return false;
  const firstRun = (await recall(FIRST_RUN, 'local')) ?? Date.now();
  if (firstRun === SETTLED) return false;
  // However the clock was set meanwhile.
  const left = Math.min(firstRun + LATE_MS - Date.now(), LATE_MS);
  if (left > 0) await policyOrAfter(left);
  await settlePolicy();
  return true;
}

/** There is nothing more to wait for: Pronto was here before, with all that the administrator had set. */
export const settlePolicy = () => remember(FIRST_RUN, SETTLED, 'local');

const FIRST_RUN = 'first_run';
const SETTLED = 0;
/** Five times what was measured; on a machine that has much to do it takes longer. */
const LATE_MS = 20_000;
