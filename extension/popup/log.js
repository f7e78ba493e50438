// The call log: what was called, who called, and what came of it, under a heading a day. A click calls
// again, by way of the field: the number is read anew, by what the options say today, and shown before
// it is dialled.

import { text } from '../platform.js';
import { button, engine, make, problemOf, say, the } from '../ui.js';
import { duration, problemWords } from '../words.js';
import { clock } from './pbx_clock.js';

/** @typedef {import('../../generated/wire.js').Past} Past */
/** @typedef {import('../../generated/wire.js').Problem} Problem */

/**
 * @param {object} does
 * @param {(number: string) => void} does.take Calls.
 * @param {() => unknown} does.clear Forgets what is kept here.
 */
export function makeLog({ take, clear }) {
  /**
   * The rows that stand there, by what they show: a row that has not changed stays, and with it a click
   * that has begun on it and the focus.
   * @type {Map<string, HTMLElement>}
   */
  let rows = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let held;
  let inSight = true;
  let asking = false;
  /** Whether the engine has told how things are, and the PBX can be asked. */
  let isTold = false;
  let keeps = false;
  /** Whether the PBX has answered once. */
  let answered = false;
  /** Whether it lists calls at all. */
  let lists = false;
  /** @type {Record<string, unknown>} */
  let values = {};

  async function ask() {
    clearTimeout(next);
    if (!isTold || !lists || !inSight || asking) return;
    asking = true;
    the('past').ariaBusy = 'true';
    if (!answered) the('no-past').textContent = text('popup_log_loading');
    const reply = await engine({ kind: 'ui_bg_log', ...clock(values) });
    asking = false;
    answered = true;
    the('past').ariaBusy = 'false';
    the('no-past').textContent = text('popup_no_past');
    if (reply.kind === 'log') list(reply.calls);
    complain(problemOf(reply));
    next = setTimeout(ask, AGAIN_MS);
  }

  /** @param {Problem | undefined} problem */
  function complain(problem) {
    const words = problem ? text('popup_log_failed', problemWords(problem)) : '';
    // Said once, not with each time that it is asked again.
    if (words === the('log-problem').firstChild?.textContent) return;
    say(the('log-problem'), words, 'warning', ...(problem ? [button(text('try_again'), ask)] : []));
  }

  /** @param {Past[]} calls Newest first. */
  function list(calls) {
    the('past').hidden = !keeps && !lists && calls.length === 0;
    the('no-past').hidden = calls.length > 0;
    the('clear').hidden = calls.every((call) => call.only_pbx);
    the('clear').title = lists ? text('popup_clear_help') : '';
    // Firefox stops at an empty list on the way by keyboard.
    the('past-calls').hidden = calls.length === 0;
    const before = rows;
    rows = new Map();
    /** @type {HTMLElement[]} */
    const days = [];
    let day = '';
    for (const call of calls) {
      const of = dayOf(call.at_ms);
      if (of !== day) {
        day = of;
        days.push(make('ul', { 'aria-label': of }, make('li', { class: 'day', 'aria-hidden': 'true' }, of)));
      }
      const key = JSON.stringify(call);
      const node = before.get(key) ?? row(call, take);
      rows.set(key, node);
      days.at(-1)?.append(node);
    }
    if (before.size > 0 && [...rows.keys()].join() !== [...before.keys()].join()) hold();
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const inList = the('past-calls').contains(focused);
    const { scrollTop } = the('past-calls');
    the('past-calls').replaceChildren(...days);
    the('past-calls').scrollTop = scrollTop;
    if (inList) focused?.focus({ preventScroll: true });
  }

  /** Whoever was about to click would call what has just moved there. */
  function hold() {
    the('past-calls').dataset.moved = 'true';
    clearTimeout(held);
    held = setTimeout(() => delete the('past-calls').dataset.moved, STOOD_MS);
  }

  the('clear').onclick = clear;

  return {
    /**
     * What is known, at once.
     * @param {Past[]} calls Newest first.
     * @param {boolean} pbxLists Whether the PBX is asked.
     * @param {boolean} areKept Whether calls are kept here.
     */
    show(calls, pbxLists, areKept) {
      [lists, keeps] = [pbxLists, areKept];
      list(calls);
    },
    /** What the PBX says, now and as long as the list is in sight. @param {Record<string, unknown>} options */
    refresh(options) {
      isTold = true;
      values = options;
      if (lists) ask();
      else complain(undefined);
    },
    /** @param {boolean} isThere */
    attend(isThere) {
      inSight = isThere;
      ask();
    },
    hold,
    /** Where the rows begin. */
    top: () => the('past-calls').getBoundingClientRect().top,
  };
}

/** @param {Past} call @param {(number: string) => void} take */
function row(call, take) {
  const missed = call.outcome === 'log_missed';
  const { way, sign } = WAYS[missed ? 'missed' : call.incoming ? 'incoming' : 'outgoing'];
  const talked = call.talked_s === undefined ? '' : duration(call.talked_s * 1000);
  const number = call.shown || (call.name ? '' : text('log_withheld'));
  const parts = [
    make('span', { class: 'way', role: 'img', 'aria-label': text(way), textContent: sign }),
    make('span', { class: 'who' }, make('bdi', {}, call.name ?? number)),
    make('time', { class: 'when', dateTime: new Date(call.at_ms).toISOString(), textContent: TIME.format(call.at_ms) }),
    make('span', { class: 'outcome' }, ...dotted([
      call.name && number ? make('bdi', {}, number) : '', make('span', {}, text(call.outcome)), talked,
    ])),
  ];
  const look = { class: 'past', 'data-missed': missed ? 'true' : undefined };
  // Nobody can call a number that is withheld.
  if (!call.shown) return make('li', {}, make('div', look, ...parts));
  const again = { type: 'button', title: text('popup_again', call.shown), onclick: () => take(call.shown) };
  return make('li', {}, make('button', { ...look, ...again }, ...parts));
}

/** @param {(HTMLElement | string)[]} parts */
function dotted(parts) {
  return parts.filter((part) => part !== '').flatMap((part, at) => (at === 0 ? [part] : [' · ', part]));
}

/** "today" and "yesterday", else the date. @param {number} ms */
function dayOf(ms) {
  const midnight = (/** @type {number | Date} */ at) => new Date(at).setHours(0, 0, 0, 0);
  const ago = Math.round((midnight(new Date()) - midnight(ms)) / DAY_MS);
  return ago === 0 || ago === 1 ? NEAR.format(-ago, 'day') : DAY.format(ms);
}

// Made once: for a list they would take as long as all its rows.
const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const NEAR = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** A sign that does not turn into a picture, and its word. */
const WAYS = {
  incoming: { way: 'log_incoming', sign: '↙\u{FE0E}' },
  missed: { way: 'log_missed_call', sign: '↯\u{FE0E}' },
  outgoing: { way: 'log_outgoing', sign: '↗\u{FE0E}' },
};

const DAY_MS = 86_400_000;
/** A call that comes while somebody looks is there soon; for the PBX it is little. */
const AGAIN_MS = 15_000;
/** How long rows must have stood before a click calls. */
const STOOD_MS = 300;
