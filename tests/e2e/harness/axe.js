/** What axe-core finds against what we show: rules of WCAG that hold for markup, in light, dark and high contrast. */

import axe from 'axe-core';
import { isFirefox } from './browsers.js';
import { until } from './desk.js';
import { emulate } from './frames.js';
import { inFirefox } from './worker.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('./widget.js').Intranet} Intranet */
/** @typedef {import('puppeteer-core').Page} Page */

/** What a person may have asked their system for. */
export const SCHEMES = /** @type {const} */ (['light', 'dark', 'high contrast']);

/** Each as `rule: where`. @param {Page} page @returns {Promise<string[]>} */
export async function violations(page) {
  // As text, from outside: our pages' policy allows no script that is not theirs.
  await page.evaluate(axe.source);
  return page.evaluate(found, false);
}

/** The same of what we show in a page of others, whose closed root is opened for our own world alone. @param {Desk} desk @param {Page} page @returns {Promise<string[]>} */
export function violationsInPage(desk, page) {
  return /** @type {Promise<string[]>} */ (desk.own.evaluate(`(async () => {
    const api = globalThis.browser ?? globalThis.chrome;
    const tab = (await api.tabs.query({})).find((one) => one.url === ${JSON.stringify(page.url())});
    const [{ result }] = await api.scripting.executeScript({
      target: { tabId: tab.id },
      func: function () { ${axe.source}; return (${found})(true); },
    });
    return result;
  })()`));
}

/** The same of a frame of the widget. @param {Intranet} intranet @param {Page} page @param {'card' | 'button'} role @returns {Promise<string[]>} */
export async function violationsInFrame(intranet, page, role) {
  await intranet.tell(page, role, `${axe.source}; undefined`);
  return intranet.tell(page, role, found, true);
}

/**
 * @param {boolean} inOverlay Of the shadow root alone that stands beside the body, or in it.
 * @returns {Promise<string[]>}
 */
async function found(inOverlay) {
  const all = [...document.documentElement.children, ...document.body.children];
  const host = inOverlay ? all.find((one) => one.localName === 'div') : undefined;
  if (inOverlay && !host) return ['nothing is shown'];
  if (host) {
    const root = /** @type {any} */ (host).openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(/** @type {HTMLElement} */ (host));
    Object.defineProperty(host, 'shadowRoot', { value: root, configurable: true });
  }
  const { violations: broken, passes } = await /** @type {any} */ (globalThis).axe.run(host ?? document);
  if (passes.length === 0) return ['nothing was looked at'];
  return broken.map((/** @type {any} */ rule) =>
    `${rule.id}: ${rule.nodes.map((/** @type {any} */ node) => node.target.join(' ')).join(', ')}`);
}

/** Shows a page and its frames as the person's system asks for. @param {Pick<Desk, 'browser'>} desk @param {Page} page @param {typeof SCHEMES[number]} scheme */
export async function showScheme(desk, page, scheme) {
  const [dark, forced] = [scheme === 'dark', scheme === 'high contrast'];
  if (isFirefox) {
    await inFirefox(desk, `
      Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${dark ? 0 : 1});
      Services.prefs.setIntPref('browser.display.document_color_use', ${forced ? 2 : 0});
      return '';
    `);
  } else {
    await emulate(page, [
      { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'forced-colors', value: forced ? 'active' : 'none' },
    ]);
  }
  await until(page, () => page.evaluate(([isDark, isForced]) =>
    (isForced || matchMedia('(prefers-color-scheme: dark)').matches === isDark) &&
    matchMedia('(forced-colors: active)').matches === isForced, [dark, forced]));
}
