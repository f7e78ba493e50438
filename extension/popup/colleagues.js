// The colleagues: who is called most comes first, then all by name; what their phones do is asked again
// and again while the list is in sight, and never otherwise. Arrows choose, Enter calls.

import { language, text } from '../platform.js';
import { engine, make, problemOf, say, the } from '../ui.js';
import { sentence } from '../words.js';
import { fit, fold, wordsOf } from './seek.js';
import { windowed } from './windowed.js';

/** @typedef {import('../../generated/wire.js').Colleague} Colleague */
/** @typedef {Extract<import('../../generated/wire.js').Reply, {kind: 'colleagues'}>} Reply */
/** @typedef {Colleague & {folded: string, shown: string}} Person */

/**
 * @param {(extension: string) => Promise<unknown>} call
 * @param {(person: Person) => Promise<unknown>} pick Takes over the call that rings there.
 * @returns {{attend: (inSight: boolean) => void, offer: (picks: boolean) => void}} `offer` is told whether calls can be
 *   picked up here.
 */
export function makeColleagues(call, pick) {
  const field = /** @type {HTMLInputElement} */ (the('seek'));
  const group = /** @type {HTMLSelectElement} */ (the('group'));
  const grid = the('colleagues');
  /** In the order of the list. @type {Person[]} */
  let people = [];
  /** Those that fit what was typed. @type {Person[]} */
  let found = [];
  /** The extension of the row that Enter calls. */
  let chosen = '';
  let calling = false;
  let picks = false;
  /** Counts up whenever the list comes into sight or leaves it. */
  let turn = 0;

  const rows = windowed({
    viewport: grid,
    space: the('colleague-rows'),
    height: ROW_HEIGHT,
    key: (/** @type {Person} */ person) => person.extension,
    create: ({ extension }) => createRow(extension, {
      choose: () => choose(extension),
      call: () => run(() => call(extension)),
      pick: () => pickUp(extension),
    }),
    update: (node, person, index) => updateRow(node, person, index, { chosen: person.extension === chosen, picks }),
  });

  /** @param {Reply} reply */
  function take(reply) {
    people = inOrder(reply, people);
    const old = reply.problem !== undefined || reply.seen_ms === undefined || Date.now() - reply.seen_ms > OLD_MS;
    grid.classList.toggle('old', old);
    grid.ariaBusy = String(reply.seen_ms === undefined && !reply.problem);
    say(the('colleagues-wrong'), reply.problem ? sentence(reply.problem) : '', 'wrong');
    showGroups();
    seek();
  }

  function showGroups() {
    const names = [...new Set(people.flatMap((person) => person.groups ?? []))].sort(COMPARE());
    const drawn = [...group.options].slice(1).map((option) => option.value);
    group.hidden = names.length === 0;
    if (names.join('\n') === drawn.join('\n')) return;
    const before = group.value;
    group.replaceChildren(
      make('option', { value: '', textContent: text('colleagues_all_groups') }),
      ...names.map((name) => make('option', { value: name, textContent: name, dir: 'auto' })),
    );
    group.value = names.includes(before) ? before : '';
  }

  /** Looks for what was typed, among whom the group leaves. */
  function seek() {
    const words = wordsOf(field.value);
    const fits = people.flatMap((person) => {
      const among = group.value === '' || person.groups?.includes(group.value);
      const rank = among ? fit(words, person) : undefined;
      return rank === undefined ? [] : [{ person, rank }];
    });
    found = fits.sort((a, b) => a.rank - b.rank).map(({ person }) => person);
    if (!found.some((person) => person.extension === chosen)) chosen = '';
    grid.hidden = found.length === 0;
    field.ariaExpanded = String(!grid.hidden);
    grid.setAttribute('aria-rowcount', String(found.length));
    rows.show(found);
    const asking = grid.ariaBusy === 'true';
    const nobody = people.length === 0 ? (asking ? 'colleagues_asking' : 'colleagues_none') : 'colleagues_not_found';
    const failed = !the('colleagues-wrong').hidden;
    const line = found.length > 0 || (failed && people.length === 0) ? '' : text(nobody);
    the('no-colleagues').hidden = line === '';
    the('no-colleagues').textContent = line;
    name();
  }

  /** Says which row is chosen. */
  function name() {
    const there = found.some((person) => person.extension === chosen);
    if (there) field.setAttribute('aria-activedescendant', idOf(chosen));
    else field.removeAttribute('aria-activedescendant');
  }

  /** @param {string} extension */
  function choose(extension) {
    chosen = extension;
    name();
    rows.draw();
  }

  /** @param {number} steps */
  function move(steps) {
    if (found.length === 0) return;
    const at = found.findIndex((person) => person.extension === chosen);
    const to = at < 0 ? (steps > 0 ? 0 : found.length - 1) : Math.min(Math.max(at + steps, 0), found.length - 1);
    choose(found[to].extension);
    rows.bringIntoSight(to);
  }

  /** One thing at a time. @param {() => Promise<unknown>} does */
  async function run(does) {
    if (calling) return;
    calling = true;
    await does();
    calling = false;
  }

  /** @param {string} extension */
  function pickUp(extension) {
    const person = found.find((one) => one.extension === extension);
    if (picks && person?.presence === 'ringing') run(() => pick(person));
  }

  field.addEventListener('input', () => {
    seek();
    // What was typed has a first answer, which Enter calls; nobody is chosen where nothing was typed.
    chosen = field.value.trim() === '' ? '' : found[0]?.extension ?? '';
    grid.scrollTop = 0;
    name();
    rows.draw();
    the('colleagues-found').textContent = field.value.trim() === '' ? '' : text('colleagues_found', found.length);
  });
  group.addEventListener('change', seek);
  grid.addEventListener('mousedown', (event) => {
    if (!(/** @type {Element} */ (event.target).closest('[role="row"]'))) return;
    // The keys stay with the field: Enter calls who was pointed at.
    event.preventDefault();
    field.focus();
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    /** @type {Record<string, () => unknown>} */
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      PageDown: () => move(rows.page()),
      PageUp: () => move(-rows.page()),
      Enter: () => {
        if (chosen === '' || event.repeat) return;
        if (event.ctrlKey || event.metaKey) pickUp(chosen);
        else run(() => call(chosen));
      },
    };
    const does = keys[event.key] ?? (event.key === 'Escape' && field.value !== '' ? clear : undefined);
    if (!does) return;
    event.preventDefault();
    does();
  });
  const clear = () => {
    field.value = '';
    field.dispatchEvent(new Event('input'));
  };
  // Whoever stands on the tab, or has clicked into the list, and types, looks for somebody.
  for (const place of [the('tab-colleagues'), the('panel-colleagues')]) {
    place.addEventListener('keydown', (event) => {
      const letter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey;
      const down = event.key === 'ArrowDown' && place === the('tab-colleagues');
      const aside = /** @type {Element} */ (event.target).matches('input, select');
      if (!(letter || down) || aside || the('panel-colleagues').hidden) return;
      field.focus();
      if (down) move(1);
    });
  }

  /** Asks again and again, for as long as it is this turn. @param {number} mine */
  async function follow(mine) {
    let known = true;
    while (mine === turn) {
      const reply = await engine({ kind: 'ui_bg_colleagues', known });
      if (mine !== turn) return;
      if (reply.kind === 'colleagues') take(reply);
      else say(the('colleagues-wrong'), sentence(problemOf(reply) ?? { message: 'problem_engine' }), 'wrong');
      if (!known) await new Promise((resume) => setTimeout(resume, AGAIN_MS));
      known = false;
    }
  }

  return {
    attend(inSight) {
      turn += 1;
      if (inSight) follow(turn);
    },

    offer(can) {
      picks = can;
      rows.draw();
    },
  };
}

/**
 * Those who are called most often first, then all by name, and who has none by extension.
 * @param {Reply} reply @param {Person[]} before
 * @returns {Person[]}
 */
function inOrder({ colleagues, often }, before) {
  const known = new Map(before.map((person) => [person.extension, person]));
  const people = colleagues.map((colleague) => {
    const shown = colleague.name ?? colleague.extension;
    const old = known.get(colleague.extension);
    return { ...colleague, shown, folded: old?.shown === shown ? old.folded : fold(shown) };
  });
  const compare = COMPARE();
  const place = (/** @type {Person} */ { extension }) => {
    const at = often.indexOf(extension);
    return at < 0 ? often.length : at;
  };
  return people.sort((a, b) => place(a) - place(b) || Number(!a.name) - Number(!b.name) ||
    compare(a.shown, b.shown) || compare(a.extension, b.extension));
}

/** @param {string} extension @param {{choose: () => void, call: () => void, pick: () => void}} does */
function createRow(extension, does) {
  const name = make('span', { class: 'who', dir: 'auto' });
  const more = make('span', { class: 'more' });
  // Enter does the same, so that the Tab key does not stop at every row.
  const call = make('button', { type: 'button', class: 'primary', tabIndex: -1, textContent: text('call'), onclick: does.call });
  const pick = make('button', {
    type: 'button', class: 'pick', tabIndex: -1, hidden: true, textContent: text('pick_up'), onclick: does.pick,
    title: text('pick_up_key'), 'aria-keyshortcuts': 'Control+Enter Meta+Enter',
  });
  const node = make('div', { role: 'row', class: 'colleague', id: idOf(extension) },
    make('span', { role: 'gridcell', class: 'person' }, make('span', { class: 'dot' }), name, more),
    make('span', { role: 'gridcell', class: 'do' }, pick, call));
  node.addEventListener('pointerdown', does.choose);
  return node;
}

/** @param {HTMLElement} node @param {Person} person @param {number} index @param {{chosen: boolean, picks: boolean}} is */
function updateRow(node, person, index, { chosen, picks }) {
  const presence = person.presence ?? 'other';
  const [name, more, pick, call] = /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll('.who, .more, button'));
  const words = [person.name && person.extension, text(`presence_${presence}`)].filter(Boolean).join(' · ');
  node.dataset.presence = presence;
  node.ariaSelected = String(chosen);
  node.setAttribute('aria-rowindex', String(index + 1));
  if (name.textContent !== person.shown) {
    name.textContent = person.shown;
    name.title = person.shown;
    call.ariaLabel = text('colleagues_call', person.shown);
    pick.ariaLabel = text('pick_up_of', person.shown);
  }
  if (more.textContent !== words) more.textContent = words;
  const rings = picks && presence === 'ringing';
  if (pick.hidden === rings) pick.hidden = !rings;
}

/** @param {string} extension */
const idOf = (extension) => `colleague-${extension}`;

const COMPARE = () => new Intl.Collator(language(), { sensitivity: 'base', numeric: true }).compare;
/** In CSS pixels, as in colleagues.css. */
const ROW_HEIGHT = 46;
/** How long the list rests between an answer and the next question, in milliseconds. */
const AGAIN_MS = 2_000;
/** From when on states are shown as old, in milliseconds. */
const OLD_MS = 10_000;
