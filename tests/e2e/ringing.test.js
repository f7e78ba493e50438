/** A call that rings at the person's phone, or at a colleague's: what can be done from the notification, its window and the popup. */

import assert from 'node:assert/strict';
import { violations } from './harness/axe.js';
import { isFirefox } from './harness/browsers.js';
import { until } from './harness/desk.js';
import { lookAt } from './harness/looks.js';
import { drawsNotes, notes } from './harness/notes.js';
import { POPUP, RINGING, answerable, closes, openSmall, openedByPronto, reach, says, seen } from './harness/own.js';
import { status, withEvents } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { clickNote, passTime, pressNote } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const CALLER = '0039066982';
const calm = { prefs: { 'ui.prefersReducedMotion': 1, ...drawsNotes } };
/** What the office lets its people do. */
const refusing = { refuse_ringing: true };

sharedDeskTest('from its notification a call is diverted to a colleague, in its window by keyboard alone', calm, async (desk) => {
  await withEvents(desk, async () => {
    const call = await rings(desk);
    await notes(desk, [`here:${call}`]);
    if (isFirefox) await clickNote(desk, `here:${call}`);
    else await pressNote(desk, `here:${call}`, 0);
    const window = await openedByPronto(desk, RINGING);
    await answerable(window);
    assert.deepEqual([await seen(window, '#heading'), await seen(window, '#who')], ['Incoming call', '+39 06 6982']);
    assert.equal(await seen(window, '#refuse'), '', 'the office does not want that');
    await window.waitForSelector('#colleague-203');
    await lookAt(desk, window, 'ringing', { width: 440, height: 520 });
    assert.deepEqual(await violations(window), []);
    await reach(window, '#text');
    await window.keyboard.type('smith');
    await window.waitForSelector('#colleague-203[aria-selected="true"]');
    await closes(desk, RINGING, window.keyboard.press('Enter'));
    const [diverted] = await desk.pbx.heard(14);
    assert.equal(diverted.target, '/services.cgi?srv=14&ext=203&picked_ext=201');
    assert.equal((await calls(desk, call)).second.party, '203');
    await status(desk, ({ incoming }) => incoming.length === 0);
    assert.deepEqual(await desk.pbx.heard(0), [], 'nobody was called');
  });
});

sharedDeskTest('what keeps a colleague from having it is said in one sentence, and the call rings on', calm, async (desk) => {
  await withEvents(desk, async () => {
    const call = await rings(desk);
    await notes(desk, [`here:${call}`]);
    await clickNote(desk, `here:${call}`);
    const window = await openedByPronto(desk, RINGING);
    await answerable(window);
    await window.waitForSelector('#colleague-203');
    await desk.pbx.post('/fault', { kind: 'result', srv: 14, code: 31 });
    await window.type('#text', 'smith');
    await window.keyboard.press('Enter');
    await says(window, '#notice', 'The PBX does not give the call to this colleague');
    assert.equal((await calls(desk, call)).second.party, '201');
    await desk.pbx.post('/hangup', { party: 'first', call_id: call });
    await says(window, '#over', 'It does not ring any more.');
    assert.equal(await window.evaluate(() => document.activeElement?.id), 'no', 'the focus is not lost');
    assert.match(await seen(window, '#notice'), /^The PBX does not give/, 'it stays to be read');
  });
});

sharedDeskTest('a call is refused where the office wants that: from the popup, and by the notification’s button', calm, async (desk) => {
  await withEvents(desk, async () => {
    const popup = await openSmall(desk, POPUP);
    const first = await rings(desk);
    await says(popup, '#ringing .who', '+39 06 6982');
    await lookAt(desk, popup, 'popup-ringing', { width: 360, height: 560 });
    assert.deepEqual(await violations(popup), []);
    await reach(popup, '#ringing .danger');
    await popup.keyboard.press('Enter');
    await until(popup, async () => (await seen(popup, '#ringing')) === '');
    assert.equal(await popup.evaluate(() => document.activeElement?.id), 'text', 'the focus is not lost');
    assert.equal((await calls(desk, first)).end, 'disconnected');
    assert.deepEqual((await desk.pbx.heard(1)).map(({ target }) => target), [`/services.cgi?srv=1&call_id=${first}`]);

    await desk.pbx.post('/fault', { kind: 'result', srv: 1, code: 15 });
    const second = await rings(desk);
    await says(popup, '#ringing .who', '+39 06 6982');
    await popup.click('#ringing .danger');
    await until(popup, async () => (await seen(popup, '#notice')) !== '');
    assert.equal(await seen(popup, '#ringing .who'), '+39 06 6982', 'it rings on');
    if (isFirefox) return;
    await notes(desk, [`here:${second}`]);
    await desk.pbx.post('/fault', { kind: 'result', srv: 1, code: 15 });
    await pressNote(desk, `here:${second}`, 1);
    await shows(desk, `problem:here:${second}`);
    await pressNote(desk, `here:${second}`, 1);
    await status(desk, ({ incoming }) => incoming.every((/** @type {any} */ one) => one.at !== 'here'));
    assert.equal((await calls(desk, second)).end, 'disconnected');
  }, refusing);
});

sharedDeskTest('the phone of a colleague in the own group rings for a while: a notification tells, and picks the call up', calm, async (desk) => {
  await withEvents(desk, async () => {
    await desk.toEngine({ kind: 'ui_bg_save', changes: { notify_colleagues: true } });
    // 204 shares no group with 201.
    for (const ext of ['202', '204']) await rings(desk, ext);
    await until(desk.own, async () => {
      await passTime(desk, 2_000);
      return (await incoming(desk)).length > 0;
    }, () => incoming(desk));
    assert.deepEqual((await incoming(desk)).map(({ at, id, name }) => [at, id, name]), [['colleague', '202', 'Macintosh Peter']]);
    await notes(desk, ['colleague:202']);
    await clickNote(desk, 'colleague:202');
    const window = await openedByPronto(desk, RINGING);
    await answerable(window);
    assert.deepEqual([await seen(window, '#heading'), await seen(window, '#who')], ['A colleague’s phone rings', 'Macintosh Peter, 202']);
    await lookAt(desk, window, 'ringing-colleague', { width: 400, height: 230 });
    assert.deepEqual(await violations(window), []);
    if (isFirefox) {
      await closes(desk, RINGING, window.keyboard.press('Enter'));
    } else {
      await closes(desk, RINGING, pressNote(desk, 'colleague:202', 0));
    }
    assert.match((await desk.pbx.heard(14))[0].target, /ext=201&picked_ext=202$/);
    await status(desk, (said) => said.incoming.length === 0);
  });
});

/** Somebody outside calls this phone. @param {Desk} desk @param {string} [ext] @returns {Promise<string>} The PBX's name for the call. */
async function rings(desk, ext = '201') {
  const { call_id: call } = await desk.pbx.post('/place', { first: CALLER, second: ext, state: 'ringing_second' });
  if (ext === '201') await status(desk, (said) => said.incoming.some((/** @type {any} */ one) => one.id === String(call)));
  return String(call);
}

/** What rings, as the engine says. @param {Desk} desk @returns {Promise<any[]>} */
const incoming = async (desk) => (await desk.toEngine({ kind: 'ui_bg_status' })).incoming;

/** Waits until this notification stands, which only Chromium is asked for. @param {Desk} desk @param {string} id */
const shows = (desk, id) => until(desk.own, () =>
  desk.inOwn(async (name) => name in (await chrome.notifications.getAll()), id));

/** The PBX's word on a call. @param {Desk} desk @param {string} id */
async function calls(desk, id) {
  return (await desk.pbx.get('/calls')).find((/** @type {any} */ call) => call.call_id === id);
}
