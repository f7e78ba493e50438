/** The office's lines and meeting rooms in the popup. */

import assert from 'node:assert/strict';
import { violations } from './harness/axe.js';
import { lookAt } from './harness/looks.js';
import { openSmall, POPUP, reach, says, seen } from './harness/own.js';
import { told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const room = (/** @type {string} */ access_code, /** @type {string} */ description, /** @type {string} */ creator, /** @type {string[]} */ members) => ({
  access_code, description, creator, members, status: null, call_id: '0',
  start_time: '20990305090000000', end_time: '20990305100000000',
});
const ROOMS = [
  room('0004', 'Board', '209', ['202']),
  room('0005', '<b>Vendite</b> e nuovi clienti del Nord-Est con i preventivi di gennaio', '201', []),
  room('0006', 'مراجعة', '203', ['201', '204']),
];
const OFFICE = { rooms: ROOMS, isdn: [{ ctrl: '1', busy: 30, total: 30 }, { ctrl: '2', busy: 8, total: 30 }], wan: { busy: 7, total: 16 } };
const QUIET = { prefs: { 'ui.prefersReducedMotion': 1 } };

for (const relayed of [false, true]) {
  sharedDeskTest(`lines in use and meeting rooms ${relayed ? 'through the relay' : 'without a relay'}, by keyboard alone: an access code is for who is invited`, { ...QUIET, pbx: OFFICE }, async (desk) => {
    const look = async () => {
      const popup = await toOffice(desk);
      await says(popup, '#trunks-rows', '30');
      assert.deepEqual(await rows(popup, 'trunks'), ['ISDN 1 30 of 30', 'ISDN 2 8 of 30', 'WAN 7 of 16']);
      const [board, sales, review] = await rows(popup, 'rooms');
      assert.match(board ?? '', /^Board Planned .*2099.* · People: 1 · by 209$/);
      assert.match(sales ?? '', /^<b>Vendite<\/b> .* Planned .* · People: 0 · by 201 Access code 0005$/);
      assert.match(review ?? '', /Access code 0006$/);
      assert.ok(!(await popup.$eval('#panel-office', (panel) => panel.innerHTML)).includes('0004'), 'nobody else’s code');
      await reach(popup, '#trunks-rows');
      await reach(popup, '#rooms-rows');
    };
    if (relayed) await withRelay(desk, look);
    else await look();
  });
}

sharedDeskTest('lists of lines and rooms that are loading, empty or failing say so, and what was known stands', { ...QUIET, pbx: { rooms: [] } }, async (desk) => {
  await desk.pbx.post('/fault', { kind: 'hang', srv: 3, info: 1 });
  const popup = await toOffice(desk);
  await says(popup, '#trunks-empty', 'Asking the PBX…');
  await desk.pbx.post('/release');
  await says(popup, '#trunks-rows', 'WAN');
  await says(popup, '#rooms-empty', 'No meeting rooms.');
  await desk.pbx.post('/fault', { kind: 'result', code: 1, srv: 3, info: 8, count: null });
  await again(popup);
  assert.match(await says(popup, '#rooms-wrong', 'missing or old'), /does not know this service/);
  assert.equal((await rows(popup, 'trunks')).length, 3, 'one list that cannot be had takes nothing from the other');
  await popup.focus('#rooms-wrong button');
  await desk.pbx.post('/faults/clear');
  await popup.keyboard.press('Enter');
  await popup.waitForSelector('#rooms-wrong[hidden]');
  assert.equal(await popup.evaluate(() => document.activeElement?.id), 'tab-office', 'the keys go on from there');
  await desk.pbx.post('/fault', { kind: 'close', srv: 3, info: 1, count: null });
  await again(popup);
  await says(popup, '#trunks-wrong', 'Nothing answers');
  assert.equal((await rows(popup, 'trunks')).length, 3, 'what was known');
  assert.equal(await seen(popup, '#trunks-empty'), '');
});

sharedDeskTest('lines and meeting rooms, full and failing, are whole, legible, named and without a violation of axe-core: in light, dark and narrow', { ...QUIET, pbx: OFFICE }, async (desk) => {
  const size = { width: 360, height: 560 };
  const popup = await toOffice(desk);
  await says(popup, '#rooms-rows', 'Board');
  await lookAt(desk, popup, 'office', size);
  assert.deepEqual(await violations(popup), []);
  await desk.pbx.post('/fault', { kind: 'result', code: 1, srv: 3, info: 8, count: null });
  await again(popup);
  await says(popup, '#rooms-wrong', 'missing or old');
  await lookAt(desk, popup, 'office-failing', size);
  assert.deepEqual(await violations(popup), []);
});

/** The popup with lines and rooms in front, by key. @param {Desk} desk */
async function toOffice(desk) {
  if ((await desk.toEngine({ kind: 'ui_bg_options' })).values.pbx === 'relay') await told(desk);
  const popup = await openSmall(desk, POPUP);
  await popup.waitForSelector('#tab-office:not([hidden])');
  await reach(popup, '#tab-calls');
  await popup.keyboard.press('End');
  await popup.waitForSelector('#panel-office:not([hidden])');
  return popup;
}

/** Looks anew, as whoever comes back to the tab. @param {Page} popup */
async function again(popup) {
  await popup.waitForSelector('#panel-office[aria-busy="false"]');
  await popup.click('#tab-calls');
  await popup.click('#tab-office');
}

/** What a list says, a row each. @param {Page} popup @param {'trunks' | 'rooms'} id */
const rows = (popup, id) => popup.$$eval(`#${id}-rows li`, (items) => items.map((item) =>
  [...item.children].map((part) => part.textContent).filter(Boolean).join(' ')));
