// What `cargo xtask test` reads: a line of JSON for each test, `{ name, outcome, file }`, in the file
// that `PRONTO_REPORT` names. It is written at once: a runner that is made to exit loses what was
// only handed to a stream.
//
// Suites are left out. A file that breaks before its tests are known is told under its own path,
// so that it counts as a failure.

import { appendFileSync } from 'node:fs';

const path = process.env.PRONTO_REPORT ?? '';

/**
 * @typedef {object} Finished
 * @property {string} name
 * @property {string} [file]
 * @property {string | boolean} [skip]
 * @property {string | boolean} [todo]
 * @property {{ type?: string }} details
 */

/** @param {AsyncIterable<{ type: string, data: unknown }>} events */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') {
      continue;
    }
    const { name, file, skip, todo, details } = /** @type {Finished} */ (data);
    if (details.type === 'suite') {
      continue;
    }
    appendFileSync(path, `${JSON.stringify({ name, outcome: outcome(type, skip, todo), file })}\n`);
  }
}

/**
 * An empty reason for skipping is a reason too.
 *
 * @param {string} type
 * @param {string | boolean | undefined} skip
 * @param {string | boolean | undefined} todo
 */
function outcome(type, skip, todo) {
  if (skip !== undefined || todo !== undefined) {
    return 'skipped';
  }
  return type === 'test:pass' ? 'passed' : 'failed';
}
