// The window of the relay in which a person types the token. It is tried, handed to the frame that
// opened the window, and kept nowhere here.

import { closeWindow, handOver } from './platform.js';
import { readTexts } from './texts.js';

const t = await readTexts();
const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
const token = /** @type {HTMLInputElement} */ (document.querySelector('#token'));
const problem = /** @type {HTMLElement} */ (document.querySelector('#problem'));
const button = /** @type {HTMLButtonElement} */ (document.querySelector('button'));

for (const element of document.querySelectorAll('[data-text]')) {
  element.textContent = t(element.getAttribute('data-text') ?? '', location.host);
}
document.title = t('widget_sign_in_heading');
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void attempt(token.value.trim());
});
main.hidden = false;
token.focus();

/** @param {string} typed */
async function attempt(typed) {
  button.disabled = true;
  const wrong = await whatIsWrong(typed);
  button.disabled = false;
  problem.hidden = wrong === '';
  problem.textContent = wrong && (t(wrong) || wrong);
  if (wrong !== '') {
    token.select();
    return;
  }
  token.value = '';
  closeWindow();
}

/** Tries the token and hands it over; the key of the sentence that says what is wrong. @param {string} typed @returns {Promise<string>} */
async function whatIsWrong(typed) {
  // What no header can carry is no token.
  if (!/^[\x21-\x7e]+$/.test(typed)) return 'problem_token_unknown';
  const response = await fetch('/api/me', { headers: { authorization: `Bearer ${typed}` }, cache: 'no-store' }).catch(() => null);
  if (response?.status === 401) return 'problem_token_unknown';
  if (!response?.ok) return 'widget_relay_away';
  return handOver(typed) ? '' : 'widget_no_opener';
}
