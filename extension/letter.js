// The window in which a text message is written, or read and answered.

import { openWindow, remember } from './platform.js';

/**
 * @typedef {object} Letter
 * @property {string} to An extension or number, or what was typed of one.
 * @property {string} [name] Whose that is.
 * @property {string} [answers] The engine's name for what they wrote, which stands in no store.
 */

/** Opens it. Nothing of the letter stands in its address, which the browser's history would keep. @param {Letter} letter */
export async function openLetter(letter) {
  await remember(LETTER, letter);
  await openWindow('extension/ask/text.html', SIZE);
}

/** Where the window finds it. */
export const LETTER = 'text';
const SIZE = { width: 440, height: 500 };
