/** The options page, as a person fills it in: tested, saved, restored. */

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { OPTIONS, openOwn, reach, says, seen, stored } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('puppeteer-core').Page} Page */

sharedDeskTest('Test says in a sentence what is wrong with the options, until they work', { bare: true }, async (desk) => {
  const page = await openOwn(desk, OPTIONS);
  await type(page, 'pbx_address', `127.0.0.1:${await freePort()}`);
  await tests(page, 'Your extension is missing. Enter the number of your phone in the options.', 'extension');
  await type(page, 'extension', '999');
  await tests(page, 'It is not chosen on which line your phone is rung.', 'first_interface');
  await page.focus('#opt-first_interface');
  await page.keyboard.type('SIP');
  await tests(page, 'The machine is there but refuses the connection. Check the port in the address');
  await type(page, 'pbx_address', `http://no.such.name.invalid:${desk.pbx.port}`);
  await tests(page, 'The name of the PBX is not known in this network.');
  await type(page, 'pbx_address', `http://127.0.0.1:${desk.pages.port}`);
  await tests(page, 'Something answers at this address, but it is not a VOIspeed.');
  await type(page, 'pbx_address', `http://127.0.0.1:${desk.pbx.port}`);
  await desk.pbx.post('/fault', { kind: 'help' });
  await tests(page, 'Something answers at this address, but it is not a VOIspeed.');
  await tests(page, 'The PBX knows no extension 999.', 'extension');
  assert.deepEqual(await stored(desk, 'sync'), {}, 'nothing is stored by a test');
  await type(page, 'extension', '201');
  await tests(page, 'It works, and nobody was called.');
  assert.equal(await page.$eval('#line', (line) => /** @type {HTMLElement} */ (line).dataset.tone), 'good');
  assert.deepEqual(await desk.pbx.heard(0), [], 'no test calls anybody');
});

sharedDeskTest('options are filled in by keyboard alone, saved, and there again after a reload; only differences are stored', { bare: true }, async (desk) => {
  const page = await openOwn(desk, OPTIONS);
  const address = `http://127.0.0.1:${desk.pbx.port}`;
  await reach(page, '#opt-pbx_address');
  await page.keyboard.type(address);
  await reach(page, '#opt-extension');
  await page.keyboard.type('201');
  await reach(page, '#opt-first_interface');
  await page.keyboard.type('SIP');
  await reach(page, '#opt-country');
  await page.keyboard.type('Italy');
  await reach(page, '#opt-outside_prefix');
  await page.keyboard.type('0');
  await reach(page, '#opt-sites_mode input, [data-key="sites_mode"] input');
  await page.keyboard.press('ArrowDown');
  await reach(page, '#opt-sites');
  await page.keyboard.type('crm.test\n*.example.com');
  assert.equal(await seen(page, '#unsaved'), 'Not saved yet');
  await reach(page, '#save');
  await page.keyboard.press('Enter');
  await says(page, '#line', 'Saved.');
  const changed = {
    pbx_address: address,
    extension: '201',
    first_interface: 'SIP',
    country: 'IT',
    outside_prefix: '0',
    sites_mode: 'listed',
    sites: ['crm.test', '*.example.com'],
  };
  assert.deepEqual((await stored(desk, 'sync')).settings, changed);
  await page.reload(desk.isFirefox ? { waitUntil: [] } : {});
  await page.waitForSelector('#opt-sites');
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('#opt-pbx_address, #opt-extension, #opt-first_interface, #opt-country, #opt-outside_prefix, #opt-sites, [data-key=sites_mode] :checked')]
    .map((field) => /** @type {HTMLInputElement} */ (field).value)), [address, '201', 'SIP', 'IT', '0', 'listed', 'crm.test\n*.example.com']);
  assert.equal(await seen(page, '#unsaved'), '');
  // Back to what it is without anybody's word: no longer stored.
  await page.click('[data-key="sites_mode"] input[value="on_click"]');
  await type(page, 'outside_prefix', '');
  await page.focus('#opt-extension');
  await page.keyboard.press('Enter');
  await says(page, '#line', 'Saved.');
  const { sites_mode: _mode, outside_prefix: _prefix, ...left } = changed;
  assert.deepEqual((await stored(desk, 'sync')).settings, left);
});

sharedDeskTest('what is typed while the options come anew stays, and the field keeps the focus', { bare: true }, async (desk) => {
  const page = await openOwn(desk, OPTIONS);
  await page.evaluate(() => {
    const { runtime } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    const real = runtime.sendMessage.bind(runtime);
    const late = Object.assign(globalThis, { asked: 0, answered: 0, tell: (/** @type {any} */ _) => {} });
    const told = new Promise((resolve) => { late.tell = resolve; });
    runtime.sendMessage = async (/** @type {unknown[]} */ ...all) => {
      late.asked += 1;
      await told;
      const reply = await real(...all);
      late.answered += 1;
      return reply;
    };
  });
  // Another window changes an option.
  await desk.toEngine({ kind: 'ui_bg_save', changes: { keep_history: false } });
  await page.waitForFunction(() => /** @type {any} */ (globalThis).asked > 0);
  await page.focus('#opt-extension');
  await page.keyboard.type('20');
  await page.evaluate(() => /** @type {any} */ (globalThis).tell());
  await page.waitForFunction(() => /** @type {any} */ (globalThis).answered === /** @type {any} */ (globalThis).asked);
  await page.keyboard.type('1');
  assert.equal(await page.$eval('#opt-extension', (field) => /** @type {HTMLInputElement} */ (field).value), '201');
  await page.keyboard.press('Enter');
  await says(page, '#line', 'Saved.');
  assert.deepEqual((await stored(desk, 'sync')).settings, { extension: '201', keep_history: false });
});

sharedDeskTest('a password stays on this machine, out of the synchronised store and out of the form', { bare: true }, async (desk) => {
  const page = await openOwn(desk, OPTIONS);
  await page.click('[data-key="pbx"] input[value="dial_url"]');
  await type(page, 'dial_url_template', `http://127.0.0.1:${desk.pages.port}/dial?number={number}`);
  await type(page, 'dial_url_user', 'anna');
  await type(page, 'dial_url_password', 'g3heim');
  await page.click('#save');
  await says(page, '#line', 'Saved.');
  const given_for = { dial_url_password: `http://127.0.0.1:${desk.pages.port}` };
  const secrets = { dial_url_password: 'g3heim', given_for };
  assert.deepEqual((await stored(desk, 'local')).secrets, secrets);
  const synchronised = JSON.stringify(await stored(desk, 'sync'));
  assert.ok(synchronised.includes('anna') && !synchronised.includes('g3heim'), synchronised);
  const reply = await desk.toEngine({ kind: 'ui_bg_options' });
  assert.ok(!JSON.stringify(reply).includes('g3heim'), 'nor does the engine tell it to a page');
  assert.deepEqual(
    await page.$eval('#opt-dial_url_password', (field) => [/** @type {HTMLInputElement} */ (field).value, /** @type {HTMLInputElement} */ (field).placeholder]),
    ['', 'Stored; leave empty to keep it'],
  );
  // Another change keeps it; its button takes it away.
  await type(page, 'dial_url_user', 'berta');
  await page.click('#save');
  await says(page, '#line', 'Saved.');
  assert.deepEqual((await stored(desk, 'local')).secrets, secrets);
  await page.click('[data-key="dial_url_password"] button');
  await page.click('#save');
  await says(page, '#line', 'Saved.');
  assert.deepEqual((await stored(desk, 'local')).secrets, {});
});

/** Writes into a field in place of what was there. @param {Page} page @param {string} key @param {string} text */
async function type(page, key, text) {
  await page.click(`#opt-${key}`, { count: 3 });
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}

/** Clicks Test and reads what it says, at the option that is wrong. @param {Page} page @param {string} words @param {string} [key] */
async function tests(page, words, key) {
  await page.click('#test');
  await page.waitForFunction(() => !document.querySelector('#test:disabled'));
  assert.ok((await seen(page, '#line')).startsWith(words), await seen(page, '#line'));
  const wrong = await page.$$eval('.row:has([aria-invalid="true"])', (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.key));
  if (key === undefined) return;
  assert.deepEqual(wrong, [key]);
  assert.ok((await seen(page, `#wrong-${key}`)).startsWith(words));
  assert.equal(await page.evaluate(() => document.activeElement?.id), `opt-${key}`);
}

/** A port of this machine on which nobody listens. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
