/** Pages that want a call which the person does not: whatever they do, the PBX hears nothing. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { answerable, closes, openedByPronto, seen } from './harness/own.js';
import { sharedDeskTest } from './harness/shared.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const MILAN = '002189655';
const PREMIUM = '0899123456';
const ASKED = 'extension/ask/ask.html';

sharedDeskTest('clicks and keys that a page makes call nobody, neither on the number nor on our button', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/attacks.html'));
  const before = await page.evaluate(() => document.body.outerHTML);
  const { rect } = await desk.pointAt(page, MILAN);
  const at = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  assert.equal(await page.evaluate((point) => /** @type {any} */ (window).clickEverything(point), at), 1, 'our element was there to be clicked');
  await nothingHeard(desk, 'synthetic clicks');
  assert.equal(await page.evaluate(() => document.body.outerHTML), before);
  assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).hideOurs()), [['1', 'visible', true, 'none']]);
  await personCanStillCall(desk, page);
});

sharedDeskTest('a page that covers, fades, shrinks or moves the button, or changes the number under it, gets no call', {}, async (desk) => {
  const url = desk.pages.url('/attacks.html');
  let page = await desk.visit(url);
  /** @type {string[]} */
  const attacks = await page.evaluate(() => /** @type {any} */ (window).attacks);
  assert.ok(attacks.length > 10);
  for (const attack of attacks) {
    const { rect } = await desk.pointAt(page, MILAN);
    await stopClock(desk, page);
    await page.evaluate((name) => /** @type {any} */ (window).attack(name), attack);
    await twoFrames(page);
    // Three clicks, as a person makes who is lured; each would be a call of its own.
    for (let n = 0; n < 3; n += 1) await page.mouse.click(rect.x + rect.width / 2, rect.y + rect.height / 2);
    await nothingHeard(desk, attack);
    await page.close();
    page = await desk.visit(url);
  }
  await personCanStillCall(desk, page);
});

sharedDeskTest('a page that has patched what scripts rely on sees nothing of ours, and a call goes where the person clicked', {}, async (desk) => {
  desk.pages.add('/patched.html', `<!doctype html><script>${PATCHES}</script><p>Ring <span>+39 02 189655</span> today.</p>`);
  const page = await desk.visit(desk.pages.url('/patched.html'));
  const button = await desk.pointAt(page, MILAN);
  // Words, as the page's lists are not to be trusted.
  assert.equal(await page.evaluate(() => {
    const host = document.documentElement.lastElementChild;
    return `${host?.localName === 'body'} ${host?.shadowRoot}`;
  }), 'false null', 'the root of our element is closed to the page');
  await nothingHeard(desk, 'patched prototypes');
  await desk.click(page, button.rect);
  await desk.card(page, 'ringing_you');
  assert.deepEqual(await calledNumbers(desk), [MILAN]);
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).caught.join()), '', 'none of our roots, messages or requests passed by the page');
});

sharedDeskTest('messages of a page reach nobody, and a content script is told no more than it may know', { settings: { dial_url_password: 'g3heim' } }, async (desk) => {
  const page = await desk.visit(desk.pages.url('/attacks.html'));
  const requests = [
    { kind: 'ui_bg_dial', text: '+39 02 189655', private: false },
    { kind: 'ui_bg_save', changes: { pbx_address: 'http://evil.test' } },
    { kind: 'ui_bg_options' },
    { kind: 'ui_bg_status' },
    { kind: 'ui_bg_test', changes: {} },
    { kind: 'ui_bg_clear_history' },
    { kind: 'ui_bg_site', host: 'crm.test', on: false },
  ];
  const open = await page.evaluate(async (all, base) => {
    const found = [];
    for (const request of all) {
      for (const message of [request, { to: 'engine', request }, { to: 'people', push: { kind: 'walk', forward: true } }]) {
        window.postMessage(message, '*');
        document.dispatchEvent(new CustomEvent('pronto', { detail: message }));
        window.dispatchEvent(new MessageEvent('message', { data: message }));
        new BroadcastChannel('pronto').postMessage(message);
      }
    }
    window.dispatchEvent(new Event('pronto-successor'));
    const { chrome, browser } = /** @type {any} */ (window);
    if (chrome?.runtime?.sendMessage || browser?.runtime) found.push('runtime');
    for (const path of ['manifest.json', 'core/pronto_bg.wasm', 'content.js', 'extension/popup/popup.html']) {
      if (await fetch(base + path).then(() => true, () => false)) found.push(path);
    }
    return found;
  }, requests, desk.base);
  assert.deepEqual(open, [], 'nothing of the extension can be reached from a page');
  await nothingHeard(desk, 'messages of a page');

  // Even a page that has taken over our content script's world.
  const answers = await fromContentScript(desk, page, [
    ...requests,
    { kind: 'cs_bg_call', ticket: `${'0'.repeat(64)}{"t":{"e164":"+39899123456"},"d":"0899123456"}` },
    { kind: 'cs_bg_hang_up', call: '1' },
  ]);
  assert.deepEqual(answers.map((/** @type {any} */ { kind, problem }) => [kind, problem?.message ?? '']), [
    ...requests.map(() => ['refused', 'problem_message_refused']),
    ['placed', ''],
    ['done', 'problem_no_such_call'],
  ]);
  assert.equal(answers.at(-2).outcome.problem.message, 'problem_offer_stale');

  // A ticket is good for the document that got it, and for no other.
  const other = await desk.visit(desk.pages.url('/contact.html', 'other.test'));
  const [found] = await fromContentScript(desk, page, [{ kind: 'cs_bg_offer', text: '+39 02 189655', start: 0, end: 13 }]);
  const { ticket } = found.offer;
  const [stolen] = await fromContentScript(desk, other, [{ kind: 'cs_bg_call', ticket }]);
  assert.equal(stolen.outcome.problem.message, 'problem_offer_stale');
  await nothingHeard(desk, 'messages of a content script');
  await page.bringToFront();
  await personCanStillCall(desk, page);
});

sharedDeskTest('a link whose text and address are different numbers, and a premium number, ask in our own window before they call', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/attacks.html'));
  const link = await page.$eval('#lying', (element) => element.getBoundingClientRect().toJSON());
  await page.mouse.move(link.x + 5, link.y + link.height / 2);
  const button = await desk.buttonReady(page, PREMIUM);
  await desk.click(page, button.rect);
  const asked = await openedByPronto(desk, ASKED);
  const words = await seen(asked, '#reasons');
  assert.ok(words.includes('+39 06 4567 8901') && words.includes('899'), words);
  await desk.shoot('asked', asked);
  await answerable(asked);
  await closes(desk, ASKED, asked.click('#no'));
  await nothingHeard(desk, 'no');

  await page.bringToFront();
  await pointAway(desk, page);
  const premium = await page.$eval('#premium', (element) => element.getBoundingClientRect().toJSON());
  await page.mouse.move(premium.x + 5, premium.y + premium.height / 2);
  await desk.click(page, (await desk.buttonReady(page, PREMIUM)).rect);
  const again = await openedByPronto(desk, ASKED);
  assert.ok((await seen(again, '#reasons')).length > 20);
  await answerable(again);
  await nothingHeard(desk, 'before the answer');
  await closes(desk, ASKED, again.click('#yes'));
  await desk.pbx.waitHeard({ srv: 0 });
  assert.deepEqual(await calledNumbers(desk), [PREMIUM]);
});

/** By then the attack is under way, and we have looked at the button since. @param {Page} page */
function twoFrames(page) {
  return page.evaluate(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  }));
}

/**
 * The PBX has heard of no call, and the engine, which takes one message after the other, knows of none.
 * @param {Desk} desk @param {string} what
 */
async function nothingHeard(desk, what) {
  const { calls } = await desk.toEngine({ kind: 'ui_bg_status' });
  assert.deepEqual([calls, await desk.pbx.heard(0)], [[], []], what);
}

/** So that "nothing was heard" is not because nothing could be. @param {Desk} desk @param {Page} page */
async function personCanStillCall(desk, page) {
  await pointAway(desk, page);
  await desk.call(page, MILAN);
  await desk.pbx.waitHeard({ srv: 0 });
  assert.deepEqual(await calledNumbers(desk), [MILAN]);
}

/** Until no button is left. @param {Desk} desk @param {Page} page */
async function pointAway(desk, page) {
  await page.mouse.move(5, 5);
  await until(page, async () => (await desk.states(page))[0].button === null);
}

/** @param {Desk} desk */
async function calledNumbers(desk) {
  return (await desk.pbx.heard(0)).map(({ target }) => new URLSearchParams(target.split('?')[1]).get('second_number'));
}

/** The answers that the world of our content script gets. @param {Desk} desk @param {Page} page @param {object[]} requests @returns {Promise<any>} */
function fromContentScript(desk, page, requests) {
  return desk.inOwn(async (url, all) => {
    const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    const tab = (await api.tabs.query({})).find((/** @type {any} */ one) => one.url === url);
    const [{ result }] = await api.scripting.executeScript({
      target: { tabId: tab.id },
      args: [all],
      func: async (/** @type {object[]} */ some) => {
        const { runtime } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
        const answers = [];
        for (const request of some) answers.push(await runtime.sendMessage({ to: 'engine', request }));
        return answers;
      },
    });
    return result;
  }, page.url(), requests);
}

/** No time passes for our script from here on: what begins anew never stands long enough. @param {Desk} desk @param {Page} page */
function stopClock(desk, page) {
  return desk.inOwn(async (/** @type {string} */ url) => {
    const { scripting, tabs } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    const tab = (await tabs.query({})).find((/** @type {any} */ one) => one.url === url);
    await scripting.executeScript({
      target: { tabId: tab.id },
      func: () => {
        const stopped = performance.now();
        performance.now = () => stopped;
      },
    });
  }, page.url());
}

/** Runs before anything of ours. `caught` is what came by. */
const PATCHES = `
  window.caught = [];
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) { caught.push('shadow'); return attach.call(this, { ...init, mode: 'open' }); };
  Object.defineProperty(Event.prototype, 'isTrusted', { get: () => true });
  window.fetch = (...args) => { caught.push('fetch'); return Promise.reject(args); };
  window.postMessage = () => caught.push('message');
  XMLHttpRequest.prototype.send = () => caught.push('xhr');
  EventTarget.prototype.addEventListener = function () { caught.push('listener'); };
  performance.now = () => 0;
  window.IntersectionObserver = class { observe() { caught.push('observer'); } disconnect() {} };
  window.MutationObserver = class { observe() { caught.push('mutations'); } };
  Array.prototype[Symbol.iterator] = function* () { yield 'caught'; };
  Array.prototype.map = Array.prototype.filter = Array.prototype.find = () => ['caught'];
  String.prototype.replace = RegExp.prototype.exec = () => null;
  Map.prototype.get = Set.prototype.has = WeakMap.prototype.get = () => undefined;
  JSON.stringify = JSON.parse = () => 'caught';
  Object.prototype.kind = 'ui_bg_dial';
  Document.prototype.querySelector = Document.prototype.querySelectorAll = () => [];
  Document.prototype.elementFromPoint = () => null;
  Node.prototype.appendChild = Element.prototype.append = () => { caught.push('append'); };
  document.elementFromPoint = () => null;
`;
