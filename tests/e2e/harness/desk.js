/**
 * A desk: a browser with Pronto in it, a simulated PBX, and pages with numbers.
 *
 * What closed shadow roots hide is asked of our content script in its own world, as an extension
 * page may; people's hands are the browser's own mouse and keyboard. Nothing sleeps: every wait
 * is for something, each turn of it one frame of the page or one answer of the PBX.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserName, isFirefox, PAGE_MS, startBrowser } from './browsers.js';
import { startPages } from './pages.js';
import { shoot } from './pictures.js';
import { startSimulator } from './simulator.js';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {Awaited<ReturnType<typeof openDesk>>} Desk */

/**
 * @typedef {Omit<import('./browsers.js').Options, 'managed'> & More} DeskOptions
 * @typedef {object} More
 * @property {object} [pbx] Switches of the simulated PBX.
 * @property {object} [settings] Over the usual ones.
 * @property {boolean} [bare] Nothing is set up.
 * @property {boolean} [justInstalled] The seconds after the installation are what the test is about.
 * @property {number} [minutes] How long the test may take, where it is about time.
 * @property {(port: number) => object} [managed] What the administrator has set, for a PBX on this port.
 */

const OPENING_MS = 90_000;
const TEST_MS = 180_000;
const CLOSING_MS = 30_000;
const PICTURE_MS = 15_000;

/** The settings of most tests: a PBX by address, extension 201, Italy, 0 for an outside line. */
const usual = (/** @type {number} */ port) => ({
  pbx_address: `http://127.0.0.1:${port}`,
  extension: '201',
  first_interface: 'SIP',
  country: 'IT',
  outside_prefix: '0',
  internal_extensions: ['[2-6]XX'],
  sites_mode: 'all',
});

/**
 * A test at a desk of its own.
 * @param {string} name As in tests/e2e/README.md.
 * @param {DeskOptions} options
 * @param {(desk: Desk) => Promise<void>} body
 */
export function deskTest(name, options, body) {
  const ms = options.minutes ? options.minutes * 60_000 : TEST_MS;
  test(name, { timeout: OPENING_MS + ms + CLOSING_MS }, async () => {
    const desk = await opened(openDesk(options));
    try {
      await attempt(name, desk, body, ms);
    } finally {
      await desk.close();
    }
  });
}

/** So that a test which waits in vain can still end with its line and a picture. */
export const LIMITS = { timeout: OPENING_MS + TEST_MS + CLOSING_MS };

/** Of what a test takes place in. What does not open ends with its file. @template T @param {Promise<T>} opening @returns {Promise<T>} */
export const opened = (opening) => inTime(opening, OPENING_MS);

/** Runs a test's body; when it fails, a picture is taken. @param {string} name @param {Desk} desk @param {(desk: Desk) => Promise<void>} body @param {number} [ms] */
export async function attempt(name, desk, body, ms = TEST_MS) {
  try {
    await inTime(body(desk), ms);
  } catch (error) {
    const picture = desk.shoot(`failed-${name.replace(/[^a-z0-9]+/gi, '-').slice(0, 60)}`);
    await inTime(picture, PICTURE_MS).catch(() => undefined);
    throw error;
  }
}

/** @template T @param {Promise<T>} body @param {number} ms @returns {Promise<T>} */
async function inTime(body, ms) {
  const limit = AbortSignal.timeout(ms);
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    limit.addEventListener('abort', () => reject(new Error(`waits in vain, after ${ms / 1000} s${waiting()}`)));
  });
  return Promise.race([body, late]);
}

/** @param {DeskOptions} options */
export async function openDesk(options = {}) {
  const [pbx, pages] = await Promise.all([startSimulator(['--quiet', '--auto-lift-ms', 'never']), startPages()]);
  const started = await startBrowser({ ...options, managed: options.managed?.(pbx.port) });
  const { browser, base, extension, welcome } = started;
  let own = await extensionPage(browser, `${base}e2e.html`);
  // In its first seconds Pronto waits for what an administrator may have set (extension/policy.js).
  if (!options.justInstalled) {
    // An answer means that it has noted when it first ran.
    await toEngine({ kind: 'ui_bg_status' });
    await inOwn(() => (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).storage.local.set({ first_run: 0 }));
  }
  await setUp(options);
  if (!options.bare && !welcome.isClosed()) await welcome.close();

  /** PBX and options as a test wants them. @param {Pick<DeskOptions, 'pbx' | 'settings' | 'bare'>} wishes */
  async function setUp(wishes) {
    await pbx.post('/reset', { clock: 'manual', auto_lift_ms: null, ...wishes.pbx });
    if (wishes.bare) return;
    const reply = await toEngine({ kind: 'ui_bg_save', changes: { ...usual(pbx.port), ...wishes.settings } });
    assert.deepEqual(reply.problems, [], 'the settings of the test are good');
  }

  /** What an extension page may do. @template T @param {(...args: any[]) => T} code @param {...any} args @returns {Promise<Awaited<T>>} */
  function inOwn(code, ...args) {
    return own.evaluate(code, ...args);
  }

  /** @param {object} request @returns {Promise<any>} */
  function toEngine(request) {
    return own.evaluate(
      (message) => (/** @type {any} */ (globalThis).browser ?? globalThis.chrome).runtime.sendMessage(message),
      { to: 'engine', request },
    );
  }

  /** Opens a page in a new tab, in front, and waits until its numbers are found. @param {string} url */
  async function visit(url) {
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_MS);
    await page.goto(url);
    await page.bringToFront();
    await settled(page);
    return page;
  }

  /** Waits until our script has looked at everything. @param {Page} page */
  async function settled(page) {
    await until(page, async () => {
      const all = await states(page);
      return all.length > 0 && all.every((state) => state.on && !state.busy);
    });
  }

  /** What our script shows in each frame of the page that has one, the top frame first. @param {Page} page @returns {Promise<any[]>} */
  function states(page) {
    return own.evaluate(async (/** @type {string} */ url) => {
      const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
      const tab = (await api.tabs.query({})).find((/** @type {any} */ one) => one.url === url);
      if (!tab) return [];
      const results = await api.scripting.executeScript({
        target: { tabId: tab.id, allFrames: true },
        func: () => /** @type {any} */ (globalThis)[Symbol.for('pronto')]?.state(),
      }).catch(() => []);
      results.sort((/** @type {any} */ a, /** @type {any} */ b) => a.frameId - b.frameId);
      return results.map((/** @type {any} */ one) => one.result).filter(Boolean);
    }, page.url());
  }

  /**
   * Waits for the marked number that is dialled with these digits. A page that has just been told of
   * other settings looks at everything again, so that one look may find nothing yet.
   * @param {Page} page @param {string} digits @returns {Promise<any>}
   */
  async function mark(page, digits) {
    let found;
    await until(page, async () => {
      found = (await states(page)).flatMap((state) => state.marks).find((one) => one.digits === digits);
      return found !== undefined;
    });
    return found;
  }

  /**
   * Points at a number and waits for the button that stands ready.
   * @param {Page} page @param {string} digits @param {{x: number, y: number}} [offset] Of its frame.
   */
  async function pointAt(page, digits, offset = { x: 0, y: 0 }) {
    // A button that has been clicked stays a moment, and no other is shown meanwhile.
    await until(page, async () => !(await states(page)).some((state) => state.button?.busy));
    // As a hand does: when the page is looked at anew, its marks are others, and the next move finds them.
    let turn = 0;
    await until(page, async () => {
      const now = await states(page);
      if (turn > 0 && now.some((state) => state.button?.digits === digits)) return true;
      const found = now.flatMap((state) => state.marks).find((one) => one.digits === digits);
      if (!found) return false;
      const [rect] = found.rects;
      turn += 1;
      await page.mouse.move(offset.x + rect.x + rect.width / 2 + (turn % 2), offset.y + rect.y + rect.height / 2);
      return false;
    });
    return buttonReady(page, digits);
  }

  /** Waits for the button of this number to accept a click. @param {Page} page @param {string} digits @returns {Promise<any>} */
  async function buttonReady(page, digits) {
    /** @type {any} */
    let button;
    await until(page, async () => {
      button = (await states(page)).map((state) => state.button).find(Boolean);
      return button?.open === true && button.digits === digits;
    }, () => button);
    return button;
  }

  /** @param {Page} page @param {Box} rect @param {{x: number, y: number}} [offset] */
  async function click(page, rect, offset = { x: 0, y: 0 }) {
    await page.mouse.click(offset.x + rect.x + rect.width / 2, offset.y + rect.y + rect.height / 2);
  }

  /** Points at a number and clicks its button. @param {Page} page @param {string} digits */
  async function call(page, digits) {
    const button = await pointAt(page, digits);
    await click(page, button.rect);
  }

  /** Waits until the card shows this state and gives the call on it. @param {Page} page @param {string} state @returns {Promise<any>} */
  async function card(page, state) {
    /** @type {any} */
    let last;
    await until(page, async () => {
      last = (await states(page))[0]?.card?.calls.at(-1);
      return last?.state === state;
    }, () => last);
    return last;
  }

  /** Clicks what the card offers for the last call, once it can be clicked. @param {Page} page @param {string} text */
  async function press(page, text) {
    /** @type {any} */
    let button;
    await until(page, async () => {
      const [state] = await states(page);
      const offered = state?.card?.calls.at(-1)?.controls ?? [];
      button = offered.find((/** @type {any} */ one) => one.text === text && !one.disabled);
      return button !== undefined;
    });
    await click(page, button.rect);
  }

  return {
    browser, browserName, isFirefox, base, extension, welcome, pbx, pages,
    get own() {
      return own;
    },
    /** After an update, which closed it. */
    async reopenOwn() {
      own = await extensionPage(browser, `${base}e2e.html`);
    },
    setUp, inOwn, toEngine, visit, settled, states, mark, pointAt, buttonReady, click, call, card, press,
    shoot: (/** @type {string} */ name, /** @type {Page | undefined} */ page = undefined) => shoot(browser, name, page),
    async close() {
      await started.stop();
      await Promise.all([pbx.stop(), pages.stop()]);
    },
  };
}

/** Where somebody waits now, and what was seen last. @type {Map<string | undefined, () => unknown>} */
const waits = new Map();
const waiting = () => [...waits].map(([stack, last]) => `\n${JSON.stringify(last())}\n${stack}`).join('');

/**
 * Waits until it is true: looks at once, in the next frames of the page, and then less often, as
 * looking takes the processor from what is waited for.
 * @param {Page} page @param {() => Promise<boolean>} isTrue
 * @param {() => unknown} [last] What was seen last, for the one who asks why a test waits in vain.
 */
export async function until(page, isTrue, last = () => undefined) {
  const here = new Error('waits here').stack;
  waits.set(here, last);
  try {
    for (let looks = 1; !(await isTrue()); looks += 1) await page.evaluate(frames, Math.min(looks, FRAMES_MAX));
  } finally {
    waits.delete(here);
  }
}

/** Most frames between two looks. */
const FRAMES_MAX = 5;

/** So many frames. A page that nobody sees draws none. Hostile pages watch what is called in them. @param {number} count */
function frames(count) {
  if (document.hidden) return new Promise((resolve) => requestIdleCallback(resolve, { timeout: 100 }));
  return new Promise((resolve) => {
    const frame = () => {
      count -= 1;
      if (count < 0) resolve(undefined);
      else requestAnimationFrame(frame);
    };
    frame();
  });
}

/** @param {import('puppeteer-core').Browser} browser @param {string} url */
async function extensionPage(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PAGE_MS);
  await page.goto(url, isFirefox ? { waitUntil: [] } : {});
  return page;
}
