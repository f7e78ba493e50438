/** "Not a phone number": one click, listed in the options, undone. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { OPTIONS, openOwn } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';
import { markupOf } from './harness/untouched.js';
import { runCommand } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const REFERENCE = '002189655';
const PHONE = '000442079460123';
const SHAPE = 'XX XXXXXX';
const PAGE = '<!doctype html><title>References</title><p>Milano 02 189655</p><p>Milano 02 189656</p><p>+44 20 7946 0123</p>';

sharedDeskTest('what looks like no phone number goes with one click, here or everywhere, and comes back', {}, async (desk) => {
  desk.pages.add('/references.html', PAGE);
  const page = await desk.visit(desk.pages.url('/references.html'));
  const before = await markupOf(page);
  const all = [REFERENCE, '002189656', PHONE];
  await offers(desk, page, all);

  // By key: the focus goes on to what takes it back.
  await until(page, () => page.evaluate(() => document.hasFocus()));
  await runCommand(desk, 'walk-next');
  await until(page, async () => (await desk.states(page))[0].button?.focused);
  await page.keyboard.press('Delete');
  await offers(desk, page, [PHONE]);
  await said(desk, page, 'on this site');
  await page.keyboard.press('Enter');
  await offers(desk, page, all);

  const other = await desk.visit(desk.pages.url('/references.html', 'other.test'));
  await page.bringToFront();
  const button = await desk.pointAt(page, REFERENCE);
  await desk.shoot('not-a-number', page);
  await desk.click(page, button.refuse);
  await offers(desk, page, [PHONE]);
  await said(desk, page, 'on this site');
  await desk.shoot('not-a-number-said', page);
  await offers(desk, other, all);
  assert.deepEqual((await desk.inOwn(sync)).settings.not_numbers, [`${SHAPE} @crm.test`]);

  await choose(desk, page, 'Everywhere');
  await said(desk, page, 'on any site');
  await offers(desk, other, [PHONE]);
  const options = await openOwn(desk, OPTIONS);
  assert.equal(await options.$eval('#opt-not_numbers', (field) => /** @type {HTMLTextAreaElement} */ (field).value), SHAPE);
  assert.deepEqual(JSON.parse(await exported(options)).not_numbers, [SHAPE]);
  await options.close();

  await page.bringToFront();
  await choose(desk, page, 'Undo');
  await offers(desk, page, all);
  await offers(desk, other, all);
  assert.equal((await desk.inOwn(sync)).settings.not_numbers, undefined);

  assert.deepEqual(await markupOf(page), before);
  assert.deepEqual(await desk.pbx.heard(0), []);
});

/** Waits until exactly these digits are offered. @param {Desk} desk @param {Page} page @param {string[]} digits */
async function offers(desk, page, digits) {
  /** @type {string[]} */
  let found = [];
  let toast = '';
  // In Firefox that takes the focus from what has it.
  if (await page.evaluate(() => document.hidden)) await page.bringToFront();
  await until(page, async () => {
    const [state] = await desk.states(page);
    toast = state?.toast;
    found = state?.busy ? [] : state?.marks.map((/** @type {any} */ mark) => mark.digits) ?? [];
    return found.length === digits.length && digits.every((one) => found.includes(one));
  }, () => [found, toast]);
}

/** @param {Desk} desk @param {Page} page @param {string} words */
async function said(desk, page, words) {
  await until(page, async () => (await desk.states(page))[0].toast.includes(words));
  assert.match((await desk.states(page))[0].toast, new RegExp(SHAPE));
}

/** @param {Desk} desk @param {Page} page @param {string} text */
async function choose(desk, page, text) {
  const [{ choices }] = await desk.states(page);
  await desk.click(page, choices.find((/** @type {any} */ one) => one.text === text).rect);
}

/** The file that the options hand out. @param {Page} options @returns {Promise<string>} */
function exported(options) {
  return options.evaluate(() => new Promise((resolve) => {
    const real = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      void /** @type {Blob} */ (blob).text().then(resolve);
      return real(blob);
    };
    /** @type {HTMLElement} */ (document.querySelector('#export')).click();
  }));
}

/** What is synchronised. */
function sync() {
  return (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).storage.sync.get(null);
}
