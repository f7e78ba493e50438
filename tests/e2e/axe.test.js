/** What people see of Pronto, judged by axe-core. */

import assert from 'node:assert/strict';
import { SCHEMES, showScheme, violations, violationsInFrame, violationsInPage } from './harness/axe.js';
import { OPTIONS, openOwn, openSmall, POPUP, says } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';
import { OFFICE, widgetTest } from './harness/widget.js';

/** @typedef {import('puppeteer-core').Page} Page */

const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };

sharedDeskTest('popup, options and card have no violation of axe-core: in light, dark and high contrast', { ...calm, settings: { record_calls: true } }, async (desk) => {
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, OFFICE);
  await desk.card(page, 'ringing_you');
  const popup = await openSmall(desk, POPUP);
  await says(popup, '#calls .call', 'Your phone is ringing');
  const options = await openOwn(desk, OPTIONS);
  /** @type {[string, Page, () => Promise<string[]>][]} */
  const screens = [
    ['popup', popup, () => violations(popup)],
    ['options', options, () => violations(options)],
    ['card', page, () => violationsInPage(desk, page)],
  ];
  for (const [name, screen, judge] of screens) {
    await screen.bringToFront();
    if (name === 'card') await desk.card(page, 'ringing_you');
    for (const scheme of SCHEMES) {
      await showScheme(desk, screen, scheme);
      await desk.shoot(`axe-${name}-${scheme.replace(' ', '-')}`, screen);
      assert.deepEqual(await judge(), [], `${name}, ${scheme}`);
    }
  }
});

widgetTest('the widget’s card has no violation of axe-core: in light, dark and high contrast', calm, async (intranet) => {
  const page = await intranet.signedIn();
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
  for (const scheme of SCHEMES) {
    await showScheme(intranet, page, scheme);
    assert.deepEqual(await violationsInFrame(intranet, page, 'card'), [], scheme);
  }
});
