/** The main job: a click on a number makes the desk phone ring, and the card says how it goes. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { mapStatusNumbers } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';
import { passTime } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const DIGITS = '002189655';
const LONDON = '000442079460123';
/** The PBX gives up after this; the default of the option `ring_timeout`. */
const RING_TIMEOUT_MS = 60_000;
/** One call each three seconds. */
const BETWEEN_CALLS_MS = 3_000;

sharedDeskTest('a click on a number places the call once, with exactly the right request', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  const before = await page.evaluate(() => document.body.outerHTML);
  const button = await desk.pointAt(page, DIGITS);
  assert.equal(button.label, 'Call +39 02 189655\ndials 002189655');
  await desk.shoot('page', page);
  await desk.click(page, button.rect);
  await desk.pbx.waitHeard({ srv: 0 });
  const call = await desk.card(page, 'ringing_you');
  assert.equal(call.number, '+39 02 189655');
  await desk.pbx.post('/lift');
  await desk.card(page, 'on_the_line');
  await desk.shoot('card', page);
  await desk.pbx.post('/answer');
  await desk.pbx.post('/hangup', { party: 'second' });
  await desk.card(page, 'ended');
  const heard = await desk.pbx.heard(0);
  assert.deepEqual(heard.map(({ method, target }) => [method, target]), [[
    'GET',
    `/services.cgi?srv=0&first_number=201&second_number=${DIGITS}&first_interface=SIP&timeout=60`,
  ]]);
  assert.equal(await page.evaluate(() => document.body.outerHTML), before);
});

sharedDeskTest('without a map of status numbers: dialling, ringing you, on the line with its timer, ended; or not lifted', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  // The PBX takes its time before it does anything.
  await desk.pbx.post('/fault', { kind: 'slow', srv: 0, ms: 1000, effect: 'before' });
  await desk.call(page, DIGITS);
  await shows(desk, page, 'dialling', 'Dialling…', '');
  await desk.pbx.waitHeard({ srv: 0 });
  await desk.pbx.post('/step', { ms: 1000 });
  await shows(desk, page, 'ringing_you', 'Your phone is ringing', '');
  await desk.pbx.post('/lift');
  await shows(desk, page, 'on_the_line', 'On the line', /^0:\d\d$/);
  await timerReaches(desk, page, '0:02');
  // What the status numbers mean is not known: nothing more is said than can be proven.
  await desk.pbx.post('/answer');
  await looksAgain(desk);
  await shows(desk, page, 'on_the_line', 'On the line', /^0:\d\d$/);
  await desk.pbx.post('/hangup', { party: 'second' });
  await shows(desk, page, 'ended', 'Ended', /^0:\d\d$/);

  await passTime(desk, BETWEEN_CALLS_MS);
  await desk.call(page, DIGITS);
  await shows(desk, page, 'ringing_you', 'Your phone is ringing', '');
  await desk.pbx.post('/step', { ms: RING_TIMEOUT_MS });
  await shows(desk, page, 'ended', 'Your phone was not lifted', '');
  assert.equal((await desk.pbx.heard(0)).length, 2);
});

sharedDeskTest('with a map of status numbers: ringing them, connected with its timer, ended; or no answer', {}, async (desk) => {
  await mapStatusNumbers(desk);
  await desk.pbx.post('/number', { suffix: DIGITS, behaviour: { kind: 'never' } });
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, DIGITS);
  await shows(desk, page, 'ringing_you', 'Your phone is ringing', '');
  await desk.pbx.post('/lift');
  await shows(desk, page, 'ringing_them', 'Their phone is ringing', '');
  await desk.pbx.post('/answer');
  await shows(desk, page, 'connected', 'Connected', /^0:\d\d$/);
  await timerReaches(desk, page, '0:02');
  await desk.pbx.post('/hangup', { party: 'first' });
  await shows(desk, page, 'ended', 'Ended', /^0:\d\d$/);

  await passTime(desk, BETWEEN_CALLS_MS);
  await desk.call(page, DIGITS);
  await shows(desk, page, 'ringing_you', 'Your phone is ringing', '');
  await desk.pbx.post('/lift');
  await shows(desk, page, 'ringing_them', 'Their phone is ringing', '');
  await desk.pbx.post('/step', { ms: RING_TIMEOUT_MS });
  await shows(desk, page, 'ended', 'No answer', '');
  assert.equal((await desk.pbx.heard(0)).length, 2);
});

sharedDeskTest('a press on the button that is let go elsewhere calls nobody, and the button goes', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  const { rect } = await desk.pointAt(page, DIGITS);
  await page.mouse.move(rect.x + rect.width / 2, rect.y + rect.height / 2);
  await page.mouse.down();
  await page.mouse.move(2, 2);
  // The pointer is away for longer than the button lingers.
  await page.evaluate(() => new Promise((resolve) => {
    const from = performance.now();
    const look = () => (performance.now() - from > 600 ? resolve(undefined) : requestAnimationFrame(look));
    look();
  }));
  assert.ok((await desk.states(page))[0].button, 'it stays while it is pressed');
  await page.mouse.up();
  await until(page, async () => (await desk.states(page))[0].button === null);
  assert.deepEqual(await desk.pbx.heard(0), []);
});

sharedDeskTest('a second click while a call is up is not sent, and hanging up on the card ends the call once', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  const button = await desk.pointAt(page, DIGITS);
  await page.mouse.click(button.rect.x + button.rect.width / 2, button.rect.y + button.rect.height / 2, { count: 2 });
  const ringing = await desk.card(page, 'ringing_you');
  await desk.call(page, LONDON);
  await until(page, async () => (await desk.states(page))[0].toast.startsWith('A call is up already.'));

  await page.mouse.click(ringing.hangUp.rect.x + 20, ringing.hangUp.rect.y + 10, { count: 2 });
  const ended = await desk.card(page, 'ended');
  assert.equal(ended.text, 'Ended by you');
  assert.equal(ended.hangUp, null);
  const [call, ...others] = await desk.pbx.get('/calls');
  assert.deepEqual(others, []);
  assert.equal(call.end, 'disconnected');
  const targets = async (/** @type {number} */ srv) => (await desk.pbx.heard(srv)).map(({ target }) => target);
  assert.deepEqual(await targets(1), [`/services.cgi?srv=1&call_id=${call.call_id}`]);
  assert.deepEqual(await targets(0), [
    `/services.cgi?srv=0&first_number=201&second_number=${DIGITS}&first_interface=SIP&timeout=60`,
  ]);
});

/**
 * Waits for a state and checks how it reads.
 * @param {Desk} desk @param {Page} page @param {string} state @param {string} text @param {string | RegExp} timer
 */
async function shows(desk, page, state, text, timer) {
  const call = await desk.card(page, state);
  assert.deepEqual([call.text, call.problem], [text, '']);
  if (typeof timer === 'string') assert.equal(call.timer, timer);
  else assert.match(call.timer, timer);
}

/** Waits until the card's timer has come so far. @param {Desk} desk @param {Page} page @param {string} time */
async function timerReaches(desk, page, time) {
  await until(page, async () => (await desk.states(page))[0].card.calls.at(-1).timer >= time);
}

/** Waits until the PBX has been asked about the call twice more. @param {Desk} desk */
async function looksAgain(desk) {
  const n = (await desk.pbx.heard()).at(-1)?.n ?? 0;
  await desk.pbx.waitHeard({ srv: 3, info: 7, after: n, count: 2 });
}
