/** What the administrator has set: locked for the person, and in force from the first moment. */

import assert from 'node:assert/strict';
import { deskTest, until } from './harness/desk.js';
import { OPTIONS, openOwn, openSmall, POPUP, says, seen, stored } from './harness/own.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */

const LONDON = '+44 20 7946 0123';
const REFUSED = 'Numbers of this kind are not called from here.';

const managed = (/** @type {number} */ port) => ({
  pbx_address: `http://127.0.0.1:${port}`,
  outside_prefix: '9',
  refuse_classes: ['premium'],
  refuse_prefixes: ['+4420'],
});

deskTest('managed settings are locked in the form, in force for a call, and cannot be saved over', { bare: true, managed }, async (desk) => {
  const page = await openOwn(desk, OPTIONS);
  // Chromium tells of a policy seconds after the start: the page that is open takes it over.
  const address = '#opt-pbx_address';
  await page.waitForSelector(`${address}:disabled`);
  const locked = await page.$$eval('.row:has(:disabled)', (rows) => rows.map((row) => /** @type {HTMLElement} */ (row).dataset.key));
  assert.deepEqual(locked, Object.keys(managed(0)));
  for (const key of locked) assert.ok((await seen(page, `[data-key="${key}"]`)).includes('Set by your administrator'), key);
  const open = await page.$$eval('.row:has(:disabled) :is(input, select, textarea, button):enabled', (fields) => fields.length);
  assert.equal(open, 0, 'no field of a locked row is open');
  assert.equal(await page.$eval(address, (field) => /** @type {HTMLInputElement} */ (field).value), `http://127.0.0.1:${desk.pbx.port}`);

  const refused = await desk.toEngine({ kind: 'ui_bg_save', changes: { pbx_address: 'http://evil.test', extension: '201' } });
  assert.deepEqual(refused.problems, [{ message: 'problem_option_locked', field: 'pbx_address' }]);
  assert.deepEqual(await stored(desk, 'sync'), {}, 'nothing of it is stored');

  // The person's part stands beside it, and only that is stored.
  await page.click('#opt-extension');
  await page.keyboard.type('201');
  await page.select('#opt-first_interface', 'SIP');
  await page.select('#opt-country', 'IT');
  await page.click('[data-key="sites_mode"] input[value="all"]');
  await page.click('#save');
  await says(page, '#line', 'Saved.');
  assert.deepEqual((await stored(desk, 'sync')).settings, { extension: '201', first_interface: 'SIP', country: 'IT', sites_mode: 'all' });

  const office = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(office, '902189655');
  await desk.pbx.waitHeard({ srv: 0 });
  const [heard] = await desk.pbx.heard(0);
  assert.match(heard.target, /first_number=201&second_number=902189655&first_interface=SIP/);
});

deskTest('what the administrator refuses is called from nowhere, and the person is told why', { bare: true, managed }, async (desk) => {
  await policyIsThere(desk);
  await desk.toEngine({ kind: 'ui_bg_save', changes: { extension: '201', first_interface: 'SIP', country: 'IT', sites_mode: 'all' } });

  const office = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(office, '900442079460123');
  await until(office, async () => Boolean((await desk.states(office))[0].toast));
  const { toast } = (await desk.states(office))[0];
  assert.ok(toast.startsWith(REFUSED) && toast.includes('+4420'), toast);

  const popup = await openSmall(desk, POPUP);
  for (const [typed, digits] of [[LONDON, '900442079460123'], ['899 123 456', '9899123456']]) {
    await popup.click('#text', { count: 3 });
    await popup.keyboard.type(typed);
    await says(popup, '#preview', digits);
    await popup.keyboard.press('Enter');
    await says(popup, '#notice', REFUSED);
  }
  assert.deepEqual(await desk.pbx.heard(0), [], 'what policy forbids is not sent');
});

deskTest('right after the installation no call goes by rules of the administrator that are still to come', {
  bare: true,
  justInstalled: true,
  managed: () => ({ outside_prefix: '9', refuse_prefixes: ['+4420'] }),
}, async (desk) => {
  // What the person had set elsewhere comes with the account, and a call could be placed at once.
  await desk.inOwn((settings) => (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).storage.sync.set({ settings }), {
    pbx_address: `http://127.0.0.1:${desk.pbx.port}`, extension: '201', first_interface: 'SIP', country: 'IT',
  });
  await until(desk.own, async () => (await desk.toEngine({ kind: 'ui_bg_status' })).missing === undefined);
  const first = await desk.toEngine({ kind: 'ui_bg_dial', text: LONDON, private: false });
  assert.equal(first.outcome.problem?.message, 'problem_refused_by_policy', JSON.stringify(first));
  const second = await desk.toEngine({ kind: 'ui_bg_dial', text: '02 189655', private: false });
  assert.equal(second.outcome.kind, 'calling', JSON.stringify(second));
  await desk.pbx.waitHeard({ srv: 0 });
  const heard = await desk.pbx.heard(0);
  assert.deepEqual(heard.map(({ target }) => /second_number=(\d+)/.exec(target)?.[1]), ['902189655']);
});

/** Waits until the policy is in force. @param {Desk} desk */
async function policyIsThere(desk) {
  await until(desk.own, async () => (await desk.toEngine({ kind: 'ui_bg_options' })).locked.length > 0);
}
