/** My own state in the popup's header: what it is, and one or two keys to change it. */

import assert from 'node:assert/strict';
import { violations } from './harness/axe.js';
import { lookAt } from './harness/looks.js';
import { openSmall, POPUP, reach, says, seen } from './harness/own.js';
import { told, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };

sharedDeskTest('my state stands in the header and is changed by two keys: voicemail, pause, divert, busy until, and back', calm, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#my-state', '201 · Free');
  await reach(popup, '#my-state');
  await popup.keyboard.press('Enter');
  assert.equal(await focused(popup), 'state-normal', 'what is now has the focus');
  await popup.keyboard.press('2');
  await says(popup, '#my-state', '201 · Voicemail');
  assert.equal(await seen(popup, '#states'), '');
  assert.equal(await focused(popup), 'my-state', 'the focus comes back');
  await popup.keyboard.press('Enter');
  await popup.keyboard.press('3');
  await says(popup, '#my-state', '201 · Pause');
  await popup.keyboard.press('Enter');
  await popup.keyboard.press('4');
  assert.equal(await focused(popup), 'state-to');
  await popup.keyboard.type('02 189655');
  await popup.keyboard.press('Enter');
  await says(popup, '#my-state', '201 · Diverted to 002189655');
  await popup.keyboard.press('Enter');
  await popup.keyboard.press('1');
  await says(popup, '#my-state', '201 · Free');
  await popup.click('#my-state');
  await popup.$eval('#state-until', (field) => { /** @type {HTMLInputElement} */ (field).value = '23:59'; });
  await popup.click('#state-busy-set');
  await says(popup, '#my-state', '201 · Busy until');
  await popup.click('#my-state');
  await popup.keyboard.press('6');
  await says(popup, '#my-state', '201 · Free');
  const set = (await desk.pbx.heard(4)).map(({ target }) => target.replace(/.*srv=4&/, '').replace(/(subject=).*/, '$1'));
  assert.deepEqual(set, [
    'ext=201&prty=2&value=1', 'ext=201&prty=2&value=3', 'ext=201&prty=2&value=2&number=002189655', 'ext=201&prty=2&value=0',
    'ext=201&prty=3&value=2&subject=', 'ext=201&prty=3&value=1',
  ]);
});

sharedDeskTest('a state that cannot be set is said in one sentence, and what was typed stays', calm, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#my-state', '201 · Free');
  await popup.click('#my-state');
  await popup.type('#state-to', '899 123 456');
  await popup.keyboard.press('Enter');
  await popup.waitForSelector('#states-wrong:not([hidden])');
  assert.equal(await popup.$eval('#state-to', (field) => /** @type {HTMLInputElement} */ (field).value), '899 123 456');
  assert.deepEqual(await desk.pbx.heard(4), []);
  await desk.pbx.post('/fault', { kind: 'result', srv: 4, code: 25 });
  await popup.click('#state-pause');
  await says(popup, '#states-wrong', '25');
  await says(popup, '#my-state', '201 · Free');
  await popup.click('#state-pause');
  await says(popup, '#my-state', '201 · Pause');
});

sharedDeskTest('through the relay my state is the token’s phone’s', calm, async (desk) => {
  await withRelay(desk, async () => {
    await told(desk);
    const popup = await openSmall(desk, POPUP);
    await says(popup, '#my-state', '201 · Free');
    await popup.click('#my-state');
    await popup.keyboard.press('2');
    await says(popup, '#my-state', '201 · Voicemail');
    const [set] = await desk.pbx.heard(4);
    assert.match(set.target, /ext=201&prty=2&value=1$/);
  });
});

sharedDeskTest('my state is whole, legible, named and without a violation of axe-core: in light, dark and narrow', calm, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#my-state', '201 · Free');
  await popup.click('#my-state');
  await lookAt(desk, popup, 'popup-state', { width: 360, height: 560 });
  assert.deepEqual(await violations(popup), []);
  await popup.type('#state-to', '899 123 456');
  await popup.keyboard.press('Enter');
  await popup.waitForSelector('#states-wrong:not([hidden])');
  await lookAt(desk, popup, 'popup-state-failing', { width: 360, height: 560 });
  await desk.pbx.post('/user', { ext: '201', show: 3 });
  await popup.click('#state-busy-set');
  await says(popup, '#my-state', 'Busy until');
  await lookAt(desk, popup, 'popup-state-busy', { width: 360, height: 560 });
});

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.id);
