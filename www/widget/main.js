// The widget in a page: marks its numbers, and has the relay's frames show button and card.
//
// Nothing here can call. Wasm, button, card and token live in frames of the relay's origin; this
// side marks numbers, and places and sizes the frames.

import { createPage } from '../page/index.js';
import { defineElement } from './element.js';
import { createFrames } from './frames.js';
import { hear, isWanted } from './neighbour.js';
import { createPort } from './port.js';
import { screenWith } from './screen.js';
import { whatKeepsOut } from './obstacles.js';

/** @typedef {import('../page/index.js').Page} Page */
/** @typedef {import('../page/types.js').Reply} Reply */

/** The address that pages name; this module lies in a folder of one version. */
const ENTRY = new URL('../../../widget.js', import.meta.url);
const FRAME = new URL('../frame/frame.html', import.meta.url);
const HANDLE = Symbol.for('pronto-widget');
/** How a page is looked at until the engine says how. @type {Reply} */
const LOOK = { kind: 'page', on: true, underline: true, tel_links: 'button', calls: [] };

defineElement();
begin();

function begin() {
  const world = /** @type {Record<symbol, object | undefined>} */ (/** @type {unknown} */ (globalThis));
  // A page that names the script twice has one widget.
  if (world[HANDLE]) return;
  if (ENTRY.origin === location.origin) {
    console.error(`Pronto: relay and page are both ${location.origin}. The page could then read the token, so the widget stays off; give the relay a name or port of its own.`);
    return;
  }
  if (!isWanted()) return;
  const widget = start(country());
  world[HANDLE] = widget;
  hear(widget.stop);
}

/** @param {string} country */
function start(country) {
  const frames = createFrames(FRAME);
  const port = createPort(frames, country);
  /** @type {Page} */
  const page = createPage({
    async send(request) {
      if (request.kind === 'cs_bg_find') return port.ask({ kind: 'find', texts: request.texts, links: request.links });
      if (request.kind === 'cs_bg_offer') return port.ask({ kind: 'ask', text: request.text, start: request.start, end: request.end });
      if (request.kind === 'cs_bg_offer_link') return port.ask({ kind: 'ask_link', link: request.link });
      if (request.kind !== 'cs_bg_hello') throw new Error('only the frame calls');
      // Frames are made when there is something to ask about; until then the page is looked at.
      return port.isOpen() ? port.ask({ kind: 'hello' }) : LOOK;
    },
    shadowOf: (element) => element.shadowRoot,
    t: () => '',
    topFrame: false,
    clock: Date.now,
    occlusion: true,
  }, screenWith(frames, port));
  port.on('ready', () => page.push({ kind: 'again' }));
  port.on('again', () => page.push({ kind: 'again' }));
  const stop = () => {
    page.stop();
    port.stop();
    frames.stop();
  };
  whatKeepsOut(ENTRY.origin, port, stop);
  return { stop, state: page.state };
}

/** `data-country` of the page's own line of script. */
function country() {
  for (const script of document.querySelectorAll('script[src]')) {
    const { origin, pathname } = new URL(/** @type {HTMLScriptElement} */ (script).src, location.href);
    if (origin === ENTRY.origin && pathname === ENTRY.pathname) return script.getAttribute('data-country') ?? '';
  }
  return '';
}
