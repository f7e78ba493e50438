/**
 * What a page is made of, to show that Pronto has not changed a byte of it.
 *
 * Shadow roots are no part of `outerHTML`; a page of the tests names the closed ones that it made
 * in `window.closedRoots`.
 */

import { inFrame } from './frames.js';

/** @typedef {import('puppeteer-core').Page} Page */

/**
 * The markup of every frame of the page, the attributes of its root, and its shadow roots.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export function markupOf(page) {
  return Promise.all(page.frames().map((frame) => inFrame(frame, () => {
    const html = document.documentElement;
    const attributes = html.getAttributeNames().map((name) => `${name}=${html.getAttribute(name)}`);
    const closed = /** @type {{closedRoots?: ShadowRoot[]}} */ (/** @type {unknown} */ (window)).closedRoots ?? [];
    const roots = [...document.querySelectorAll('*')].flatMap((element) => element.shadowRoot ?? []);
    return [attributes.join(), document.body.outerHTML, ...[...roots, ...closed].map((root) => root.innerHTML)].join('\n');
  })));
}
