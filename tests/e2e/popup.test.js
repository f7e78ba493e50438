/** The popup, the menu of a selection, and the first run, as people use them. */

import assert from 'node:assert/strict';
import { deskTest, until } from './harness/desk.js';
import { DIAL, OPTIONS, POPUP, answerable, badge, choose, closes, openOwn, openSmall, openedByPronto, reach, says, seen, stored } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';
import { clickMenu, passTime } from './harness/worker.js';

const DIGITS = '002189655';
/** One call each three seconds. */
const BETWEEN_CALLS_MS = 3_000;

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

sharedDeskTest('the popup by keyboard alone: a number typed or pasted, seen as it will be dialled, called, and hung up', {}, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  assert.equal(await popup.evaluate(() => document.activeElement?.id), 'text', 'the field has the focus');
  await popup.keyboard.type('02');
  await says(popup, '#preview', 'Not a number yet');
  await popup.keyboard.press('Enter');
  await popup.keyboard.type(' 189655');
  await says(popup, '#preview', DIGITS);
  assert.equal(await seen(popup, '#preview'), 'Dials 002189655 fixed line');
  assert.deepEqual(await desk.pbx.heard(0), [], 'nothing is called before Enter');
  await popup.keyboard.press('Enter');
  assert.equal(await says(popup, '#calls .who', '+39'), '+39 02 189655');
  await says(popup, '#calls .state', 'Your phone is ringing');
  assert.deepEqual((await desk.pbx.heard(0)).map(({ target }) => new URL(target, 'http://x').searchParams.get('second_number')), [DIGITS]);
  assert.equal(await popup.$eval('#text', (field) => /** @type {HTMLInputElement} */ (field).value), '');
  await reach(popup, '#calls .danger');
  await popup.keyboard.press('Enter');
  await desk.pbx.waitHeard({ srv: 1 });
  await says(popup, '#calls .state', 'Ended by you');
  assert.equal(await popup.evaluate(() => document.activeElement?.textContent), 'Close', 'the focus stays with the call');
  await popup.keyboard.press('Enter');
  await popup.waitForSelector('#calls[hidden]');
  await passTime(desk, BETWEEN_CALLS_MS);
  await reach(popup, '#text');
  await popup.keyboard.type('+39 011 5678901');
  await withControl(popup, 'a');
  await withControl(popup, 'x');
  await popup.waitForSelector('#preview:empty');
  await withControl(popup, 'v');
  await says(popup, '#preview', 'Dials 00115678901');
  await popup.keyboard.press('Enter');
  const heard = await desk.pbx.waitHeard({ srv: 0, count: 2 });
  assert.equal(new URL(heard[1].target, 'http://x').searchParams.get('second_number'), '00115678901');
  assert.equal((await desk.pbx.heard(0)).length, 2);
});

sharedDeskTest('the last calls: a click calls again, they can be cleared and switched off', { settings: { call_log_days: 0 } }, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  assert.equal(await seen(popup, '#no-past'), 'No calls yet.');
  await callFromPopup(popup);
  await desk.pbx.post('/lift');
  await says(popup, '#calls .call', 'On the line');
  await desk.pbx.post('/hangup', { party: 'first' });
  await says(popup, '#past-calls', '+39 02 189655');
  assert.match(await seen(popup, '#past-calls .outcome'), /^Ended/);
  await passTime(desk, BETWEEN_CALLS_MS);
  await popup.click('#past-calls button');
  await desk.pbx.waitHeard({ srv: 0, count: 2 });
  const heard = await desk.pbx.heard(0);
  assert.equal(heard[0]?.target, heard[1]?.target);
  await says(popup, '#calls .call', 'Your phone is ringing');
  await hangUp(popup);
  await until(popup, async () => (await popup.$$('#past-calls .past')).length === 2);
  await popup.click('#clear');
  await says(popup, '#no-past', 'No calls yet.');
  assert.deepEqual((await desk.toEngine({ kind: 'ui_bg_status' })).history, []);
  assert.ok(!(await stored(desk, 'local')).past.includes('189655'));
  await until(popup, async () => (await stored(desk, 'session')).view.history.length === 0);

  const options = await openOwn(desk, OPTIONS);
  await choose(options, '#opt-keep_history');
  await options.click('#save');
  await says(options, '#line', 'Saved.');
  await options.close();
  await popup.bringToFront();
  await popup.waitForSelector('#past[hidden]');
  await passTime(desk, BETWEEN_CALLS_MS);
  await callFromPopup(popup);
  await hangUp(popup);
  assert.deepEqual((await desk.toEngine({ kind: 'ui_bg_status' })).history, []);
  assert.equal(await seen(popup, '#past'), '');
  const { view } = await stored(desk, 'session');
  assert.deepEqual([view.keeps, view.history], [false, []]);
});

sharedDeskTest('the menu of a selection opens a window of ours that shows what would be dialled, and dials it', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.inOwn(async () => {
    // Rejects when there is no such entry.
    await (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).contextMenus.update('call', { enabled: true });
  });
  await clickMenu(desk, 'order 2024');
  const refusal = await openedByPronto(desk, DIAL);
  await says(refusal, '#problem', 'This is not a number that can be dialled.');
  assert.equal(await seen(refusal, '#choice'), '');
  await closes(desk, DIAL, refusal.click('#close'));

  await clickMenu(desk, ' 02 189655 ');
  const window = await openedByPronto(desk, DIAL);
  assert.equal(await seen(window, '#number'), '+39 02 189655');
  assert.equal(await seen(window, '#digits'), 'Dials 002189655 fixed line');
  assert.equal((await stored(desk, 'session')).selection, undefined, 'what was selected is not kept');
  assert.deepEqual(await desk.pbx.heard(0), []);
  await answerable(window);
  await closes(desk, DIAL, window.keyboard.press('Enter'));
  await desk.card(page, 'ringing_you');
  assert.deepEqual((await desk.pbx.heard(0)).map(({ target }) => new URL(target, 'http://x').searchParams.get('second_number')), [DIGITS]);
});

deskTest('the first run asks PBX, extension, country and sites, takes none silently, and ends with Test', { bare: true }, async (desk) => {
  const page = desk.welcome;
  await page.bringToFront();
  await page.waitForSelector('#form:not([hidden])');
  assert.deepEqual(
    await page.$$eval('.row', (rows) => rows.filter((row) => row.checkVisibility()).map((row) => /** @type {HTMLElement} */ (row).dataset.key)),
    ['pbx', 'pbx_address', 'extension', 'first_interface', 'country', 'outside_prefix', 'sites_mode'],
  );
  assert.match(await seen(page, '[data-key="country"]'), /Please check/, 'the country is a guess and says so');
  assert.equal((await page.$$('[data-key="sites_mode"] :checked')).length, 0);
  assert.equal((await badge(desk)).text, '!');
  await page.click('#save');
  await says(page, '#wrong-sites_mode', 'Please choose where numbers are looked for.');
  assert.deepEqual(await stored(desk, 'sync'), {});
  await page.type('#opt-pbx_address', `127.0.0.1:${desk.pbx.port}`);
  await page.type('#opt-extension', '201');
  await page.focus('#opt-first_interface');
  await page.keyboard.type('SIP');
  await page.select('#opt-country', 'IT');
  await page.type('#opt-outside_prefix', '0');
  await choose(page, '[data-key="sites_mode"] input[value="all"]');
  await page.click('#test');
  await says(page, '#line', 'It works, and nobody was called.');
  await page.click('#save');
  await says(page, '#done', 'Pronto is ready');
  assert.equal(await seen(page, '#form'), '');
  await until(page, async () => (await badge(desk)).text === '');
  const contact = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(contact, DIGITS);
  await desk.card(contact, 'ringing_you');
});

/** @param {Page} popup */
async function callFromPopup(popup) {
  await popup.type('#text', '02 189655');
  await says(popup, '#preview', DIGITS);
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .call', 'Your phone is ringing');
}

/** @param {Page} popup */
async function hangUp(popup) {
  await popup.click('#calls .danger');
  await says(popup, '#calls .call', 'Ended by you');
}

/** @param {Page} page @param {import('puppeteer-core').KeyInput} key */
async function withControl(page, key) {
  await page.keyboard.down('Control');
  await page.keyboard.press(key);
  await page.keyboard.up('Control');
}
