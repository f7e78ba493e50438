// One control for each kind of option: how it is drawn and what it reads back. Whether a value is
// good is for the engine to say.

import { language, text } from '../platform.js';
import { button, make } from '../ui.js';
import { countries } from './countries.js';

/** @typedef {import('../origins.js').Row} Row */

/**
 * @typedef {object} Control
 * @property {HTMLElement} node
 * @property {() => unknown} read The value as it would be stored; undefined when nothing is chosen.
 * @property {'group' | 'radiogroup'} [group] Where there is more than one field.
 */

/** @type {Record<string, (row: Row, value: unknown) => Control>} */
export const CONTROLS = {
  text: (row, value) => line(row, value),
  address: (row, value) => line(row, value, 'url'),
  secret,
  country,
  flag,
  whole,
  choice,
  choices,
  lines,
  status_map: statusMap,
};

/** @param {Row} row A value to imitate, where it has one. */
function example(row) {
  const value = text(`opt_${row.key}_example`);
  return value && text('example', value);
}

/** What a word of an option is called. @param {Row} row @param {string} word */
function named(row, word) {
  // Names of texts know letters, digits and underscores only.
  return text(`opt_${row.key}_${word.replace(/\W/g, '_') || 'none'}`) || word;
}

/** @param {Row} row @param {unknown} value @param {string} [inputMode] @returns {Control} */
function line(row, value, inputMode) {
  const node = make('input', {
    type: 'text',
    value: String(value ?? ''),
    placeholder: example(row),
    inputMode: inputMode ?? '',
    spellcheck: false,
    autocomplete: 'off',
  });
  return { node, read: () => node.value.trim() };
}

/**
 * Never shown again: an empty field keeps it, the button takes it away.
 * @param {Row} _row
 * @param {unknown} value
 * @returns {Control}
 */
function secret(_row, value) {
  const isSet = value !== '' && value !== undefined;
  const placeholder = isSet ? text('secret_set') : '';
  const input = make('input', { type: 'password', autocomplete: 'new-password', placeholder });
  let removed = false;
  const remove = button(text('secret_remove'), () => {
    removed = true;
    input.value = '';
    input.placeholder = '';
    remove.hidden = true;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  remove.hidden = !isSet;
  const read = () => (input.value !== '' ? input.value : removed ? '' : undefined);
  return { node: make('div', { class: 'beside' }, input, remove), read };
}

/** @param {Row} _row @param {unknown} value @returns {Control} */
function country(_row, value) {
  const none = make('option', { value: '', textContent: text('country_none') });
  const node = make('select', {}, none, ...countries(language()).map(({ code, name }) =>
    make('option', { value: code, textContent: name })));
  node.value = String(value ?? '');
  return { node, read: () => node.value };
}

/** @param {Row} row @param {unknown} value @returns {Control} */
function flag(row, value) {
  const input = make('input', { type: 'checkbox', class: 'switch', role: 'switch', checked: value === true });
  return { node: input, read: () => input.checked };
}

/** @param {Row} row @param {unknown} value @returns {Control} */
function whole(row, value) {
  const [min, max] = [String(row.min), String(row.max)];
  const node = make('input', { type: 'number', value: String(value ?? ''), min, max, step: '1' });
  return { node, read: () => (node.value === '' ? '' : Number(node.value)) };
}

/**
 * Radios where each word has something to explain, else a list.
 * @param {Row} row
 * @param {unknown} value
 * @returns {Control}
 */
function choice(row, value) {
  const words = row.words ?? [];
  const explained = (/** @type {string} */ word) => text(`opt_${row.key}_${word.replace(/\W/g, '_')}_help`);
  if (!words.some(explained)) {
    const node = make('select', {}, ...words.map((word) =>
      make('option', { value: word, textContent: named(row, word) })));
    node.value = String(value ?? '');
    return { node, read: () => node.value };
  }
  const node = make('div', { class: 'radios' }, ...words.filter((word) => word !== '').map((word) => make(
    'label',
    {},
    make('input', { type: 'radio', name: row.key, value: word, checked: word === value }),
    make('span', {}, named(row, word), make('small', { textContent: explained(word) })),
  )));
  /** @returns {HTMLInputElement | null} */
  const checked = () => node.querySelector('input:checked');
  return { node, group: 'radiogroup', read: () => checked()?.value };
}

/** @param {Row} row @param {unknown} value @returns {Control} */
function choices(row, value) {
  const held = Array.isArray(value) ? value : [];
  const node = make('div', { class: 'checks' }, ...(row.words ?? []).map((word) => make(
    'label',
    {},
    make('input', { type: 'checkbox', value: word, checked: held.includes(word) }),
    make('span', { textContent: named(row, word) }),
  )));
  /** @returns {NodeListOf<HTMLInputElement>} */
  const checked = () => node.querySelectorAll('input:checked');
  return { node, group: 'group', read: () => [...checked()].map((box) => box.value) };
}

/** @param {Row} row @param {unknown} value @returns {Control} */
function lines(row, value) {
  const held = Array.isArray(value) ? value : [];
  const node = make('textarea', {
    rows: Math.min(8, Math.max(2, held.length + 1)),
    value: held.join('\n'),
    placeholder: example(row),
    spellcheck: false,
  });
  return { node, read: () => node.value.split('\n').map((entry) => entry.trim()).filter((entry) => entry !== '') };
}

/** `4=ringing_them, 7=connected` as a table. @param {Row} row @param {unknown} value @returns {Control} */
function statusMap(row, value) {
  const body = make('div', { class: 'pairs' });
  const entry = (status = '', meaning = '') => {
    const pair = make(
      'div',
      { class: 'beside' },
      make('input', { type: 'text', class: 'short', value: status, ariaLabel: text('status_number') }),
      make('select', { ariaLabel: text('status_meaning') }, ...MEANINGS.map((word) =>
        make('option', { value: word, textContent: text(`state_${word}`), selected: word === meaning }))),
      button(text('status_remove'), () => {
        pair.remove();
        body.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    );
    body.append(pair);
    return pair;
  };
  for (const pair of String(value ?? '').split(',').map((part) => part.trim()).filter(Boolean)) {
    entry(...pair.split('='));
  }
  const add = button(text('status_add'), () => entry().querySelector('input')?.focus());
  const read = () => [...body.children].map((pair) => {
    const status = pair.querySelector('input')?.value.trim();
    return status && `${status}=${pair.querySelector('select')?.value}`;
  }).filter(Boolean).join(', ');
  return { node: make('div', { class: 'map' }, body, add), group: 'group', read };
}

/** What a status can mean: `StatusMeaning` in src/settings. */
const MEANINGS = ['ringing_you', 'ringing_them', 'connected'];
