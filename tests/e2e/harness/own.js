/**
 * Pronto's own pages: options in a tab, the popup and the question windows in a small window, so
 * that the page behind them stays the one in front. (No harness reaches Firefox's real popup.)
 */

import assert from 'node:assert/strict';
import { isFirefox, PAGE_MS, pageAt } from './browsers.js';
import { until } from './desk.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

export const OPTIONS = 'extension/options/options.html';
export const POPUP = 'extension/popup/popup.html';
export const WHOM = 'extension/ask/whom.html';
export const DIAL = 'extension/ask/dial.html';
export const TEXT = 'extension/ask/text.html';
export const RINGING = 'extension/ask/ringing.html';

/** In a tab, drawn. @param {Desk} desk @param {string} path */
export async function openOwn(desk, path) {
  const page = await desk.browser.newPage();
  page.setDefaultTimeout(PAGE_MS);
  await page.goto(desk.base + path, isFirefox ? { waitUntil: [] } : {});
  await page.bringToFront();
  return drawn(page);
}

/** In a small window, drawn. @param {Desk} desk @param {string} path @param {{width: number, height: number}} [size] */
export async function openSmall(desk, path, size = { width: 380, height: 560 }) {
  const url = desk.base + path;
  await desk.inOwn(async (window) => {
    await (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).windows.create(window);
  }, { url, type: 'popup', ...size });
  const page = await pageAt(desk.browser, url);
  await page.setViewport(size);
  return drawn(page);
}

/** The window that our background opened. @param {Desk} desk @param {string} start Of its path. */
export async function openedByPronto(desk, start) {
  const address = await desk.inOwn(async (begin) => {
    const { tabs } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    for (;;) {
      const found = (await tabs.query({})).find((/** @type {any} */ tab) => tab.url?.startsWith(begin));
      if (found) return found.url;
    }
  }, desk.base + start);
  return drawn(await pageAt(desk.browser, address));
}

/**
 * Does what ends a window of ours, and waits until it is gone. (Puppeteer is not told when Firefox
 * closes a window by its last tab; in Chromium the window may be gone before the hand is up again.)
 * @param {Desk} desk @param {string} start Of its path. @param {Promise<unknown>} hand
 */
export async function closes(desk, start, hand) {
  await hand.catch((error) => {
    if (!/closed|no such frame|detached/i.test(String(error))) throw error;
  });
  await desk.inOwn(async (begin) => {
    const { tabs } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    while ((await tabs.query({})).some((/** @type {any} */ tab) => tab.url?.startsWith(begin)));
  }, desk.base + start);
  // Its page may answer for a moment longer, and would be taken for the next one of the same kind.
  await until(desk.own, async () => {
    const answers = (await desk.browser.pages()).map((page) => page.evaluate(() => location.href).catch(() => ''));
    return (await Promise.all(answers)).every((address) => !address.startsWith(desk.base + start));
  });
}

/** @param {Page} page */
async function drawn(page) {
  await page.waitForSelector('main[aria-busy="false"], #choice:not([hidden]), #ending:not([hidden])');
  return page;
}

/**
 * Waits until the two answers of a window mean something: not in its first half second.
 * @param {Page} page
 */
export async function answerable(page) {
  await page.waitForSelector('#choice:not([hidden])');
  await page.evaluate(() => {
    let from = performance.now();
    // The window counts anew when it comes to the front.
    document.addEventListener('visibilitychange', () => { from = performance.now(); });
    return new Promise((resolve) => {
      const look = () => (performance.now() - from > 500 ? resolve(undefined) : requestAnimationFrame(look));
      look();
    });
  });
}

/** The text of an element that a person sees, empty when it is hidden. @param {Page} page @param {string} selector */
export const seen = (page, selector) =>
  page.$eval(selector, (element) => (element.checkVisibility() ? /** @type {HTMLElement} */ (element).innerText.trim() : ''));

/** Waits until an element says this, and gives all that it says. @param {Page} page @param {string} selector @param {string} words */
export async function says(page, selector, words) {
  await page.waitForFunction(
    (where, what) => {
      const element = /** @type {HTMLElement | null} */ (document.querySelector(where));
      return element?.checkVisibility() && element.innerText.includes(what);
    },
    {}, selector, words,
  );
  return seen(page, selector);
}

/** Chooses by keyboard, which no bar at the bottom of the page is in the way of. @param {Page} page @param {string} selector */
export async function choose(page, selector) {
  await page.focus(selector);
  await page.keyboard.press(' ');
}

/** What a store of the extension holds. @param {Desk} desk @param {'sync' | 'local' | 'session'} area @returns {Promise<any>} */
export function stored(desk, area) {
  return desk.inOwn((name) => (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).storage[name].get(null), area);
}

/** Tab by Tab to an element. @param {Page} page @param {string} selector */
export async function reach(page, selector) {
  const there = () => page.evaluate((wanted) => document.activeElement?.matches(wanted), selector);
  for (let i = 0; i < 40 && !(await there()); i += 1) await page.keyboard.press('Tab');
  assert.ok(await there(), `${selector} is reached by Tab`);
}

/** What the icon says. @param {Desk} desk @returns {Promise<{text: string, title: string}>} */
export function badge(desk) {
  return desk.inOwn(async () => {
    const { action } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    return { text: await action.getBadgeText({}), title: await action.getTitle({}) };
  });
}

/** Tells Pronto what this run's status numbers mean. @param {Desk} desk */
export async function mapStatusNumbers(desk) {
  const numbers = await desk.pbx.get('/status_numbers');
  const call_status_map =
    `${numbers.ringing_first}=ringing_you, ${numbers.ringing_second}=ringing_them, ${numbers.connected}=connected`;
  const reply = await desk.toEngine({ kind: 'ui_bg_save', changes: { call_status_map } });
  assert.deepEqual(reply.problems, []);
}
