/** What axe-core finds against a page of ours: rules of WCAG that hold for markup. */

import axe from 'axe-core';

/** @typedef {import('puppeteer-core').Page} Page */

/** Each as `rule: where`. @param {Page} page @returns {Promise<string[]>} */
export async function violations(page) {
  // As text, from outside: our pages' policy allows no script that is not theirs.
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] }));
  return found.map((/** @type {any} */ rule) =>
    `${rule.id}: ${rule.nodes.map((/** @type {any} */ node) => node.target.join(' ')).join(', ')}`);
}
