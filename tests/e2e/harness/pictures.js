/** Pictures of pages, for eyes: in `target/screenshots/BROWSER`. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {import('puppeteer-core').Browser} browser @param {string} name
 * @param {import('puppeteer-core').Page} [page] Otherwise the one that was opened last.
 */
export async function shoot(browser, name, page) {
  const folder = process.env.PRONTO_SCREENSHOTS ?? '';
  await mkdir(folder, { recursive: true });
  const shown = page ?? (await browser.pages()).at(-1);
  // Chromium draws no page that is behind another.
  await shown?.bringToFront();
  await writeFile(join(folder, `${name}.png`), (await shown?.screenshot()) ?? '');
}
