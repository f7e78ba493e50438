/** A desk whose person has an office's relay: set up, and waited for. */

import assert from 'node:assert/strict';
import { until } from './desk.js';
import { startRelay } from './relay.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./relay.js').Relay} Relay */
/** @typedef {(event: number, parameters: Record<string, string>) => Promise<unknown>} Push */

const SECRET = 'a'.repeat(48);

/** A person who has typed the relay's address and the token, and nothing else. @param {Desk} desk @param {(relay: Relay, token: string) => Promise<void>} body @param {Record<string, unknown>} [office] Options that the office sets. @param {Record<string, unknown>} [ans] How the PBX pushes its events. */
export async function withRelay(desk, body, office, ans) {
  const relay = await startRelay(desk.pbx.port, { office, ans });
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
export async function status(desk, isThere) {
  /** @type {any} */
  let reply;
  await until(desk.own, async () => {
    reply = await desk.toEngine({ kind: 'ui_bg_status' });
    return isThere(reply);
  }, () => reply);
  return reply;
}

/** Waits until the office has been told. @param {Desk} desk */
export const told = (desk) => status(desk, ({ extension }) => extension === '201');

/** A PBX that pushes its events to the relay of this person. @param {Desk} desk @param {(push: Push) => Promise<void>} body @param {Record<string, unknown>} [office] */
export async function withEvents(desk, body, office) {
  await withRelay(desk, async (relay) => {
    await told(desk);
    const ans = { url: `http://127.0.0.1:${relay.port}/in/${SECRET}/ans` };
    await desk.pbx.post('/reset', { clock: 'manual', auto_lift_ms: null, ans });
    await body((event, parameters) => desk.pbx.post('/event', {
      event, interface: 'ISDN', parameters: Object.entries(parameters),
    }));
  }, office, { secret: SECRET });
}
