/** Who may have the widget: signing in and out, policies of pages, pages that are not listed, the extension. */

import assert from 'node:assert/strict';
import { deskTest, until } from './harness/desk.js';
import { faultsOf, LOOKS, showIn } from './harness/looks.js';
import { startRelay } from './harness/relay.js';
import { CONTACT, OFFICE, WWW, widgetTest } from './harness/widget.js';

/** @typedef {import('./harness/widget.js').Intranet} Intranet */
/** @typedef {import('puppeteer-core').Page} Page */

/** Without outside prefix: how the office dials is told to those who are signed in. */
const STRANGERS_DIGITS = '02189655';

widgetTest('signing in: the token is typed in the relay’s own window, a wrong one is said; then the button calls', {}, async (intranet) => {
  const page = await intranet.visit(intranet.add('/contact', CONTACT));
  const token = await intranet.relay.token('anna', '201');
  const button = await intranet.pointAt(page, STRANGERS_DIGITS);
  assert.equal(button.label, 'Sign in to call\n+39 02 189655');
  await intranet.shoot('widget-sign-in-button', page);
  const window = await signInWindow(intranet, page);
  assert.match(await window.$eval('main', (main) => main.innerText), new RegExp(`relay.test:${intranet.relay.port}`));
  await window.type('#token', 'pronto_wrong');
  await window.keyboard.press('Enter');
  await window.waitForSelector('#problem:not([hidden])');
  assert.match(await window.$eval('#problem', (problem) => problem.textContent ?? ''), /does not accept your token/);
  for (const look of LOOKS) {
    await showIn(intranet, window, look, { width: 480, height: 560 });
    await intranet.shoot(`widget-sign-in-${look.name}`, window);
    assert.deepEqual(await window.evaluate(faultsOf), [], look.name);
  }
  await window.type('#token', token);
  await finish(window);
  await page.bringToFront();
  await intranet.shows(page, 'card', (state) => state.who.person === 'anna');
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
  // What the page itself keeps has nothing of it.
  assert.deepEqual(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }, document.cookie]), [{}, {}, '']);
  assert.ok(!(await intranet.pages.url('/')).includes(token));
});

widgetTest('signing out forgets the token on this site; a token that was taken back asks to sign in again', {}, async (intranet) => {
  const page = await intranet.signedIn();
  await intranet.pointAt(page, OFFICE);
  await intranet.click(page, 'button', (state) => state.account);
  const account = await intranet.shows(page, 'card', (state) => state.account);
  assert.match(account.text, /anna/);
  assert.match(account.text, /Extension 201/);
  assert.match(account.text, /this site only/);
  await intranet.shoot('widget-account', page);
  await intranet.click(page, 'card', (state) => state.account?.out);
  await intranet.shows(page, 'card', (state) => !state.who.signedIn);
  assert.equal(await intranet.tell(page, 'card', () => localStorage.length), 0);
  const button = await intranet.pointAt(page, STRANGERS_DIGITS);
  assert.match(button.label, /^Sign in to call/);

  await intranet.signIn(page, await intranet.relay.token('berta', '202'));
  await intranet.pointAt(page, OFFICE);
  await intranet.relay.revoke('berta');
  await intranet.shows(page, 'card', (state) => !state.who.signedIn);
  await page.mouse.move(2, 2);
  await intranet.pointAt(page, OFFICE);
  await intranet.shows(page, 'button', (state) => state.label.startsWith('Sign in to call'));
  assert.deepEqual(await intranet.pbx.heard(0), []);
});

widgetTest('a page with a strict policy has the widget; one that lacks a directive is told which, and its button stays a link', {}, async (intranet) => {
  const { relayOrigin } = intranet;
  const policy = (/** @type {string} */ more) => ({ 'content-security-policy': `default-src 'none'; script-src ${relayOrigin}; ${more}` });
  const good = intranet.add('/strict', '<p>02 189655</p><pronto-call number="+39 02 7218 5500"></pronto-call>', { headers: policy(`frame-src ${relayOrigin}`) });
  const page = await intranet.signedIn(good);
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');

  const bad = intranet.add('/stricter', '<p>02 189655</p><pronto-call number="+39 02 7218 5500"></pronto-call>', { headers: policy('') });
  const { page: other, said } = await intranet.open(bad);
  const line = await says(other, said, 'Pronto:');
  assert.match(line, new RegExp(`Add to it: frame-src ${relayOrigin}$`));
  await staysLink(intranet, other);
  assert.equal(said.filter((one) => one.startsWith('Pronto:')).length, 1);
});

widgetTest('a page that is not listed in relay.toml shows nothing, and gets one line that says so', {}, async (intranet) => {
  intranet.add('/contact', CONTACT);
  const { page, said } = await intranet.open(intranet.pages.url('/contact', 'other.test'));
  const line = await says(page, said, 'Pronto:');
  assert.match(line, new RegExp(`is "${intranet.origin('other.test')}" among the pages of its relay.toml`));
  await staysLink(intranet, page);
  assert.deepEqual(await page.evaluate(() => [...document.documentElement.children].map(({ localName }) => localName)), ['head', 'body']);
});

widgetTest('where relay and page are of one origin, the widget stays off and says why', {}, async (intranet) => {
  intranet.pages.add('/widget.js', `import './widget/1/widget/main.js';`);
  for (const [path, body] of await modules(intranet)) intranet.pages.add(path, body);
  const { page, said } = await intranet.open(intranet.add('/contact', CONTACT, { relay: intranet.origin('crm.test') }));
  const line = await says(page, said, 'Pronto:');
  assert.match(line, /relay and page are both http:\/\/crm\.test/);
  assert.equal(await intranet.ofPage(page), undefined);
  assert.equal(page.frames().length, 1);
});

/** Chromium has no such setting that a test could switch: there frames always have a storage of their own. */
const REFUSED = { prefs: { 'network.cookie.cookieBehavior': 1 } };

widgetTest('a browser that refuses storage to frames of other sites is told from a relay that is away', REFUSED, async (intranet) => {
  const { page, said } = await intranet.open(intranet.add('/contact', CONTACT));
  if (!intranet.isFirefox) {
    await intranet.settled(page);
    return;
  }
  assert.match(await says(page, said, 'Pronto:'), /this browser refuses storage to frames of other sites/);
  await staysLink(intranet, page);
});

deskTest('where the extension is on, the widget stands down, whichever of them came first', {}, async (desk) => {
  const relay = await startRelay(desk.pbx.port, { top: { pages: [new URL(desk.pages.url('/')).origin], widget: WWW } });
  try {
    const line = `<script type="module" src="http://relay.test:${relay.port}/widget.js" data-country="IT"></script>`;
    desk.pages.add('/both.html', `<!doctype html><html lang="en"><meta charset="utf-8"><title>both</title>${line}${CONTACT}`);
    const page = await desk.visit(desk.pages.url('/both.html'));
    await until(page, async () => (await isWidgetOff(page)) && (await desk.states(page))[0]?.marks.length === 3);
    await desk.call(page, OFFICE);
    await desk.card(page, 'ringing_you');
    await page.close();

    // Pronto is off on this site when the widget starts, and is switched on later.
    await desk.toEngine({ kind: 'ui_bg_site', host: 'crm.test', on: false });
    const later = await desk.browser.newPage();
    await later.goto(desk.pages.url('/both.html'));
    await later.bringToFront();
    await until(later, () => later.evaluate(async () => (await /** @type {any} */ (globalThis)[Symbol.for('pronto-widget')]?.state())?.marks.length === 3));
    await desk.toEngine({ kind: 'ui_bg_site', host: 'crm.test', on: true });
    await until(later, async () => (await isWidgetOff(later)) && (await desk.states(later))[0]?.marks.length === 3);
  } finally {
    await relay.stop();
  }
});

/** @param {Page} page */
const isWidgetOff = (page) => page.evaluate(async () => {
  const widget = /** @type {any} */ (globalThis)[Symbol.for('pronto-widget')];
  return customElements.get('pronto-call') !== undefined && (widget === undefined || (await widget.state()).marks.length === 0) && frames.length === 0;
});

/** Clicks "Sign in to call" and gives the window that opens. @param {Intranet} intranet @param {Page} page */
async function signInWindow(intranet, page) {
  const opened = new Promise((resolve) => intranet.browser.once('targetcreated', resolve));
  const at = await intranet.rest(page, 'button', (state) => state.rect, (state) => state.open && state.stayed);
  await page.mouse.click(at.x, at.y);
  const target = /** @type {import('puppeteer-core').Target} */ (await opened);
  const window = /** @type {Page} */ (await target.page());
  // It begins as an empty page, in which Puppeteer can go on waiting.
  await until(page, () => window.evaluate(() => document.querySelector('main:not([hidden])') !== null).catch(() => false));
  return window;
}

/** The window closes under the hand. @param {Page} window */
async function finish(window) {
  const closed = new Promise((resolve) => window.once('close', resolve));
  await window.keyboard.press('Enter').catch(() => undefined);
  await closed;
}

/** Waits for a line of the console. @param {Page} page @param {string[]} said @param {string} start */
async function says(page, said, start) {
  await until(page, async () => said.some((line) => line.startsWith(start)));
  return said.find((line) => line.startsWith(start)) ?? '';
}

/** No marks, no frame that shows, and the button is a link. @param {Intranet} intranet @param {Page} page */
async function staysLink(intranet, page) {
  await until(page, async () => (await intranet.ofPage(page)).marks.length === 0);
  const link = await page.evaluate(() => {
    const inner = document.querySelector('pronto-call')?.shadowRoot?.querySelector('a');
    return [inner?.getAttribute('href'), inner?.textContent];
  });
  assert.deepEqual(link, ['tel:+39-02-7218-5500', '+39 02 7218 5500']);
  await page.mouse.move(200, 135);
  assert.equal((await intranet.ofPage(page)).button, null);
}

/** The page's modules as the relay serves them, for a page that serves them itself. @param {Intranet} intranet @returns {Promise<[string, string][]>} */
async function modules({ relayOrigin }) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const first = /'\.\/(widget\/[^']+)'/.exec(await (await fetch(`http://127.0.0.1:${new URL(relayOrigin).port}/widget.js`)).text())?.[1] ?? '';
  const root = first.slice(0, -'widget/main.js'.length);
  const waiting = ['widget/main.js'];
  for (const path of waiting) {
    if (found.has(path)) continue;
    const body = await (await fetch(`http://127.0.0.1:${new URL(relayOrigin).port}/${root}${path}`)).text();
    found.set(path, body);
    for (const [, name] of body.matchAll(/^import [^;]*?from '([^']+)';/gm)) waiting.push(new URL(name ?? '', `http://x/${path}`).pathname.slice(1));
  }
  return [...found].map(([path, body]) => [`/widget/1/${path}`, body]);
}
