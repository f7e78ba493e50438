// What an administrator has set may come late: in the seconds after Pronto was installed, Chromium
// says that there is nothing, and tells the truth up to four seconds later. (From its next start
// on it does not answer before it knows.) No call is placed by rules that are not known yet.

import { isFirefox, policyOrAfter, recall, remember } from './platform.js';

/** Pronto has just been installed; its settings may have come with the person's account. */
export async function justInstalled() {
  // Firefox reads a file of the administrator whenever it is asked.
  if (!isFirefox) await remember(INSTALLED, Date.now());
}

/**
 * Waits until what the administrator has set is there, or would be.
 * @returns {Promise<boolean>} Whether there was anything to wait for.
 */
export async function policyIsKnown() {
  const installed = await recall(INSTALLED);
  if (installed === undefined) return false;
  // However the clock was set meanwhile.
  const left = Math.min(installed + LATE_MS - Date.now(), LATE_MS);
  if (left > 0) await policyOrAfter(left);
  await remember(INSTALLED, undefined);
  return true;
}

const INSTALLED = 'installed';
/** More than twice what was measured. */
const LATE_MS = 10_000;
