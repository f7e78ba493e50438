// The content script: joins the page modules with the browser. Bundled into one classic file.
//
// What it leaves on its own world's global object is for its successor, which ends it, and for
// tests, which look at what a closed shadow root hides. The page has another global object.

import { createPage } from '../page/index.js';
import { createScreen } from '../page/screen.js';
import { neighbour } from './neighbour.js';
import { contentPort, isFirefox, shadowOf, text } from './platform.js';

/** @typedef {import('../page/index.js').Page} Page */

const HANDLE = Symbol.for('pronto');

whenDrawn(start);

/**
 * Calls back once the browser has laid the page out, which it does later, or twice, if it is asked
 * where things are before. A page that is not looked at has no frames, and is loaded at some time.
 * @param {() => void} drawn
 */
function whenDrawn(drawn) {
  if (document.readyState === 'complete') {
    drawn();
    return;
  }
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => whenDrawn(drawn), { once: true });
    return;
  }
  let waits = true;
  const go = () => {
    if (!waits) return;
    waits = false;
    // The frame is laid out behind its callbacks.
    setTimeout(drawn);
  };
  addEventListener('load', go, { once: true });
  requestAnimationFrame(go);
}

function start() {
  const world = /** @type {Record<symbol, Page | undefined>} */ (/** @type {unknown} */ (globalThis));
  // Of two scripts in one document the newer one belongs to the extension that is there.
  world[HANDLE]?.stop();
  const port = contentPort();
  const page = createPage({
    send: port.send,
    shadowOf,
    t: text,
    topFrame: window.top === window.self,
    asksWhom: true,
    clock: Date.now,
    turned: neighbour(),
    occlusion: !isFirefox && 'isVisible' in IntersectionObserverEntry.prototype,
  }, createScreen);
  world[HANDLE] = page;
  port.onPush((push) => page.push(push));
  port.onGone(page.stop);
}
