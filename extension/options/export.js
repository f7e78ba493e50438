// The options as a file: to read, to keep, and as the administrator's policy for other desks.

import { make } from '../ui.js';

/** @typedef {{key: string, kind: string, default?: unknown}} Row */

const NAME = 'pronto-settings.json';

/**
 * What was chosen, in the shape of the managed policy. Secrets stay here.
 * @param {Row[]} rows
 * @param {Record<string, unknown>} values
 */
export function chosen(rows, values) {
  const differs = rows.filter((row) => row.kind !== 'secret' && JSON.stringify(values[row.key]) !== JSON.stringify(row.default));
  return Object.fromEntries(differs.map(({ key }) => [key, values[key]]));
}

/** Hands the person a file. @param {Row[]} rows @param {Record<string, unknown>} values */
export function saveAsFile(rows, values) {
  const text = `${JSON.stringify(chosen(rows, values), null, 2)}\n`;
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  make('a', { href, download: NAME }).click();
  URL.revokeObjectURL(href);
}
