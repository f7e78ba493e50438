// What both windows before a call have in common: they show a number and its digits, answer once
// and close, and cannot be clicked by accident.

import { closeSelf, text } from '../platform.js';
import { classChip, problemOf, say, the } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {import('../../generated/wire.js').Dialled} Dialled */
/** @typedef {import('../../generated/wire.js').Problem} Problem */
/** @typedef {import('../../generated/wire.js').Reply} Reply */

/**
 * Shows what will be dialled.
 * @param {Dialled} number
 */
export function showNumber(number) {
  the('what').hidden = false;
  the('number').textContent = number.shown;
  the('digits').replaceChildren(
    text('dials', number.digits),
    ' ',
    classChip(number),
  );
}

/**
 * Offers the two answers, which mean nothing before the window has settled.
 * @param {{yes: () => unknown, no: () => unknown, first: 'yes' | 'no'}} answers
 */
export function offerChoice({ yes, no, first }) {
  const isSettled = settled();
  let answered = false;
  const once = (/** @type {() => unknown} */ answer) => {
    if (answered || !isSettled()) return;
    answered = true;
    for (const id of ['yes', 'no']) the(id).toggleAttribute('disabled', true);
    answer();
  };
  the('yes').addEventListener('click', (event) => event.isTrusted && once(yes));
  the('no').addEventListener('click', () => once(no));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') once(no);
  });
  the('choice').hidden = false;
  the(first).focus();
}

/**
 * Whether the window has stood in sight for half a second: a click that was meant for what stood there before is no
 * answer.
 * @returns {() => boolean}
 */
export function settled() {
  let since = performance.now();
  document.addEventListener('visibilitychange', () => {
    since = performance.now();
  });
  return () => performance.now() - since >= INERT_MS;
}

/** The engine's last word: the window closes, or says why there is no call. @param {Reply} reply */
export function conclude(reply) {
  const problem = problemOf(reply);
  if (problem) showProblem(problem);
  else closeSelf();
}

/** Nothing is to be answered any more, only read. @param {Problem} problem */
export function showProblem(problem) {
  the('choice').hidden = true;
  the('ending').hidden = false;
  say(the('problem'), sentence(problem), 'wrong');
  the('close').addEventListener('click', closeSelf);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeSelf();
  });
  the('close').focus();
}

const INERT_MS = 500;
