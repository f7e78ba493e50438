// My own state: what it is now stands in the header; a key opens what can be set, another sets it. What the
// PBX offers it says itself; what was typed stays when it says no.

import { language, text } from '../platform.js';
import { engine, problemOf, say, the } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {import('../../generated/wire.js').MyState} MyState */
/** @typedef {import('../../generated/wire.js').Reply} Reply */
/** @typedef {import('../../generated/wire.js').StateKind} StateKind */
/** @typedef {import('../../generated/wire.js').StateWish} StateWish */

/** @returns {{attend: (extension: string, isThere: boolean) => void}} */
export function makeMyState() {
  const opener = the('my-state');
  const panel = the('states');
  const wrong = the('states-wrong');
  let extension = '';
  let following = false;
  let setting = false;

  /** @param {MyState | undefined} state */
  function show(state) {
    const words = state ? wordsOf(state) : '';
    the('my-state-words').textContent = [extension, words].filter(Boolean).join(' · ');
    opener.dataset.presence = state?.mode && state.mode.kind !== 'normal' ? 'paused' : state?.presence ?? 'other';
    if (!state) return;
    for (const kind of /** @type {const} */ (['normal', 'voicemail', 'pause'])) {
      const button = the(`state-${kind}`);
      button.hidden = !state.offered.includes(kind);
      button.ariaPressed = String(state.mode?.kind === kind);
    }
    the('state-divert').hidden = !state.offered.includes('divert');
    the('state-divert-set').ariaPressed = String(state.mode?.kind === 'divert');
    the('state-busy').hidden = !state.offered.includes('busy');
    the('state-busy-set').ariaPressed = String(state.away !== undefined);
    the('state-not-busy').hidden = state.away === undefined;
  }

  /** @param {Reply} reply @returns {boolean} Whether it went well. */
  function take(reply) {
    if (reply.kind === 'my_state') show(reply.state);
    const problem = problemOf(reply);
    say(wrong, problem ? sentence(problem) : '', 'wrong');
    return !problem;
  }

  /** @param {StateWish} wish */
  async function set(wish) {
    if (setting) return;
    setting = true;
    panel.ariaBusy = 'true';
    const good = take(await engine({ kind: 'ui_bg_set_my_state', wish }));
    panel.ariaBusy = 'false';
    setting = false;
    if (good) open(false);
  }

  /** @param {boolean} isOpen */
  function open(isOpen) {
    const held = panel.contains(document.activeElement);
    panel.hidden = !isOpen;
    opener.ariaExpanded = String(isOpen);
    if (isOpen) {
      const until = /** @type {HTMLInputElement} */ (the('state-until'));
      until.value = until.value || clock(new Date(Date.now() + HOUR_MS)).slice(11);
      /** @type {HTMLElement | null} */ (panel.querySelector('[aria-pressed="true"]:not([hidden])'))?.focus();
    } else if (held) {
      opener.focus();
    }
  }

  opener.addEventListener('click', () => open(Boolean(panel.hidden)));
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      open(false);
      return;
    }
    const aside = /** @type {Element} */ (event.target).matches('input') || event.ctrlKey || event.altKey || event.metaKey;
    const goal = aside ? null : panel.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!(goal instanceof HTMLElement) || !goal.checkVisibility()) return;
    event.preventDefault();
    if (goal instanceof HTMLInputElement) goal.focus();
    else goal.click();
  });
  for (const kind of /** @type {const} */ (['normal', 'voicemail', 'pause'])) {
    the(`state-${kind}`).addEventListener('click', () => set({ kind }));
  }
  the('state-not-busy').addEventListener('click', () => set({ kind: 'not_busy' }));
  the('state-divert').addEventListener('submit', (event) => {
    event.preventDefault();
    set({ kind: 'divert', to: /** @type {HTMLInputElement} */ (the('state-to')).value });
  });
  the('state-busy').addEventListener('submit', (event) => {
    event.preventDefault();
    const { value } = /** @type {HTMLInputElement} */ (the('state-until'));
    set({ kind: 'busy', subject: text('state_busy'), from: clock(new Date()), until: clock(next(value)) });
  });

  async function follow() {
    following = true;
    take(await engine({ kind: 'ui_bg_my_state', known: true }));
    for (;;) {
      // An answer that was asked for before a wish would show what was before it.
      if (!setting && !document.hidden) {
        const reply = await engine({ kind: 'ui_bg_my_state', known: false });
        if (!setting && (panel.hidden || wrong.hidden)) take(reply);
      }
      await new Promise((resume) => setTimeout(resume, AGAIN_MS));
    }
  }

  return {
    attend(own, isThere) {
      extension = own;
      opener.hidden = !isThere;
      if (isThere && !following) follow();
    },
  };
}

/** What a person is now, in a few words. @param {MyState} state */
function wordsOf({ presence, mode, away }) {
  if (mode?.kind === 'divert') return text('state_diverted', mode.to);
  if (mode && mode.kind !== 'normal') return text(`state_${mode.kind}`);
  if (away) {
    const what = text(away.out_of_office ? 'state_out_of_office' : 'state_busy');
    return away.until ? text('state_until', what, when(away.until)) : what;
  }
  return presence ? text(`presence_${presence}`) : '';
}

/** The time for today, with its day for another. @param {string} minute */
function when(minute) {
  const date = new Date(minute);
  if (Number.isNaN(date.getTime())) return minute;
  const today = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language(), today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** The next time that a clock shows this. @param {string} hours Such as `15:30`. */
function next(hours) {
  const [hour, minute] = hours.split(':').map(Number);
  const date = new Date();
  date.setHours(hour, minute, 0, 0);
  if (date.getTime() <= Date.now()) date.setDate(date.getDate() + 1);
  return date;
}

/** As a clock on the wall shows it: `2010-03-10T15:00`. @param {Date} date */
function clock(date) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const HOUR_MS = 60 * 60 * 1_000;
/** How long the state rests between an answer and the next question, in milliseconds. */
const AGAIN_MS = 5_000;
