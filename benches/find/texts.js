// The texts that finders are measured on.

import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** What a page's own text is not. */
const UNSEEN = /<(script|style|noscript|template|svg)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi;
const INLINE = /<\/?(?:a|abbr|b|big|cite|code|em|font|i|label|mark|q|s|small|span|strong|sub|sup|time|u|wbr)\b[^>]*>/gi;
/** @type {Record<string, string>} */
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The text of a page as a reader sees it, roughly. @param {string} html */
export function textOf(html) {
  return html
    .replace(UNSEEN, '\n')
    .replace(INLINE, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&#(\d{1,6});/g, (_, code) => String.fromCodePoint(Math.min(Number(code), 0x10ffff)))
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name) => ENTITIES[name])
    .replace(/[ \t\r]+/g, ' ')
    .replace(/\n[ \n]+/g, '\n');
}

/** The pages of npm's htmlparser-benchmark, as the web served them. */
export async function pages() {
  const folder = join(dirname(require.resolve('htmlparser-benchmark/package.json')), 'files');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.html')).sort();
  return Promise.all(names.map(async (name) => textOf(await readFile(join(folder, name), 'utf8'))));
}

/** So many people with a number each. @param {number} count */
export function directory(count) {
  const line = (/** @type {number} */ n) => `Rossi ${n}, tel. 02 ${String(100_000 + ((n * 37) % 900_000))}\n`;
  return Array.from({ length: count }, (_, n) => line(n)).join('');
}

/** Latin-1 without a digit. @param {number} units */
export function prose(units) {
  const sentence = 'Perché il cliente già chiamò, così la società più vicina risponderà subito. ';
  return sentence.repeat(Math.ceil(units / sentence.length)).slice(0, units);
}

/** What a page could be made of to keep a finder busy; each is repeated. */
export const HOSTILE = [
  ['digits', '7'],
  ['digits and blanks', '1 '],
  ['brackets', '((1'],
  ['pluses', '+1'],
  ['dates', '12.05.2024 '],
  ['slashes', '02/'],
  ['hyphens', '1-'],
  ['scripts', '١2３४ '],
  ['labels', 'tel: '],
  ['addresses', 'https://1/'],
  ['near misses', '02 18 96 55 1 '],
  ['extensions', '1 ext 1 '],
];
