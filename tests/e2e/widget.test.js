/** The widget of intranet pages: the same numbers, button and card for people without the extension. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { BUTTON, CONTACT, LONDON, OFFICE, widgetTest } from './harness/widget.js';

widgetTest('on an intranet page a click rings the token’s phone, and the card lives and ends as the relay tells', {}, async (intranet) => {
  const { pbx } = intranet;
  const page = await intranet.signedIn();
  const button = await intranet.pointAt(page, OFFICE);
  assert.equal(button.label, 'Call +39 02 189655\ndials 002189655');
  await intranet.call(page, OFFICE);
  await pbx.waitHeard({ srv: 0 });
  const call = await intranet.card(page, 'ringing_you');
  assert.equal(call.number, '+39 02 189655');
  await intranet.shoot('widget-card', page);
  await pbx.post('/lift');
  await intranet.card(page, 'on_the_line');
  await pbx.post('/answer');
  await pbx.post('/hangup', { party: 'second' });
  await intranet.card(page, 'ended');
  const heard = await pbx.heard(0);
  assert.deepEqual(heard.map(({ target }) => target), [
    `/services.cgi?srv=0&first_number=201&second_number=${OFFICE}&first_interface=SIP&timeout=60`,
  ]);
});

widgetTest('hanging up on the widget’s card ends the call once', {}, async (intranet) => {
  const page = await intranet.signedIn();
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
  await intranet.press(page, (call) => call.hangUp);
  await intranet.pbx.waitHeard({ srv: 1 });
  await intranet.card(page, 'ended');
  assert.equal((await intranet.pbx.heard(1)).length, 1);
});

widgetTest('on the widget’s card a call is recorded under its sign, parked, and fetched back', { office: { record_calls: true } }, async (intranet) => {
  const page = await intranet.signedIn();
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
  await intranet.pbx.post('/lift');
  await intranet.pbx.post('/answer');
  await intranet.card(page, 'on_the_line');
  const press = (/** @type {string} */ text) => intranet.press(page, (call) =>
    call.controls.find((/** @type {any} */ one) => one.text === text && !one.disabled));
  await press('Record');
  await intranet.shows(page, 'card', (state) => state.card?.calls[0].recording);
  await press('Stop recording');
  await intranet.shows(page, 'card', (state) => state.card?.calls[0].recording === false);
  await press('Park');
  const parked = await intranet.card(page, 'parked');
  assert.equal(parked.text, 'Parked on line 1');
  await press('Take back');
  await intranet.card(page, 'on_the_line');
  const [recorded, parks] = [await intranet.pbx.heard(2), await intranet.pbx.heard(13)];
  assert.deepEqual([recorded.length, parks.length], [2, 2]);
});

widgetTest('a card that comes while a number is pointed at does not lie over its button', {}, async (intranet) => {
  const [page, token] = await Promise.all([intranet.visit(intranet.add('/contact', CONTACT)), intranet.relay.token('anna', '201')]);
  await intranet.signIn(page, token);
  await intranet.pointAt(page, OFFICE);
  const at = await intranet.rest(page, 'button', (state) => state.rect, (state) => state.open && state.stayed);
  await intranet.relay.ask(token, '/api/calls', { intent: 'elsewhere', number: '+39 02 7218 5500', digits: BUTTON });
  await intranet.card(page, 'ringing_you');
  await intranet.pbx.post('/hangup', { party: 'first' });
  await intranet.card(page, 'ended');
  await page.mouse.click(at.x, at.y);
  await intranet.pbx.waitHeard({ srv: 0, count: 2 });
});

widgetTest('<pronto-call> calls where it stands, and tells the page how its calls go', {}, async (intranet) => {
  const page = await intranet.signedIn();
  await page.evaluate(() => {
    const told = /** @type {any} */ (window).told = /** @type {string[]} */ ([]);
    document.addEventListener('pronto-call', (event) => {
      const { number, state } = /** @type {CustomEvent} */ (event).detail;
      told.push(`${/** @type {Element} */ (event.target).localName} ${number} ${state}`);
    });
  });
  await intranet.pointAt(page, BUTTON);
  const link = await page.evaluate(() => document.querySelector('pronto-call')?.getBoundingClientRect().toJSON());
  const at = await intranet.place(page, 'button', (state) => state.rect);
  assert.ok(at.x > link.left && Math.abs(at.y - (link.top + link.bottom) / 2) < 8, 'the button lies over it');
  await intranet.call(page, BUTTON);
  await intranet.card(page, 'ringing_you');
  await intranet.pbx.post('/hangup', { party: 'first' });
  await intranet.card(page, 'ended');
  await until(page, async () => (await page.evaluate(() => /** @type {any} */ (window).told)).includes('pronto-call +39 02 7218 5500 ended'));
});

widgetTest('by key: Enter on a number leads into the frame, Enter there calls; what is typed there by accident does not', {}, async (intranet) => {
  const page = await intranet.signedIn();
  await intranet.pointAt(page, BUTTON);
  await page.mouse.move(2, 2);
  await until(page, async () => (await intranet.ofPage(page)).button === null);
  await page.evaluate(() => /** @type {HTMLElement | null} */ (document.querySelector('pronto-call'))?.focus());
  await page.keyboard.down('Enter');
  await intranet.shows(page, 'button', (state) => state.focused && state);
  await page.keyboard.up('Enter');
  await intranet.armed(page, 'button', (state) => state);
  await page.keyboard.type('hello');
  assert.equal((await intranet.ofFrame(page, 'button')).armed, false);
  await page.keyboard.press('Enter');
  await intranet.shows(page, 'button', (state) => state.label.includes('look, then click again'));
  assert.deepEqual(await intranet.pbx.heard(0), []);
  await intranet.armed(page, 'button', (state) => state);
  await page.keyboard.press('Enter');
  await intranet.card(page, 'ringing_you');
  await until(page, () => page.evaluate(() => document.activeElement?.localName === 'pronto-call'));
});

widgetTest('a guarded number asks in the frame before it calls; no calls nobody', {}, async (intranet) => {
  const page = await intranet.signedIn();
  await intranet.call(page, LONDON);
  const asked = await intranet.shows(page, 'card', (state) => state.question);
  assert.match(asked.text, /Nobody has called this country/);
  await intranet.shoot('widget-question', page);
  await intranet.click(page, 'card', (state) => state.question?.no);
  await intranet.shows(page, 'card', (state) => state.question === null && state);
  await intranet.call(page, LONDON);
  await intranet.shows(page, 'card', (state) => state.question?.open);
  assert.deepEqual(await intranet.pbx.heard(0), []);
  const at = await intranet.rest(page, 'card', (state) => state.question?.yes, (state) => state.question?.open && state.question.stayed);
  await page.mouse.click(at.x, at.y);
  await intranet.pbx.waitHeard({ srv: 0 });
  await intranet.card(page, 'ringing_you');
});

widgetTest('by key: the question has the focus on its safe answer, Escape gives it back, Tab and Enter call', {}, async (intranet) => {
  const page = await intranet.signedIn(intranet.add('/contact', '<pronto-call number="+44 20 7946 0123"></pronto-call>'));
  for (const answer of ['Escape', 'Tab']) {
    await intranet.pointAt(page, LONDON);
    await page.mouse.move(2, 400);
    await until(page, async () => (await intranet.ofPage(page)).button === null);
    await page.evaluate(() => /** @type {HTMLElement | null} */ (document.querySelector('pronto-call'))?.focus());
    await page.keyboard.down('Enter');
    await intranet.shows(page, 'button', (state) => state.focused);
    await page.keyboard.up('Enter');
    await intranet.armed(page, 'button', (state) => state);
    await page.keyboard.press('Enter');
    await intranet.shows(page, 'card', (state) => state.question?.open && state.question.focused);
    await page.keyboard.press(/** @type {any} */ (answer));
    if (answer === 'Escape') {
      await intranet.shows(page, 'card', (state) => state.question === null && state);
      await until(page, () => page.evaluate(() => document.activeElement?.localName === 'pronto-call'));
    }
  }
  assert.deepEqual(await intranet.pbx.heard(0), []);
  await intranet.armed(page, 'card', (state) => state.question);
  await page.keyboard.press('Enter');
  await intranet.card(page, 'ringing_you');
});

widgetTest('a relay that is started again in the middle of a call: the card comes back true', {}, async (intranet) => {
  const page = await intranet.signedIn(intranet.add('/contact', CONTACT));
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
  await intranet.pbx.post('/lift');
  await intranet.card(page, 'on_the_line');
  await intranet.relay.die();
  await intranet.pbx.post('/hangup', { party: 'second' });
  await intranet.relay.start();
  await intranet.card(page, 'ended');
  assert.equal((await intranet.pbx.heard(0)).length, 1);
});
