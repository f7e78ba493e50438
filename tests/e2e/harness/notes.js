/** The notifications that the browser shows of ours. */

import { isFirefox } from './browsers.js';
import { until } from './desk.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** No desktop is there to show them: Firefox draws them itself. */
export const drawsNotes = { 'alerts.useSystemBackend': false };

/**
 * Waits until the browser has shown these notifications, and has none but these. Firefox takes them
 * away by itself after a while, so that one that was shown need not stand any more.
 * @param {Desk} desk @param {string[]} wanted
 */
export async function notes(desk, wanted) {
  /** @type {string[]} */
  let standing = [];
  /** @type {string[]} */
  let known = [];
  await until(desk.own, async () => {
    const [all, told] = await desk.inOwn(async () => {
      const { notifications, storage } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
      const [now, kept] = await Promise.all([notifications.getAll(), storage.session.get('told')]);
      return [Object.keys(now), Object.keys(kept.told ?? {})];
    });
    standing = all;
    known = told;
    for (const id of standing) shown.add(id);
    return told.join() === wanted.join() && standing.every((id) => wanted.includes(id)) &&
      wanted.every((id) => (isFirefox ? shown.has(id) : standing.includes(id)));
  }, () => [standing, known]);
}

/** What has stood at some time. @type {Set<string>} */
const shown = new Set();
