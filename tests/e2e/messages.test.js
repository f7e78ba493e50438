/** Text messages and voicemail in the popup, through the relay: the PBX's own lines. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { violations } from './harness/axe.js';
import { lookAt } from './harness/looks.js';
import { openSmall, POPUP, reach, says, seen, stored } from './harness/own.js';
import { status, told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

/** Text messages are asked for by the days that were. */
const TODAY = { prefs: { 'ui.prefersReducedMotion': 1 }, pbx: { clock: 'real' } };
const MARKUP = '<img src=x onerror=alert(1)> the password is x';

sharedDeskTest('text messages and voicemail by keyboard alone: the token’s person’s own, as the PBX prints them, kept nowhere', TODAY, (desk) =>
  withRelay(desk, async (relay) => {
    await write(desk, '202', '201', MARKUP);
    await write(desk, '202', '203', 'Geheimnis');
    await speak(desk, 'user201', '3471234567');
    await speak(desk, 'user203', '0677665544');
    const popup = await toMessages(desk);
    await says(popup, '#texts-lines', MARKUP);
    await says(popup, '#voicemail-lines', '3471234567');
    assert.equal(await popup.$('#panel-messages img'), null, 'markup is text');
    assert.match(await seen(popup, '#panel-messages'), /As the PBX prints it/);
    assert.deepEqual(await asked(desk), [['15', 'user201'], ['16', 'user201']]);
    await reach(popup, '#texts-lines');
    await reach(popup, '#voicemail-lines');

    await speak(desk, 'user201', '02189655');
    await popup.focus('#tab-messages');
    await popup.keyboard.press('Home');
    await popup.waitForSelector('#panel-messages[hidden]');
    await popup.keyboard.press('ArrowRight');
    await popup.keyboard.press('ArrowRight');
    assert.match(await seen(popup, '#texts-lines'), /password/, 'at once, as it is known');
    await says(popup, '#voicemail-lines', '02189655');
    assert.deepEqual((await lines(popup)).map((list) => list.length), [1, 2]);

    const kept = ['session', 'local', 'sync'].map((area) => stored(desk, /** @type {'session'} */ (area)));
    const audit = await readFile(join(relay.folder, 'state', 'audit.jsonl'), 'utf8').catch(() => '');
    const written = JSON.stringify([await Promise.all(kept), await popup.content(), audit]);
    for (const foreign of ['Geheimnis', '77665544', 'user203']) assert.ok(!written.includes(foreign), foreign);
    const stores = JSON.stringify([await Promise.all(kept), audit]);
    for (const own of ['password', '3471234567', 'user201']) assert.ok(!stores.includes(own), own);
  }));

sharedDeskTest('each list of messages says that it is loading, empty or failing, and what was known stands', TODAY, (desk) =>
  withRelay(desk, async () => {
    await told(desk);
    await desk.pbx.post('/fault', { kind: 'hang', srv: 15 });
    const popup = await toMessages(desk);
    await says(popup, '#texts-empty', 'Asking the PBX…');
    await says(popup, '#voicemail-empty', 'Asking the PBX…');
    await desk.pbx.post('/release');
    await says(popup, '#texts-empty', 'No text messages in the last days.');
    await says(popup, '#voicemail-empty', 'No messages.');

    await write(desk, '202', '201', 'ciao');
    await speak(desk, 'user201', '3471234567');
    await desk.pbx.post('/fault', { kind: 'result', code: 1, srv: 16 });
    await again(popup);
    assert.match(await says(popup, '#voicemail-wrong', 'missing or old'), /does not know this service/);
    await says(popup, '#texts-lines', 'ciao');
    assert.equal(await seen(popup, '#voicemail-empty'), '', 'nobody knows that it is empty');
    await popup.focus('#voicemail-wrong button');
    await popup.keyboard.press('Enter');
    await popup.waitForSelector('#voicemail-wrong[hidden]');
    assert.equal(await popup.evaluate(() => document.activeElement?.id), 'tab-messages', 'the keys go on from there');
    await says(popup, '#voicemail-lines', '3471234567');

    for (const { words, ...fault } of [
      { kind: 'close', words: 'Nothing answers' },
      { kind: 'help', words: 'cannot be understood' },
      { kind: 'result', code: 24, words: 'knows no such user' },
    ]) {
      await desk.pbx.post('/fault', { srv: 3, info: 6, ...fault, count: null });
      await again(popup);
      await says(popup, '#messages-wrong', words);
      assert.deepEqual((await lines(popup)).map((list) => list.length), [1, 1], 'what was known');
      await desk.pbx.post('/faults/clear');
      await popup.click('#messages-wrong button');
      await popup.waitForSelector('#messages-wrong[hidden]');
    }
    await desk.pbx.post('/user', { ext: '201', card: { tel_mob: '1; usr_=user203' } });
    await again(popup);
    await says(popup, '#messages-wrong', 'under which user name');
    assert.ok((await asked(desk)).every(([, owner]) => owner === 'user201'), 'nobody else’s');
  }));

sharedDeskTest('without a relay, and where the office wants no lists, there is no tab of messages and nobody asks for them', TODAY, async (desk) => {
  const direct = await openSmall(desk, POPUP);
  await direct.waitForSelector('#tab-colleagues:not([hidden])');
  assert.equal(await seen(direct, '#tab-messages'), '');
  assert.equal((await desk.toEngine({ kind: 'ui_bg_messages', known: false, shows_ms: Date.now() })).kind, 'refused');
  await direct.close();
  await withRelay(desk, async () => {
    await told(desk);
    const popup = await openSmall(desk, POPUP);
    await popup.waitForSelector('#tab-colleagues:not([hidden])');
    assert.equal(await seen(popup, '#tab-messages'), '');
  }, { call_log_days: 0 });
  assert.deepEqual(await asked(desk), []);
});

sharedDeskTest('text messages and voicemail, full, empty and failing, are whole, legible, named and without a violation of axe-core: in light, dark and narrow', TODAY, (desk) =>
  withRelay(desk, async () => {
    const size = { width: 360, height: 560 };
    const popup = await toMessages(desk);
    await says(popup, '#voicemail-empty', 'No messages.');
    await lookAt(desk, popup, 'messages-empty', size);
    await write(desk, '202', '201', 'Ci vediamo alle 15 in sala riunioni? Porto io i preventivi per il cliente di Torino.');
    await write(desk, '201', '203', 'مرحبا 201');
    await write(desk, '203', '201', 'x'.repeat(160));
    for (const caller of ['3471234567', '02189655', '0119988776', '0039066982', '205', '202']) await speak(desk, 'user201', caller);
    await again(popup);
    await says(popup, '#texts-lines', 'xxx');
    await says(popup, '#voicemail-lines', '02189655');
    await lookAt(desk, popup, 'messages', size);
    assert.deepEqual(await violations(popup), []);
    await desk.pbx.post('/fault', { kind: 'result', code: 1, srv: 15, count: null });
    await again(popup);
    await says(popup, '#texts-wrong', 'missing or old');
    await lookAt(desk, popup, 'messages-failing', size);
    assert.deepEqual(await violations(popup), []);
  }));

/** The popup with its messages in front, by key. @param {Desk} desk */
async function toMessages(desk) {
  await status(desk, ({ can }) => can.messages);
  const popup = await openSmall(desk, POPUP);
  await popup.waitForSelector('#tab-messages:not([hidden])');
  await reach(popup, '#tab-calls');
  await popup.keyboard.press('ArrowRight');
  await popup.keyboard.press('ArrowRight');
  await popup.waitForSelector('#panel-messages:not([hidden])');
  return popup;
}

/** Looks anew, as whoever comes back to the tab. @param {Page} popup */
async function again(popup) {
  await popup.waitForSelector('#panel-messages[aria-busy="false"]');
  await popup.click('#tab-calls');
  await popup.click('#tab-messages');
}

/** @param {Desk} desk @param {string} sender @param {string} recipient @param {string} body */
const write = (desk, sender, recipient, body) => desk.pbx.post('/sms', { sender, recipient, body });

/** @param {Desk} desk @param {string} owner @param {string} caller */
const speak = (desk, owner, caller) => desk.pbx.post('/voice_message', { owner, caller, seconds: 12 });

/** For what the PBX was asked so far, and of whom. @param {Desk} desk */
async function asked(desk) {
  const both = await Promise.all([15, 16].map((srv) => desk.pbx.heard(srv)));
  return both.flat().map(({ target }) => {
    const query = new URL(target, 'http://x').searchParams;
    return [query.get('srv'), query.get('owner')];
  });
}

/** Both lists. @param {Page} popup */
const lines = (popup) => Promise.all(['texts', 'voicemail'].map((id) =>
  popup.$$eval(`#${id}-lines li`, (items) => items.map((item) => item.textContent))));
