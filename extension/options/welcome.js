// The first run: the few options without which no call can be placed, and on which pages numbers
// are looked for, which nobody decides but the person. Ends with Test and Save.

import rows from '../../generated/options.json' with { type: 'json' };
import { onPush, openOptions, text } from '../platform.js';
import { button, engine, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';
import { countryOf } from './countries.js';
import { drawForm } from './form.js';
import { save, test } from './saving.js';

/** @typedef {import('./form.js').Form} Form */
/** @typedef {import('./form.js').Values} Values */

/** @type {Form | undefined} */
let form;
/** @type {Values} */
let stored = {};

translate();
document.title = text('welcome_heading');
the('test').addEventListener('click', () => form && test(rows, form, the('line')));
the('save').addEventListener('click', saveAll);
the('form').addEventListener('submit', (event) => event.preventDefault());
the('to-options').addEventListener('click', openOptions);
onPush((push) => {
  // Policy arrives late in some browsers.
  if (push.kind === 'again' && form && Object.keys(form.changes()).length === 0) load();
});
load();

async function load() {
  const typed = JSON.stringify(form?.changes());
  const reply = await engine({ kind: 'ui_bg_options' });
  the('form').parentElement?.setAttribute('aria-busy', 'false');
  if (reply.kind !== 'options') {
    const problem = problemOf(reply) ?? { message: 'problem_engine' };
    say(the('failure'), sentence(problem), 'wrong', button(text('try_again'), load));
    return;
  }
  say(the('failure'), '');
  // What was typed meanwhile stays.
  if (JSON.stringify(form?.changes()) !== typed) return;
  stored = reply.values;
  for (const step of ['pbx', 'me', 'dialling', 'sites']) the(`step-${step}`).replaceChildren();
  /** @type {Values} */
  const proposed = {};
  if (!reply.locked.includes('country') && stored.country === '') {
    proposed.country = countryOf(navigator.language);
  }
  // Where numbers are looked for is never taken silently.
  if (!reply.locked.includes('sites_mode')) proposed.sites_mode = '';
  form = drawForm({
    rows: rows.filter((row) => row.first_run),
    values: stored,
    proposed,
    locked: reply.locked,
    place: (row) => the(`step-${row.group}`),
    changed: () => say(the('line'), ''),
  });
  the('form').hidden = false;
  the('bar').hidden = false;
}

function saveAll() {
  if (!form) return;
  if (!form.isChosen('sites_mode')) {
    form.complain([{ message: 'welcome_choose_sites', field: 'sites_mode' }]);
    return;
  }
  // Without the permission nothing is ready: the form stays, and Save asks again.
  save(rows, form, stored, the('line')).then((saved) => (saved.stored && saved.allowed ? finish() : undefined));
}

/** Stored; what still stands in the way is said, else the person can begin. */
async function finish() {
  const status = await engine({ kind: 'ui_bg_status' });
  const missing = status.kind === 'status' ? status.missing : problemOf(status);
  if (missing) {
    form?.complain([missing]);
    say(the('line'), sentence(missing), 'warning');
    return;
  }
  the('form').hidden = true;
  the('save').hidden = true;
  the('done').hidden = false;
  the('done').focus();
}
