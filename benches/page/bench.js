// What Pronto costs a page, beside a bare walk and beside the peers' way, in one browser; prints one
// JSON object. Run by `cargo xtask bench page`, with the environment of the browser tests and
// `PRONTO_DIST` a copy of the extension with stopwatch.js before its content script.
//
// The pages are served twice: `crm.test` is allowed to Pronto, `other.test` is not.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDesk, until } from '../../tests/e2e/harness/desk.js';
import { floor, frames, loaded, peers } from './inside.js';
import { inFirefox } from '../../tests/e2e/harness/worker.js';
import { chat, dashboard, endless, large, plain, SHAPES } from './shapes.js';

/** @typedef {import('puppeteer-core').Page} Page */

const ROUNDS = 5;
const REST_MS = 2_500;
const STORM_MS = 5_000;
const STORMS = 3;
const FRAMES = 120;
const PEER = readFileSync(join(import.meta.dirname, '../../node_modules/libphonenumber-js/bundle/libphonenumber-max.js'), 'utf8');

/** @param {number[]} all */
const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
/** @param {number[]} all @param {number} part */
const quantile = (all, part) => all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) * part)] ?? 0;
/**
 * The least of all rounds: what others take of the machine only adds, and may take minutes of it.
 * @template T @param {T[]} rows @param {(row: T) => number} of
 */
const least = (rows, of) => Math.min(...rows.map(of));

const desk = await openDesk({ settings: { sites_mode: 'listed', sites: ['crm.test'] } });
for (const [name, make] of Object.entries({ large, plain, dashboard, chat, endless, ...SHAPES })) desk.pages.add(`/${name}`, make());

/** @param {string} name @param {string} host */
async function open(name, host) {
  const page = await desk.browser.newPage();
  await page.goto(desk.pages.url(`/${name}`, host));
  await page.bringToFront();
  return page;
}

/** Asks the stopwatch. @param {Page} page @param {'prontoStopwatch' | 'prontoRests'} what @param {number} number @returns {Promise<any>} */
function ask(page, what, number) {
  return desk.inOwn(async (url, ...args) => {
    const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    const tab = (await api.tabs.query({})).find((/** @type {any} */ one) => one.url === url);
    const [seen] = await api.scripting.executeScript({
      target: { tabId: tab.id },
      args,
      func: (/** @type {string} */ name, /** @type {number} */ given) => /** @type {any} */ (globalThis)[name]?.(given),
    });
    return seen.result;
  }, page.url(), what, number);
}

/** What the stopwatch saw. @param {Page} page @param {number} [since] */
const read = (page, since = 0) => ask(page, 'prontoStopwatch', since);

/** Waits until nothing of ours has run for a while. To ask costs the page, so it is let alone first. @param {Page} page */
async function quiet(page) {
  await passes(page, REST_MS);
  await until(page, async () => Boolean(await ask(page, 'prontoRests', 1_000)));
  return read(page);
}

/** Until this many milliseconds of the page have passed. @param {Page} page @param {number} ms */
async function passes(page, ms) {
  const end = (await page.evaluate(() => performance.now())) + ms;
  await page.waitForFunction((at) => performance.now() >= at, { polling: 200, timeout: 0 }, end);
}

/** Heap that is in use after a collection, the DOM's and its styles' too, in bytes; in Firefox of the page's process. @param {Page} page */
async function memory(page) {
  if (desk.isFirefox) {
    const said = await inFirefox(desk, `
      const manager = Cc['@mozilla.org/memory-reporter-manager;1'].getService(Ci.nsIMemoryReporterManager);
      await new Promise((done) => manager.minimizeMemoryUsage(done));
      const { osPid } = Services.wm.getMostRecentWindow('navigator:browser').gBrowser.selectedBrowser.browsingContext.currentWindowGlobal;
      let sum = 0;
      await new Promise((done) => manager.getReports((process, path, kind, units, amount) => {
        if (units === 0 && path.startsWith('explicit/') && process.includes('(pid ' + osPid + ')')) sum += amount;
      }, null, done, null, false));
      return String(sum);
    `);
    return Number(said);
  }
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const used = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return used.usedSize + used.embedderHeapUsedSize + used.backingStorageSize;
}

/** Counts the time of Chromium's main thread from now on, in milliseconds; Firefox has no such count. @param {Page} page */
async function countThread(page) {
  if (desk.isFirefox) return async () => null;
  const session = await page.createCDPSession();
  await session.send('Performance.enable');
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  const from = await spent();
  return async () => (await spent()) - from;
}

/** One page, loaded anew for each measure, in turns. @param {string} name */
async function shape(name) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await open(name, 'other.test');
    const walk = await bare.evaluate(floor);
    const bareLoad = await bare.evaluate(loaded);
    await bare.evaluate(PEER);
    const theirs = await bare.evaluate(peers);
    await bare.close();
    const page = await open(name, 'crm.test');
    const ours = await quiet(page);
    const load = await page.evaluate(loaded);
    await page.close();
    rounds.push({ floor: walk, theirs: theirs.time, found: theirs.found, ours, load, bareLoad });
  }
  return {
    name,
    floor: least(rounds, (row) => row.floor),
    peers: least(rounds, (row) => row.theirs),
    peersFound: rounds[0]?.found,
    painted: least(rounds, (row) => row.ours.painted),
    unpainted: Math.max(...rounds.map((row) => row.ours.unpainted)),
    seen: rounds[0]?.ours.seen,
    known: least(rounds, (row) => row.ours.known),
    asked: least(rounds, (row) => row.ours.asked),
    replied: least(rounds, (row) => row.ours.replied),
    spent: least(rounds, (row) => row.ours.spent),
    longest: least(rounds, (row) => row.ours.longest),
    tasks: least(rounds, (row) => row.ours.count),
    load: least(rounds, (row) => row.load),
    bareLoad: least(rounds, (row) => row.bareLoad),
  };
}

/** A page that keeps changing. @param {string} name */
async function storm(name) {
  const rounds = [];
  for (let round = 0; round < STORMS; round += 1) rounds.push(await oneStorm(name));
  return rounds.toSorted((a, b) => a.share - b.share)[0];
}

/** @param {string} name */
async function oneStorm(name) {
  const bare = await open(name, 'other.test');
  const bareThread = await countThread(bare);
  await bare.evaluate(() => void /** @type {any} */ (globalThis).run());
  await passes(bare, STORM_MS);
  const bareSpent = await bareThread();
  await bare.close();
  const page = await open(name, 'crm.test');
  await quiet(page);
  const { now } = await read(page);
  const thread = await countThread(page);
  await page.evaluate(() => void /** @type {any} */ (globalThis).run());
  await passes(page, STORM_MS);
  const spent = await thread();
  const ours = await read(page, now);
  await page.close();
  const more = spent === null || bareSpent === null ? null : (spent - bareSpent) / STORM_MS;
  return { name, share: ours.spent / STORM_MS, longest: ours.longest, tasks: ours.count, thread: more };
}

/** A tab behind another. */
async function background() {
  const page = await open('dashboard', 'crm.test');
  await quiet(page);
  const front = await open('plain', 'other.test');
  const { now } = await read(page);
  await page.evaluate(() => void /** @type {any} */ (globalThis).run());
  await passes(front, STORM_MS / 2);
  const ours = await read(page, now);
  const hidden = await page.evaluate(() => document.visibilityState);
  await front.close();
  await page.close();
  return { name: 'dashboard in a tab behind', hidden, spent: ours.spent, tasks: ours.count };
}

/** Frames of the large page while it is scrolled, and its memory. */
async function largePage() {
  const rows = [];
  for (const host of ['other.test', 'crm.test']) {
    const page = await open('large', host);
    if (host === 'crm.test') await quiet(page);
    const heap = await memory(page);
    const intervals = await page.evaluate(frames, FRAMES);
    rows.push({ heap, median: median(intervals), late: quantile(intervals, 0.95), after: await memory(page) });
    await page.close();
  }
  return { bare: rows[0], ours: rows[1] };
}

const only = process.argv[2];
const wanted = (/** @type {string} */ name) => !only || name === only;
/** @type {any} */
const said = { browser: desk.browserName, version: await desk.browser.version(), shapes: [], storms: [] };
// The background is warm, as it is for whoever works.
const first = await open('article', 'crm.test');
await quiet(first);
await first.close();
for (const name of ['large', 'plain', ...Object.keys(SHAPES)]) if (wanted(name)) said.shapes.push(await shape(name));
for (const name of ['dashboard', 'chat', 'endless']) if (wanted(name)) said.storms.push(await storm(name));
if (wanted('background')) said.background = await background();
if (wanted('frames')) said.large = await largePage();
console.log(JSON.stringify(said));
await desk.close();
process.exit(0);
