/** Every screen in light, dark and narrow: pictures for those who look, and what measuring can hold. */

import assert from 'node:assert/strict';
import { violations } from './harness/axe.js';
import { until } from './harness/desk.js';
import { faultsInPage, lookAt, LOOKS, resize, showIn, tabThrough } from './harness/looks.js';
import { DIAL, mapStatusNumbers, openedByPronto, openOwn, openSmall, OPTIONS, POPUP, says, WHOM } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';
import { passTime, runCommand, stopTime } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const WELCOME = 'extension/options/welcome.html';
const DIGITS = '002189655';
const PREMIUM = '899 123 456';
const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };

sharedDeskTest('button, card and sentences in a page are whole, legible and named: in light, dark and narrow', {
  ...calm,
  settings: { refuse_prefixes: ['+4420'], record_calls: true },
}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  for (const look of LOOKS) {
    await showIn(desk, page, look, PAGE);
    await desk.pointAt(page, DIGITS);
    await desk.shoot(`page-${look.name}`, page);
    assert.deepEqual(await faultsInPage(desk, page), [], `page, ${look.name}`);
    // Away from the number the button goes.
    await page.mouse.move(1, 1);
    await buttonGone(desk, page);
  }
  const look = (/** @type {string} */ name) => lookAtPage(desk, page, name);

  await showIn(desk, page, LOOKS[0], PAGE);
  await runCommand(desk, 'walk-next');
  await until(page, async () => (await desk.states(page))[0].button?.focused);
  await look('page-by-key');
  await page.keyboard.press('Escape');

  await showIn(desk, page, LOOKS[0], PAGE);
  await desk.call(page, DIGITS);
  await desk.card(page, 'ringing_you');
  await buttonGone(desk, page);
  await look('card-ringing');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await desk.card(page, 'on_the_line');
  await look('card-on-the-line');
  await showIn(desk, page, LOOKS[0], PAGE);
  await desk.press(page, 'Record');
  await desk.pbx.waitHeard({ srv: 2 });
  await look('card-recording');
  const { less } = await desk.card(page, 'on_the_line');
  await desk.click(page, less);
  await until(page, async () => (await desk.states(page))[0].card.small);
  await look('card-small');
  await desk.click(page, (await desk.card(page, 'on_the_line')).less);
  await until(page, async () => !(await desk.states(page))[0].card.small);
  await desk.press(page, 'Park');
  await desk.card(page, 'parked');
  await look('card-parked');
  await showIn(desk, page, LOOKS[0], PAGE);
  await desk.click(page, (await desk.card(page, 'parked')).hangUp.rect);
  await desk.card(page, 'ended');
  await stopTime(desk);
  await look('card-ended');
  await desk.click(page, (await desk.card(page, 'ended')).dismiss);
  await until(page, async () => (await desk.states(page))[0].card === null);

  await passTime(desk, 3_000);
  await showIn(desk, page, LOOKS[0], PAGE);
  await desk.pbx.post('/fault', { kind: 'result', srv: 0, code: 24 });
  await desk.call(page, DIGITS);
  await desk.card(page, 'failed');
  await buttonGone(desk, page);
  await look('card-failed');
  await passTime(desk, 3_000);
  await showIn(desk, page, LOOKS[0], PAGE);
  await desk.call(page, '000442079460123');
  await until(page, async () => (await desk.states(page))[0].toast.includes('+4420'));
  await buttonGone(desk, page);
  await look('toast');
});

sharedDeskTest('popup, options, first run and questions are whole, legible and named: in light, dark and narrow', { ...calm, settings: { record_calls: true } }, async (desk) => {
  const office = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(office, DIGITS);
  await desk.card(office, 'ringing_you');
  await desk.pbx.post('/hangup', { party: 'first' });
  await desk.card(office, 'ended');
  await passTime(desk, 3_000);
  await desk.call(office, DIGITS);
  await desk.card(office, 'ringing_you');
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await desk.card(office, 'on_the_line');
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#calls .call', 'On the line');
  await popup.click('#calls .controls button:not([hidden])');
  await says(popup, '#calls .recording', 'Recording');
  await popup.type('#text', PREMIUM);
  await says(popup, '#preview', '0899123456');
  await lookAt(desk, popup, 'popup', { width: 360, height: 560 });
  await popup.close();
  await desk.pbx.post('/hangup', { party: 'first' });
  await desk.card(office, 'ended');
  await passTime(desk, 3_000);

  await desk.toEngine({ kind: 'ui_bg_dial', text: PREMIUM, private: false });
  const question = await openedByPronto(desk, 'extension/ask/ask.html');
  await lookAt(desk, question, 'question', { width: 440, height: 420 });
  await question.close();
  await desk.inOwn(async () => {
    const { session } = (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).storage;
    await session.set({ selection: { text: '02 189655', private: false } });
  });
  const selection = await openSmall(desk, DIAL, { width: 400, height: 300 });
  await lookAt(desk, selection, 'selection', { width: 400, height: 300 });
  await selection.close();

  for (const [name, path] of [['options', OPTIONS], ['welcome', WELCOME]]) {
    const page = await openOwn(desk, path);
    await lookAt(desk, page, name, { width: 900, height: 900 });
    await page.close();
  }
});

sharedDeskTest('with two calls: card, popup and the window that asks whom are whole, legible and named: in light, dark and narrow', {
  ...calm,
  settings: { record_calls: true, conference_calls: true },
}, async (desk) => {
  await mapStatusNumbers(desk);
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, DIGITS);
  await desk.card(page, 'ringing_you');
  await buttonGone(desk, page);
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await desk.card(page, 'connected');
  await lookAtPage(desk, page, 'card-put-through');
  const whom = await openSmall(desk, WHOM, { width: 440, height: 560 });
  await whom.type('#text', '203');
  await says(whom, '#preview', '203');
  await lookAt(desk, whom, 'whom', { width: 440, height: 560 });
  assert.deepEqual(await tabThrough(whom), [], 'whom');
  await whom.$eval('#text', (field) => { /** @type {HTMLInputElement} */ (field).value = ''; });
  await whom.type('#text', 'a');
  await whom.waitForSelector('.colleague[aria-selected="true"]');
  await lookAt(desk, whom, 'whom-names', { width: 440, height: 560 });
  assert.deepEqual(await violations(whom), []);
  await whom.close();
  const popup = await openSmall(desk, POPUP);
  await popup.type('#text', '203');
  await says(popup, '#preview', '203');
  await lookAt(desk, popup, 'popup-put-through', { width: 360, height: 560 });
  await passTime(desk, 3_000);
  await popup.keyboard.press('Enter');
  await desk.pbx.waitHeard({ srv: 0, count: 2 });
  await desk.pbx.post('/lift');
  await desk.pbx.post('/answer');
  await says(popup, '#calls .state', 'Connected');
  await lookAt(desk, popup, 'popup-two', { width: 360, height: 560 });
  await popup.close();
  await until(page, async () => (await desk.states(page))[0].card.calls.at(-1).controls.length === 4);
  await lookAtPage(desk, page, 'card-two');
});

sharedDeskTest('every control of our own pages is reached by Tab, stands in sight and shows its focus', calm, async (desk) => {
  const [wide, narrow] = [{ width: 900, height: 700 }, { width: 360, height: 600 }];
  for (const path of [OPTIONS, WELCOME]) {
    for (const size of [wide, narrow]) {
      const page = await openOwn(desk, path);
      await resize(page, size);
      assert.deepEqual(await tabThrough(page), [], `${path}, ${size.width}`);
      await page.close();
    }
  }
  const popup = await openSmall(desk, POPUP);
  assert.deepEqual(await tabThrough(popup), [], POPUP);
  await popup.close();
  await desk.toEngine({ kind: 'ui_bg_dial', text: PREMIUM, private: false });
  const question = await openedByPronto(desk, 'extension/ask/ask.html');
  assert.deepEqual(await tabThrough(question), [], 'question');
});

const PAGE = { width: 900, height: 420 };

/** A button that was clicked stays a moment, where it was. @param {Desk} desk @param {Page} page */
async function buttonGone(desk, page) {
  await until(page, async () => (await desk.states(page))[0].button === null);
}

/** Looks at what we show in a page of others, in every look. @param {Desk} desk @param {Page} page @param {string} name */
async function lookAtPage(desk, page, name) {
  for (const look of LOOKS) {
    await showIn(desk, page, look, PAGE);
    await desk.shoot(`${name}-${look.name}`, page);
    assert.deepEqual(await faultsInPage(desk, page), [], `${name}, ${look.name}`);
  }
}
