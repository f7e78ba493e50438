/**
 * Several tabs and windows: one card, open tabs that need no reload, a new version under open
 * pages, private windows, a site that is switched off.
 */

import assert from 'node:assert/strict';
import { pageAt } from './harness/browsers.js';
import { deskTest, until } from './harness/desk.js';
import { switchOff, switchOn, update } from './harness/extensions.js';
import { OPTIONS, POPUP, badge, choose, openOwn, openSmall, says, stored } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';
import { passTime } from './harness/worker.js';

const DIGITS = '002189655';
/** One call each three seconds. */
const BETWEEN_CALLS_MS = 3_000;

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

sharedDeskTest('with two tabs there is one card, in the tab in front; it goes where the person goes, and hangs up from there', {}, async (desk) => {
  const first = await desk.visit(desk.pages.url('/contact.html'));
  const second = await desk.visit(desk.pages.url('/contact.html', 'other.test'));
  await desk.call(second, DIGITS);
  await desk.card(second, 'ringing_you');
  assert.equal(await cardOf(desk, first), null);
  assert.equal((await badge(desk)).text, '', 'no badge beside a card');
  await first.bringToFront();
  await desk.card(first, 'ringing_you');
  assert.equal(await cardOf(desk, second), null);
  await desk.pbx.post('/lift');
  const { hangUp } = await desk.card(first, 'on_the_line');
  await desk.click(first, hangUp.rect);
  await desk.card(first, 'ended');
  assert.equal(await cardOf(desk, second), null);
  await second.bringToFront();
  await desk.card(second, 'ended');
  assert.equal(await cardOf(desk, first), null);
  assert.equal((await desk.pbx.heard(0)).length, 1);
  assert.equal((await desk.pbx.heard(1)).length, 1);
});

sharedDeskTest('with no page allowed, badge and popup show the call', { settings: { sites_mode: 'on_click' } }, async (desk) => {
  const page = await desk.browser.newPage();
  await page.goto(desk.pages.url('/contact.html'));
  await page.bringToFront();
  const popup = await openSmall(desk, POPUP);
  await popup.type('#text', '02 189655');
  await says(popup, '#preview', DIGITS);
  await popup.click('#call');
  await says(popup, '#calls .call', 'Your phone is ringing');
  await until(popup, async () => (await badge(desk)).text === '●');
  assert.equal((await badge(desk)).title, 'Pronto – Your phone is ringing: +39 02 189655');
  await desk.pbx.post('/lift');
  await says(popup, '#calls .call', 'On the line · ');
  await until(popup, async () => (await badge(desk)).title === 'Pronto – On the line: +39 02 189655');
  await popup.click('#calls .danger');
  await says(popup, '#calls .call', 'Ended by you');
  await until(popup, async () => (await badge(desk)).text === '');
  assert.deepEqual(await desk.states(page), [], 'nothing of ours is in the page');
  assert.deepEqual(await traces(page), { painted: 0, elements: 0, sheets: 0 });
});

sharedDeskTest('open tabs find numbers without a reload once their site is allowed', { settings: { sites_mode: 'on_click' } }, async (desk) => {
  const crm = await openUnread(desk, 'crm.test');
  const other = await openUnread(desk, 'other.test');
  const options = await openOwn(desk, OPTIONS);
  await choose(options, '[data-key="sites_mode"] input[value="listed"]');
  await options.type('#opt-sites', 'crm.test');
  await options.click('#save');
  await says(options, '#line', 'Saved.');
  await crm.bringToFront();
  await desk.mark(crm, DIGITS);
  assert.deepEqual(await desk.states(other), [], 'a site that is not listed is left alone');
  await options.bringToFront();
  await choose(options, '[data-key="sites_mode"] input[value="all"]');
  await options.click('#save');
  await says(options, '#line', 'Saved.');
  await other.bringToFront();
  await desk.call(other, DIGITS);
  await desk.card(other, 'ringing_you');
  for (const page of [crm, other]) assert.equal(await page.evaluate(() => Reflect.get(window, 'unread')), true, 'not loaded again');
});

deskTest('an update with open tabs: one script, one set of marks, one button, a call that goes on, and a click calls once', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.pointAt(page, DIGITS);
  const before = await traces(page);
  assert.equal(before.elements, 1);
  assert.ok(before.painted > 0);
  await update(desk);
  await page.bringToFront();
  // Browsers tell of a pointer only when it moves.
  await page.mouse.move(0, 0);
  await until(page, async () => (await traces(page)).elements === 0);
  await desk.settled(page);
  await desk.call(page, DIGITS);
  assert.deepEqual(await traces(page), before);
  await desk.card(page, 'ringing_you');
  assert.equal((await desk.pbx.heard(0)).length, 1);
  // And again, while a call is up: the newer script shows it, and nobody is called anew.
  await update(desk);
  await page.bringToFront();
  await desk.pbx.post('/lift');
  const { hangUp } = await desk.card(page, 'on_the_line');
  await desk.settled(page);
  assert.deepEqual(await traces(page), before);
  await desk.click(page, hangUp.rect);
  await desk.card(page, 'ended');
  assert.equal((await desk.pbx.heard(0)).length, 1);
  assert.equal((await desk.pbx.heard(1)).length, 1);
});

deskTest('switched off, Pronto takes marks and button away, or when it is on again; then there is one set', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.pointAt(page, DIGITS);
  const before = await traces(page);
  await switchOff(desk);
  await page.bringToFront();
  if (desk.isFirefox) {
    // It ends scripts without a word (extension/lifeline.js): what they painted stays for their successor.
    assert.deepEqual(await traces(page), before);
  } else {
    await until(page, async () => (await traces(page)).painted === 0);
    assert.deepEqual(await traces(page), { painted: 0, elements: 0, sheets: 0 });
  }
  await switchOn(desk);
  await page.bringToFront();
  await page.mouse.move(0, 0);
  await until(page, async () => (await traces(page)).elements === 0);
  await desk.settled(page);
  assert.deepEqual(await traces(page), { ...before, elements: 0 });
});

deskTest('a call from a private window leaves no trace; one from a normal window is remembered', { inPrivate: true }, async (desk) => {
  const address = desk.pages.url('/contact.html?private');
  await desk.inOwn(async (url) => {
    await (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).windows.create({ url, incognito: true });
  }, address);
  const hidden = await pageAt(desk.browser, address);
  await desk.settled(hidden);
  await callToTheEnd(desk, hidden, async () => {
    const lasting = JSON.stringify(await stored(desk, 'local'));
    assert.ok(!lasting.includes('189655'), lasting);
  });
  assert.deepEqual((await desk.toEngine({ kind: 'ui_bg_status' })).history, []);
  assert.ok(!JSON.stringify(await stored(desk, 'local')).includes('189655'));
  await hidden.close();
  await passTime(desk, BETWEEN_CALLS_MS);
  await callToTheEnd(desk, await desk.visit(desk.pages.url('/contact.html')));
  const { history } = await desk.toEngine({ kind: 'ui_bg_status' });
  assert.deepEqual(history.map((/** @type {any} */ call) => call.shown), ['+39 02 189655']);
});

sharedDeskTest('off on this site takes the marks away without a reload, and on brings them back', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  const before = await traces(page);
  const other = desk.pages.url('/contact.html', 'other.test');
  const popup = await openSmall(desk, POPUP);
  assert.equal(await popup.$eval('label:has(#action_site)', (label) => label.textContent), 'Pronto on crm.test');
  await popup.click('#action_site');
  await until(popup, async () => (await traces(page)).painted === 0);
  assert.deepEqual((await desk.states(page)).map(({ on, marks }) => [on, marks]), [[false, []]]);
  await popup.waitForSelector('#action_site:not(:checked)');
  await desk.visit(other);
  await page.bringToFront();
  await popup.bringToFront();
  await popup.click('#action_site');
  await until(popup, async () => (await traces(page)).painted > 0);
  await page.bringToFront();
  await desk.settled(page);
  assert.deepEqual(await traces(page), before);
});

/**
 * What a page can see of us: highlights that are painted, their rules, and elements beside `<body>`.
 * @param {Page} page
 */
function traces(page) {
  return page.evaluate(() => ({
    painted: [...CSS.highlights.values()].reduce((sum, highlight) => sum + highlight.size, 0),
    elements: document.documentElement.children.length - 2,
    sheets: document.adoptedStyleSheets.length,
  }));
}

/** @param {Desk} desk @param {Page} page */
const cardOf = async (desk, page) => (await desk.states(page))[0].card;

/** A page in which we are not yet. @param {Desk} desk @param {string} host */
async function openUnread(desk, host) {
  const page = await desk.browser.newPage();
  await page.goto(desk.pages.url('/contact.html', host));
  await page.evaluate(() => Reflect.set(window, 'unread', true));
  assert.deepEqual(await desk.states(page), []);
  return page;
}

/** A call that is taken and then hung up by the other side. @param {Desk} desk @param {Page} page @param {() => Promise<void>} [meanwhile] */
async function callToTheEnd(desk, page, meanwhile) {
  await desk.call(page, DIGITS);
  await desk.card(page, 'ringing_you');
  await desk.pbx.post('/lift');
  await desk.card(page, 'on_the_line');
  await meanwhile?.();
  await desk.pbx.post('/hangup', { party: 'first' });
  await desk.card(page, 'ended');
}
