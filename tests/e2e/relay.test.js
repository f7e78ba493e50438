/** The extension of a person whose office has a relay: orders, pictures that are told, the token. */

import assert from 'node:assert/strict';
import { deskTest } from './harness/desk.js';
import { OPTIONS, choose, openOwn, says, stored } from './harness/own.js';
import { startRelay, startWire } from './harness/relay.js';
import { status, told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { killWorker, ringAlarm } from './harness/worker.js';

const DIGITS = '002189655';
const ORDER = { intent: 'elsewhere', number: '+39 02 189655', digits: DIGITS };

sharedDeskTest('through the relay a click rings the token’s phone, and the card lives and ends as it tells', {}, async (desk) => {
  await withRelay(desk, async (relay) => {
    await told(desk);
    const page = await desk.visit(desk.pages.url('/contact.html'));
    await desk.call(page, DIGITS);
    await desk.card(page, 'ringing_you');
    const [place] = await desk.pbx.waitHeard({ srv: 0 });
    assert.match(place?.target ?? '', /first_number=201&second_number=002189655&first_interface=SIP/);
    await desk.pbx.post('/lift');
    const call = await desk.card(page, 'on_the_line');
    // A colleague's token neither sees nor ends it, and rings no other phone than the colleague's.
    const berta = await relay.token('berta', '202');
    const { id } = (await desk.toEngine({ kind: 'ui_bg_status' })).calls[0];
    assert.deepEqual((await relay.ask(berta, '/api/calls')).said.calls, []);
    assert.equal((await relay.ask(berta, `/api/calls/${id}/hang-up`, {})).status, 404);
    assert.equal((await relay.ask(berta, '/api/calls', { ...ORDER, first_number: '201' })).status, 400);
    await relay.ask(berta, '/api/calls', { ...ORDER, intent: id });
    const heard = await desk.pbx.waitHeard({ srv: 0, count: 2 });
    assert.match(heard.at(-1).target, /first_number=202/);
    await desk.click(page, call.hangUp.rect);
    await desk.card(page, 'ended');
    assert.equal((await desk.pbx.heard(0)).length, 2);
    assert.equal(relay.wire.count('POST /api/calls '), 1);
    assert.equal(relay.wire.count('GET /api/calls '), 0, 'what is told is not asked for');
    assert.ok(relay.wire.heads.every((head) => !head.split('\r\n')[0]?.includes('pronto_')), 'no token in an address');
  });
});

deskTest('the first run through a relay asks for its address and the token, and where numbers are looked for', { bare: true }, async (desk) => {
  const relay = await startRelay(desk.pbx.port);
  try {
    const token = await relay.token('anna', '201');
    const page = desk.welcome;
    await page.bringToFront();
    await page.waitForSelector('#form:not([hidden])');
    await choose(page, '[data-key="pbx"] input[value="relay"]');
    assert.deepEqual(
      await page.$$eval('.row', (rows) => rows.filter((row) => row.checkVisibility()).map((row) => /** @type {HTMLElement} */ (row).dataset.key)),
      ['pbx', 'relay_address', 'relay_token', 'country', 'outside_prefix', 'sites_mode'],
    );
    await desk.shoot('first-run-relay', page);
    await page.type('#opt-relay_address', relay.url);
    await page.type('#opt-relay_token', 'pronto_mistyped');
    await choose(page, '[data-key="sites_mode"] input[value="all"]');
    await page.click('#test');
    await says(page, '#wrong-relay_token', 'does not accept your token');
    await page.$eval('#opt-relay_token', (field) => { /** @type {HTMLInputElement} */ (field).value = ''; });
    await page.type('#opt-relay_token', token);
    await page.click('#save');
    await says(page, '#done', 'Pronto is ready');
    const contact = await desk.visit(desk.pages.url('/contact.html'));
    await desk.call(contact, DIGITS);
    await desk.card(contact, 'ringing_you');
  } finally {
    await relay.stop();
  }
});

sharedDeskTest('the options show what the office has set, and that it is locked', {}, async (desk) => {
  await withRelay(desk, async () => {
    await told(desk);
    const page = await openOwn(desk, OPTIONS);
    const prefix = await page.$eval('#opt-outside_prefix', (field) => {
      const { value, disabled, readOnly } = /** @type {HTMLInputElement} */ (field);
      return { value, locked: disabled || readOnly };
    });
    assert.deepEqual(prefix, { value: '0', locked: true });
    const country = { kind: 'ui_bg_save', changes: { country: 'DE' } };
    assert.equal((await desk.toEngine(country)).problems[0].message, 'problem_option_locked');
    assert.equal(await page.$eval('#opt-relay_token', (field) => /** @type {HTMLInputElement} */ (field).value), '');
    await desk.shoot('options-relay', page);
  });
});

sharedDeskTest('a call that another screen placed is on the card, also when the background had been killed', {}, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await told(desk);
    const page = await desk.visit(desk.pages.url('/contact.html'));
    await killWorker(desk);
    await ringAlarm(desk);
    await relay.ask(token, '/api/calls', ORDER);
    await desk.card(page, 'ringing_you');
    await desk.pbx.post('/lift');
    await desk.card(page, 'on_the_line');
    await relay.ask(token, '/api/calls/elsewhere/hang-up', {});
    await desk.card(page, 'ended');
  });
});

sharedDeskTest('a relay that dies mid-call and comes back: the card tells the truth again', {}, async (desk) => {
  await withRelay(desk, async (relay) => {
    await told(desk);
    const page = await desk.visit(desk.pages.url('/contact.html'));
    await desk.call(page, DIGITS);
    await desk.card(page, 'ringing_you');
    await relay.die();
    await desk.pbx.post('/lift');
    await relay.start();
    await desk.card(page, 'on_the_line');
    await desk.pbx.post('/hangup', { party: 'first' });
    await desk.card(page, 'ended');
    assert.equal((await desk.pbx.heard(0)).length, 1);
  });
});

sharedDeskTest('the token goes to no other address, however that came, and is never synchronised', {}, async (desk) => {
  await withRelay(desk, async (_, token) => {
    await told(desk);
    assert.ok(!JSON.stringify(await stored(desk, 'sync')).includes(token));
    const evil = await startWire();
    try {
      // As if another device of the person, or whoever has that account, had changed it.
      await desk.inOwn(async (address) => {
        const { storage } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
        const { settings } = await storage.sync.get('settings');
        await storage.sync.set({ settings: { ...settings, relay_address: address } });
      }, `http://127.0.0.1:${evil.port}`);
      await status(desk, ({ missing }) => missing?.message === 'problem_secret_for_other_address');
      const page = await openOwn(desk, OPTIONS);
      await says(page, '#unreadable', 'entered for another address');
      const placed = await desk.toEngine({ kind: 'ui_bg_dial', text: '+39 02 189655', private: false });
      assert.notEqual(placed.outcome.kind, 'calling');
      // Trying the form as it stands does not send it either.
      const tried = await desk.toEngine({ kind: 'ui_bg_test', changes: {} });
      assert.equal(tried.problem.message, 'problem_secret_for_other_address');
      const moved = await desk.toEngine({ kind: 'ui_bg_save', changes: { relay_address: `http://localhost:${evil.port}` } });
      assert.deepEqual(moved.problems, []);
      await status(desk, ({ missing }) => missing?.message === 'problem_secret_for_other_address');
      assert.deepEqual(evil.heads, []);
    } finally {
      await evil.stop();
    }
  });
});

sharedDeskTest('a token that is wrong or was taken back is said, in the options and on the icon', {}, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await told(desk);
    const wrong = { kind: 'ui_bg_test', changes: { relay_token: `pronto_${'0'.repeat(64)}` } };
    assert.equal((await desk.toEngine(wrong)).problem.message, 'problem_token_unknown');
    assert.equal((await desk.toEngine({ kind: 'ui_bg_test', changes: {} })).problem, undefined);
    const nobody = { kind: 'ui_bg_test', changes: { relay_address: desk.pages.url('').replace(/\/$/, ''), relay_token: token } };
    assert.equal((await desk.toEngine(nobody)).problem.message, 'problem_not_relay');
    await relay.revoke('anna');
    const { missing } = await status(desk, (now) => now.missing !== undefined);
    assert.equal(missing.message, 'problem_token_unknown');
    await desk.inOwn(async () => {
      const { action } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
      while ((await action.getBadgeText({})) !== '!');
    });
  });
});
