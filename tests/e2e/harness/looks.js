/**
 * How our screens look: in light, dark and narrow, with a picture of each, and what is wrong with
 * them: sideways scrolling, words that are cut off or hard to read, controls without a name.
 */

import assert from 'node:assert/strict';
import { isFirefox } from './browsers.js';
import { until } from './desk.js';
import { inFirefox } from './worker.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{name: string, dark: boolean, narrow: boolean}} Look */

/** @type {Look[]} */
export const LOOKS = [
  { name: 'light', dark: false, narrow: false },
  { name: 'dark', dark: true, narrow: false },
  { name: 'narrow', dark: false, narrow: true },
];

/** Shows a page in one of the looks. @param {Pick<Desk, 'browser'>} desk @param {Page} page @param {Look} look @param {Size} size */
export async function showIn(desk, page, look, size) {
  if (isFirefox) {
    await inFirefox(desk, `
      Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${look.dark ? 0 : 1});
      return '';
    `);
  } else {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: look.dark ? 'dark' : 'light' },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
  }
  await resize(page, look.narrow ? { ...size, width: Math.min(size.width, 360) } : size);
  const isShown = (/** @type {boolean} */ dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark;
  await until(page, () => page.evaluate(isShown, look.dark));
}

/** Firefox answers before the page has its new size. @param {Page} page @param {Size} size */
export async function resize(page, size) {
  await page.setViewport(size);
  await until(page, () => page.evaluate(({ width, height }) => innerWidth === width && innerHeight === height, size));
}

/** Looks at one of our own pages in every look. @param {Desk} desk @param {Page} page @param {string} name @param {Size} size */
export async function lookAt(desk, page, name, size) {
  for (const look of LOOKS) {
    await showIn(desk, page, look, size);
    await desk.shoot(`${name}-${look.name}`, page);
    assert.deepEqual(await page.evaluate(faultsOf), [], `${name}, ${look.name}`);
  }
}

/** What is wrong with what we show in a page of others. @param {Desk} desk @param {Page} page @returns {Promise<string[]>} */
export function faultsInPage(desk, page) {
  // The function goes as text: our page's policy allows no evaluating there, only from outside.
  return /** @type {Promise<string[]>} */ (desk.own.evaluate(`(async () => {
    const api = globalThis.browser ?? globalThis.chrome;
    const tab = (await api.tabs.query({})).find((one) => one.url === ${JSON.stringify(page.url())});
    const [found] = await api.scripting.executeScript({ target: { tabId: tab.id }, func: ${faultsOf} });
    return found.result;
  })()`));
}

/**
 * What is wrong with the page that it runs in, or with our overlay in a page of others, or with what
 * a frame of the widget shows.
 * @returns {string[]}
 */
export function faultsOf() {
  /** @type {string[]} */
  const faults = [];
  const own = location.protocol.endsWith('extension:') || location.pathname.endsWith('/sign-in.html');
  const root = own ? document : overlay();
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`scrolls sideways: ${scrollWidth} in ${clientWidth}`);
  if (!root) return [...faults, 'nothing is shown'];
  const focused = root.activeElement;
  if (focused && isControl(focused) && focused.matches(':focus-visible') && getComputedStyle(focused).outlineStyle === 'none') {
    faults.push(`${called(focused)} does not show its focus`);
  }
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll('*'))) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.unseen, .live, svg')) continue;
    if (isControl(element)) {
      if (nameOf(element) === '') faults.push(`${called(element)} has no name`);
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      if (Math.min(width, height) < 24) faults.push(`${called(element)} is too small to hit: ${width} by ${height}`);
    }
    for (const [words, boxes] of wordsIn(element)) {
      for (const box of boxes) {
        const by = cutBy(element, box);
        if (by) faults.push(`${called(element)} is cut off by ${by}: “${words}”`);
      }
    }
    const field = fieldWords(element);
    if (field) {
      const { font, paddingLeft, paddingRight } = getComputedStyle(element);
      pen.font = font;
      const room = element.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
      if (pen.measureText(field).width > room + 1) faults.push(`${called(element)} has no room for “${field}”`);
    }
    if ((wordsIn(element).length > 0 || field) && !element.closest(':disabled, [aria-disabled="true"]')) {
      const ratio = contrast(element);
      if (ratio < 4.5) faults.push(`${called(element)} has a contrast of ${ratio.toFixed(2)}`);
    }
  }
  return faults;

  /** The shadow root of what stands beside the body, in a frame of ours in it. @returns {ShadowRoot | null} */
  function overlay() {
    const all = [...document.documentElement.children, ...document.body.children];
    const element = all.find((one) => one.localName === 'div');
    const asked = /** @type {any} */ (element)?.openOrClosedShadowRoot;
    return asked ?? (element ? chrome.dom.openOrClosedShadowRoot(/** @type {HTMLElement} */ (element)) : null);
  }

  /** @param {Element} element */
  function called(element) {
    const id = element.id ? `#${element.id}` : element.className ? `.${element.className}` : '';
    return `${element.localName}${id} in ${element.parentElement?.id || element.parentElement?.className || '…'}`;
  }

  /** @param {Element} element */
  function isControl(element) {
    return element.matches('button, input, select, textarea, a[href], [role="button"], [tabindex="0"]');
  }

  /** @param {HTMLElement} element */
  function nameOf(element) {
    const by = element.getAttribute('aria-labelledby');
    const labels = 'labels' in element ? [.../** @type {NodeListOf<HTMLElement>} */ (element.labels ?? [])] : [];
    const said = by ? [document.getElementById(by)?.innerText] : labels.map((label) => label.innerText);
    const text = element.matches('button, a') ? element.innerText : '';
    return (element.getAttribute('aria-label') || said.join(' ') || text || '').trim();
  }

  /** An element's own words, each with where its lines stand. @param {Element} element @returns {[string, DOMRect[]][]} */
  function wordsIn(element) {
    if (element.matches('select, option, textarea')) return [];
    return [...element.childNodes].flatMap((node) => {
      const words = node.nodeType === Node.TEXT_NODE ? node.textContent?.trim() : '';
      if (!words) return [];
      const range = document.createRange();
      range.selectNodeContents(node);
      return [/** @type {[string, DOMRect[]]} */ ([words, [...range.getClientRects()]])];
    });
  }

  /** What stands in a field of one line. @param {Element} element */
  function fieldWords(element) {
    if (element instanceof HTMLSelectElement) return element.selectedOptions[0]?.text;
    if (!(element instanceof HTMLInputElement) || /checkbox|radio/.test(element.type)) return '';
    return element.value || element.placeholder;
  }

  /** What hides a part of a box for good; it may be scrolled to. @param {Element} element @param {DOMRect} box */
  function cutBy(element, box) {
    if (box.left < -1 || box.right > document.documentElement.clientWidth + 1) return 'the edge of the screen';
    for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      const { left, right, top, bottom } = at.getBoundingClientRect();
      if (overflowX !== 'visible' && (box.left < left - 1 || box.right > right + 1)) return called(at);
      if (overflowY === 'hidden' && (box.top < top - 1 || box.bottom > bottom + 1)) return called(at);
    }
    return '';
  }

  /** Of the words of an element and what lies behind them, by WCAG 2.2. @param {Element} element */
  function contrast(element) {
    const empty = element instanceof HTMLInputElement && element.value === '';
    const layers = [];
    for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) {
      layers.push(colour(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)?.[3] === 1) break;
    }
    const behind = layers.reduceRight((below, above) => over(above, below), [255, 255, 255, 1]);
    const words = over(colour(getComputedStyle(element, empty ? '::placeholder' : null).color), behind);
    const [dark, light] = [luminance(words), luminance(behind)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** @param {string} css @returns {number[]} */
  function colour(css) {
    const parts = /^rgba?\((.*)\)$/.exec(css)?.[1].split(/[ ,/]+/).map(Number);
    if (!parts || parts.some(Number.isNaN)) throw new Error(`not a colour: ${css}`);
    return [...parts.slice(0, 3), parts[3] ?? 1];
  }

  /** @param {number[]} above @param {number[]} below */
  function over(above, below) {
    return [0, 1, 2].map((i) => above[i] * above[3] + below[i] * (1 - above[3])).concat(1);
  }

  /** @param {number[]} rgb */
  function luminance(rgb) {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
}

/**
 * Goes through a page by Tab. Every control must be reached, stand in sight, uncovered, and show
 * that it has the focus.
 * @param {Page} page
 * @returns {Promise<string[]>} What is wrong.
 */
export async function tabThrough(page) {
  const open = await page.evaluate(() => {
    const all = [...document.querySelectorAll('button, input, select, textarea, a[href]')];
    const reachable = /** @type {HTMLInputElement[]} */ (all.filter((one) => one.checkVisibility() && !one.matches(':disabled')));
    // Of radios, and of tabs, only one is stopped at.
    return [...new Set(reachable.map((one, i) => {
      const tabs = one.closest('[role="tablist"]');
      one.dataset.stop = one.type === 'radio' ? one.name : tabs ? tabs.id : `${i} ${one.localName} ${one.id || one.value || one.textContent}`;
      return one.dataset.stop;
    }))];
  });
  /** @type {string[]} */
  const faults = [];
  /** @type {Set<string>} */
  const reached = new Set();
  for (let presses = 0; presses <= open.length; presses += 1) {
    // Some pages put the focus where the person begins.
    if (presses > 0) await page.keyboard.press('Tab');
    const stop = await page.evaluate(async () => {
      // Judged is what the person sees: the frame after the press.
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
      const at = /** @type {HTMLInputElement | null} */ (document.activeElement);
      if (!at || at === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      const { left, top, width, height } = at.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      return {
        name: at.dataset.stop ?? `${at.localName}#${at.id}`,
        shown: at.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        inSight: top >= 0 && top + Math.min(height, innerHeight / 2) <= innerHeight && (at.contains(hit) || at.closest('label')?.contains(hit)),
        where: `at ${Math.round(top)} of ${innerHeight}, scrolled ${Math.round(scrollY)}, under ${hit?.localName}#${hit?.id}`,
      };
    });
    if (!stop) continue;
    if (reached.has(stop.name)) break;
    reached.add(stop.name);
    if (!stop.shown) faults.push(`${stop.name} does not show its focus`);
    if (!stop.inSight) faults.push(`${stop.name} is not in sight when it has the focus: ${stop.where}`);
  }
  return [...faults, ...open.filter((name) => !reached.has(name)).map((name) => `${name} is not reached`)];
}
