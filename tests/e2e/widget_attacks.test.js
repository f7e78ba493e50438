/** A hostile page around the widget: it holds everything that is the page's, and calls nobody. */

import assert from 'node:assert/strict';
import { isFirefox } from './harness/browsers.js';
import { until } from './harness/desk.js';
import { CONTACT, LONDON, OFFICE, widgetTest } from './harness/widget.js';

/** @typedef {import('./harness/widget.js').Intranet} Intranet */
/** @typedef {import('puppeteer-core').Page} Page */

/** Before the widget starts: whatever it makes, the page has too. */
const HOLDS = `<script>
  window.held = { roots: [], ports: [], said: [] };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, { ...how, mode: 'open' });
    held.roots.push(root);
    return root;
  };
  const Channel = MessageChannel;
  window.MessageChannel = function () {
    const channel = new Channel();
    held.ports.push(channel.port1);
    channel.port1.addEventListener('message', ({ data }) => held.said.push(data));
    return channel;
  };
  for (const name of ['focus', 'click']) {
    const real = HTMLElement.prototype[name];
    HTMLElement.prototype[name] = function (...all) { return real.apply(this, all); };
  }
  for (const [owner, name] of [[Map.prototype, 'get'], [Array.prototype, 'map'], [Promise.prototype, 'then'], [JSON, 'stringify']]) {
    const real = owner[name];
    owner[name] = function (...all) { return real.apply(this, all); };
  }
  Object.defineProperty(Event.prototype, 'isTrusted', { get: () => true });
  Object.defineProperty(navigator.userActivation ?? {}, 'isActive', { get: () => true });
  performance.now = () => 1e9;
  Date.now = () => 1e15;
</script>`;

/** @param {Intranet} intranet */
const hostile = (intranet) => intranet.signedIn(intranet.add('/hostile', CONTACT, { head: HOLDS }));

widgetTest('a page that patches everything and holds port, frames and room can show a number and call none', {}, async (intranet) => {
  const page = await hostile(intranet);
  await intranet.pointAt(page, OFFICE);
  await page.evaluate(() => {
    const { ports, roots, said } = /** @type {any} */ (window).held;
    const [card, button] = ['card', 'button'].map((role) => roots.map((/** @type {ShadowRoot} */ root) => root.querySelector(`iframe.${role}`)).find(Boolean));
    const { ticket } = said.findLast((/** @type {any} */ one) => one.kind === 'button');
    // Those that are made below are held too.
    const port = ports.at(-1);
    const room = new URL(card.src).hash.split('.')[1];
    const channel = new BroadcastChannel(`pronto.${room}`);
    const forged = [
      { kind: 'call', ticket }, { kind: 'cs_bg_call', ticket }, { to: 'engine', kind: 'call', ticket },
      { kind: 'find', id: 7, texts: { length: 1, 0: 'x' }, links: [] }, { kind: 'find', id: 8, texts: ['x'.repeat(30_000)], links: [] },
      { kind: 'find', id: 9, texts: [], links: [{ href: 'tel:112' }] }, { kind: 'ask', id: 10, text: '02 189655', start: -1, end: 1e9 },
      { kind: 'ask_link', id: 11, link: 'tel:112' }, { kind: 'offer', ticket: [ticket] },
      { kind: 'answer' }, { __proto__: { kind: 'call' } }, null, 7, 'call', [],
      { kind: 'ui_bg_dial', text: '02 189655', private: false }, { kind: 'ui_bg_save', changes: { relay_token: 'x' } },
    ];
    for (const message of forged) {
      port.postMessage(message);
      channel.postMessage(message);
      for (const frame of [card, button]) {
        frame.contentWindow.postMessage(message, '*');
        // A second handshake, to a port of the page's own.
        const own = new MessageChannel();
        frame.contentWindow.postMessage({ kind: 'pronto-port', country: 'IT' }, '*', [own.port2]);
        own.port1.postMessage(message);
        frame.contentWindow.postMessage({ kind: 'pronto-token', token: 'x' }, '*');
      }
    }
    for (const frame of [card, button]) {
      frame.focus();
      frame.click();
      for (const name of ['pointerdown', 'mousedown', 'mouseup', 'click']) frame.dispatchEvent(new MouseEvent(name, { bubbles: true, composed: true }));
      for (const name of ['keydown', 'keypress', 'keyup']) frame.dispatchEvent(new KeyboardEvent(name, { key: 'Enter', bubbles: true, composed: true }));
    }
    port.postMessage({ kind: 'hello', id: 4711 });
  });
  // All of it has been heard when the last question is answered.
  await until(page, () => page.evaluate(() => /** @type {any} */ (window).held.said.some((/** @type {any} */ one) => one.id === 4711)));
  assert.deepEqual(await intranet.pbx.heard(0), []);
  const words = JSON.stringify(await page.evaluate(() => /** @type {any} */ (window).held.said));
  assert.ok(!words.includes('pronto_') && !words.includes('anna') && !words.includes('"calls":[{'), 'no token, no name, no calls');
  // A person still can.
  await page.mouse.move(2, 2);
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
});

/** What a page does with the frame of the button just before the click, and what the frame says of it. */
const ATTACKS = /** @type {{name: string, does: (frame: HTMLElement, at: {x: number, y: number}) => void, seen: boolean, note: RegExp}[]} */ ([
  {
    name: 'covers it with something that lets the click through',
    does(frame) {
      const cover = document.createElement('div');
      cover.popover = 'manual';
      cover.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;margin:0;border:0;background:#fff;pointer-events:none';
      document.body.append(cover);
      cover.showPopover();
      frame.dataset.cover = '1';
    },
    seen: !isFirefox,
    note: /lies over this button/,
  },
  { name: 'fades it', does: (frame) => { frame.style.opacity = '0.02'; }, seen: !isFirefox, note: /lies over this button/ },
  { name: 'shrinks it', does: (frame) => { frame.style.maxWidth = '150px'; }, seen: true, note: /lies over this button/ },
]);

for (const { name, does, seen, note } of ATTACKS) {
  widgetTest(`a page that ${name}: what the browser tells of it calls nobody`, {}, async (intranet) => {
    const page = await hostile(intranet);
    await intranet.pointAt(page, OFFICE);
    const at = await intranet.rest(page, 'button', (state) => state.rect, (state) => state.open && state.stayed);
    await page.evaluate(asPage, String(does), at);
    if (seen) await intranet.shows(page, 'button', (state) => !state.open);
    else await drawn(page);
    await page.mouse.click(at.x, at.y);
    if (seen) {
      await intranet.shows(page, 'button', (state) => note.test(state.label));
      await drawn(page);
      assert.equal((await intranet.ofFrame(page, 'card')).question, null);
      assert.deepEqual(await intranet.pbx.heard(0), []);
    } else {
      // Firefox tells nothing of covers and fading: docs/widget.md says what stands against them.
      await intranet.pbx.waitHeard({ srv: 0 });
    }
  });
}

widgetTest('a page that puts another number on it just before the click: what is clicked has stood for 300 ms or is not called', {}, async (intranet) => {
  const page = await hostile(intranet);
  await intranet.pointAt(page, OFFICE);
  // How the office dials is known from here on.
  await page.evaluate(() => /** @type {any} */ (window).held.ports.at(-1).postMessage({ kind: 'ask', id: 1_000_001, text: '02 189651', start: 0, end: 9 }));
  await until(page, () => page.evaluate(() => /** @type {any} */ (window).held.said.some((/** @type {any} */ one) => one.id === 1_000_001)));
  const at = await intranet.rest(page, 'button', (state) => state.rect, (state) => state.open && state.stayed);
  await stopClock(intranet, page);
  await page.evaluate(() => {
    const { ports, said } = /** @type {any} */ (window).held;
    const { ticket } = said.find((/** @type {any} */ one) => one.id === 1_000_001).reply.offer;
    ports.at(-1).postMessage({ kind: 'offer', ticket, width: 0, height: 0, focus: false });
  });
  await intranet.shows(page, 'button', (state) => state.digits === '002189651');
  await page.mouse.click(at.x, at.y);
  await intranet.shows(page, 'button', (state) => /only just appeared/.test(state.label));
  assert.deepEqual(await intranet.pbx.heard(0), []);
});

widgetTest('a page that moves the frame under or along with the pointer gets no call', {}, async (intranet) => {
  const page = await hostile(intranet);
  await intranet.pointAt(page, OFFICE);
  const home = await intranet.place(page, 'button', (state) => state.rect);
  // Under a pointer that rests elsewhere.
  await page.mouse.move(home.x + 150, home.y + 200);
  await page.evaluate(asPage, String(shift), { x: 150, y: 200 });
  await drawn(page);
  await page.mouse.click(home.x + 150, home.y + 200);
  assert.deepEqual(await intranet.pbx.heard(0), []);
  // Along with it: for the person the button is never there, for the frame always.
  for (let step = 0; step < 30; step += 1) {
    await page.evaluate(asPage, String(shift), { x: 150 + 10 * step, y: 200 });
    await page.mouse.move(home.x + 150 + 10 * step, home.y + 200);
    await drawn(page);
  }
  await page.mouse.click(home.x + 440, home.y + 200);
  assert.deepEqual(await intranet.pbx.heard(0), []);
  // Where it stays, a person calls.
  await page.mouse.move(2, 2);
  await until(page, async () => (await intranet.ofPage(page)).button === null);
  await intranet.call(page, OFFICE);
  await intranet.pbx.waitHeard({ srv: 0 });
  assert.equal((await intranet.pbx.heard(0)).length, 1);
});

widgetTest('a page that draws the focus into the frame while somebody types gets no call', {}, async (intranet) => {
  const page = await hostile(intranet);
  await page.evaluate(() => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.focus();
  });
  await intranet.pointAt(page, LONDON);
  await stopClock(intranet, page);
  await page.keyboard.type('one');
  await page.evaluate(() => {
    const { roots } = /** @type {any} */ (window).held;
    roots.map((/** @type {ShadowRoot} */ root) => root.querySelector('iframe.button')).find(Boolean).focus();
  });
  for (const key of ['o', 'Enter', 'Enter', 't', 'Enter', ' ', 'Enter']) await page.keyboard.press(/** @type {any} */ (key));
  await drawn(page);
  assert.deepEqual(await intranet.pbx.heard(0), []);
  assert.equal((await intranet.ofFrame(page, 'card')).question, null);
});

/** How a page brings the card's button under a pointer that rests elsewhere, just before a press. */
const ON_CARD = { 'takes a cover off the card': 'cover', 'brings the card under the pointer': 'shift' };

for (const [name, how] of Object.entries(ON_CARD)) {
  widgetTest(`a page that ${name} just before the press: what acts on a call has stood for 300 ms or does nothing`, {}, async (intranet) => {
    const page = await hostile(intranet);
    await intranet.call(page, OFFICE);
    await intranet.card(page, 'ringing_you');
    const at = await intranet.place(page, 'card', (state) => state.card?.calls[0].hangUp?.rect);
    if (how === 'cover') await page.evaluate(cover);
    else at.x -= SHIFT_PX;
    await page.mouse.move(at.x, at.y);
    await drawn(page);
    // A pointer that was faster than the cover rests on the button until the browser tells of the cover.
    await intranet.shows(page, 'card', (state) => state.card?.calls[0].hangUp?.open === false);
    await stopClock(intranet, page, 'card');
    if (how === 'cover') await page.evaluate(() => document.querySelector('#cover')?.remove());
    else await page.evaluate(asPage, String(shift), { x: -SHIFT_PX, y: 0 }, 'card');
    await drawn(page);
    await page.mouse.click(at.x, at.y);
    const pressed = await intranet.shows(page, 'card', (state) =>
      state.card?.calls.find((/** @type {any} */ one) => one.problem !== '' || one.hangUp?.disabled !== false));
    assert.match(pressed.problem, /only just appeared|lies over/);
    assert.deepEqual(await intranet.pbx.heard(1), []);
  });
}

const SHIFT_PX = 400;

/** Lays something over the whole page. */
function cover() {
  const element = document.createElement('div');
  element.id = 'cover';
  element.popover = 'manual';
  element.style.cssText = 'position:fixed;inset:0;width:100vw;height:100vh;margin:0;border:0;background:#fff';
  document.body.append(element);
  element.showPopover();
}

/** No time passes in a frame of ours from here on, however slow this machine is. @param {Intranet} intranet @param {Page} page @param {'card' | 'button'} [role] */
function stopClock(intranet, page, role = 'button') {
  return intranet.tell(page, role, () => {
    const stopped = performance.now();
    performance.now = () => stopped;
  });
}

/** Runs in the page, with what it holds. @param {string} code @param {{x: number, y: number}} at @param {string} [role] */
function asPage(code, at, role = 'button') {
  const { roots } = /** @type {any} */ (window).held;
  const frame = roots.map((/** @type {ShadowRoot} */ root) => root.querySelector(`iframe.${role}`)).find(Boolean);
  return (0, eval)(`({ ${code.startsWith('does') ? code : `does: ${code}`} }).does`)(frame, at);
}

/** Moves the frame away from where the widget puts it. @param {HTMLElement} frame @param {{x: number, y: number}} by */
function shift(frame, by) {
  frame.style.translate = `${by.x}px ${by.y}px`;
}

/** What was changed is drawn, and has been looked at. @param {Page} page */
async function drawn(page) {
  for (let frame = 0; frame < 20; frame += 1) await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}
