/**
 * Starts a real browser with a fresh profile and a copy of the built extension.
 *
 * A headless browser cannot answer a permission prompt, so that in the copy the optional hosts
 * are required ones; the headful test of `permission.test.js` uses the extension as it is built.
 */

import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { installInFirefox, letIntoPrivate } from './extensions.js';
import { profileIn } from './profile.js';

export const browserName = process.env.PRONTO_BROWSER ?? 'chromium';
export const isFirefox = browserName === 'firefox';

const dist = process.env.PRONTO_DIST ?? '';
const UUID = '5d0c6a3e-5c2f-4f0e-9a71-1f0a0e4b7c55';
/** A browser that does not answer a command for so long never will; the error names the command. */
const ANSWER_MS = 60_000;
/** What is waited for in a page is bounded by the test's own limit. */
export const PAGE_MS = 180_000;
export const GECKO_ID = 'pronto@pronto.example';

/** @typedef {import('puppeteer-core').Page} Page */

/**
 * @typedef {object} Options
 * @property {boolean} [headful] With a window, on the display of the run.
 * @property {boolean} [asBuilt] Without the hosts granted.
 * @property {string[]} [args]
 * @property {Record<string, unknown>} [prefs] Firefox's.
 * @property {object} [managed] What the administrator has set.
 * @property {boolean} [inPrivate] The person lets Pronto into private windows.
 */

/** A browser of somebody who has no extension. @param {Options} [options] */
export async function startPlain(options = {}) {
  const home = await mkdtemp(join(tmpdir(), 'pronto-e2e-'));
  const clear = () => rm(home, { recursive: true, force: true, maxRetries: 3 });
  try {
    const browser = await (isFirefox ? firefox(home, null, options) : chromium(home, null, options));
    return { browser, stop: () => browser.close().finally(clear) };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** @param {Options} [options] */
export async function startBrowser(options = {}) {
  const home = await mkdtemp(join(tmpdir(), 'pronto-e2e-'));
  const extension = join(home, 'extension');
  await cp(dist, extension, { recursive: true });
  // A page of ours that does nothing, from which a test speaks to the engine and to the browser.
  await writeFile(join(extension, 'e2e.html'), '<!doctype html><title>e2e</title>');
  if (!options.asBuilt) {
    await grantHosts(join(extension, 'manifest.json'));
  }
  const id = chromiumId(extension);
  const policy = isFirefox
    ? join(home, '.mozilla', 'managed-storage', `${GECKO_ID}.json`)
    : join('/etc/chromium/policies/managed', `pronto-e2e-${id}.json`);
  if (options.managed) await writePolicy(policy, id, options.managed);
  const base = isFirefox ? `moz-extension://${UUID}/` : `chrome-extension://${id}/`;
  try {
    const browser = await (isFirefox ? firefox(home, extension, options) : chromium(home, extension, options));
    // It opens by itself and comes to the front; only then is the browser the test's.
    const welcome = await pageAt(browser, `${base}extension/options/welcome.html`);
    if (options.inPrivate) await letIntoPrivate(browser, extension, id);
    return { browser, base, extension, welcome, stop };

    async function stop() {
      await browser.close().finally(clear);
    }
  } catch (error) {
    await clear();
    throw error;
  }

  async function clear() {
    if (options.managed) await rm(policy);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * The page of ours with this address, as soon as it is there.
 * @param {import('puppeteer-core').Browser} browser @param {string} url @returns {Promise<Page>}
 */
export async function pageAt(browser, url) {
  for (;;) {
    const pages = await browser.pages();
    for (const page of pages) {
      // Puppeteer does not know the addresses of extension pages in Firefox.
      const address = await page.evaluate(() => location.href).catch(() => '');
      if (address !== url) continue;
      page.setDefaultTimeout(PAGE_MS);
      return page;
    }
    // A browser that starts has better to do than to answer.
    await pages[0]?.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 100 }))).catch(() => undefined);
  }
}

/** @param {string} path @param {string} id Chromium's. @param {object} managed */
async function writePolicy(path, id, managed) {
  await mkdir(join(path, '..'), { recursive: true });
  const policy = isFirefox
    ? { name: GECKO_ID, description: 'Pronto', type: 'storage', data: managed }
    : { '3rdparty': { extensions: { [id]: managed } } };
  await writeFile(path, JSON.stringify(policy));
}

/** @param {string} home @param {string | null} extension @param {Options} options */
function chromium(home, extension, options) {
  return puppeteer.launch({
    executablePath: process.env.PRONTO_CHROMIUM,
    headless: !options.headful,
    pipe: true,
    enableExtensions: extension === null ? false : [extension],
    userDataDir: join(home, 'profile'),
    timeout: ANSWER_MS,
    protocolTimeout: ANSWER_MS,
    defaultViewport: { width: 1000, height: 700 },
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--lang=en-GB', '--window-size=1000,800',
      '--host-resolver-rules=MAP *.test 127.0.0.1, MAP nowhere.invalid ~NOTFOUND',
      ...(options.args ?? []),
    ],
    env: { ...process.env, LANGUAGE: 'en' },
  });
}

/** @param {string} home @param {string | null} extension @param {Options} options */
async function firefox(home, extension, options) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    timeout: ANSWER_MS,
    protocolTimeout: ANSWER_MS,
    executablePath: process.env.PRONTO_FIREFOX,
    headless: !options.headful,
    userDataDir: await profileIn(home),
    defaultViewport: { width: 1000, height: 700 },
    args: ['--remote-allow-system-access', '--width=1000', '--height=800', ...(options.args ?? [])],
    env: { ...process.env, HOME: home },
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: UUID }),
      'network.dns.localDomains': 'pbx.test,crm.test,other.test,evil.test,relay.test',
      'intl.accept_languages': 'en-GB, en',
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      ...options.prefs,
    },
  });
  if (extension !== null) await installInFirefox(browser, extension);
  return browser;
}

/** @param {string} path */
async function grantHosts(path) {
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.host_permissions = manifest.optional_host_permissions;
  delete manifest.optional_host_permissions;
  await writeFile(path, JSON.stringify(manifest, null, 2));
}

/** The id of an unpacked extension: its folder's hash, in letters of its own. @param {string} folder */
function chromiumId(folder) {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return [...hash].map((digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]).join('');
}
