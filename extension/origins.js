// Which hosts must be allowed for a set of options. Read off the addresses as the browser reads
// any address; what a PBX makes of them is the engine's. It must be known without asking anybody,
// because browsers take a wish for permission only within the click itself.

import { patternOf, text } from './platform.js';

/**
 * A row of generated/options.json, which src/settings makes.
 * @typedef {object} Row
 * @property {string} key
 * @property {string} kind
 * @property {unknown} default
 * @property {string} group
 * @property {boolean} unverified
 * @property {boolean} first_run
 * @property {string[]} [words]
 * @property {number} [min]
 * @property {number} [max]
 * @property {string[]} [drivers]
 */

/**
 * Whether a row concerns the PBX that is chosen.
 * @param {Row} row
 * @param {Record<string, unknown>} values
 */
export function isForPbx(row, values) {
  return row.drivers === undefined || row.drivers.includes(String(values.pbx));
}

/**
 * The patterns of the PBX's hosts.
 * @param {Row[]} rows
 * @param {Record<string, unknown>} values
 */
export function pbxPatterns(rows, values) {
  const texts = rows.filter((row) => isForPbx(row, values)).flatMap((row) => {
    const value = String(values[row.key] ?? '').trim();
    if (row.kind === 'address' && value !== '') return [value.includes('://') ? value : `http://${value}`];
    return row.kind === 'text' && /^https?:\/\//i.test(value) ? [value] : [];
  });
  const good = texts.filter((address) => /^https?:\/\//i.test(address) && URL.canParse(address));
  return [...new Set(good.map(patternOf))];
}

/**
 * The patterns of the sites on which numbers are looked for.
 * @param {Record<string, unknown>} values
 */
export function sitePatterns(values) {
  if (values.sites_mode === 'all') return ['http://*/*', 'https://*/*'];
  if (values.sites_mode !== 'listed' || !Array.isArray(values.sites)) return [];
  const hosts = values.sites.map((site) => String(site).trim().toLowerCase()).filter((site) => HOST.test(site));
  return hosts.flatMap((host) => [`http://${host}/*`, `https://${host}/*`]);
}

/** For people: `pbx.example:3541`. @param {string[]} patterns */
export function hostsOf(patterns) {
  const hosts = patterns.map((pattern) => pattern.replace(/^\w+:\/\//, '').replace(/\/\*$/, ''));
  return [...new Set(hosts)].map((host) => (host === '*' ? text('all_sites') : host)).join(', ');
}

/** What browsers take as the host of a pattern. */
const HOST = /^(\*\.)?([\p{L}\p{N}_-]+\.)*[\p{L}\p{N}_-]+$/u;
