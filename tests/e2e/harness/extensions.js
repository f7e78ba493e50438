/**
 * What a person does on the browser's own page about extensions, and what a store does unseen:
 * Pronto is let into private windows, and a new version of it comes while pages are open.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFirefox } from './browsers.js';

/** @typedef {import('puppeteer-core').Browser} Browser */
/** @typedef {import('./desk.js').Desk} Desk */

/**
 * Installs the extension in Firefox, or this version of it over the one before.
 * @param {Browser} browser @param {string} path @param {boolean} [inPrivate]
 */
export async function installInFirefox(browser, path, inPrivate = false) {
  // Puppeteer's own command says nothing of private windows.
  const { connection } = /** @type {any} */ (browser);
  const extensionData = { type: 'path', path };
  await connection.send('webExtension.install', { extensionData, 'moz:allowPrivateBrowsing': inPrivate });
}

/**
 * The switch "Allow in Incognito" of Chromium, which restarts the extension.
 * @param {Browser} browser @param {string} id
 */
export async function letIntoIncognito(browser, id) {
  await keepUnpacked(browser);
  await browser.waitForTarget(isWorker);
  const restarted = nextWorker(browser);
  await onExtensionsPage(browser, `updateExtensionConfiguration({ extensionId: '${id}', incognitoAccess: true })`);
  await restarted;
}

/** Puts the next version over the one that runs. @param {Desk} desk */
export async function update(desk) {
  const path = join(desk.extension, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, version: `${manifest.version}.1` }));
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

/** Chromium does not start an unpacked extension again without the developer's switch. @param {Browser} browser */
const keepUnpacked = (browser) => onExtensionsPage(browser, 'updateProfileConfiguration({ inDeveloperMode: true })');

/** @param {Browser} browser @param {string} command */
async function onExtensionsPage(browser, command) {
  const page = await browser.newPage();
  await page.goto('chrome://extensions');
  await page.evaluate(`chrome.developerPrivate.${command}`);
  await page.close();
}

/** @param {import('puppeteer-core').Target} target */
const isWorker = (target) => target.type() === 'service_worker';

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
