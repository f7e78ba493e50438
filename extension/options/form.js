// The form of the options, drawn from generated/options.json: a row of the table in src/settings
// is a row here, with its texts under `opt_KEY` in _locales. No option is named in this file but
// those on which another depends.

import { isForPbx } from '../origins.js';
import { text } from '../platform.js';
import { make } from '../ui.js';
import { sentence } from '../words.js';
import { CONTROLS } from './controls.js';

/** @typedef {import('../../generated/wire.js').Problem} Problem */
/** @typedef {import('../origins.js').Row} Row */
/** @typedef {Record<string, unknown>} Values */
/** @typedef {import('./controls.js').Control} Control */

/**
 * @typedef {object} Form
 * @property {() => Values} values Every option as the form has it now.
 * @property {() => Values} changes Only what the person changed.
 * @property {(key: string) => boolean} isChosen Whether there is a value for this row in the form.
 * @property {(problems: Problem[]) => Problem[]} complain Each problem at its row; returns those
 *   that have none here.
 */

/** Rows that mean something only beside another's value. @type {Record<string, (values: Values) => boolean>} */
const DEPENDS = {
  sites: (values) => values.sites_mode === 'listed',
  history_length: (values) => values.keep_history === true,
  pop_address: (values) => values.pop_when !== 'never',
};

/**
 * Draws rows into a place each.
 * @param {object} what
 * @param {Row[]} what.rows
 * @param {Values} what.values As stored.
 * @param {Values} [what.proposed] What the form begins with instead, for the person to confirm.
 * @param {string[]} what.locked Keys that the administrator has set.
 * @param {(row: Row) => HTMLElement} what.place Where a row goes.
 * @param {() => void} what.changed Called on every change.
 * @returns {Form}
 */
export function drawForm({ rows, values, proposed = {}, locked, place, changed }) {
  /** @type {Map<string, {row: Row, control: Control, node: HTMLElement}>} */
  const drawn = new Map();
  const current = () => {
    const now = { ...values };
    for (const [key, { control }] of drawn) now[key] = control.read() ?? values[key];
    return now;
  };
  const update = () => {
    const now = current();
    for (const [key, { row, node }] of drawn) {
      // Whose phone it is, an office's relay knows by the token, and says.
      const isTold = row.group === 'me' && locked.includes(key);
      node.hidden = !(isTold || isForPbx(row, now)) || !(DEPENDS[key]?.(now) ?? true);
    }
    changed();
  };
  for (const row of rows) {
    const control = CONTROLS[row.kind](row, row.key in proposed ? proposed[row.key] : values[row.key]);
    const isLocked = locked.includes(row.key);
    const isProposed = Boolean(proposed[row.key]);
    const node = drawRow(row, control, { isLocked, isProposed });
    drawn.set(row.key, { row, control, node });
    place(row).append(node);
    if (isLocked) for (const field of fieldsOf(node)) field.disabled = true;
    node.addEventListener('input', () => {
      wrong(node, '');
      update();
    });
  }
  update();
  return {
    values: current,
    changes() {
      const open = [...drawn].filter(([key, { node }]) => !locked.includes(key) && !node.hidden);
      const read = open.map(([key, { control }]) => [key, control.read()]);
      return Object.fromEntries(read.filter(([key, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(values[/** @type {string} */ (key)])));
    },
    isChosen: (key) => drawn.get(key)?.control.read() !== undefined,
    complain(problems) {
      for (const { node } of drawn.values()) wrong(node, '');
      const here = problems.filter((problem) => drawn.get(problem.field ?? '')?.node.hidden === false);
      for (const problem of here) {
        const node = drawn.get(problem.field ?? '')?.node;
        if (node) wrong(node, sentence(problem));
      }
      const first = here[0] && drawn.get(here[0].field ?? '')?.node;
      if (first) fieldsOf(first)[0]?.focus();
      return problems.filter((problem) => !here.includes(problem));
    },
  };
}

/** @param {Row} row @param {Control} control @param {{isLocked: boolean, isProposed: boolean}} state */
function drawRow(row, control, { isLocked, isProposed }) {
  const help = text(`opt_${row.key}_help`);
  const name = control.group
    ? make('span', { class: 'label', id: `label-${row.key}`, textContent: text(`opt_${row.key}`) })
    : make('label', { class: 'label', for: `opt-${row.key}`, textContent: text(`opt_${row.key}`) });
  const marks = [
    isLocked ? make('span', { class: 'chip lock', textContent: text('locked') }) : null,
    row.unverified
      ? make('span', { class: 'chip', 'data-tone': 'warning', textContent: text('unverified') })
      : null,
    isProposed ? make('span', { class: 'chip', 'data-tone': 'warning', textContent: text('proposed') }) : null,
  ];
  const node = make(
    'div',
    { class: 'row', 'data-key': row.key, 'data-kind': row.kind },
    make('div', { class: 'name' }, name, ...marks),
    make(
      'div',
      { class: 'value' },
      control.node,
      help ? make('p', { class: 'help', id: `help-${row.key}`, textContent: help }) : null,
      row.unverified ? make('p', { class: 'help', textContent: text('unverified_help') }) : null,
      make('p', { class: 'wrong', id: `wrong-${row.key}`, role: 'alert', hidden: true }),
    ),
  );
  const described = `wrong-${row.key}${help ? ` help-${row.key}` : ''}`;
  if (control.group) {
    control.node.setAttribute('role', control.group);
    control.node.setAttribute('aria-labelledby', `label-${row.key}`);
    control.node.setAttribute('aria-describedby', described);
  } else {
    const [field] = fieldsOf(node);
    field.id = `opt-${row.key}`;
    field.setAttribute('aria-describedby', described);
  }
  return node;
}

/** @param {HTMLElement} node @param {string} words */
function wrong(node, words) {
  const line = /** @type {HTMLElement} */ (node.querySelector('.wrong'));
  line.hidden = words === '';
  line.textContent = words;
  for (const field of fieldsOf(node)) {
    if (words === '') field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
  }
}

/** @param {HTMLElement} node @returns {NodeListOf<HTMLInputElement>} */
function fieldsOf(node) {
  return node.querySelectorAll('input, select, textarea, button');
}
