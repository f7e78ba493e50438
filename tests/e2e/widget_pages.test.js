/** The widget in frameworks, and how it looks. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { until } from './harness/desk.js';
import { faultsOf, LOOKS, showIn } from './harness/looks.js';
import { BUTTON, LONDON, OFFICE, widgetTest } from './harness/widget.js';

const SAMPLES = new URL('../../www/samples/', import.meta.url);
const NEXT = '00272185501';

for (const [framework, file] of [['React', 'react.jsx'], ['Vue', 'vue.js']]) {
  widgetTest(`in ${framework} the button follows what is rendered, calls it, and the component hears how the call goes`, {}, async (intranet) => {
    intranet.pages.add('/app.js', await bundled(file ?? ''));
    const url = intranet.add('/app', '<div id="app"></div><script src="/app.js"></script>');
    const page = await intranet.signedIn(url);
    await intranet.pointAt(page, BUTTON);
    await page.mouse.move(2, 400);
    await page.click('button');
    const button = await intranet.pointAt(page, NEXT);
    assert.match(button.label, /\+39 02 7218 5501/);
    await intranet.call(page, NEXT);
    await intranet.card(page, 'ringing_you');
    await until(page, () => page.evaluate(() => document.querySelector('output')?.textContent === 'ringing_you'));
    const [heard] = await intranet.pbx.heard(0);
    assert.match(heard?.target ?? '', new RegExp(`second_number=${NEXT}`));
  });
}

const SIZE = { width: 1000, height: 700 };

widgetTest('button, card, question and account of the widget are whole in light, dark and narrow', { office: { record_calls: true } }, async (intranet) => {
  const page = await intranet.signedIn();
  for (const look of LOOKS) {
    await showIn(intranet, page, look, SIZE);
    await intranet.pointAt(page, OFFICE);
    await whole(intranet, page, 'button', (state) => [state.rect, state.account]);
    await looksGood(intranet, page, 'button', `widget-button-${look.name}`);
    await intranet.click(page, 'button', (state) => state.account);
    await whole(intranet, page, 'card', (state) => [state.account?.out, state.account?.close]);
    await looksGood(intranet, page, 'card', `widget-account-${look.name}`);
    await intranet.click(page, 'card', (state) => state.account?.close);
    await intranet.shows(page, 'card', (state) => state.account === null && state);
    await intranet.call(page, LONDON);
    await whole(intranet, page, 'card', (state) => [state.question?.yes, state.question?.no]);
    await looksGood(intranet, page, 'card', `widget-question-${look.name}`);
    await intranet.click(page, 'card', (state) => state.question?.no);
    await intranet.shows(page, 'card', (state) => state.question === null && state);
  }
  await intranet.call(page, OFFICE);
  await intranet.card(page, 'ringing_you');
  for (const look of LOOKS) {
    await showIn(intranet, page, look, SIZE);
    await whole(intranet, page, 'card', (state) => [state.card?.calls[0].hangUp?.rect, state.card?.calls[0].less]);
    await looksGood(intranet, page, 'card', `widget-card-${look.name}`);
  }
  await intranet.pbx.post('/lift');
  await intranet.pbx.post('/answer');
  await intranet.card(page, 'on_the_line');
  await intranet.press(page, (call) => call.controls[0]);
  await intranet.shows(page, 'card', (state) => state.card?.calls[0].recording);
  for (const look of LOOKS) {
    await showIn(intranet, page, look, SIZE);
    await whole(intranet, page, 'card', (state) => state.card?.calls[0].controls.map((/** @type {any} */ one) => one.rect));
    await looksGood(intranet, page, 'card', `widget-card-recording-${look.name}`);
  }
});

/** Nothing is cut off, hard to read or without a name. @param {import('./harness/widget.js').Intranet} intranet @param {import('puppeteer-core').Page} page @param {'card' | 'button'} role @param {string} name */
async function looksGood(intranet, page, role, name) {
  await intranet.shoot(name, page);
  assert.deepEqual(await intranet.tell(page, role, faultsOf), [], name);
}

/**
 * These controls lie within the frame, and the frame within the window.
 * @param {import('./harness/widget.js').Intranet} intranet @param {import('puppeteer-core').Page} page
 * @param {'card' | 'button'} role @param {(state: any) => any[]} pick
 */
async function whole(intranet, page, role, pick) {
  await until(page, async () => {
    const [state, shown, width, height] = [
      await intranet.ofPage(page), await intranet.ofFrame(page, role),
      await page.evaluate(() => innerWidth), await page.evaluate(() => innerHeight),
    ];
    const frame = role === 'card' ? state.card : state.button?.rect;
    const rects = shown ? pick(shown) : [undefined];
    return Boolean(frame) && frame.x >= 0 && frame.y >= 0 && frame.x + frame.width <= width && frame.y + frame.height <= height &&
      rects.every((rect) => rect && rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= frame.width && rect.y + rect.height <= frame.height);
  });
}

/** One script of a sample, with the library in it. @param {string} file */
async function bundled(file) {
  const { outputFiles } = await build({
    stdin: { contents: await readFile(new URL(file, SAMPLES), 'utf8'), resolveDir: fileURLToPath(SAMPLES), loader: 'jsx' },
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    // The build of Vue that reads templates.
    alias: { vue: 'vue/dist/vue.esm-bundler.js' },
    define: { 'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  });
  return outputFiles?.[0]?.text ?? '';
}
