/** What can be done with a call that is up, besides ending it: recorded, parked, fetched back. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { POPUP, WHOM, answerable, badge, closes, mapStatusNumbers, openSmall, openedByPronto, reach, says, seen } from './harness/own.js';
import { told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { killWorker, passTime, ringAlarm } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const DIGITS = '002189655';
const RECORDED = { settings: { record_calls: true, record_prefix: 'sales' } };
/** One call each three seconds. */
const BETWEEN_CALLS_MS = 3_000;

for (const parked_row of ['own_number', 'none']) {
  const name = parked_row === 'none' ? 'does not list it' : 'lists it';
  sharedDeskTest(`parked: the card names the line, the phone is free for the next call, and it comes back, at a PBX that ${name}`, { pbx: { call_control: { parked_row } } }, async (desk) => {
    const page = await talking(desk);
    await desk.press(page, 'Park');
    const parked = await desk.card(page, 'parked');
    assert.deepEqual([parked.text, parked.timer, texts(parked)], ['Parked on line 1', '', ['Take back']]);
    const { target } = await only(desk, 13);
    assert.match(target, /^\/services\.cgi\?srv=13&action=11&ext=201&call_id=\d+$/);
    await passTime(desk, BETWEEN_CALLS_MS);
    await desk.toEngine({ kind: 'ui_bg_dial', text: '203', private: false });
    await desk.card(page, 'ringing_you');
    await desk.pbx.post('/lift');
    const next = await desk.card(page, 'on_the_line');
    assert.equal(next.number, '203');
    await desk.click(page, next.hangUp.rect);
    await desk.card(page, 'ended');
    await desk.click(page, await takeBack(desk, page));
    const [, unpark] = await desk.pbx.waitHeard({ srv: 13, count: 2 });
    assert.equal(unpark.target, '/services.cgi?srv=13&action=12&ext=201&line_id=1');
    await until(page, async () => (await calls(desk, page))[0].state === 'on_the_line');
  });
}

sharedDeskTest('what the PBX refuses is said and stays said: no free line, no call to park yet', { pbx: { call_control: { park_lines: 0 } } }, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, DIGITS);
  assert.deepEqual(texts(await desk.card(page, 'ringing_you')), [], 'nothing is offered before it is on the phone');
  await desk.pbx.post('/lift');
  await desk.card(page, 'on_the_line');
  await desk.press(page, 'Park');
  await saysCode(desk, page, /36/);
  await desk.pbx.post('/answer');
  await desk.press(page, 'Park');
  await saysCode(desk, page, /37/);
  const before = (await desk.pbx.heard(3)).length;
  await desk.pbx.waitHeard({ srv: 3, count: before + 4 });
  await saysCode(desk, page, /37/);
  assert.equal((await desk.card(page, 'on_the_line')).controls.length, 2, 'recording is not offered where nobody allowed it');
});

sharedDeskTest('a recording is never unseen: from the click until the PBX confirms its end, over lost answers and a killed background', RECORDED, async (desk) => {
  const page = await talking(desk);
  await desk.pbx.post('/fault', { kind: 'half', srv: 2 });
  await desk.press(page, 'Record');
  const call = await shows(desk, page, (one) => one.recording && !one.controls[1].disabled);
  assert.deepEqual(texts(call), ['Put through to…', 'Stop recording', 'Park']);
  assert.ok(call.problem, 'that the answer was lost is said');
  const [first] = await desk.pbx.heard(2);
  assert.match(first?.target ?? '', /^\/services\.cgi\?srv=2&call_id=\d+&enable=1&info=sales$/);
  await killWorker(desk);
  await ringAlarm(desk);
  await shows(desk, page, (one) => one.recording);
  await desk.pbx.post('/fault', { kind: 'result', srv: 2, code: 40 });
  await desk.press(page, 'Stop recording');
  await shows(desk, page, (one) => one.recording && /40/.test(one.problem));
  await desk.press(page, 'Stop recording');
  await shows(desk, page, (one) => !one.recording);
  const [recording] = await desk.pbx.get('/recordings');
  assert.ok(recording.ended_ms !== null && recording.file.startsWith('sales_'));
});

sharedDeskTest('in the popup by keyboard alone: recorded with its sign on the badge, parked, fetched back', { settings: { ...RECORDED.settings, sites_mode: 'on_click' } }, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await popup.keyboard.type('02 189655');
  await says(popup, '#preview', DIGITS);
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .state', 'Your phone is ringing');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await says(popup, '#calls .state', 'On the line');
  await reach(popup, '#calls .controls button');
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .recording', 'Recording');
  await until(popup, async () => (await badge(desk)).text === 'REC');
  assert.match(await seen(popup, '#spoken'), /Recording/);
  await says(popup, '#calls .controls', 'Stop recording');
  assert.equal(await focused(popup), 'Stop recording', 'the focus stays where it was');
  await answered(popup);
  await popup.keyboard.press('Enter');
  await popup.waitForSelector('#calls .recording[hidden]');
  await popup.keyboard.press('Tab');
  assert.equal(await focused(popup), 'Park');
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .state', 'Parked on line 1');
  await answered(popup);
  assert.equal(await focused(popup), 'Take back');
  await popup.keyboard.press('Enter');
  await says(popup, '#calls .state', 'On the line');
});

sharedDeskTest('through the relay: parked and recorded by whose call it is, where the office allows it', {}, async (desk) => {
  await withRelay(desk, async (relay) => {
    await told(desk);
    const page = await talking(desk);
    const { id } = (await desk.toEngine({ kind: 'ui_bg_status' })).calls[0];
    const berta = await relay.token('berta', '202');
    assert.equal((await relay.ask(berta, `/api/calls/${id}/control`, { control: 'park' })).status, 404);
    await desk.press(page, 'Record');
    await shows(desk, page, (one) => one.recording && !one.controls[1].disabled);
    await desk.press(page, 'Stop recording');
    await shows(desk, page, (one) => !one.recording);
    await desk.press(page, 'Park');
    const parked = await desk.card(page, 'parked');
    assert.equal(parked.text, 'Parked on line 1');
    await desk.click(page, await takeBack(desk, page));
    await desk.card(page, 'on_the_line');
    assert.equal(relay.wire.count(`POST /api/calls/${id}/control `), 4);
    assert.deepEqual((await desk.pbx.heard(2)).length, 2);
  }, { record_calls: true });
});

for (const asking of [false, true]) {
  const name = asking ? 'after asking' : 'at once';
  sharedDeskTest(`in the popup by keyboard alone: a call is put through to a number that was typed, ${name}`, {}, async (desk) => {
    const popup = await openSmall(desk, POPUP);
    await popup.keyboard.type('02 189655');
    await says(popup, '#preview', DIGITS);
    await popup.keyboard.press('Enter');
    await says(popup, '#calls .state', 'Your phone is ringing');
    await desk.pbx.post('/lift');
    await desk.pbx.post('/answer');
    await says(popup, '#calls .state', 'On the line');
    await passTime(desk, BETWEEN_CALLS_MS);
    await reach(popup, '#text');
    await popup.keyboard.type('203');
    await says(popup, '#preview', '203');
    await reach(popup, asking ? '#call' : '#through');
    assert.equal(await focused(popup), asking ? 'Ask first' : 'Put through');
    await popup.keyboard.press('Enter');
    const placed = await desk.pbx.waitHeard({ srv: 0, count: 2 });
    assert.match(placed[1].target, /first_number=201&second_number=203&/);
    await desk.pbx.post('/lift');
    if (asking) {
      await desk.pbx.post('/answer');
      await says(popup, '#calls .controls', 'Put through');
      await reach(popup, '#calls .controls button');
      await popup.keyboard.press('Enter');
    }
    await says(popup, '#calls .call:last-child .state', 'Put through');
    const [first, second] = await desk.pbx.get('/calls');
    assert.deepEqual([first.first.party, first.second.party, second.end], ['203', DIGITS, 'transferred']);
    const transfers = await desk.pbx.heard(7);
    assert.equal(transfers.at(-1)?.target, `/services.cgi?srv=7&call_id=${first.call_id}&xfer_id=${second.call_id}&call_party=called&xfer_party=called`);
  });
}

sharedDeskTest('from the card a window of ours asks whom the call is put through to, and closes with the answer', {}, async (desk) => {
  const page = await talking(desk);
  await passTime(desk, BETWEEN_CALLS_MS);
  await desk.press(page, 'Put through to…');
  const asks = await openedByPronto(desk, WHOM);
  await says(asks, '#whom', 'Put +39 02 189655 through to…');
  await asks.keyboard.type('203');
  await says(asks, '#preview', '203');
  await reach(asks, '#through');
  await closes(desk, WHOM, asks.keyboard.press('Enter'));
  await desk.pbx.waitHeard({ srv: 0, count: 2 });
  await desk.pbx.post('/lift');
  await until(page, async () => (await desk.pbx.get('/calls'))[1].end === 'transferred');
});

sharedDeskTest('whom the call is put through to is found by name with what their phone does: asked first by Enter, put through at once by a click', {}, async (desk) => {
  await mapStatusNumbers(desk);
  await desk.pbx.post('/user', { ext: '204', show: 3 });
  const page = await talking(desk, 'connected');
  for (const [typed, go, ext, transferred] of /** @type {[string, string, string, boolean][]} */ ([
    ['mull', 'Enter', '204', false],
    ['', '#colleague-203 .aside', '203', true],
  ])) {
    await passTime(desk, BETWEEN_CALLS_MS);
    await desk.press(page, 'Put through to…');
    const asks = await openedByPronto(desk, WHOM);
    await asks.waitForSelector('#colleague-203');
    await asks.keyboard.type(typed);
    await says(asks, `#colleague-${ext} .more`, ext === '204' ? 'On a call' : 'Free');
    assert.equal(await seen(asks, '#preview'), '', 'half a name is no fault');
    await answerable(asks);
    await asks.click(`#colleague-${ext} .person`);
    await closes(desk, WHOM, go === 'Enter' ? asks.keyboard.press('Enter') : asks.click(go));
    const placed = await desk.pbx.waitHeard({ srv: 0, count: transferred ? 3 : 2 });
    assert.match(placed.at(-1)?.target ?? '', new RegExp(`first_number=201&second_number=${ext}&`));
    await shows(desk, page, (one) => one.number === ext && one.state === 'ringing_you');
    await desk.pbx.post('/lift');
    if (!transferred) {
      await desk.pbx.post('/answer');
      await shows(desk, page, (one) => one.number === ext && one.state === 'connected');
      await desk.pbx.post('/hangup', { ext });
      await shows(desk, page, (one) => one.number === ext && one.state === 'ended');
    }
  }
  await until(page, async () => (await desk.pbx.get('/calls')).some((/** @type {any} */ call) => call.end === 'transferred'));
});

sharedDeskTest('a click that was meant for the card calls no colleague of the window that came up under it', {}, async (desk) => {
  await talking(desk);
  await passTime(desk, BETWEEN_CALLS_MS);
  const asks = await openSmall(desk, WHOM, { width: 440, height: 560 });
  await asks.waitForSelector('#colleague-203');
  await closes(desk, WHOM, asks.evaluate(() => {
    const call = (/** @type {number} */ ext) => {
      /** @type {HTMLElement} */ (document.querySelector(`#colleague-${ext} .primary`)).click();
    };
    const now = performance.now();
    performance.now = () => now;
    document.dispatchEvent(new Event('visibilitychange'));
    call(203);
    performance.now = () => now + 500;
    return Promise.resolve().then(() => call(202));
  }));
  const placed = await desk.pbx.waitHeard({ srv: 0, count: 2 });
  assert.match(placed[1].target, /second_number=202&/);
});

sharedDeskTest('a call that ends while somebody types whom it is put through to takes nothing of what was typed', {}, async (desk) => {
  await talking(desk);
  const asks = await openSmall(desk, WHOM, { width: 440, height: 560 });
  await asks.keyboard.type('203');
  await says(asks, '#preview', '203');
  await desk.pbx.post('/hangup', { party: 'second' });
  await says(asks, '#call', 'Call');
  await says(asks, '#preview', '203');
  assert.equal(await seen(asks, '#through'), '');
  await passTime(desk, BETWEEN_CALLS_MS);
  await closes(desk, WHOM, asks.keyboard.press('Enter'));
  const [, next] = await desk.pbx.waitHeard({ srv: 0, count: 2 });
  assert.match(next.target, /first_number=201&second_number=203&/);
});

sharedDeskTest('through the relay and on the card: two calls become one, and one is put through; a call of somebody else is no first one', {}, async (desk) => {
  await withRelay(desk, async (relay) => {
    await told(desk);
    const page = await talking(desk);
    const { id } = (await desk.toEngine({ kind: 'ui_bg_status' })).calls[0];
    const berta = await relay.token('berta', '202');
    const order = { intent: 'b1', number: '203', digits: '203', beside: id };
    assert.equal((await relay.ask(berta, '/api/calls', order)).status, 422);
    const beside = { call: id, transfer: false };
    for (const [text, button, end] of [['203', 'Conference', 'joined'], ['204', 'Put through', 'transferred']]) {
      await passTime(desk, BETWEEN_CALLS_MS);
      await desk.toEngine({ kind: 'ui_bg_dial', text, private: false, beside });
      await shows(desk, page, (one) => one.number === text && one.state === 'ringing_you');
      await desk.pbx.post('/lift');
      await desk.pbx.post('/answer');
      await shows(desk, page, (one) => texts(one).includes(button));
      await desk.press(page, button);
      await shows(desk, page, (one) => one.number === text && one.state === 'ended');
      assert.equal((await desk.pbx.get('/calls')).at(-1).end, end);
      if (end === 'joined') await desk.pbx.post('/hangup', { ext: '203' });
    }
    await until(page, async () => (await calls(desk, page)).every((one) => one.state === 'ended'));
  }, { conference_calls: true });
});

/** A page with a call on which both talk. @param {Desk} desk */
async function talking(desk, state = 'on_the_line') {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, DIGITS);
  await desk.card(page, 'ringing_you');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await desk.card(page, state);
  return page;
}

/** @param {Desk} desk @param {Page} page @returns {Promise<any[]>} */
const calls = async (desk, page) => (await desk.states(page))[0]?.card?.calls ?? [];

/** Waits until the last call on the card is so. @param {Desk} desk @param {Page} page @param {(call: any) => boolean} isSo */
async function shows(desk, page, isSo) {
  /** @type {any} */
  let call;
  await until(page, async () => {
    call = (await calls(desk, page)).at(-1);
    return call !== undefined && isSo(call);
  }, () => call);
  return call;
}

/** Where the parked call is taken back. @param {Desk} desk @param {Page} page */
async function takeBack(desk, page) {
  /** @type {any} */
  let button;
  await until(page, async () => {
    button = (await calls(desk, page)).flatMap((call) => call.controls).find((one) => one.text === 'Take back' && !one.disabled);
    return button !== undefined;
  });
  return button.rect;
}

/** @param {Desk} desk @param {Page} page @param {RegExp} code */
const saysCode = (desk, page, code) => shows(desk, page, (call) => code.test(call.problem));

/** @param {any} call */
const texts = (call) => call.controls.map((/** @type {any} */ one) => one.text);

/** The only request of a service. @param {Desk} desk @param {number} srv @returns {Promise<any>} */
async function only(desk, srv) {
  const heard = await desk.pbx.waitHeard({ srv });
  assert.equal(heard.length, 1);
  return heard[0];
}

/** Waits until the PBX has answered. @param {Page} popup */
const answered = (popup) => popup.waitForSelector('#calls .controls button[aria-disabled="false"]:not([hidden])');

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.textContent);
