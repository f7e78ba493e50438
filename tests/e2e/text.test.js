/** Text messages (srv=5), written in a window of ours. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { violations } from './harness/axe.js';
import { until } from './harness/desk.js';
import { lookAt } from './harness/looks.js';
import { closes, openedByPronto, openSmall, POPUP, reach, says, seen, TEXT } from './harness/own.js';
import { status, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };
const allowed = { ...calm, settings: { text_messages: true } };
const SIZE = { width: 440, height: 500 };

/** By the button beside the popup's number, up to the words. @param {Desk} desk */
async function ciaoToMobile(desk) {
  const popup = await openSmall(desk, POPUP);
  await popup.type('#text', '340 1122333');
  await popup.waitForSelector('#write:not([hidden])');
  await closes(desk, POPUP, popup.click('#write'));
  const text = await openedByPronto(desk, TEXT);
  await says(text, '#goes', 'Goes to +39 340 112 2333');
  await text.keyboard.type('ciao');
  return text;
}

sharedDeskTest('a text message by keyboard alone: from a colleague’s row, counted while it is written, sent once', allowed, async (desk) => {
  const popup = await colleagues(desk);
  await popup.keyboard.type('smith');
  await popup.waitForSelector('#colleague-203[aria-selected="true"]');
  await popup.keyboard.down('Shift');
  await closes(desk, POPUP, popup.keyboard.press('Enter').then(() => popup.keyboard.up('Shift')));
  const text = await openedByPronto(desk, TEXT);
  await says(text, '#goes', 'Goes to Smith John · 203');
  assert.equal(await seen(text, '#count'), '0 of 160');
  await text.keyboard.type('ci vediamo più tardi?');
  await says(text, '#count', '21 of 160');
  await says(text, '#count-spoken', '21 of 160');
  await text.keyboard.press('Enter');
  await says(text, '#notice', 'The PBX has taken the message to Smith John.');
  assert.deepEqual(await sent(desk), ['recipient=203&body=ci%20vediamo%20pi%C3%B9%20tardi%3F&sender=201&info=Coppola%20Jenny']);
  assert.equal(await words(text), '', 'the next one can be written');
  await text.keyboard.press('Enter');
  await text.keyboard.type('ok');
  await says(text, '#count', '2 of 160');
  assert.equal(await seen(text, '#notice'), '');
  await reach(text, '#send');
  await text.keyboard.press('Enter');
  await says(text, '#notice', 'The PBX has taken');
  assert.equal((await sent(desk)).length, 2);
  const received = (await desk.pbx.get('/messages')).sms.filter((/** @type {any} */ sms) => sms.owner === 'user203');
  assert.deepEqual(received.map((/** @type {any} */ sms) => sms.body), ['ci vediamo più tardi?', 'ok']);
  await closes(desk, TEXT, text.keyboard.press('Escape'));
});

sharedDeskTest('what goes is what stood there: nothing can be typed between the press and the sending, and the window stays until it is known', allowed, async (desk) => {
  const text = await ciaoToMobile(desk);
  await says(text, '#count', '4 of 160');
  // An engine that has to be woken.
  await text.evaluate(() => {
    const { runtime } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    const real = runtime.sendMessage.bind(runtime);
    const woken = new Promise((resolve) => Object.assign(globalThis, { wake: resolve }));
    runtime.sendMessage = async (/** @type {unknown[]} */ ...all) => { await woken; return real(...all); };
  });
  await text.keyboard.press('Enter');
  await text.keyboard.type('x');
  await text.focus('#to');
  await text.keyboard.type('9');
  assert.equal(await text.$eval('#no', (no) => /** @type {HTMLButtonElement} */ (no).disabled), true);
  assert.deepEqual(await sent(desk), []);
  await text.evaluate(() => /** @type {any} */ (globalThis).wake());
  await says(text, '#notice', 'taken the message to +39 340 112 2333');
  assert.deepEqual((await sent(desk)).map((query) => query.split('&').slice(0, 2)), [['recipient=03401122333', 'body=ciao']]);
  assert.equal(await text.$eval('#to', (to) => /** @type {HTMLInputElement} */ (to).value), '340 1122333');
  await clear(text, '#to');
  await text.keyboard.press('Enter');
  assert.equal(await text.evaluate(() => document.activeElement?.id), 'words', 'Enter goes on to what is missing');
});

sharedDeskTest('the recipient of a text message is a name of the list or a number, seen before anything is sent', allowed, async (desk) => {
  const text = await ciaoToMobile(desk);
  await text.keyboard.press('Enter');
  await says(text, '#notice', 'taken the message to +39 340 112 2333');
  await clear(text, '#to');
  await text.keyboard.type('Smith');
  await text.keyboard.press('Tab');
  await text.keyboard.type('x');
  await text.keyboard.press('Enter');
  await text.keyboard.press('Enter');
  // Nothing can be typed while the second look is on its way.
  await text.waitForSelector('#to:read-write');
  assert.equal(await seen(text, '#goes'), '', 'half a name is nobody');
  await clear(text, '#to');
  await text.waitForSelector('#people option[value="Smith John · 203"]');
  await text.keyboard.type('Smith John · 203');
  await text.keyboard.press('Tab');
  await says(text, '#goes', 'Goes to Smith John · 203');
  await clear(text, '#to');
  await text.keyboard.type('899 123456');
  await says(text, '#goes', 'not called from here');
  await text.keyboard.press('Enter');
  assert.equal(await text.$eval('#send', (send) => /** @type {HTMLButtonElement} */ (send).disabled), true);
  assert.deepEqual(await sent(desk), ['recipient=03401122333&body=ciao&sender=201&info=Coppola%20Jenny']);
});

sharedDeskTest('a text message that cannot be sent is said why, stays where it was typed, and is never sent again by itself', {
  ...calm, pbx: { post: true }, settings: { text_messages: true, place_method: 'POST' },
}, async (desk) => {
  const text = await writing(desk, '203');
  await text.keyboard.type('x'.repeat(161));
  await says(text, '#count', '161 of 160: 1 too many');
  await text.keyboard.press('Enter');
  assert.equal(await text.$eval('#words', (node) => node.ariaInvalid), 'true');
  assert.deepEqual(await sent(desk), []);
  await text.keyboard.press('Backspace');
  await says(text, '#count', '160 of 160');
  /** @type {[object, string][]} */
  const failures = [
    [{ kind: 'result', code: 24 }, 'user'],
    [{ kind: 'garbage' }, 'may have been sent'],
    [{ kind: 'close', count: null }, 'may have been sent'],
    [{ kind: 'close', effect: 'before', count: null }, 'may have been sent'],
  ];
  for (const [at, [fault, sentence]] of failures.entries()) {
    await desk.pbx.post('/fault', { srv: 5, ...fault });
    await text.keyboard.press('Enter');
    await until(text, async () => (await sent(desk)).length > at);
    await says(text, '#notice', sentence);
    assert.equal(await words(text), 'x'.repeat(160));
    assert.equal((await sent(desk)).length, at + 1, JSON.stringify(fault));
    await desk.pbx.post('/faults/clear');
  }
  await desk.toEngine({ kind: 'ui_bg_save', changes: { text_counts: 'octets' } });
  await text.keyboard.press('Backspace');
  await text.keyboard.type('è');
  await says(text, '#count', '161 of 160: 1 too many');
});

sharedDeskTest('a PBX that counts a text message otherwise than Pronto refuses what is too long, and one word of the options puts it right', {
  ...allowed, pbx: { messaging: { sms_counts: 'octets' } },
}, async (desk) => {
  const text = await writing(desk, '203');
  await text.keyboard.type('è'.repeat(81));
  await says(text, '#count', '81 of 160');
  await text.keyboard.press('Enter');
  await text.waitForSelector('#notice[data-tone="wrong"]:not([hidden])');
  assert.equal(await words(text), 'è'.repeat(81));
  await desk.toEngine({ kind: 'ui_bg_save', changes: { text_counts: 'octets' } });
  await text.keyboard.press('Backspace');
  await says(text, '#count', '160 of 160');
  await text.keyboard.press('Enter');
  await says(text, '#notice', 'The PBX has taken');
});

sharedDeskTest('text messages are offered nowhere until an option allows them', calm, async (desk) => {
  const popup = await colleagues(desk);
  await popup.keyboard.type('smith');
  await popup.waitForSelector('#colleague-203[aria-selected="true"]');
  assert.equal(await popup.$eval('#colleague-203 .letter', (node) => node.checkVisibility()), false);
  assert.equal(await popup.$eval('#write', (node) => node.checkVisibility()), false);
  const text = { to: '203', digits: '203', words: 'hello' };
  const { problem } = await desk.toEngine({ kind: 'ui_bg_text', ...text });
  assert.equal(problem.message, 'problem_not_supported');
  assert.deepEqual(await sent(desk), []);
});

sharedDeskTest('through the relay a text message goes in the name of the token’s phone, and the audit log has it without its words', calm, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await status(desk, ({ can }) => can.text);
    const text = await writing(desk, '203');
    await text.keyboard.type('Geheimnis');
    await text.keyboard.press('Enter');
    await says(text, '#notice', 'The PBX has taken the message to');
    assert.deepEqual(await sent(desk), ['recipient=203&body=Geheimnis&sender=201&info=Coppola%20Jenny']);
    const order = { id: 't1', number: '203', digits: '203', words: 'hello' };
    for (const _ of ['once', 'again']) assert.equal((await relay.ask(token, '/api/text', order)).status, 200);
    assert.equal((await sent(desk)).length, 2, 'the same id is the same message');
    const foreign = await relay.ask(token, '/api/text', { ...order, sender: '202' });
    assert.deepEqual([foreign.status, foreign.said.problem?.message], [400, 'problem_message_refused'], 'nobody writes for another phone');
    const audit = await readFile(join(relay.folder, 'state', 'audit.jsonl'), 'utf8');
    const lines = audit.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ person, number, outcome }) => [person, number, outcome]), [['anna', '203', 'text'], ['anna', '203', 'text']]);
    assert.ok(!/Geheimnis|hello/.test(audit));
  }, { text_messages: true });
});

sharedDeskTest('the window of a text message and the ways to it are whole, legible, named and without a violation of axe-core: in light, dark and narrow', allowed, async (desk) => {
  const popup = await colleagues(desk);
  await popup.keyboard.type('smith');
  await popup.waitForSelector('#colleague-203[aria-selected="true"]');
  await lookAt(desk, popup, 'popup-text', { width: 360, height: 560 });
  await desk.pbx.post('/place', { first: '0039066982', second: '203', state: 'ringing_second' });
  await says(popup, '#colleague-203', 'Pick up');
  await lookAt(desk, popup, 'popup-text-ringing', { width: 360, height: 560 });
  assert.deepEqual(await violations(popup), []);
  await popup.close();
  const text = await writing(desk, '203');
  await lookAt(desk, text, 'text-empty', SIZE);
  await text.keyboard.type('x'.repeat(170));
  await says(text, '#count', '170 of 160: 10 too many');
  await lookAt(desk, text, 'text-too-long', SIZE);
  assert.deepEqual(await violations(text), []);
  await clear(text, '#words');
  await text.keyboard.type('I am ten minutes late.');
  await says(text, '#count', '22 of 160');
  await desk.pbx.post('/fault', { kind: 'garbage', srv: 5 });
  await text.keyboard.press('Enter');
  await says(text, '#notice', 'may have been sent');
  await lookAt(desk, text, 'text-unsure', SIZE);
  await text.keyboard.press('Enter');
  await says(text, '#notice', 'The PBX has taken');
  await lookAt(desk, text, 'text-sent', SIZE);
  assert.deepEqual(await violations(text), []);
});

/** The popup with its colleagues. @param {Desk} desk */
async function colleagues(desk) {
  const popup = await openSmall(desk, POPUP);
  await popup.click('#tab-colleagues:not([hidden])');
  await popup.waitForSelector('#colleague-203');
  return popup;
}

/** The window, with this recipient and the focus in the words. @param {Desk} desk @param {string} to */
async function writing(desk, to) {
  const text = await openSmall(desk, TEXT, SIZE);
  await text.type('#to', to);
  await says(text, '#goes', `Goes to`);
  await text.focus('#words');
  return text;
}

/** What the PBX was asked to send. @param {Desk} desk */
const sent = async (desk) => (await desk.pbx.heard(5)).map(({ target }) => target.replace(/.*srv=5&/, ''));

/** @param {Page} page */
const words = (page) => page.$eval('#words', (node) => /** @type {HTMLTextAreaElement} */ (node).value);

/** Empties a field, and leaves the focus there. @param {Page} page @param {string} selector */
async function clear(page, selector) {
  await page.$eval(selector, (node) => /** @type {HTMLInputElement} */ (node).select());
  await page.focus(selector);
  await page.keyboard.press('Backspace');
}
