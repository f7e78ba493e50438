/** The call log in the popup: what the PBX lists of the person's calls, and our own past, as one list. */

import assert from 'node:assert/strict';
import { violations } from './harness/axe.js';
import { until } from './harness/desk.js';
import { lookAt } from './harness/looks.js';
import { POPUP, closes, openSmall, reach, says, seen, stored } from './harness/own.js';
import { told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { openAsleep, passTime } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

/** Reports are asked for by the days that were. */
const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };
const TODAY = { ...calm, pbx: { clock: 'real' } };
const BETWEEN_CALLS_MS = 3_000;
const DAY_MS = 86_400_000;

sharedDeskTest('the call log: one list of the PBX’s calls and our own, missed ones marked; a click or a key calls back; what comes meanwhile shows by itself', TODAY, async (desk) => {
  await happened(desk, '3471234567', '201', false);
  await happened(desk, '205', '201', true);
  await happened(desk, '0677665544', '222', true);
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#past-calls', '+39 347 123 4567');
  assert.deepEqual(await lines(popup), ['Incoming call | Lefèvre Zoë | 205 · Answered · 0:00', 'Missed call | +39 347 123 4567 | Missed']);
  assert.equal(await seen(popup, '#past-calls .day'), await inWords(popup));
  const asked = (await desk.pbx.heard(17)).map(({ target }) => new URL(target, 'http://x').searchParams);
  assert.ok(asked.every((query) => query.get('calling') === '201' || query.get('called') === '201'), 'one’s own calls alone');
  const ours = JSON.stringify([await stored(desk, 'session'), await stored(desk, 'local'), await stored(desk, 'sync'), await popup.content()]);
  assert.ok(!ours.includes('77665544'), 'a call of others is nowhere');
  assert.ok(!JSON.stringify(await stored(desk, 'local')).includes('3471234567'), 'what is the PBX’s is not kept on disk');

  await reach(popup, '#past-calls [data-missed]');
  await popup.keyboard.press('Enter');
  const [call] = await desk.pbx.waitHeard({ srv: 0 });
  assert.equal(new URL(call.target, 'http://x').searchParams.get('second_number'), '03471234567');
  await says(popup, '#calls .call', 'Your phone is ringing');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/hangup', { party: 'first' });
  await popup.waitForSelector('#past-calls [aria-label="Outgoing call"]');

  await popup.focus('#past-calls [data-missed]');
  const hit = clickedAsItMoves(popup);
  await happened(desk, '02189655', '201', false);
  await says(popup, '#past-calls', '+39 02 189655');
  const all = await lines(popup);
  assert.equal(all[0], 'Missed call | +39 02 189655 | Missed');
  assert.equal(all.length, 4, `our own call and the PBX’s row of it are one: ${all}`);
  assert.ok(await popup.evaluate(() => document.activeElement?.textContent?.includes('347 123')), 'the focus stays where it was');
  assert.equal(await hit, false, 'what has just moved takes no click');
  await passTime(desk, BETWEEN_CALLS_MS);
  await popup.waitForSelector('#past-calls:not([data-moved])');
  await popup.click('#past-calls button');
  assert.equal((await desk.pbx.waitHeard({ srv: 0, count: 2 })).length, 2);
});

sharedDeskTest('the calls that were stand in the popup while the background still wakes; calls that are up are only ever told by it', TODAY, async (desk) => {
  await happened(desk, '3471234567', '201', false);
  const before = await openSmall(desk, POPUP);
  await says(before, '#past-calls', '+39 347 123 4567');
  await before.type('#text', '02 189655');
  await says(before, '#preview', 'Dials 002189655');
  await before.keyboard.press('Enter');
  await says(before, '#calls .call', 'Your phone is ringing');
  await before.click('#calls .danger');
  await says(before, '#past-calls', '+39 02 189655');
  const all = await lines(before);
  await closes(desk, POPUP, before.close());
  await until(desk.own, async () => (await stored(desk, 'session')).view.history.length === 2);
  assert.deepEqual(Object.keys((await stored(desk, 'session')).view).sort(), ['can', 'extension', 'history', 'keeps']);
  const { page: popup, wake } = await openAsleep(desk, POPUP);
  try {
    await says(popup, '#past-calls', '+39 02 189655');
    assert.deepEqual(await lines(popup), all);
    assert.equal(await popup.$eval('main', (main) => main.ariaBusy), 'true');
  } finally {
    await wake();
  }
  await popup.waitForSelector('main[aria-busy="false"]');
  assert.deepEqual(await lines(popup), all);
  assert.equal(await popup.evaluate(() => document.activeElement?.id), 'text');
});

sharedDeskTest('“Clear” forgets what is kept here, and says that the PBX keeps its own list, which stays', TODAY, async (desk) => {
  await happened(desk, '3471234567', '201', false);
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#past-calls', '+39 347 123 4567');
  assert.equal(await seen(popup, '#clear'), '', 'nothing of it is ours');
  await popup.type('#text', '02 189655');
  await says(popup, '#preview', '002189655');
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .call', 'Your phone is ringing');
  await popup.click('#calls .danger');
  await says(popup, '#past-calls', 'Ended by you');
  assert.deepEqual(await violations(popup), []);
  assert.match(await popup.$eval('#clear', (button) => /** @type {HTMLElement} */ (button).title), /the PBX keeps its own list/);
  await popup.click('#clear');
  await popup.waitForSelector('#clear[hidden]');
  const missed = 'Missed call | +39 347 123 4567 | Missed';
  assert.deepEqual((await lines(popup)).filter((line) => !line.startsWith('Outgoing call | +39 02 189655 | No answer')), [missed]);
  assert.ok(!(await stored(desk, 'local')).past.includes('189655'));
});

sharedDeskTest('a PBX that refuses the call log, or sends half or far too much of it, is said in a sentence, and our own past stands', TODAY, async (desk) => {
  await desk.pbx.post('/fault', { kind: 'result', code: 1, srv: 17, count: null });
  const popup = await openSmall(desk, POPUP);
  assert.match(await says(popup, '#log-problem', 'missing or old'), /does not know this service/);
  assert.equal(await seen(popup, '#no-past'), 'No calls yet.');
  await popup.type('#text', '02 189655');
  await says(popup, '#preview', '002189655');
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .call', 'Your phone is ringing');
  await popup.click('#calls .danger');
  await says(popup, '#past-calls', 'Ended by you');
  for (const [kind, words] of [['huge', 'Far more came back'], ['half', 'Nothing answers'], ['help', 'cannot be understood']]) {
    await desk.pbx.post('/faults/clear');
    await desk.pbx.post('/fault', { kind, srv: 17, count: null });
    await popup.click('#log-problem button');
    await says(popup, '#log-problem', words);
    assert.match((await lines(popup)).join(), /02 189655/);
  }
  await desk.pbx.post('/faults/clear');
  await popup.click('#log-problem button');
  await popup.waitForSelector('#log-problem[hidden]');
});

sharedDeskTest('the PBX’s times are those of its zone; one that does not exist is said', { ...TODAY, settings: { pbx_time_zone: 'Asia/Tokyo' } }, async (desk) => {
  await desk.pbx.post('/reset', { clock: 'real', auto_lift_ms: null, reporting: { zone_minutes: 540 } });
  await happened(desk, '3471234567', '201', false);
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#past-calls', '347');
  const late = await popup.$eval('#past-calls time', (time) => Date.now() - Date.parse(/** @type {HTMLTimeElement} */ (time).dateTime));
  assert.ok(late >= 0 && late < 120_000, `${late} ms ago`);
  await popup.close();
  await desk.toEngine({ kind: 'ui_bg_save', changes: { pbx_time_zone: 'Europe/Atlantis' } });
  const again = await openSmall(desk, POPUP);
  await says(again, '#log-problem', 'Time zone');
});

sharedDeskTest('through the relay: the log of the token’s phone, and nobody else’s', TODAY, (desk) =>
  withRelay(desk, async () => {
    await told(desk);
    await happened(desk, '3471234567', '201', false);
    await happened(desk, '0677665544', '222', true);
    const popup = await openSmall(desk, POPUP);
    await says(popup, '#past-calls', 'Missed');
    assert.deepEqual(await lines(popup), ['Missed call | +39 347 123 4567 | Missed']);
    await popup.waitForSelector('#past-calls:not([data-moved])');
    await popup.click('#past-calls button');
    const [call] = await desk.pbx.waitHeard({ srv: 0 });
    assert.equal(new URL(call.target, 'http://x').searchParams.get('second_number'), '03471234567');
  }));

sharedDeskTest('the call log, full, empty and refused, is whole, legible and named: in light, dark and narrow', calm, async (desk) => {
  const size = { width: 360, height: 560 };
  const empty = await openSmall(desk, POPUP);
  await says(empty, '#no-past', 'No calls yet.');
  await lookAt(desk, empty, 'log-empty', size);
  await empty.close();
  const { now_ms } = await desk.pbx.post('/step', { ms: 0 });
  await desk.pbx.post('/step', { ms: Date.now() - 3 * DAY_MS - now_ms });
  await happened(desk, '201', '0006421234567', true, 3_725_000);
  await happened(desk, '205', '201', true, 42_000);
  await desk.pbx.post('/step', { ms: 2 * DAY_MS });
  await happened(desk, '02189655', '201', false);
  await happened(desk, '201', '203', false);
  await happened(desk, 'anonymous', '201', true, 9_000);
  await desk.pbx.post('/step', { ms: DAY_MS - 3_800_000 });
  await happened(desk, '201', '03471234567', true, 205_000);
  await happened(desk, '0119988776', '201', false);
  await happened(desk, '202', '201', false);
  const full = await openSmall(desk, POPUP);
  await says(full, '#past-calls', 'Missed');
  await lookAt(desk, full, 'log', size);
  await desk.pbx.post('/fault', { kind: 'result', code: 1, srv: 17, count: null });
  await full.close();
  const refused = await openSmall(desk, POPUP);
  await says(refused, '#log-problem', 'missing or old');
  await lookAt(desk, refused, 'log-refused', size);
});

/** A call that was, at the PBX. @param {Desk} desk @param {string} first @param {string} second @param {boolean} answered @param {number} [ms] How long, by a clock that stands. */
async function happened(desk, first, second, answered, ms) {
  const { call_id } = await desk.pbx.post('/place', { first, second, state: 'ringing_second' });
  if (answered) await desk.pbx.post('/answer', { call_id });
  if (ms) await desk.pbx.post('/step', { ms });
  await desk.pbx.post('/hangup', { call_id, party: 'first' });
}

/** Whether a click on the list would meet a row at the moment at which rows move. @param {Page} popup */
const clickedAsItMoves = (popup) => popup.$eval('#past-calls', (list) => new Promise((resolve) => {
  new MutationObserver(() => {
    const { left, top, width } = list.getBoundingClientRect();
    if (list.hasAttribute('data-moved')) resolve(list.contains(document.elementFromPoint(left + width / 2, top + 40)));
  }).observe(list, { attributes: true });
}));

/** Way, who and what came of it, a line a call. @param {Page} popup */
const lines = (popup) => popup.$$eval('.past', (rows) => rows.map((row) => {
  const way = row.querySelector('.way')?.ariaLabel;
  return [way, ...['.who', '.outcome'].map((part) => row.querySelector(part)?.textContent)].join(' | ');
}));

/** Today, as the browser's locale has it. @param {Page} popup */
const inWords = (popup) => popup.evaluate(() => {
  const today = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(0, 'day');
  return today[0].toUpperCase() + today.slice(1);
});
