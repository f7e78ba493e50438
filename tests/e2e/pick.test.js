/** A call that rings at a colleague's phone, picked up from the popup's list. */

import assert from 'node:assert/strict';
import { violations } from './harness/axe.js';
import { until } from './harness/desk.js';
import { lookAt } from './harness/looks.js';
import { mapStatusNumbers, openSmall, POPUP, says, seen } from './harness/own.js';
import { told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { passTime } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };
const CALLER = '0039066982';

sharedDeskTest('a call that rings at a colleague’s is picked up by a click or by Ctrl+Enter, and only while it rings', calm, async (desk) => {
  const popup = await colleagues(desk);
  await popup.keyboard.type('smith');
  await ctrlEnter(popup);
  const first = await ringsAt(desk, '203');
  await says(popup, '#colleague-203', 'Ringing');
  await lookAt(desk, popup, 'popup-pick', { width: 360, height: 560 });
  assert.deepEqual(await violations(popup), []);
  await popup.click('#colleague-203 .aside');
  await says(popup, '#notice', 'The call of Smith John comes to your phone.');
  assert.deepEqual(await picks(desk), ['ext=201&picked_ext=203']);
  assert.equal((await call(desk, first)).second.party, '201');
  await until(popup, async () => (await seen(popup, '#colleague-203 .aside')) === '');
  await ctrlEnter(popup);

  await ringsAt(desk, '202');
  await popup.keyboard.press('Escape');
  await popup.keyboard.type('peter');
  await until(popup, async () => (await seen(popup, '#colleague-202 .aside')) !== '');
  await ctrlEnter(popup);
  await says(popup, '#notice', 'Macintosh Peter');
  assert.deepEqual(await picks(desk), ['ext=201&picked_ext=203', 'ext=201&picked_ext=202']);
  assert.deepEqual(await desk.pbx.heard(0), [], 'nobody was called');
});

sharedDeskTest('a press that was meant for picking up puts no call through that has just been answered', calm, async (desk) => {
  await mapStatusNumbers(desk);
  const popup = await colleagues(desk);
  await ringsAt(desk, '203');
  await says(popup, '#colleague-203', 'Ringing');
  // From now on no time passes in the popup, until the press that counts.
  await popup.evaluate(() => {
    const now = performance.now();
    performance.now = () => now;
  });
  await desk.toEngine({ kind: 'ui_bg_dial', text: '02 189655', private: false });
  await says(popup, '#calls .state', 'Your phone is ringing');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await says(popup, '#colleague-203 .aside', 'Put through');
  await passTime(desk, 3_000);
  await popup.click('#colleague-203 .aside');
  await popup.evaluate(() => {
    const now = performance.now();
    performance.now = () => now + 300;
  });
  await popup.focus('#seek');
  await popup.keyboard.type('peter');
  await popup.waitForSelector('#colleague-202[aria-selected="true"]');
  await popup.keyboard.press('Enter');
  const placed = await desk.pbx.waitHeard({ srv: 0, count: 2 });
  assert.match(placed[1].target, /second_number=202&/);
  assert.deepEqual(await picks(desk), []);
});

sharedDeskTest('a call that cannot be picked up is said why in one sentence', calm, async (desk) => {
  const popup = await colleagues(desk);
  await ringsAt(desk, '203');
  for (const [code, words] of /** @type {[number, string][]} */ ([[29, 'You may not pick up'], [31, 'not logged in'], [33, 'could not bring the call']])) {
    await desk.pbx.post('/fault', { kind: 'result', srv: 14, code });
    await says(popup, '#colleague-203', 'Ringing');
    await popup.click('#colleague-203 .aside');
    await says(popup, '#notice', words);
  }
});

sharedDeskTest('through the relay a picked call comes to the token’s phone, and the audit log says so', calm, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await told(desk);
    const popup = await colleagues(desk);
    await ringsAt(desk, '203');
    await says(popup, '#colleague-203', 'Ringing');
    await popup.click('#colleague-203 .aside');
    await says(popup, '#notice', 'The call of Smith John comes to your phone.');
    assert.deepEqual(await picks(desk), ['ext=201&picked_ext=203']);
    const { status, said } = await relay.ask(token, '/api/ringing', { kind: 'pick', extension: '203', ext: '202' });
    assert.deepEqual([status, said.problem?.message], [400, 'problem_message_refused'], 'nobody picks for another phone');
  });
});

/** The popup with its colleagues. @param {Desk} desk */
async function colleagues(desk) {
  await desk.pbx.post('/reset', { auto_lift_ms: null });
  const popup = await openSmall(desk, POPUP);
  await popup.click('#tab-colleagues:not([hidden])');
  await popup.waitForSelector('#colleague-203');
  return popup;
}

/** Somebody outside calls this phone. @param {Desk} desk @param {string} ext @returns {Promise<string>} The PBX's name for the call. */
async function ringsAt(desk, ext) {
  const placed = await desk.pbx.post('/place', { first: CALLER, second: ext, state: 'ringing_second' });
  return String(placed.call_id);
}

/** @param {Desk} desk @param {string} id */
async function call(desk, id) {
  const calls = /** @type {any[]} */ (await desk.pbx.get('/calls'));
  return calls.find((one) => String(one.call_id) === id);
}

/** What the PBX was asked to give to which phone. @param {Desk} desk */
const picks = async (desk) => (await desk.pbx.heard(14)).map(({ target }) => target.replace(/.*srv=14&/, ''));

/** @param {Page} page */
async function ctrlEnter(page) {
  await page.keyboard.down('Control');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Control');
}
