/**
 * What the browser asks of the person, with the extension as it is built: the question comes when
 * the PBX is saved, a no is said plainly, and a yes that is taken back is noticed.
 */

import assert from 'node:assert/strict';
import { deskTest, until } from './harness/desk.js';
import { OPTIONS, openOwn, openSmall, POPUP, says, seen } from './harness/own.js';
import { answerPrompt, ASKING } from './harness/prompt.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const DIGITS = '02189655';
const NOT_ALLOWED = 'Saved, but the browser was not allowed to reach the PBX or the sites. Press Save again and agree.';

deskTest('the browser asks when the PBX is saved; a no is said and loses nothing that was typed, after a yes Test works and a call gets through', ASKING, async (desk) => {
  const address = addressOf(desk);
  const first = desk.welcome;
  await first.bringToFront();
  await fillIn(first, desk, 'all');
  await first.click('#save');
  await answerPrompt(first, false);
  await says(first, '#line', NOT_ALLOWED);
  assert.deepEqual(await allowed(desk), []);
  assert.deepEqual(
    await first.$$eval('#opt-pbx_address, #opt-extension, #opt-first_interface, #opt-country, [name=sites_mode]:checked', (fields) =>
      fields.filter((field) => field.checkVisibility()).map((field) => /** @type {HTMLInputElement} */ (field).value)),
    [address, '201', 'SIP', 'IT', 'all'],
  );
  await first.close();

  // The same in the options, where a yes is given.
  const page = await openOwn(desk, OPTIONS);
  assert.ok((await says(page, '#pbx-permission', 'The browser does not let Pronto reach')).includes(hostOf(desk)));
  assert.equal(await page.$eval('#opt-pbx_address', (field) => /** @type {HTMLInputElement} */ (field).value), address);
  await page.click('#save');
  await answerPrompt(page, true);
  assert.equal(await says(page, '#line', 'Saved'), 'Saved.');
  assert.deepEqual(await allowed(desk), ['http://*/*', 'https://*/*', patternOf(desk)].sort());
  assert.equal(await seen(page, '#pbx-permission'), '');
  await page.click('#test');
  await says(page, '#line', 'It works, and nobody was called.');

  const office = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(office, DIGITS);
  await desk.card(office, 'ringing_you');
  assert.equal((await desk.pbx.heard(0)).length, 1);
});

deskTest('a permission that is taken away is noticed: icon, popup, options and the next call say it, and one click brings it back', ASKING, async (desk) => {
  const first = desk.welcome;
  await first.bringToFront();
  await fillIn(first, desk, 'listed');
  await first.type('#opt-sites', 'crm.test');
  await first.click('#save');
  await answerPrompt(first, true);
  await first.waitForSelector('#done:not([hidden])');
  const office = await desk.visit(desk.pages.url('/contact.html'));
  await until(office, async () => (await icon(desk)).text === '');

  await desk.inOwn(async (origins) => {
    await (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).permissions.remove({ origins });
  }, [patternOf(desk)]);
  const lost = `The browser does not let Pronto reach ${hostOf(desk)}: the permission is missing or was taken away.`;
  await until(office, async () => (await icon(desk)).text === '!');
  assert.ok((await icon(desk)).title.includes(lost), (await icon(desk)).title);
  await desk.call(office, DIGITS);
  const failed = await desk.card(office, 'failed');
  assert.equal(failed.problem, 'The browser has not been allowed to reach the PBX. Open the options, press Save and agree.');
  assert.deepEqual(await desk.pbx.heard(), []);
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#notice', lost);
  await popup.close();

  const page = await openOwn(desk, OPTIONS);
  await says(page, '#pbx-permission', lost);
  await page.click('#pbx-permission button');
  // Chromium does not ask again for what was once allowed.
  if (desk.isFirefox) await answerPrompt(page, true);
  await until(page, async () => (await seen(page, '#pbx-permission')) === '');
  // The failed call is what the icon has left to say.
  await until(page, async () => (await icon(desk)).title.startsWith('Pronto – Not sent'));

  // The sites too: what may no longer be looked at loses its marks.
  await desk.inOwn(async () => {
    const { permissions } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    await permissions.remove({ origins: ['http://crm.test/*', 'https://crm.test/*'] });
  });
  await says(page, '#site-permission', 'The browser does not let Pronto look for numbers on crm.test');
  await office.bringToFront();
  await until(office, () => office.evaluate(() => [...CSS.highlights.values()].every((highlight) => highlight.size === 0)));
});

/** @param {Page} page @param {Desk} desk @param {'all' | 'listed'} sites */
async function fillIn(page, desk, sites) {
  await page.waitForSelector('#opt-pbx_address');
  await page.type('#opt-pbx_address', addressOf(desk));
  await page.type('#opt-extension', '201');
  await page.select('#opt-first_interface', 'SIP');
  await page.select('#opt-country', 'IT');
  await page.click(`[name=sites_mode][value=${sites}]`);
}

/** @param {Desk} desk */
const addressOf = (desk) => `http://127.0.0.1:${desk.pbx.port}`;
/** With its port in Chromium; Firefox would grant that and then refuse the request. @param {Desk} desk */
const hostOf = (desk) => (desk.isFirefox ? '127.0.0.1' : `127.0.0.1:${desk.pbx.port}`);
/** @param {Desk} desk */
const patternOf = (desk) => `http://${hostOf(desk)}/*`;

/** The hosts that the person has allowed. @param {Desk} desk @returns {Promise<string[]>} */
function allowed(desk) {
  return desk.inOwn(async () =>
    (await (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).permissions.getAll()).origins.sort());
}

/** @param {Desk} desk @returns {Promise<{text: string, title: string}>} */
function icon(desk) {
  return desk.inOwn(async () => {
    const { action } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    return { text: await action.getBadgeText({}), title: await action.getTitle({}) };
  });
}
