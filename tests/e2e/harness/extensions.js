/**
 * What a person does on the browser's own page about extensions, and what a store does unseen:
 * Pronto is let into private windows, and a new version of it comes while pages are open.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GECKO_ID, isFirefox, PAGE_MS } from './browsers.js';
import { inFirefox, isWorker } from './worker.js';

/** @typedef {import('puppeteer-core').Browser} Browser */
/** @typedef {import('./desk.js').Desk} Desk */

/** @param {Browser} browser @param {string} path @param {boolean} [inPrivate] */
export async function installInFirefox(browser, path, inPrivate = false) {
  // Puppeteer's own command says nothing of private windows.
  const { connection } = /** @type {any} */ (browser);
  const extensionData = { type: 'path', path };
  await connection.send('webExtension.install', { extensionData, 'moz:allowPrivateBrowsing': inPrivate });
}

/**
 * The switch "Allow in Incognito" of Chromium, "Run in Private Windows" of Firefox: either starts
 * the extension again.
 * @param {Browser} browser @param {string} path @param {string} id Chromium's.
 */
export async function letIntoPrivate(browser, path, id) {
  if (isFirefox) {
    await installInFirefox(browser, path, true);
    return;
  }
  await keepUnpacked(browser);
  await browser.waitForTarget(isWorker);
  const restarted = nextWorker(browser);
  await onExtensionsPage(browser, `developerPrivate.updateExtensionConfiguration({ extensionId: '${id}', incognitoAccess: true })`);
  await restarted;
}

/** Puts the next version over the one that runs. @param {Desk} desk */
export async function update(desk) {
  const path = join(desk.extension, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, version: next(manifest.version) }));
  if (isFirefox) {
    await installInFirefox(desk.browser, desk.extension);
  } else {
    await keepUnpacked(desk.browser);
    const restarted = nextWorker(desk.browser);
    // Our page goes with the version that it belongs to.
    await desk.inOwn(() => chrome.runtime.reload()).catch(() => undefined);
    await restarted;
  }
  await desk.reopenOwn();
}

/** `1.2.3` to `1.2.3.1` to `1.2.3.2`: browsers take no more than four parts. @param {string} version */
function next(version) {
  const [major, minor, patch, build = '0'] = version.split('.');
  return [major, minor, patch, Number(build) + 1].join('.');
}

/** The switch of the extension on the browser's own page. @param {Desk} desk */
export async function switchOff(desk) {
  if (isFirefox) await inFirefox(desk, `await (await AddonManager.getAddonByID('${GECKO_ID}')).disable(); return '';`);
  else await onExtensionsPage(desk.browser, `management.setEnabled('${idOf(desk)}', false)`);
}

/** @param {Desk} desk */
export async function switchOn(desk) {
  if (isFirefox) await inFirefox(desk, `await (await AddonManager.getAddonByID('${GECKO_ID}')).enable(); return '';`);
  else await onExtensionsPage(desk.browser, `management.setEnabled('${idOf(desk)}', true)`);
  // Our page went with the version that it belonged to.
  await desk.reopenOwn();
}

/** @param {Desk} desk */
const idOf = (desk) => new URL(desk.base).host;

/** Chromium does not start an unpacked extension again without the developer's switch. @param {Browser} browser */
const keepUnpacked = (browser) => onExtensionsPage(browser, 'developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })');

/** @param {Browser} browser @param {string} command */
async function onExtensionsPage(browser, command) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PAGE_MS);
  await page.goto('chrome://extensions');
  await page.evaluate(`chrome.${command}`);
  await page.close();
}

/** @param {Browser} browser */
function nextWorker(browser) {
  return new Promise((resolve) => {
    const look = (/** @type {import('puppeteer-core').Target} */ target) => {
      if (!isWorker(target)) return;
      browser.off('targetcreated', look);
      resolve(undefined);
    };
    browser.on('targetcreated', look);
  });
}
