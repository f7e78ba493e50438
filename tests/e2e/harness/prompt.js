/**
 * The browser's own question for a permission, answered by a person's keys: no protocol of a
 * browser reaches it, so the keys come from the display of the run (xdotool). Chromium's answers to
 * no key in its first half second, and to none that follows another too fast.
 */

import { execFileSync } from 'node:child_process';
import { isFirefox } from './browsers.js';
import { until } from './desk.js';

/** @typedef {import('puppeteer-core').Page} Page */

/** A browser with a window, the extension as it is built, and a prompt that asks. */
export const ASKING = /** @type {const} */ ({
  bare: true,
  asBuilt: true,
  headful: true,
  prefs: { 'extensions.webextOptionalPermissionPrompts': true },
});

/**
 * Answers the question that a click has brought up.
 * @param {Page} page From which it was asked.
 * @param {boolean} allow
 */
export async function answerPrompt(page, allow) {
  await (isFirefox ? inFirefox : inChromium)(page, allow);
}

/** A dialog takes the focus from the page; "Deny" has it. @param {Page} page @param {boolean} allow */
async function inChromium(page, allow) {
  const asking = () => page.evaluate(() => !document.hasFocus());
  await until(page, asking);
  const since = await page.evaluate(() => performance.now());
  await until(page, () => page.evaluate((from) => performance.now() - from > 2000, since));
  if (allow) press('Tab');
  press(allow ? 'Return' : 'Escape');
  await until(page, async () => !(await asking()));
}

/** A panel beside the address is a window of its own. @param {Page} page @param {boolean} allow */
async function inFirefox(page, allow) {
  const panel = ['search', '--onlyvisible', '--name', '^Firefox$'];
  xdotool('mousemove', '500', '500');
  await until(page, async () => xdotool(...panel) !== '');
  await until(page, async () => {
    const open = xdotool(...panel) !== '';
    if (open) press(allow ? 'alt+a' : 'Escape');
    return !open;
  });
}

/** @param {string} key */
const press = (key) => void xdotool('key', key);

/** What it says; nothing when it finds nothing. @param {string[]} words */
function xdotool(...words) {
  try {
    return execFileSync('xdotool', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    if (/** @type {{status?: number}} */ (error).status === 1) return '';
    throw error;
  }
}
