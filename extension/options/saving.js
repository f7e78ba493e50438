// Test and Save, for the options and for the first run. The browser takes a wish for permission
// only within the click, so both ask it before anything else, for what the form says now.

import { pbxPatterns, sitePatterns } from '../origins.js';
import { askFor, giveBack, text } from '../platform.js';
import { engine, problemOf, say } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {import('../origins.js').Row} Row */
/** @typedef {import('./form.js').Form} Form */

/**
 * Makes a real request that calls nobody, and says in a sentence how it went.
 * @param {Row[]} rows
 * @param {Form} form
 * @param {HTMLElement} line
 * @returns {Promise<void>}
 */
export function test(rows, form, line) {
  const asked = wish(pbxPatterns(rows, form.values()));
  say(line, text('test_running'));
  return asked.then(async () => {
    const problem = problemOf(await engine({ kind: 'ui_bg_test', changes: form.changes() }));
    form.complain(problem ? [problem] : []);
    say(line, problem ? sentence(problem) : text('test_good'), problem ? 'wrong' : 'good');
  });
}

/**
 * Stores what the person changed, whether or not the browser allows what goes with it.
 * @param {Row[]} rows
 * @param {Form} form
 * @param {Record<string, unknown>} before
 * @param {HTMLElement} line
 * @param {() => unknown} [show] Shows what is stored now, before it is said.
 * @returns {Promise<{stored: boolean, allowed: boolean}>}
 */
export function save(rows, form, before, line, show) {
  const values = form.values();
  const pbx = pbxPatterns(rows, values);
  const wanted = [...pbx, ...sitePatterns(values)];
  const asked = wish(wanted);
  say(line, text('save_running'));
  return asked.then(async (allowed) => {
    const reply = await engine({ kind: 'ui_bg_save', changes: form.changes() });
    if (reply.kind !== 'saved' || reply.problems.length > 0) {
      const refusal = problemOf(reply) ?? { message: 'problem_engine' };
      const problems = reply.kind === 'saved' ? reply.problems : [refusal];
      const elsewhere = form.complain(problems);
      say(line, elsewhere[0] ? sentence(elsewhere[0]) : text('save_wrong'), 'wrong');
      return { stored: false, allowed };
    }
    form.complain([]);
    await giveBack(pbxPatterns(rows, before).filter((pattern) => !wanted.includes(pattern)));
    await show?.();
    say(line, text(allowed ? 'save_good' : 'save_not_allowed'), allowed ? 'good' : 'warning');
    return { stored: true, allowed };
  });
}

/** @param {string[]} patterns */
function wish(patterns) {
  return patterns.length === 0 ? Promise.resolve(true) : askFor(patterns).catch(() => false);
}
