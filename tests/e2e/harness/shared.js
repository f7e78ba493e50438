/**
 * Tests of one file that share a browser, because starting one costs more than most tests do.
 * Between two of them everything that is remembered is wiped: the background is killed, its stores
 * are emptied, the PBX is a fresh one and every page is closed. A test that fails takes its browser
 * with it.
 */

import { after, test } from 'node:test';
import { attempt, LIMITS, openDesk, opened } from './desk.js';
import { killWorker } from './worker.js';

/** @typedef {import('./desk.js').Desk} Desk */
/**
 * What a test may wish for; `prefs` are the same in all tests of a file.
 * @typedef {Pick<import('./desk.js').DeskOptions, 'pbx' | 'settings' | 'bare' | 'prefs'>} Wishes
 */

/** @type {Desk | undefined} */
let left;
after(() => left?.close());

/**
 * @param {string} name As in tests/e2e/README.md.
 * @param {Wishes} wishes
 * @param {(desk: Desk) => Promise<void>} body
 */
export function sharedDeskTest(name, wishes, body) {
  test(name, LIMITS, async () => {
    const desk = await opened(left ? wiped(left, wishes) : openDesk(wishes));
    left = undefined;
    try {
      await attempt(name, desk, body);
      left = desk;
    } finally {
      if (!left) await desk.close();
    }
  });
}

/** @param {Desk} desk @param {Wishes} wishes */
async function wiped(desk, wishes) {
  for (const page of await desk.browser.pages()) if (page !== desk.own) await page.close();
  await desk.toEngine({ kind: 'ui_bg_status' });
  await killWorker(desk);
  await desk.inOwn(async () => {
    const { alarms, storage } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    await Promise.all([alarms.clearAll(), storage.local.clear(), storage.session.clear(), storage.sync.clear()]);
    // As before: the administrator's word is known.
    await storage.local.set({ first_run: 0 });
  });
  await desk.setUp(wishes);
  return desk;
}
