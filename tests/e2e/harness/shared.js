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
  await callsOf(desk);
  do {
    await killWorker(desk);
    await desk.inOwn(async () => {
      const { alarms, storage } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
      await alarms.clearAll();
      // The calls first: a background that is told of another store's change reads them.
      await storage.session.clear();
      await Promise.all([storage.local.clear(), storage.sync.clear()]);
      // As before: the administrator's word is known.
      await storage.local.set({ first_run: 0 });
    });
    // One that woke up in between has read what was there, and holds it.
  } while ((await callsOf(desk)).length > 0);
  await desk.setUp(wishes);
  return desk;
}

/** The calls that the engine knows, which is woken by it. @param {Desk} desk @returns {Promise<object[]>} */
async function callsOf(desk) {
  return (await desk.toEngine({ kind: 'ui_bg_status' })).calls;
}
