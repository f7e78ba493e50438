/** Awkward pages: numbers in pieces, frameworks, frames, shadow roots, dialogs, fields, keys. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { until } from './harness/desk.js';
import { mostChanged } from './harness/pictures.js';
import { sharedDeskTest } from './harness/shared.js';
import { markupOf } from './harness/untouched.js';
import { passTime, runCommand } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

/** The numbers of colours.html, in red, green and blue. */
const COLOURS = [
  { text: '02 189655', color: [0, 0, 0], ground: [255, 255, 255] },
  { text: '06 45678901', color: [255, 255, 255], ground: [16, 24, 32] },
  { text: '011 5678901', color: [255, 224, 0], ground: [64, 0, 96] },
  { text: '055 123456', color: [255, 255, 255], ground: [16, 24, 32] },
];
const MILAN = '002189655';
const ROME = '00645678901';
const TURIN = '00115678901';

sharedDeskTest('a number split over elements, comments and blanks is dialled whole', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/split.html'));
  const before = await markupOf(page);
  const [state] = await desk.states(page);
  assert.deepEqual(state.marks.map((/** @type {any} */ mark) => [mark.text.replace(/\s/g, ' ').replace('\u00ad', ''), mark.digits]), [
    ['+39 02 189655', MILAN],
    ['+39 06 45678901', ROME],
    ['+39 011 567 8901', TURIN],
    ['+39 055 2345678', '00552345678'],
  ]);
  await desk.call(page, ROME);
  await rings(desk, [ROME]);
  assert.deepEqual(await markupOf(page), before);
});

sharedDeskTest('a line says the same whether its texts are walked or found by its digits', {}, async (desk) => {
  const rows = [
    ['<b>Anna Rossi</b> <i>Sales</i> <span>02 189655</span>', MILAN],
    ['\n <b>Tel.</b>\n <span><u> 02 189655</u></span>\n\n <i>ufficio centrale</i>\n', MILAN],
    ['Tel. 02 189655 <i>centralino</i> <b> di giorno</b>', MILAN],
    ['<b>Anna</b> \u200b <b> Rossi </b>  <span>02 189655\n</span>', MILAN],
    ['<b>Anna&nbsp;</b><span>02 189655</span>', MILAN],
    ['<i>Fax</i> <span>02 189655</span>', null],
    ['<i>IBAN</i> <b>IT60 X054</b> <span>02 189655</span>', null],
    ['<b>+</b><span>39 02 189655</span>', MILAN],
    ['<b>Anna</b> <span>(</span><span>02) 189655</span>', MILAN],
    ['<span class="block">Fax</span><span class="block">02 189655</span>', MILAN],
    ['<span>02 189655</span><span class="block">55</span>', MILAN],
    ['<span>02</span><span hidden>77</span> <span>189655</span>', MILAN],
    ['<span>02 189655</span><input><i>ufficio centrale</i>', MILAN],
    ['<span>02 189655</span> <i contenteditable="true">ufficio</i>', MILAN],
    ['<i contenteditable="true">02 189655</i> <b>ufficio</b>', null],
  ];
  desk.pages.add('/lines.html', `<!doctype html><meta charset="utf-8"><title>Lines</title><style>.block{display:block}</style>
    <ul>${rows.map(([row]) => `<li>${row}</li>`).join('')}</ul>${rows.map(([row]) => `<div>${row}</div>`).join('\n')}`);
  const page = await desk.visit(desk.pages.url('/lines.html'));
  const [state] = await desk.states(page);
  // What is told of a number comes from its run, which is joined anew from its own text.
  assert.deepEqual(state.marks.map((/** @type {any} */ mark) => mark.digits), [...rows, ...rows].flatMap(([, digits]) => digits ?? []));
});

sharedDeskTest('a React page that rewrites its own text offers the new number and never the old one', {}, async (desk) => {
  desk.pages.add('/rewrites.html', '<!doctype html><title>React</title><div id="app"></div><script src="/rewrites.js"></script>');
  desk.pages.add('/rewrites.js', await bundled(REWRITES));
  const page = await desk.visit(desk.pages.url('/rewrites.html'));
  const button = await desk.pointAt(page, MILAN);
  assert.equal(button.digits, MILAN);
  const shows = async (/** @type {string} */ text) => {
    const [state] = await desk.states(page);
    assert.ok(state.marks.every((/** @type {any} */ mark) => text.includes(mark.text)), 'no mark of a text that is gone');
    assert.ok(state.button === null || state.marks.some((/** @type {any} */ mark) => mark.digits === state.button.digits), 'no button of it either');
    assert.equal(await page.evaluate(() => document.querySelector('#app')?.textContent), text);
  };
  await write(page, ['+39 06 45678901']);
  await shows('Ring +39 06 45678901 today.');
  await desk.mark(page, ROME);
  // Each of these changes a text in place, adds and takes out elements, and orders them anew.
  for (const numbers of [
    ['+39 06 45678901', '+39 055 2345678'],
    ['+39 055 2345678', '+39 06 45678901', '+39 02 189655'],
    [],
    ['+39 011 567', '8901'],
    ['+39 011 5678901'],
  ]) {
    await write(page, numbers);
    await shows(numbers.length > 0 ? `Ring ${numbers.join(' or ')} today.` : 'Closed.');
    await desk.settled(page);
  }
  const before = await markupOf(page);
  await desk.call(page, TURIN);
  await rings(desk, [TURIN]);
  assert.deepEqual(await markupOf(page), before);
  await write(page, []);
  assert.equal(await page.evaluate(() => document.querySelector('#app')?.innerHTML), '<p>Closed.</p>');
});

sharedDeskTest('a React page that hydrates the whole document does so without an error', {}, async (desk) => {
  const require = createRequire(import.meta.url);
  // The same component, as the server draws it.
  const module = { exports: /** @type {any} */ ({}) };
  new Function('module', 'require', await bundled(WHOLE, { format: 'cjs', packages: 'external' }))(module, require);
  const { App } = module.exports;
  const html = require('react-dom/server').renderToString(require('react').createElement(App));
  desk.pages.add('/whole.html', `<!doctype html>${html}`);
  desk.pages.add('/whole.js', await bundled(WHOLE));
  // Hydrated while the numbers are marked, and again while the button is shown as well.
  for (const pointed of [false, true]) {
    const page = await desk.visit(desk.pages.url(`/whole.html?${pointed}`));
    /** @type {string[]} */
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await desk.mark(page, MILAN);
    if (pointed) await desk.pointAt(page, MILAN);
    const before = await markupOf(page);
    const body = await page.evaluateHandle(() => document.body);
    await page.evaluate(() => /** @type {any} */ (window).hydrate());
    assert.deepEqual(await page.evaluate(() => /** @type {any} */ (window).problems), []);
    assert.ok(await page.evaluate((was) => was === document.body, body), 'React kept the body that it was given');
    assert.deepEqual(await markupOf(page), before);
    await page.evaluate(() => document.querySelector('button')?.click());
    await page.waitForFunction(() => document.querySelector('button')?.textContent === 'Clicked 1');
    await desk.mark(page, MILAN);
    assert.deepEqual(errors, []);
  }
});

sharedDeskTest('a number in a frame of the same and of another origin is called from inside, and the card is in the top frame', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/frames.html'));
  const before = await markupOf(page);
  for (const [frame, digits] of [['#same', MILAN], ['#other', TURIN]]) {
    const offset = await page.$eval(frame ?? '', (element) => {
      const { left, top } = element.getBoundingClientRect();
      return { x: left + element.clientLeft, y: top + element.clientTop };
    });
    const button = await desk.pointAt(page, digits ?? '', offset);
    await desk.click(page, button.rect, offset);
    await desk.card(page, 'ringing_you');
    const [top, ...inner] = await desk.states(page);
    assert.equal(top.marks.length, 0);
    assert.deepEqual(inner.map((state) => state.card?.calls ?? []), [[], []], 'no card in the frames');
    await desk.pbx.post('/hangup', { party: 'first' });
    await desk.card(page, 'ended');
    await passTime(desk, 3000);
  }
  await rings(desk, [MILAN, TURIN]);
  assert.deepEqual(await markupOf(page), before);
});

sharedDeskTest('numbers in an open and in a closed shadow root are found and called', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/shadow.html'));
  const before = await markupOf(page);
  const [state] = await desk.states(page);
  assert.deepEqual(state.marks.map((/** @type {any} */ mark) => mark.digits).sort(), [TURIN, ROME].sort());
  for (const digits of [ROME, TURIN]) {
    await desk.call(page, digits);
    await desk.card(page, 'ringing_you');
    await desk.pbx.post('/hangup', { party: 'first' });
    await desk.card(page, 'ended');
    await passTime(desk, 3000);
  }
  await rings(desk, [ROME, TURIN]);
  assert.deepEqual(await markupOf(page), before);
});

sharedDeskTest('the underline has the colour of its text: on light and dark, in shadow roots', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/colours.html'));
  const [state] = await desk.states(page);
  assert.equal(state.marks.length, COLOURS.length);
  const rects = COLOURS.map(({ text }) => state.marks.find((/** @type {any} */ mark) => mark.text === text).rects[0]);
  // As high as the line, so that what lies beneath the letters is in.
  const places = rects.map(({ x, y, width, height }) => ({ x, y, width, height: height + 4 }));
  const changed = await mostChanged(page, places, () => CSS.highlights.clear());
  for (const [index, { text, color, ground }] of COLOURS.entries()) {
    const { before, after } = changed[index] ?? {};
    assert.deepEqual(after, ground, text);
    // A thin line is mixed with its ground.
    color.forEach((wanted, part) => assert.ok(Math.abs((before?.[part] ?? 0) - wanted) < 60, `${text}: ${before}`));
  }
});

sharedDeskTest('of a hundred rows that come at once all are found, those out of sight when no more come', {}, async (desk) => {
  desk.pages.add('/rows', '<!doctype html><title>Rows</title><p>Call 02 189655.</p><div id="list"></div>');
  const page = await desk.visit(desk.pages.url('/rows'));
  await page.evaluate(() => {
    const rows = Array.from({ length: 100 }, (_, index) => `<p style="height: 100px">Row: <b>+39 06 4567</b>8${900 + index}</p>`);
    document.querySelector('#list')?.insertAdjacentHTML('beforeend', rows.join(''));
  });
  await until(page, async () => (await desk.states(page))[0].marks.length === 101);
  const [{ marks }] = await desk.states(page);
  assert.equal(new Set(marks.map((/** @type {any} */ mark) => mark.text)).size, 101);
});

sharedDeskTest('a text that was made shorter while nobody saw the page is read anew', {}, async (desk) => {
  desk.pages.add('/behind', `<!doctype html><title>Behind</title><p id="text">${'So many words before it: '.repeat(8)}02 189655</p>`);
  const page = await desk.visit(desk.pages.url('/behind'));
  const front = await desk.browser.newPage();
  await front.bringToFront();
  await until(front, () => page.evaluate(() => document.hidden));
  await page.evaluate(() => { /** @type {Text} */ (document.querySelector('#text')?.firstChild).data = '06 45678901'; });
  await front.close();
  await page.bringToFront();
  await until(page, async () => (await desk.states(page))[0].marks[0]?.digits === ROME);
});

sharedDeskTest('over a modal dialog of the page, a click on a number opens a dialog of ours, which calls', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/modal.html'));
  const before = await markupOf(page);
  await callByDialog(desk, page);
  assert.deepEqual(await markupOf(page), before);
  assert.ok(await page.evaluate(() => document.querySelector('dialog')?.matches(':modal')), 'the page keeps its own');
});

// A popover beside a fullscreen element is drawn and inert, in both browsers; a dialog is not.
sharedDeskTest('over a fullscreen element, a click on a number opens a dialog of ours, which calls', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/fullscreen.html'));
  const before = await markupOf(page);
  await page.click('#enlarge');
  await page.waitForFunction(() => document.fullscreenElement?.id === 'stage');
  await callByDialog(desk, page);
  assert.ok(await page.evaluate(() => document.fullscreenElement?.id === 'stage'), 'still full screen');
  assert.deepEqual(await markupOf(page), before);
});

sharedDeskTest('contenteditable, textarea and a code editor stay untouched, and so does a page that asks for it', {}, async (desk) => {
  desk.pages.add('/codemirror.js', await bundled(CODEMIRROR));
  const page = await desk.visit(desk.pages.url('/editable.html'));
  for (const place of ['#note p', '#area', '#field', '#editor .cm-content']) {
    await page.click(place);
    await page.keyboard.press('End');
    await page.keyboard.type(' or +39 02 111111');
    await desk.settled(page);
  }
  const numbers = '+39 06 45678901 or +39 02 111111';
  assert.deepEqual(await page.evaluate(() => [
    document.querySelector('#note')?.innerHTML,
    document.querySelector('textarea')?.value,
    document.querySelector('input')?.value,
    /** @type {any} */ (window).editor.state.doc.toString(),
  ]), [`<p>Ring ${numbers}</p>`, numbers, numbers, `tel = "${numbers}`]);
  const [state] = await desk.states(page);
  assert.deepEqual(state.marks.map((/** @type {any} */ mark) => mark.digits), [MILAN], 'only what is no field');
  const alone = await desk.visit(desk.pages.url('/left-alone.html'));
  assert.deepEqual((await desk.states(alone)).map((one) => [one.on, one.marks]), [[true, []]]);
});

sharedDeskTest('a click on a tel: link shows our button; neither the page nor the browser dials', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/tel-link.html'));
  const before = await markupOf(page);
  const url = page.url();
  await page.click('#link');
  const button = await shown(desk, page, 'button');
  assert.equal(button.label, 'Call +39 06 4567 8901\ndials 00645678901');
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).heard), 0, 'the page did not get the click');
  assert.deepEqual([page.url(), await desk.pbx.heard(0)], [url, []]);
  await desk.click(page, button.rect);
  await rings(desk, [ROME]);
  assert.deepEqual(await markupOf(page), before);
});

sharedDeskTest('the keys walk from number to number: each is announced, Enter calls it, Escape gives the focus back', {}, async (desk) => {
  const page = await desk.visit(desk.pages.url('/walk.html'));
  const before = await markupOf(page);
  await page.focus('#search');
  for (const [digits, announced] of [
    [MILAN, 'Number 1 of 3: +39 02 189655'],
    [ROME, 'Number 2 of 3: +39 06 4567 8901'],
    [TURIN, 'Number 3 of 3: +39 011 567 8901'],
    [MILAN, 'Number 1 of 3: +39 02 189655'],
  ]) {
    await runCommand(desk, 'walk-next');
    await until(page, async () => {
      const [state] = await desk.states(page);
      return state.spoken === announced && state.button?.digits === digits && state.button.focused;
    });
  }
  await page.keyboard.press('Escape');
  await until(page, async () => (await desk.states(page))[0].button === null);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'search');
  await runCommand(desk, 'walk-next');
  await desk.buttonReady(page, ROME);
  await page.keyboard.press('Enter');
  await rings(desk, [ROME]);
  assert.deepEqual(await markupOf(page), before);
});

/** The PBX has heard these calls, and no others. @param {Desk} desk @param {string[]} digits */
async function rings(desk, digits) {
  await desk.pbx.waitHeard({ srv: 0, count: digits.length });
  const heard = await desk.pbx.heard(0);
  assert.deepEqual(heard.map(({ target }) => new URLSearchParams(target.split('?')[1]).get('second_number')), digits);
}

/** Waits for our button or dialog to accept a click. @param {Desk} desk @param {Page} page @param {'button' | 'dialog'} what */
async function shown(desk, page, what) {
  let found;
  await until(page, async () => {
    found = (await desk.states(page))[0][what];
    return found?.open === true;
  });
  return /** @type {any} */ (found);
}

/** Clicks on the number in Turin, then in our dialog. @param {Desk} desk @param {Page} page */
async function callByDialog(desk, page) {
  const found = await desk.mark(page, TURIN);
  await desk.click(page, found.rects[0]);
  const dialog = await shown(desk, page, 'dialog');
  assert.equal(dialog.label, 'Call +39 011 567 8901\ndials 00115678901');
  assert.deepEqual(await desk.pbx.heard(0), [], 'the click on the number itself called nobody');
  await desk.shoot('dialog', page);
  await desk.click(page, dialog.rect);
  await desk.card(page, 'ringing_you');
  await rings(desk, [TURIN]);
  assert.equal((await desk.states(page))[0].dialog, null);
}

/** @param {Page} page @param {string[]} numbers */
function write(page, numbers) {
  return page.evaluate((some) => /** @type {any} */ (window).write(some), numbers);
}

/** One script of a source that imports packages. @param {string} source @param {import('esbuild').BuildOptions} [options] */
async function bundled(source, options = {}) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"development"' },
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

const REWRITES = `
  import { createElement as h, useState } from 'react';
  import { createRoot } from 'react-dom/client';
  import { flushSync } from 'react-dom';
  function App() {
    const [numbers, setNumbers] = useState(['+39 02 189655']);
    window.write = (some) => flushSync(() => setNumbers(some));
    if (numbers.length === 0) return h('p', null, 'Closed.');
    return h('p', null, 'Ring ', numbers.map((number, index) =>
      h('span', { key: number }, index > 0 && ' or ', h('b', null, number.slice(0, 7)), number.slice(7))), ' today.');
  }
  flushSync(() => createRoot(document.querySelector('#app')).render(h(App)));
`;

const WHOLE = `
  import { createElement as h, useState } from 'react';
  import { hydrateRoot } from 'react-dom/client';
  import { flushSync } from 'react-dom';
  export function App() {
    const [clicks, setClicks] = useState(0);
    return h('html', { lang: 'en' },
      h('head', null, h('meta', { charSet: 'utf-8' }), h('title', null, 'Whole')),
      h('body', null,
        h('p', null, 'Ring ', h('b', null, '+39 02 18'), '9655', ' today.'),
        h('button', { onClick: () => setClicks(clicks + 1) }, 'Clicked ', clicks),
        h('script', { src: '/whole.js' })));
  }
  if (globalThis.document) {
    window.problems = [];
    const note = (error) => window.problems.push(String(error));
    window.hydrate = () => flushSync(() => {
      hydrateRoot(document, h(App), { onRecoverableError: note, onUncaughtError: note, onCaughtError: note });
    });
  }
`;

const CODEMIRROR = `
  import { EditorView, basicSetup } from 'codemirror';
  window.editor = new EditorView({
    doc: 'tel = "+39 06 45678901', extensions: basicSetup, parent: document.querySelector('#editor'),
  });
`;
