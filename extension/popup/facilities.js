// The office's lines, how many of them are taken, and its meeting rooms. Times are the PBX's clock's.

import { language, text } from '../platform.js';
import { engine, make, problemOf, the } from '../ui.js';
import { makePanel } from './panel.js';

/** @typedef {import('../../generated/wire.js').Problem} Problem */
/** @typedef {import('../../generated/wire.js').Room} Room */
/** @typedef {import('../../generated/wire.js').Trunk} Trunk */

export function makeFacilities() {
  const panel = makePanel('office', ask);

  /** True where it is known how things are, or why not. @param {boolean} known Whether the PBX is still to be asked. */
  async function ask(known) {
    const reply = await engine({ kind: 'ui_bg_facilities', known });
    const seen = reply.kind === 'facilities' ? reply.facilities : undefined;
    const failed = seen ? undefined : problemOf(reply);
    list('trunks', seen?.trunks.map(drawTrunk), seen?.trunks_problem ?? failed, known);
    list('rooms', seen && [...seen.rooms].sort(bySooner).map(drawRoom), seen?.rooms_problem ?? failed, known);
    return seen !== undefined || failed !== undefined;
  }

  /** @param {'trunks' | 'rooms'} id @param {HTMLElement[] | undefined} rows @param {Problem | undefined} problem @param {boolean} known */
  function list(id, rows, problem, known) {
    panel.complain(id, problem);
    const there = the(`${id}-rows`);
    there.hidden = !rows || rows.length === 0;
    const empty = the(`${id}-empty`);
    empty.hidden = !there.hidden || problem !== undefined || (!rows && !known);
    empty.textContent = text(rows ? `office_no_${id}` : 'popup_log_loading');
    const html = (/** @type {Iterable<Element>} */ all) => [...all].map((row) => row.outerHTML).join();
    // What has not changed stays, and with it what is selected.
    if (html(there.children) !== html(rows ?? [])) there.replaceChildren(...(rows ?? []));
  }

  return {
    /** The settings or the PBX may be others. */
    show: panel.look,
    attend: panel.attend,
  };
}

/** @param {Trunk} trunk */
function drawTrunk({ kind, name, busy, total }) {
  const called = kind === 'isdn' ? text('office_isdn', name) : text('office_wan');
  const taken = text('office_taken', String(busy), String(total));
  const most = Math.max(total, 1);
  // Green while few are taken, red when none is free.
  const colours = { optimum: '0', low: String(most * 0.7), high: String(most - 0.5) };
  const meter = make('meter', { min: '0', max: String(most), ...colours, value: String(busy), 'aria-label': `${called}: ${taken}` });
  return make('li', { class: 'trunk' }, make('span', {}, called), meter, make('span', { class: 'quiet' }, taken));
}

/** @param {Room} room */
function drawRoom({ description, state, creator, start_ms: start, end_ms: end, people, code }) {
  const about = [period(start, end), text('room_people', String(people)), text('room_by', creator)];
  const words = make('span', { class: 'quiet' }, about.filter(Boolean).join(' · '));
  const enter = code === undefined ? [] : [make('span', { class: 'code' }, text('room_code', code))];
  return make('li', { class: `room ${state ?? ''}` },
    make('bdi', { class: 'about' }, description), make('span', { class: 'state' }, text(`room_${state ?? 'unknown'}`)), words, ...enter);
}

/** @param {number | undefined} start @param {number | undefined} end */
function period(start, end) {
  if (start === undefined) return '';
  const thisYear = new Date(start).getUTCFullYear() === new Date().getFullYear();
  const format = new Intl.DateTimeFormat(language(), {
    weekday: 'short', day: 'numeric', month: 'short', year: thisYear ? undefined : 'numeric',
    hour: 'numeric', minute: '2-digit', timeZone: 'UTC',
  });
  return end !== undefined && end >= start ? format.formatRange(start, end) : format.format(start);
}

/** What is on first, then what comes next, what is over last. @param {Room} a @param {Room} b */
function bySooner(a, b) {
  const rank = (/** @type {Room} */ { state }) => ORDER.indexOf(state ?? '');
  return rank(a) - rank(b) || (a.start_ms ?? 0) - (b.start_ms ?? 0);
}

const ORDER = ['running', 'scheduled', '', 'over'];
