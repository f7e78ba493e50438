/**
 * An intranet: pages that carry the widget, an office's relay, its simulated PBX, and a browser without
 * the extension. What the frames show is asked of the frames themselves; hands are the browser's own.
 */

import { join } from 'node:path';
import { after, test } from 'node:test';
import { browserName, isFirefox, PAGE_MS, startPlain } from './browsers.js';
import { attempt, LIMITS, opened, until } from './desk.js';
import { inFrame } from './frames.js';
import { startPages } from './pages.js';
import { shoot } from './pictures.js';
import { startRelay } from './relay.js';
import { startSimulator } from './simulator.js';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {import('puppeteer-core').Frame} Frame */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/** @typedef {Awaited<ReturnType<typeof openIntranet>>} Intranet */
/** @typedef {Awaited<ReturnType<typeof startPlain>>} Plain */

/** Where `cargo xtask dist` puts the widget, beside the extensions. */
export const WWW = join(process.env.PRONTO_DIST ?? '', '..', 'www');

/** @typedef {{office?: Record<string, unknown>, top?: Record<string, unknown>, prefs?: Record<string, unknown>}} IntranetOptions */

/** A browser that the next test can have: what the widget remembers belongs to a relay, and each test has its own. @type {Plain | undefined} */
let left;
after(() => left?.stop());

/**
 * @param {string} name As in tests/e2e/README.md.
 * @param {IntranetOptions} options
 * @param {(intranet: Intranet) => Promise<void>} body
 */
export function widgetTest(name, options, body) {
  test(name, LIMITS, async () => {
    const { prefs } = options;
    const plain = await opened(prefs || !left ? startPlain({ prefs }) : Promise.resolve(left));
    left = undefined;
    const intranet = await opened(openIntranet(plain.browser, options));
    let passed = false;
    try {
      await attempt(name, /** @type {any} */ (intranet), () => body(intranet));
      passed = !prefs;
    } finally {
      if (passed) await closePages(plain.browser);
      await intranet.close();
      if (passed) left = plain;
      else await plain.stop();
    }
  });
}

/** All but an empty one, without which a browser would end. @param {import('puppeteer-core').Browser} browser */
async function closePages(browser) {
  const pages = await browser.pages();
  await browser.newPage();
  for (const page of pages) await page.close();
}

/** @param {import('puppeteer-core').Browser} browser @param {IntranetOptions} options */
async function openIntranet(browser, { office, top } = {}) {
  const [pbx, pages] = await Promise.all([startSimulator(['--quiet', '--auto-lift-ms', 'never']), startPages()]);
  await pbx.post('/reset', { clock: 'manual', auto_lift_ms: null });
  const relay = await startRelay(pbx.port, { office, top: { pages: [origin('crm.test')], widget: WWW, ...top } });
  const relayOrigin = `http://relay.test:${relay.port}`;

  /** @param {string} host */
  function origin(host) {
    return new URL(pages.url('/', host)).origin;
  }

  /** A page with the widget's line. @param {string} path @param {string} body @param {{headers?: Record<string, string>, head?: string, relay?: string}} [more] */
  function add(path, body, { headers = {}, head = '', relay: from = relayOrigin } = {}) {
    pages.add(path, `<!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Intranet</title>${head}
      <script type="module" src="${from}/widget.js" data-country="IT"></script></head>
      <body>${body}</body></html>`, headers);
    return pages.url(path);
  }

  /** Opens a page in a new tab, in front; what its console says is kept. @param {string} url */
  async function open(url) {
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_MS);
    /** @type {string[]} */
    const said = [];
    page.on('console', (message) => said.push(message.text()));
    await page.evaluateOnNewDocument(keepRoots);
    await page.goto(url);
    await page.bringToFront();
    return { page, said };
  }

  /** The same, and waits until its numbers are found. @param {string} url */
  async function visit(url) {
    const { page } = await open(url);
    await settled(page);
    return page;
  }

  /** @param {Page} page */
  async function settled(page) {
    /** @type {any} */
    let state;
    await until(page, async () => {
      state = await ofPage(page);
      return state !== undefined && state.on && !state.busy && state.marks.length > 0;
    }, () => [state, page.frames().map((frame) => frame.url())]);
  }

  /** What the page's side knows. @param {Page} page @returns {Promise<any>} */
  const ofPage = (page) => page.evaluate(() => /** @type {any} */ (globalThis)[Symbol.for('pronto-widget')]?.state());

  /** @param {Page} page @param {'card' | 'button'} role @returns {Frame | undefined} */
  const frameOf = (page, role) => page.frames().find((frame) => frame.url().includes(`/frame.html#${role}.`));

  /** What a frame shows. @param {Page} page @param {'card' | 'button'} role @returns {Promise<any>} */
  async function ofFrame(page, role) {
    // A frame that is loaded anew has nothing to say yet.
    return tell(page, role, () => /** @type {any} */ (globalThis)[Symbol.for('pronto')]?.state()).catch((error) => {
      mute = String(error);
      return undefined;
    });
  }
  /** Why a frame said nothing, the last time. */
  let mute = '';

  /** Runs code in a frame. @template T @param {Page} page @param {'card' | 'button'} role @param {((...args: any[]) => T) | string} code @param {...any} args @returns {Promise<any>} */
  async function tell(page, role, code, ...args) {
    const frame = frameOf(page, role);
    return frame && inFrame(frame, code, ...args);
  }

  /** Waits for what a frame shows. @template T @param {Page} page @param {'card' | 'button'} role @param {(state: any) => T | null | undefined | false} pick @returns {Promise<T>} */
  async function shows(page, role, pick) {
    /** @type {T | null | undefined | false} */
    let found;
    /** @type {any} */
    let state;
    await until(page, async () => {
      state = await ofFrame(page, role);
      found = state && pick(state);
      return Boolean(found);
    }, () => state ?? [mute, ...page.frames().map((frame) => frame.url())]);
    return /** @type {T} */ (found);
  }

  /**
   * A place of a frame in the page, once the page has given the frame the size that it wants.
   * @param {Page} page @param {'card' | 'button'} role @param {(state: any) => Box | undefined} pick
   */
  async function place(page, role, pick) {
    let found = '';
    let at = { x: 0, y: 0 };
    await until(page, async () => {
      const [state, shown] = await Promise.all([ofPage(page), ofFrame(page, role)]);
      const outer = role === 'card' ? state.card : state.button?.rect;
      const rect = shown && pick(shown);
      if (!outer || !rect) return false;
      const before = found;
      found = JSON.stringify([outer, rect]);
      at = { x: outer.x + rect.x + rect.width / 2, y: outer.y + rect.y + rect.height / 2 };
      return found === before && rect.y + rect.height <= outer.height;
    }, () => found);
    return at;
  }

  /** Points at a number and waits for its button. @param {Page} page @param {string} digits */
  async function pointAt(page, digits) {
    // A button that has been clicked stays a moment, in the page a moment longer than in its frame, and no
    // other is shown meanwhile.
    await until(page, async () => {
      const [state, shown] = await Promise.all([ofPage(page), ofFrame(page, 'button')]);
      return !shown?.busy && (!state.button || Boolean(shown));
    });
    // As a hand does: when the page is looked at anew, its marks are others, and the next move finds them.
    let turn = 0;
    await until(page, async () => {
      const state = await ofPage(page);
      const mark = state?.marks.find((/** @type {any} */ one) => one.digits === digits);
      if (!mark) return false;
      // One that is still there from before goes when the pointer stays away.
      if (turn > 0 && state.button?.digits === digits) return true;
      const [rect] = mark.rects;
      turn += 1;
      await page.mouse.move(rect.x + rect.width / 2 + (turn % 2), rect.y + rect.height / 2);
      return false;
    });
    return ready(page, digits);
  }

  /** Waits until the button of this number stands, in frame and page. @param {Page} page @param {string} digits */
  async function ready(page, digits) {
    const button = await shows(page, 'button', (state) => state.digits === digits && state.open && !state.busy && state);
    await until(page, async () => (await ofPage(page)).button?.digits === digits);
    return button;
  }

  /** Waits until a key on the button of a frame would count: it stands as large as it wants to be. @param {Page} page @param {'card' | 'button'} role @param {(state: any) => any} pick With `rect`, `open` and `armed`. */
  async function armed(page, role, pick) {
    await place(page, role, (state) => pick(state)?.rect ?? pick(state)?.yes);
    await shows(page, role, (state) => pick(state)?.open && pick(state).armed);
  }

  /** Brings the pointer onto the button of a frame and lets it stay. @param {Page} page @param {'card' | 'button'} role @param {(state: any) => Box | undefined} pick @param {(state: any) => boolean} stayed */
  async function rest(page, role, pick, stayed) {
    const at = await place(page, role, pick);
    await page.mouse.move(at.x - 3, at.y);
    await page.mouse.move(at.x, at.y);
    await shows(page, role, stayed);
    return at;
  }

  /** Points at a number, goes to its button and clicks. @param {Page} page @param {string} digits */
  async function call(page, digits) {
    await pointAt(page, digits);
    const at = await rest(page, 'button', (state) => state.rect, (state) => state.open && state.stayed);
    await page.mouse.click(at.x, at.y);
  }

  /** @param {Page} page @param {'card' | 'button'} role @param {(state: any) => Box | undefined} pick */
  async function click(page, role, pick) {
    const at = await place(page, role, pick);
    await page.mouse.move(at.x, at.y);
    await page.mouse.click(at.x, at.y);
  }

  /** Comes to a button of the first call on the card, and presses it when it counts. @param {Page} page @param {(call: any) => any} pick */
  async function press(page, pick) {
    const picked = (/** @type {any} */ state) => state.card && pick(state.card.calls[0]);
    const at = await rest(page, 'card', (state) => picked(state)?.rect, (state) => picked(state)?.open);
    await page.mouse.click(at.x, at.y);
  }

  /** Waits until the card shows this state and gives the call on it. @param {Page} page @param {string} state @returns {Promise<any>} */
  async function card(page, state) {
    const found = await shows(page, 'card', (now) => now.card?.calls.find((/** @type {any} */ one) => one.state === state));
    await until(page, async () => (await ofPage(page)).card !== null);
    return found;
  }

  /** Gives this site a token, as if it had been typed. @param {Page} page @param {string} token */
  async function signIn(page, token) {
    await tell(page, 'card', (given) => {
      localStorage.setItem('token', given);
      location.reload();
    }, token);
    await shows(page, 'card', (state) => state.who.person !== '');
    await settled(page);
  }

  /** A page with numbers whose person is signed in. @param {string} [url] @param {string} [person] @param {string} [extension] */
  async function signedIn(url = add('/contact', CONTACT), person = 'anna', extension = '201') {
    const [page, token] = await Promise.all([visit(url), relay.token(person, extension)]);
    await signIn(page, token);
    return page;
  }

  return {
    browser, browserName, isFirefox, pbx, pages, relay, relayOrigin, origin,
    add, open, visit, settled, ofPage, ofFrame, tell, shows, place, armed, pointAt, ready, rest, call, click, press, card, signIn, signedIn,
    shoot: (/** @type {string} */ name, /** @type {Page | undefined} */ page = undefined) => shoot(browser, name, page),
    async close() {
      await relay.stop();
      await Promise.all([pbx.stop(), pages.stop()]);
    },
  };
}

/** In our own frames, what is in closed roots stays within reach of a test. */
function keepRoots() {
  if (!location.pathname.endsWith('/frame.html')) return;
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function keep(init) {
    const root = attach.call(this, init);
    Object.assign(this, { openOrClosedShadowRoot: root });
    return root;
  };
}

/** Numbers as an intranet page has them. */
export const CONTACT = `<style>html { color-scheme: light dark; } body { font: 16px/1.6 system-ui, sans-serif; margin: 3rem; }</style>
  <h1>Rossi &amp; Figli</h1>
  <p>Call the office on <b>02 189655</b> from Monday to Friday.</p>
  <p>London: +44 20 7946 0123.</p>
  <p><pronto-call number="+39 02 7218 5500"></pronto-call></p>`;
export const OFFICE = '002189655';
export const LONDON = '000442079460123';
export const BUTTON = '00272185500';
