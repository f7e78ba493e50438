// The options page: every row of the table under its heading, what the browser has not been
// allowed to do, Test and Save.

import rows from '../../generated/options.json' with { type: 'json' };
import { hostsOf, pbxPatterns, sitePatterns } from '../origins.js';
import { askFor, granted, onPermissions, onPush, text } from '../platform.js';
import { button, engine, make, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';
import { saveAsFile } from './export.js';
import { drawForm } from './form.js';
import { save, test } from './saving.js';

/** @typedef {import('./form.js').Form} Form */
/** @typedef {import('./form.js').Values} Values */
/** @typedef {import('../../generated/wire.js').Problem} Problem */

/** @type {Form | undefined} */
let form;
/** @type {Values} */
let stored = {};
const NO_CHANGES = '{}';
/** What the form that stands there was drawn from. */
let drawn = '';

translate();
document.title = text('options_heading');
the('test').addEventListener('click', () => form && busy(test(rows, form, the('line'))));
the('save').addEventListener('click', () => {
  if (form) busy(save(rows, form, stored, the('line'), load).then(showUnsaved));
});
the('export').addEventListener('click', () => saveAsFile(rows, stored));
// Enter in a field clicks Save too; that is all the submitting there is.
the('form').addEventListener('submit', (event) => event.preventDefault());
addEventListener('beforeunload', (event) => isChanged() && event.preventDefault());
onPermissions(showPermissions);
onPush((push) => {
  // Policy may arrive late, and other devices change options too; what is being typed stays.
  if (push.kind === 'again' && !isChanged()) load();
});
load();

/** Anew, unless something is typed meanwhile. What is to be saved now, if anything, is no change after it. */
async function load() {
  const typed = changes();
  const reply = await engine({ kind: 'ui_bg_options' });
  the('form').parentElement?.setAttribute('aria-busy', 'false');
  if (reply.kind !== 'options') {
    const problem = problemOf(reply) ?? { message: 'problem_engine' };
    say(the('failure'), sentence(problem), 'wrong', button(text('try_again'), load));
    return;
  }
  say(the('failure'), '');
  if (changes() !== typed) return;
  stored = reply.values;
  const told = JSON.stringify(reply);
  // A form that is drawn again takes the focus away, and a click that has begun.
  if (told !== drawn || typed !== NO_CHANGES) draw(reply);
  drawn = told;
  await showPermissions();
}

/** @param {Extract<import('../../generated/wire.js').Reply, {kind: 'options'}>} reply */
function draw(reply) {
  const groups = [...new Set(rows.map((row) => row.group))];
  const cards = new Map(groups.map((group) => [group, make(
    'section',
    { class: 'card', id: `group-${group}` },
    make('h2', { textContent: text(`group_${group}`) }),
  )]));
  const place = (/** @type {{group: string}} */ row) => /** @type {HTMLElement} */ (cards.get(row.group));
  // Drawing tells of changes, and those of the form before are none any more.
  form = undefined;
  form = drawForm({ rows, values: stored, locked: reply.locked, place, changed: showUnsaved });
  the('form').replaceChildren(...cards.values());
  showUnreadable(reply.problems);
  the('about').textContent = text('options_plans', reply.plans);
  the('bar').hidden = false;
  the('export').hidden = false;
  showUnsaved();
}

/** What the browser has not been allowed to do, or no longer is. */
async function showPermissions() {
  await showPermission(the('pbx-permission'), pbxPatterns(rows, stored), 'permission_lost');
  await showPermission(the('site-permission'), sitePatterns(stored), 'permission_sites_lost');
}

/** @param {HTMLElement} line @param {string[]} patterns @param {string} key */
async function showPermission(line, patterns, key) {
  if (patterns.length === 0 || (await granted(patterns))) {
    say(line, '');
    return;
  }
  const allow = button(text('allow'), () => askFor(patterns).then(showPermissions));
  say(line, text(key, hostsOf(patterns)), 'warning', allow);
}

/** @param {Problem[]} problems */
function showUnreadable(problems) {
  const unread = problems.filter(({ message }) => message === 'problem_option_invalid');
  const named = unread.map((problem) => text(`opt_${problem.field}`) || problem.field);
  const lines = problems.filter((problem) => !unread.includes(problem)).map(sentence);
  if (named.length > 0) lines.push(text('options_unreadable', named.join(', ')));
  say(the('unreadable'), lines.join(' '), 'warning');
}

function changes() {
  return JSON.stringify(form?.changes() ?? {});
}

function isChanged() {
  return changes() !== NO_CHANGES;
}

function showUnsaved() {
  const changed = isChanged();
  the('unsaved').hidden = !changed;
  if (changed) say(the('line'), '');
}

/** No second click while the first is being carried out. @param {Promise<unknown>} work */
async function busy(work) {
  for (const id of ['test', 'save']) the(id).toggleAttribute('disabled', true);
  await work;
  for (const id of ['test', 'save']) the(id).toggleAttribute('disabled', false);
}
