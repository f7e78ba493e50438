/** Where the PBX is and what the page forbids: by name over plain http, under the strictest policy. */

import assert from 'node:assert/strict';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */

const DIGITS = '002189655';

// Browsers treat loopback addresses as safe: only a name shows that plain http works at all.
sharedDeskTest('a PBX that is reached by name over plain http rings, is followed and hangs up', {}, async (desk) => {
  await saveAddress(desk, `http://pbx.test:${desk.pbx.port}`);
  const page = await desk.visit(desk.pages.url('/contact.html'));
  await desk.call(page, DIGITS);
  const ringing = await desk.card(page, 'ringing_you');
  await desk.click(page, ringing.hangUp.rect);
  const ended = await desk.card(page, 'ended');
  assert.equal(ended.text, 'Ended by you');
  const heard = await desk.pbx.heard();
  assert.deepEqual(new Set(heard.map(({ headers }) => headers.host)), new Set([`pbx.test:${desk.pbx.port}`]));
  assert.deepEqual(heard.map(({ headers }) => [headers.cookie, headers.referer]).filter(([one, other]) => one || other), []);
});

sharedDeskTest("a page with default-src 'none' is served like any other", {}, async (desk) => {
  const policy = "default-src 'none'; style-src 'none'; trusted-types 'none'; require-trusted-types-for 'script'; sandbox allow-scripts";
  desk.pages.add('/strict.html', '<!doctype html><title>Strict</title><p>Ring 02 189655 today.</p>', {
    'content-security-policy': policy,
    'permissions-policy': 'fullscreen=()',
  });
  const page = await desk.visit(desk.pages.url('/strict.html'));
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const before = await page.evaluate(() => document.body.outerHTML);
  const button = await desk.pointAt(page, DIGITS);
  // Drawn with our own style, in spite of the page's policy.
  assert.ok(button.rect.width > 20 && button.rect.height > 20, JSON.stringify(button.rect));
  await desk.shoot('strict', page);
  await desk.click(page, button.rect);
  await desk.card(page, 'ringing_you');
  assert.equal((await desk.pbx.heard(0)).length, 1);
  assert.equal(await page.evaluate(() => document.body.outerHTML), before);
  assert.deepEqual(complaints, []);
});

/** @param {Desk} desk @param {string} pbx_address */
async function saveAddress(desk, pbx_address) {
  const reply = await desk.toEngine({ kind: 'ui_bg_save', changes: { pbx_address } });
  assert.deepEqual(reply.problems, []);
}
