/** The background is killed at the worst moments: the card comes back with the truth, nobody is called twice. */

import assert from 'node:assert/strict';
import { sharedDeskTest } from './harness/shared.js';
import { killWorker, ringAlarm } from './harness/worker.js';

const DIGITS = '002189655';

sharedDeskTest('killed before the PBX answered, the call is found again and was sent once', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.pbx.post('/fault', { srv: 0, kind: 'hang' });
  await desk.call(page, DIGITS);
  await desk.pbx.waitHeard({ srv: 0 });
  await desk.card(page, 'ringing_you');
  await killWorker(desk);
  await ringAlarm(desk);
  await desk.pbx.post('/lift');
  await desk.card(page, 'on_the_line');
  assert.equal((await desk.pbx.heard(0)).length, 1);
});

sharedDeskTest('killed while ringing and while on the line, the card goes on with the truth', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, DIGITS);
  await desk.card(page, 'ringing_you');
  await killWorker(desk);
  await desk.pbx.post('/lift');
  await ringAlarm(desk);
  await desk.card(page, 'on_the_line');
  await killWorker(desk);
  await desk.pbx.post('/hangup', { party: 'first' });
  await ringAlarm(desk);
  await desk.card(page, 'ended');
  assert.equal((await desk.pbx.heard(0)).length, 1);
});
