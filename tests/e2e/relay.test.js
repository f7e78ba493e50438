/** The extension of a person whose office has a relay: orders, pictures that are told, the token. */

import assert from 'node:assert/strict';
import { deskTest, until } from './harness/desk.js';
import { OPTIONS, openOwn, says, stored } from './harness/own.js';
import { startRelay, startWire } from './harness/relay.js';
import { sharedDeskTest } from './harness/shared.js';
import { killWorker, passTime, ringAlarm } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('./harness/relay.js').Relay} Relay */

const DIGITS = '002189655';
const ORDER = { intent: 'elsewhere', number: '+39 02 189655', digits: DIGITS };

/** A person who has typed the relay's address and the token, and nothing else. @param {Desk} desk @param {(relay: Relay, token: string) => Promise<void>} body */
async function withRelay(desk, body) {
  const relay = await startRelay(desk.pbx.port);
  try {
    const token = await relay.token('anna', '201');
    await setUp(desk, relay.url, token);
    await body(relay, token);
  } finally {
    await relay.stop();
  }
}

/** @param {Desk} desk @param {string} relay_address @param {string} relay_token */
async function setUp(desk, relay_address, relay_token) {
  const changes = {
    pbx: 'relay', relay_address, relay_token, sites_mode: 'all',
    // What the office sets goes before what was set here.
    extension: '999', country: '', outside_prefix: '', pbx_address: '',
  };
  const reply = await desk.toEngine({ kind: 'ui_bg_save', changes });
  assert.deepEqual(reply.problems, []);
}

/** Waits until the engine knows of this. @param {Desk} desk @param {(status: any) => boolean} isThere */
async function status(desk, isThere) {
  for (;;) {
    const reply = await desk.toEngine({ kind: 'ui_bg_status' });
    if (isThere(reply)) return reply;
  }
}

/** Waits until the office has been told. @param {Desk} desk */
const told = (desk) => status(desk, ({ extension }) => extension === '201');

sharedDeskTest('through the relay a click rings the token’s phone, and the card lives and ends as it tells', {}, async (desk) => {
  await withRelay(desk, async (relay) => {
    await told(desk);
    const page = await desk.visit(desk.pages.url('/contact.html'));
    await desk.call(page, DIGITS);
    await desk.card(page, 'ringing_you');
    const [place] = await desk.pbx.heard(0);
    assert.match(place?.target ?? '', /first_number=201&second_number=002189655&first_interface=SIP/);
    await desk.pbx.post('/lift');
    const call = await desk.card(page, 'on_the_line');
    await desk.click(page, call.hangUp.rect);
    await desk.card(page, 'ended');
    assert.equal((await desk.pbx.heard(0)).length, 1);
    assert.equal(relay.wire.count('POST /api/calls '), 1);
    assert.equal(relay.wire.count('GET /api/calls '), 0, 'what is told is not asked for');
    assert.ok(relay.wire.heads.every((head) => !head.split('\r\n')[0]?.includes('pronto_')), 'no token in an address');
  });
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
    const before = relay.wire.count('GET /api/events');
    await relay.start();
    await until(page, async () => {
      await passTime(desk, 5_000);
      return relay.wire.count('GET /api/events') > before;
    });
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

deskTest('no tab open, the stream stays through the background’s nap, and brings a call that another screen placed', {}, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await told(desk);
    const blank = await desk.browser.newPage();
    await desk.own.close();
    // A heartbeat each 15 s; browsers put an idle background to sleep after 30.
    await relay.wire.beat(4);
      assert.equal(relay.wire.count('GET /api/events'), 1, 'one stream, never opened again');
    await relay.ask(token, '/api/calls', ORDER);
    await desk.reopenOwn();
    await blank.close();
    const { calls } = await status(desk, (now) => now.calls.length > 0);
    assert.equal(calls[0].state, 'ringing_you');
    assert.equal(relay.wire.count('GET /api/events'), 1);
  });
});
