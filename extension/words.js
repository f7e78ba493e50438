// Calls, problems and times as sentences; the words themselves lie in _locales.

import { otherSide, stateWords as wordsOf } from '../page/call.js';
import { language, text } from './platform.js';

/** @typedef {import('../generated/wire.js').CallView} CallView */
/** @typedef {import('../generated/wire.js').Problem} Problem */

/** The sentence of a problem. @param {Problem} problem */
export function sentence(problem) {
  const known = text(problem.message, named(problem.detail)).trim();
  // A newer engine's problem is better named than hidden.
  return known || [problem.message, problem.detail].filter(Boolean).join(': ');
}

/** The same, after the name of the option that it is about. @param {Problem} problem */
export function problemWords(problem) {
  return (problem.field ? `${text(`opt_${problem.field}`)}: ` : '') + sentence(problem);
}

/** What a sentence quotes; a country by its name. @param {string | undefined} quoted */
export function named(quoted = '') {
  if (!/^[A-Z]{2}$/.test(quoted)) return quoted;
  return new Intl.DisplayNames(language(), { type: 'region' }).of(quoted) ?? quoted;
}

/** What a call is doing, in a few words. @param {CallView} call */
export function stateWords(call) {
  return wordsOf(text, call);
}

/** Whom, and what the call is doing: one line. @param {CallView} call */
export function callLine(call) {
  const words = call.recording ? `${stateWords(call)} · ${text('recording')}` : stateWords(call);
  return text('call_line', words, otherSide(text, call));
}

/** How long both have been talking: `0:32`, `1:02:03`. @param {number} ms */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}

/** For the badge, which is looked at anew twice a minute: empty in the first. @param {number} ms */
export function minutes(ms) {
  const whole = Math.floor(ms / 60_000);
  return whole > 0 ? text('badge_minutes', whole) : '';
}
