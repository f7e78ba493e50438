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

/**
 * Of each of these places, the pixel that changes most when the page does something: its red, green and blue
 * before and after.
 * @param {import('puppeteer-core').Page} page @param {{x: number, y: number, width: number, height: number}[]} places @param {() => void} does
 */
export async function mostChanged(page, places, does) {
  const taken = () => page.screenshot({ encoding: 'base64' });
  const pictures = [await taken()];
  await page.evaluate(does);
  pictures.push(await taken());
  return page.evaluate(async (pngs, rects) => {
    const pixels = await Promise.all(pngs.map(async (png) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(picture.width, picture.height).getContext('2d'));
      context.drawImage(picture, 0, 0);
      const scale = picture.width / innerWidth;
      return rects.map(({ x, y, width, height }) => context.getImageData(x * scale, y * scale, width * scale, height * scale).data);
    }));
    return rects.map((_, index) => {
      const [one, other] = /** @type {[Uint8ClampedArray, Uint8ClampedArray]} */ (pixels.map((all) => all[index]));
      let found = { change: 0, before: [0, 0, 0], after: [0, 0, 0] };
      for (let at = 0; at < one.length; at += 4) {
        const [was, is] = [[...one.slice(at, at + 3)], [...other.slice(at, at + 3)]];
        const change = was.reduce((sum, value, color) => sum + Math.abs(value - (is[color] ?? 0)), 0);
        if (change > found.change) found = { change, before: was, after: is };
      }
      return found;
    });
  }, pictures, places);
}
