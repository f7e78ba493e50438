// A call that reaches the person's phone, as the PBX pushes it to the office's relay.

import assert from 'node:assert/strict';
import { sharedDeskTest } from './harness/shared.js';
import { pageAt } from './harness/browsers.js';
import { violations } from './harness/axe.js';
import { lookAt } from './harness/looks.js';
import { drawsNotes, notes } from './harness/notes.js';
import { DIAL, TEXT, closes, openedByPronto, says, seen, stored } from './harness/own.js';
import { withEvents } from './harness/relayed.js';
import { clickNote, killWorker, ringAlarm } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */

const CALLER = '0039066982';
const prefs = { ...drawsNotes, 'ui.prefersReducedMotion': 1 };
const LETTER = {
  sms_id: '77', sender: '203', sender_realm: 'x', recipient: '201', recipient_realm: 'x', body: '<img src=x> see you at the gate',
};

sharedDeskTest('a call to the phone is told once, whatever tabs there are, until it is answered here or elsewhere', { prefs }, async (desk) => {
  await withEvents(desk, async (push) => {
    for (const page of ['/contact.html', '/contact.html', '/contact.html']) await desk.visit(desk.pages.url(page));
    for (const answered of ['201', '203']) {
      const call = await rings(desk);
      await notes(desk, [`here:${call}`]);
      await push(5, { call_id: call, result: '0', final: '1', connected_number: answered });
      await notes(desk, []);
      await desk.pbx.post('/hangup', { party: 'first', call_id: call });
    }
    const call = await rings(desk);
    await notes(desk, [`here:${call}`]);
    await killWorker(desk);
    await ringAlarm(desk);
    await push(18, { call_id: call, info: 'calling', calling: CALLER, called: '201' });
    await notes(desk, [`here:${call}`]);
    await push(5, { call_id: call, result: '0', final: '1', connected_number: '203' });
    await notes(desk, []);
    assert.deepEqual(await desk.pbx.heard(0), [], 'nobody was called');
  });
});

sharedDeskTest('a call that rang in vain stays told until it is seen, and a click shows what calling back dials', { prefs }, async (desk) => {
  await withEvents(desk, async () => {
    const call = await rings(desk);
    await notes(desk, [`here:${call}`]);
    await desk.pbx.post('/hangup', { party: 'first', call_id: call });
    await notes(desk, [`missed:${call}`]);
    await clickNote(desk, `missed:${call}`);
    const window = await openedByPronto(desk, DIAL);
    assert.equal(await seen(window, '#number'), '+39 06 6982');
    await notes(desk, []);
  });
});

sharedDeskTest('a text message is told of once, whatever tabs there are; a click opens what was written, which no store has, and answers it', { prefs }, async (desk) => {
  await withEvents(desk, async (push) => {
    for (const page of ['/contact.html', '/contact.html']) await desk.visit(desk.pages.url(page));
    await push(14, { ...LETTER, sms_id: '76', recipient: '202', body: 'for another' });
    await push(14, LETTER);
    await notes(desk, ['letter:77']);
    await storesLack(desk);
    await clickNote(desk, 'letter:77');
    const window = await openedByPronto(desk, TEXT);
    assert.equal(await seen(window, '#said'), LETTER.body);
    assert.match(await seen(window, '#heading'), /^Text message from 203, at /);
    await says(window, '#goes', 'Goes to 203');
    assert.equal(await window.evaluate(() => document.activeElement?.id), 'words');
    await lookAt(desk, window, 'text-answer', { width: 440, height: 500 });
    assert.deepEqual(await violations(window), []);
    await storesLack(desk);
    await notes(desk, []);
    await closes(desk, TEXT, window.click('#no'));

    await push(14, { ...LETTER, sms_id: '78' });
    await notes(desk, ['letter:78']);
    await killWorker(desk);
    await clickNote(desk, 'letter:78');
    const again = await openedByPronto(desk, TEXT);
    await says(again, '#said', 'What was written is no longer known here.');
    await notes(desk, []);
  }, { text_messages: true });
});

sharedDeskTest('where no text messages can be sent, one that came can be read', { prefs }, async (desk) => {
  await withEvents(desk, async (push) => {
    await push(14, LETTER);
    await notes(desk, ['letter:77']);
    await clickNote(desk, 'letter:77');
    const window = await openedByPronto(desk, TEXT);
    assert.equal(await seen(window, '#said'), LETTER.body);
    assert.equal(await seen(window, '#message') + await seen(window, '#send'), '');
    assert.equal(await window.evaluate(() => document.activeElement?.id), 'no');
    await notes(desk, []);
  });
});

sharedDeskTest('the page of who calls opens when the phone rings, with the number in its place, and once', { prefs }, async (desk) => {
  const base = desk.pages.url('/contact.html');
  const office = { pop_when: 'ring', pop_address: `${base}?who={number}&call={call_id}` };
  await withEvents(desk, async (push) => {
    const call = await rings(desk);
    const url = `${base}?who=%2B39066982&call=${call}`;
    await pageAt(desk.browser, url);
    // What is hidden has no frames to wait with.
    await desk.own.bringToFront();
    await push(18, { call_id: call, info: 'calling', calling: CALLER, called: '201' });
    await desk.pbx.post('/hangup', { party: 'first', call_id: call });
    await notes(desk, [`missed:${call}`]);
    assert.equal(await opened(desk, url), 1);
  }, office);
});

/** @param {Desk} desk */
async function storesLack(desk) {
  const kept = await Promise.all(['session', 'local', 'sync'].map((area) => stored(desk, /** @type {'local'} */ (area))));
  const written = JSON.stringify(kept);
  for (const words of ['gate', 'for another']) assert.ok(!written.includes(words), written);
}

/** Somebody outside calls the person's phone. @param {Desk} desk @returns {Promise<string>} The PBX's name for the call. */
async function rings(desk) {
  const call = await desk.pbx.post('/place', { first: CALLER, second: '201', state: 'ringing_second' });
  return String(call.call_id);
}

/** How many tabs show this. @param {Desk} desk @param {string} address */
function opened(desk, address) {
  return desk.inOwn(async (url) => (
    await (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).tabs.query({})
  ).filter((/** @type {any} */ tab) => tab.url === url).length, address);
}
