// The texts of the person's language: those of the extension's `_locales`, as `cargo xtask dist`
// writes them.

import { language } from './platform.js';

/** @typedef {(key: string, ...subs: string[]) => string} Texts */

const LANGUAGES = ['en', 'it'];

/** @returns {Promise<Texts>} */
export async function readTexts() {
  const word = language(LANGUAGES);
  document.documentElement.lang = word;
  /** @type {Record<string, string>} */
  const texts = await (await fetch(new URL(`../texts/${word}.json`, import.meta.url))).json();
  return (key, ...subs) => (texts[key] ?? '').replace(/\$([1-9])/g, (_, nth) => subs[Number(nth) - 1] ?? '');
}
