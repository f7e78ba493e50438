/** Calls that the person's phone has by itself: answered there, or dialled there by hand. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { POPUP, WHOM, closes, mapStatusNumbers, openSmall, openedByPronto, reach, says, seen } from './harness/own.js';
import { status, withEvents } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { killWorker, ringAlarm } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const CALLER = '0039066982';

sharedDeskTest('a call that is answered on the phone is on the card: parked, taken back and hung up there', {}, async (desk) => {
  await withEvents(desk, async () => {
    const page = await desk.visit(desk.pages.url('/contact.html'));
    const call = await cameIn(desk);
    const card = await desk.card(page, 'connected');
    assert.deepEqual([card.number, card.text, texts(card)], ['+39 06 6982', 'Connected', ['Put through to…', 'Park']]);
    await desk.shoot('phone-call', page);
    await killWorker(desk);
    await ringAlarm(desk);
    await desk.press(page, 'Park');
    await until(page, async () => (await last(desk, page))?.text === 'Parked on line 1');
    const [park] = await desk.pbx.heard(13);
    assert.equal(park.target, `/services.cgi?srv=13&action=11&ext=201&call_id=${call}`);
    await desk.press(page, 'Take back');
    await desk.pbx.waitHeard({ srv: 13, count: 2 });
    await until(page, async () => ['on_the_line', 'connected'].includes((await last(desk, page))?.state));
    await desk.click(page, (await last(desk, page)).hangUp.rect);
    await desk.card(page, 'ended');
    const [gone] = await desk.pbx.heard(1);
    assert.equal(gone.target, `/services.cgi?srv=1&call_id=${call}`);
    assert.deepEqual(await desk.pbx.heard(0), [], 'nobody was called');
  });
});

sharedDeskTest('who called is put through to a colleague whom the window of the card asks for', {}, async (desk) => {
  await withEvents(desk, async () => {
    const page = await desk.visit(desk.pages.url('/contact.html'));
    const call = await cameIn(desk);
    await desk.card(page, 'connected');
    await desk.press(page, 'Put through to…');
    const asks = await openedByPronto(desk, WHOM);
    await says(asks, '#whom', 'Put +39 06 6982 through to…');
    await asks.keyboard.type('203');
    await says(asks, '#preview', '203');
    await reach(asks, '#through');
    await closes(desk, WHOM, asks.keyboard.press('Enter'));
    await desk.pbx.waitHeard({ srv: 0 });
    await desk.pbx.post('/lift', { ext: '201' });
    await until(page, async () => (await desk.pbx.get('/calls')).some((/** @type {any} */ one) => one.end === 'transferred'));
    const [first] = await desk.pbx.get('/calls');
    assert.deepEqual([first.call_id, first.first.party, first.second.party], [call, CALLER, '203']);
    assert.match((await desk.pbx.heard(7)).at(-1)?.target ?? '', /&call_party=calling&xfer_party=called$/);
    await until(page, async () => (await last(desk, page))?.text === 'Put through');
  });
});

sharedDeskTest('of two calls that the phone has by itself, in the popup by keyboard alone: one is put through to the other', {}, async (desk) => {
  await withEvents(desk, async () => {
    await cameIn(desk);
    const popup = await openSmall(desk, POPUP);
    await says(popup, '#calls .state', 'Connected');
    assert.match(await seen(popup, '#calls'), /\+39 06 6982/);
    await desk.pbx.post('/place', { first: '201', second: '203', state: 'ringing_second' });
    await desk.pbx.post('/answer');
    await status(desk, ({ calls }) => calls.some((/** @type {any} */ call) => call.can_transfer));
    await says(popup, '#calls .call:first-child .controls', 'Put through');
    await desk.shoot('phone-calls-popup', popup);
    await reach(popup, '#calls .call:first-child .controls button:not([hidden])');
    await popup.keyboard.press('Enter');
    await says(popup, '#calls .call:first-child .state', 'Put through');
    const [first, second] = await desk.pbx.get('/calls');
    assert.deepEqual([first.first.party, first.second.party, second.end], [CALLER, '203', 'transferred']);
  });
});

sharedDeskTest('without a relay, what else the phone is on can be the second call: the first is put through to it', {}, async (desk) => {
  await mapStatusNumbers(desk);
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, '002189655');
  await desk.card(page, 'ringing_you');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await desk.card(page, 'connected');
  await cameIn(desk);
  await until(page, async () => texts((await last(desk, page)) ?? { controls: [] }).includes('Put through'));
  assert.equal((await last(desk, page)).number, '+39 06 6982');
  await desk.press(page, 'Put through');
  await until(page, async () => (await last(desk, page))?.text === 'Put through');
  const [first] = await desk.pbx.get('/calls');
  assert.deepEqual([first.first.party, first.second.party].sort(), ['002189655', CALLER].sort());
  assert.match((await desk.pbx.heard(7)).at(-1)?.target ?? '', /&call_party=called&xfer_party=calling$/);
});

sharedDeskTest('calls of the phone are nowhere where the office does not want them shown', {}, async (desk) => {
  await withEvents(desk, async () => {
    const page = await desk.visit(desk.pages.url('/contact.html'));
    await cameIn(desk);
    await desk.toEngine({ kind: 'ui_bg_dial', text: '203', private: false });
    const { number } = await desk.card(page, 'ringing_you');
    assert.equal(number, '203');
    const { calls } = await desk.toEngine({ kind: 'ui_bg_status' });
    assert.equal(calls.length, 1);
  }, { phone_calls: false });
});

/** Somebody outside calls, and the person answers on the phone. @param {Desk} desk @returns {Promise<string>} The PBX's name for the call. */
async function cameIn(desk) {
  const call = await desk.pbx.post('/place', { first: CALLER, second: '201', state: 'ringing_second' });
  await desk.pbx.post('/answer');
  return String(call.call_id);
}

/** The last call on the card. @param {Desk} desk @param {Page} page @returns {Promise<any>} */
const last = async (desk, page) => (await desk.states(page))[0]?.card?.calls?.at(-1);

/** @param {any} call */
const texts = (call) => call.controls.map((/** @type {any} */ one) => one.text);
