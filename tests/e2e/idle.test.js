/** Three minutes in which nothing happens: longer than any background lives by itself. */

import assert from 'node:assert/strict';
import { deskTest } from './harness/desk.js';
import { status, told, withRelay } from './harness/relayed.js';

const ORDER = { intent: 'elsewhere', number: '+39 02 189655', digits: '002189655' };
/** One each 15 s, the first within as many. */
const BEATS = 13;

deskTest('three idle minutes with no tab open: the stream stays, and brings a call that another screen placed', { minutes: 6 }, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await told(desk);
    const blank = await desk.browser.newPage();
    await desk.own.close();
    await relay.wire.beat(BEATS);
    assert.equal(relay.wire.count('GET /api/events'), 1, 'one stream, never opened again');
    await relay.ask(token, '/api/calls', ORDER);
    await desk.reopenOwn();
    await blank.close();
    const { calls } = await status(desk, (now) => now.calls.length > 0);
    assert.equal(calls[0].state, 'ringing_you');
    assert.equal(relay.wire.count('GET /api/events'), 1);
  });
});
