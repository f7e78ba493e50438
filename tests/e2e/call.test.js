/** The main job: a click on a number makes the desk phone ring, and the card says how it goes. */

import assert from 'node:assert/strict';
import { deskTest } from './harness/desk.js';

const DIGITS = '002189655';

deskTest('a click on a number places the call once, with exactly the right request', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  const before = await page.evaluate(() => document.body.outerHTML);
  const button = await desk.pointAt(page, DIGITS);
  assert.equal(button.label, 'Call +39 02 189655\ndials 002189655');
  await desk.shoot('page', page);
  await desk.click(page, button.rect);
  await desk.pbx.waitHeard({ srv: 0 });
  const call = await desk.card(page, 'ringing_you');
  assert.equal(call.number, '+39 02 189655');
  await desk.pbx.post('/lift');
  await desk.card(page, 'on_the_line');
  await desk.shoot('card', page);
  await desk.pbx.post('/answer');
  await desk.pbx.post('/hangup', { party: 'second' });
  await desk.card(page, 'ended');
  const heard = await desk.pbx.heard(0);
  assert.deepEqual(heard.map(({ method, target }) => [method, target]), [[
    'GET',
    `/services.cgi?srv=0&first_number=201&second_number=${DIGITS}&first_interface=SIP&timeout=60`,
  ]]);
  assert.equal(await page.evaluate(() => document.body.outerHTML), before);
});
