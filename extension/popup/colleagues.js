// The colleagues: who is called most comes first, then all by name; what their phones do is asked again
// and again while the list is in sight, and never otherwise, or told. Arrows choose, Enter calls.

import { language, text } from '../platform.js';
import { engine, make, problemOf, say, the } from '../ui.js';
import { sentence } from '../words.js';
import { fit, fold, wordsOf } from './seek.js';
import { windowed } from './windowed.js';

/** @typedef {import('../../generated/wire.js').Colleague} Colleague */
/** @typedef {Extract<import('../../generated/wire.js').Reply, {kind: 'colleagues'}>} Reply */
/** @typedef {Colleague & {folded: string, shown: string}} Person */

/** What a row offers: the button's label (none where it has a sign), its whole name, and what it does. @typedef {{label: string, name: string, run: () => Promise<unknown>}} Way */
/** Enter does the first, Ctrl+Enter the other, Shift+Enter writes. @typedef {{enter: Way, aside?: Way, letter?: Way}} Ways */

/**
 * @param {object} list
 * @param {HTMLInputElement} list.field In which is typed who is looked for.
 * @param {(typed: string) => boolean} list.choosesFirst Whether Enter means the first who fits.
 * @param {(person: Person) => Ways} list.ways
 * @returns {{attend: (inSight: boolean) => void, draw: () => void, turn: () => void}} `draw` when something else can be
 *   done, `turn` when the same button and key do something else: a press of a moment ago was not meant for that.
 */
export function makeColleagues({ field, choosesFirst, ways }) {
  const group = /** @type {HTMLSelectElement} */ (the('group'));
  const grid = the('colleagues');
  /** In the order of the list. @type {Person[]} */
  let people = [];
  /** Those that fit what was typed. @type {Person[]} */
  let found = [];
  /** The extension of the row that Enter calls. */
  let chosen = '';
  let busy = false;
  let turnedMs = -Infinity;
  /** Counts up whenever the list comes into sight or leaves it. */
  let look = 0;

  const rows = windowed({
    viewport: grid,
    space: the('colleague-rows'),
    height: ROW_HEIGHT,
    key: (/** @type {Person} */ person) => person.extension,
    create: ({ extension }) => createRow(extension, () => choose(extension), (way) => run(extension, way)),
    update: (node, person, index) => updateRow(node, person, index, person.extension === chosen, ways(person)),
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

  /** One thing at a time, and only what is offered now. @param {string} extension @param {keyof Ways} way */
  async function run(extension, way) {
    const person = found.find((one) => one.extension === extension);
    if (busy || !person || performance.now() - turnedMs < TURNED_MS) return;
    busy = true;
    await ways(person)[way]?.run();
    busy = false;
  }

  field.addEventListener('input', () => {
    seek();
    // What was typed has a first answer, which Enter calls; nobody is chosen where nothing was typed.
    chosen = choosesFirst(field.value.trim()) ? found[0]?.extension ?? '' : '';
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
    /** @type {Record<string, (event: KeyboardEvent) => unknown>} */
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      PageDown: () => move(rows.page()),
      PageUp: () => move(-rows.page()),
    };
    const does = keys[event.key] ??
      (event.key === 'Enter' && chosen !== '' ? enter : undefined) ??
      (event.key === 'Escape' && field.value !== '' ? clear : undefined);
    if (!does) return;
    event.preventDefault();
    does(event);
  });
  const enter = (/** @type {KeyboardEvent} */ event) => {
    const way = event.ctrlKey || event.metaKey ? 'aside' : event.shiftKey ? 'letter' : 'enter';
    if (!event.repeat) run(chosen, way);
  };
  const clear = () => {
    field.value = '';
    field.dispatchEvent(new Event('input'));
  };
  // Whoever stands on the tab, or has clicked into the list, and types, looks for somebody.
  for (const place of document.querySelectorAll('#tab-colleagues, #panel-colleagues')) {
    place.addEventListener('keydown', (given) => {
      const event = /** @type {KeyboardEvent} */ (given);
      const letter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey;
      const down = event.key === 'ArrowDown' && place.id === 'tab-colleagues';
      const aside = /** @type {Element} */ (event.target).matches('input, select');
      if (!(letter || down) || aside || the('panel-colleagues').hidden) return;
      field.focus();
      if (down) move(1);
    });
  }

  /** Asks again and again, for as long as it is this look. @param {number} mine */
  async function follow(mine) {
    let known = true;
    while (mine === look) {
      const reply = await engine({ kind: 'ui_bg_colleagues', known });
      if (mine !== look) return;
      if (reply.kind === 'colleagues') take(reply);
      else say(the('colleagues-wrong'), sentence(problemOf(reply) ?? { message: 'problem_engine' }), 'wrong');
      // Where changes are told, the next answer waits for one by itself.
      const told = reply.kind === 'colleagues' && reply.told;
      if (!known && !told) await new Promise((resume) => setTimeout(resume, AGAIN_MS));
      known = false;
    }
  }

  return {
    attend(inSight) {
      look += 1;
      if (inSight) follow(look);
    },

    draw: rows.draw,

    turn() {
      turnedMs = performance.now();
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

/**
 * Beside a call on the line a colleague is asked first, or the call is put through at once.
 * @param {Person} person
 * @param {(extension: string, transfer: boolean) => Promise<unknown>} place
 * @returns {Ways}
 */
export function waysBeside({ extension, shown }, place) {
  return {
    enter: { label: text('ask_first'), name: text('colleagues_ask_first', shown), run: () => place(extension, false) },
    aside: { label: text('transfer'), name: text('colleagues_transfer', shown), run: () => place(extension, true) },
  };
}

/** @param {string} extension @param {() => void} choose @param {(way: keyof Ways) => void} run */
function createRow(extension, choose, run) {
  const name = make('span', { class: 'who', dir: 'auto' });
  const more = make('span', { class: 'more' });
  // Enter does the same, so that the Tab key does not stop at every row.
  const enter = make('button', { type: 'button', class: 'primary', tabIndex: -1, onclick: () => run('enter') });
  const aside = make('button', {
    type: 'button', class: 'aside', tabIndex: -1, onclick: () => run('aside'),
    title: text('ctrl_enter'), 'aria-keyshortcuts': 'Control+Enter Meta+Enter',
  });
  const letter = make('button', {
    type: 'button', class: 'letter', tabIndex: -1, onclick: () => run('letter'),
    title: text('shift_enter'), 'aria-keyshortcuts': 'Shift+Enter',
  }, make('span', { class: 'envelope' }));
  const node = make('div', { role: 'row', class: 'colleague', id: idOf(extension) },
    make('span', { role: 'gridcell', class: 'person' }, make('span', { class: 'dot' }), name, more),
    make('span', { role: 'gridcell', class: 'do' }, letter, aside, enter));
  node.addEventListener('pointerdown', choose);
  return node;
}

/** @param {HTMLElement} node @param {Person} person @param {number} index @param {boolean} chosen @param {Ways} ways */
function updateRow(node, person, index, chosen, ways) {
  const presence = person.presence ?? 'other';
  const [name, more, letter, aside, enter] = /** @type {NodeListOf<HTMLElement>} */ (node.querySelectorAll('.who, .more, button'));
  const words = [person.name && person.extension, text(`presence_${presence}`)].filter(Boolean).join(' · ');
  node.dataset.presence = presence;
  node.ariaSelected = String(chosen);
  node.setAttribute('aria-rowindex', String(index + 1));
  if (name.textContent !== person.shown) {
    name.textContent = person.shown;
    name.title = person.shown;
  }
  if (more.textContent !== words) more.textContent = words;
  showWay(letter, ways.letter);
  showWay(aside, ways.aside);
  showWay(enter, ways.enter);
}

/** @param {HTMLElement} button @param {Way | undefined} way */
function showWay(button, way) {
  if (button.hidden !== !way) button.hidden = !way;
  if (!way || button.ariaLabel === way.name) return;
  if (way.label) button.textContent = way.label;
  else button.title = way.name;
  button.ariaLabel = way.name;
}

/** @param {string} extension */
const idOf = (extension) => `colleague-${extension}`;

const COMPARE = () => new Intl.Collator(language(), { sensitivity: 'base', numeric: true }).compare;
/** In CSS pixels, as in colleagues.css. */
const ROW_HEIGHT = 46;
/** How long the list rests between an answer and the next question, in milliseconds. */
const AGAIN_MS = 2_000;
/** How long a row whose buttons do something else now takes no press, in milliseconds. */
const TURNED_MS = 300;
/** From when on states are shown as old, in milliseconds. */
const OLD_MS = 10_000;
