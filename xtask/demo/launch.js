// Opens a browser with the extension loaded and set up for the simulated PBX, and stays until its
// stdin closes. `cargo xtask demo` tells it in PRONTO_DEMO what to open.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

/**
 * @typedef {object} Told
 * @property {'chromium' | 'firefox'} browser
 * @property {string} program The browser's.
 * @property {string} extension The folder of the unpacked extension.
 * @property {string} pbx The simulated PBX's address.
 * @property {string} relay The relay's.
 * @property {string} token Of the relay, for the person with the extension.
 * @property {string} settings The file with what that person has set.
 * @property {string} pages The sample pages' address.
 * @property {string} intranet The intranet page's address.
 * @property {boolean} sandbox Chromium's; it does not run as root with it.
 */

/** @type {Told} */
const told = JSON.parse(process.env.PRONTO_DEMO ?? '{}');

// So that a page of the extension has an address that we know.
const FIREFOX_UUID = '1f0f7a52-3a26-4b1c-9d55-70726f6e746f';

const manifest = await readJson(join(told.extension, 'manifest.json'));
const browser = await (told.browser === 'firefox' ? firefox() : chromium());
process.stdin.on('end', () => browser.close()).resume();
browser.on('disconnected', () => process.exit());

try {
  await setUp();
  await showPages();
  console.log(`${told.browser} shows ${told.pages}; point at a number and click "Call"`);
} catch (error) {
  // A person who closed the browser while it was starting has seen enough.
  if (browser.connected) {
    throw error;
  }
}

function chromium() {
  return puppeteer.launch({
    ...shared(),
    pipe: true,
    enableExtensions: [told.extension],
    ignoreDefaultArgs: ['--enable-automation'],
    args: ['--no-first-run', ...(told.sandbox ? [] : ['--no-sandbox'])],
  });
}

async function firefox() {
  const gecko = manifest.browser_specific_settings.gecko.id;
  const started = await puppeteer.launch({
    ...shared(),
    browser: 'firefox',
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [gecko]: FIREFOX_UUID }),
    },
  });
  await started.installExtension(told.extension);
  return started;
}

/** @returns {import('puppeteer-core').LaunchOptions} */
function shared() {
  return {
    executablePath: told.program,
    headless: false,
    defaultViewport: null,
    // Ctrl-C is handled by `cargo xtask demo`, which then closes our stdin.
    handleSIGINT: false,
    handleSIGTERM: false,
  };
}

/** Saves the settings as a person does. */
async function setUp() {
  const text = await readFile(new URL(told.settings, import.meta.url), 'utf8');
  const filled = text.replace('{pbx}', new URL(told.pbx).origin).replace('{relay}', told.relay).replace('{token}', told.token);
  const changes = JSON.parse(filled);
  const page = await browser.newPage();
  // Firefox never tells that such a page has loaded; waiting for its storage does.
  await page.goto(`${await base()}${manifest.options_ui.page}`, { waitUntil: [] });
  await page.waitForFunction(() => 'chrome' in globalThis && chrome.storage !== undefined);
  const reply = await page.evaluate((message) => chrome.runtime.sendMessage(message), { to: 'engine', request: { kind: 'ui_bg_save', changes } });
  if (reply?.problems?.length !== 0) throw new Error(`the settings were not saved: ${JSON.stringify(reply)}`);
}

/** Leaves the sample pages, and behind them the intranet page; the extension's welcome is for who has no PBX yet. */
async function showPages() {
  const shown = await browser.newPage();
  await shown.goto(told.pages);
  const behind = await browser.newPage();
  await behind.goto(told.intranet);
  for (const page of await browser.pages()) {
    if (page !== shown && page !== behind) {
      await page.close();
    }
  }
  await shown.bringToFront();
}

async function base() {
  if (told.browser === 'firefox') {
    return `moz-extension://${FIREFOX_UUID}/`;
  }
  const worker = await browser.waitForTarget((target) => target.type() === 'service_worker');
  return `chrome-extension://${new URL(worker.url()).host}/`;
}

/** @param {string} file */
async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
