// On which pages our script runs: what the engine wants, as far as the person has allowed it. Tabs
// that are open already get the script without a reload; where it may no longer look for numbers,
// it is told so.

import {
  allGranted, granted, inject, recall, register, registered, remember, SHEET, tabs, unregister,
} from './platform.js';
import { siteOf } from './trust.js';

/** @typedef {import('./platform.js').Sender} Sender */
/** @typedef {import('./platform.js').ContentScript} ContentScript */
/** @typedef {{matches: string[], exclude: string[]}} Sites Match patterns. */

/** Undefined until the engine has said it. @type {Sites | undefined} */
let wanted;
let arranging = Promise.resolve();

/** What the engine wants. @param {Sites} sites */
export function want(sites) {
  wanted = sites;
  return arrange();
}

/** Registers what is wanted and allowed by now, and brings open tabs up to date. */
export function arrange() {
  arranging = arranging.then(arrangeNow).catch((error) => console.warn('sites:', error));
  return arranging;
}

async function arrangeNow() {
  if (!wanted) return;
  const allowed = await allowedOf(wanted.matches.flatMap(bothSchemes));
  const exclude = wanted.exclude.flatMap(bothSchemes);
  const before = await registered(SCRIPT);
  const changed = before ? !same(before, allowed, exclude) : allowed.length > 0;
  if (changed) await (allowed.length > 0 ? register(scriptFor(allowed, exclude)) : unregister(SCRIPT));
  // What is kept until the browser is closed is also lost when the extension is updated or
  // switched off and on: its scripts of before are then dead, or gone with their pages.
  if (changed || !(await recall(ARRANGED))) {
    if (allowed.length > 0) await Promise.all((await tabs(allowed)).map(inject));
    await remember(ARRANGED, true);
  }
}

/**
 * @param {string[]} matches
 * @param {string[]} excludeMatches
 * @returns {ContentScript}
 */
function scriptFor(matches, excludeMatches) {
  return {
    id: SCRIPT,
    js: ['content.js'],
    css: [SHEET],
    matches,
    excludeMatches,
    allFrames: true,
    // Frames without an address of their own belong to the page that made them.
    matchOriginAsFallback: true,
    // Chromium lets a page's load event wait for scripts that come later, also for an empty one.
    runAt: 'document_start',
    persistAcrossSessions: true,
  };
}

/** @param {ContentScript} script @param {string[]} matches @param {string[]} exclude */
function same(script, matches, exclude) {
  const text = (/** @type {(string[] | undefined)[]} */ ...lists) =>
    JSON.stringify(lists.map((list) => (list ?? []).toSorted()));
  return text(script.matches, script.excludeMatches) === text(matches, exclude);
}

/** Numbers are looked for on this page because the person asked for it now. @param {number} tab */
export async function pick(tab) {
  const picked = await pickedTabs();
  await remember(PICKED, [...new Set([...picked, tab])]);
  return inject(tab);
}

/** The tab is closed. @param {number} tab */
export async function forget(tab) {
  const picked = await pickedTabs();
  if (picked.includes(tab)) await remember(PICKED, picked.filter((other) => other !== tab));
}

/** A permission was taken away: what the person asked for earlier is asked for no longer. */
export const forgetAll = () => remember(PICKED, undefined);

/**
 * Whether our script has business in this document: its site is wanted and allowed, or the person
 * asked for it. A script that was let in earlier may no longer have.
 * @param {Sender} sender
 */
export async function hasBusiness(sender) {
  const tab = sender.tab?.id;
  if (tab !== undefined && (await pickedTabs()).includes(tab)) return true;
  await arranging;
  const script = await registered(SCRIPT);
  const site = siteOf(sender);
  const meant = (/** @type {string} */ pattern) => site !== undefined && covers(pattern, `${site.origin}/*`);
  return Boolean(script?.matches?.some(meant) && !script.excludeMatches?.some(meant));
}

/** @returns {Promise<number[]>} */
async function pickedTabs() {
  return (await recall(PICKED)) ?? [];
}

/**
 * The patterns that are allowed; of a wide one of which only a part is, that part.
 * @param {string[]} patterns
 */
async function allowedOf(patterns) {
  const parts = await Promise.all(patterns.map(async (pattern) => {
    if (await granted([pattern])) return [pattern];
    const pieces = (await allGranted()).flatMap(bothSchemes);
    return pieces.filter((piece) => covers(pattern, piece));
  }));
  return [...new Set(parts.flat())].sort();
}

/**
 * `*://host/*` as what browsers compare it with: they say that `*` is not allowed where http and
 * https both are.
 * @param {string} pattern
 */
export function bothSchemes(pattern) {
  const all = pattern === '<all_urls>' ? '*://*/*' : pattern;
  return all.startsWith('*:') ? [`http${all.slice(1)}`, `https${all.slice(1)}`] : [all];
}

/**
 * Whether the hosts of the second pattern are among the first's. Ports are not looked at: what is
 * wanted names none.
 * @param {string} wide
 * @param {string} narrow
 */
export function covers(wide, narrow) {
  const [, scheme, host] = PATTERN.exec(wide) ?? [];
  const [, itsScheme, itsHost] = PATTERN.exec(narrow) ?? [];
  if (host === undefined || itsHost === undefined || scheme !== itsScheme) return false;
  if (host === '*' || host === itsHost) return true;
  const domain = host.startsWith('*.') ? host.slice(1) : undefined;
  return domain !== undefined && `.${itsHost}`.endsWith(domain);
}

const PATTERN = /^(https?):\/\/(\[[^/]*\]|[^/:]*)(?::\d+)?\//;
const ARRANGED = 'arranged';
const PICKED = 'picked';
const SCRIPT = 'pronto';
