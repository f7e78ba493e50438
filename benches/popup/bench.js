// How soon the toolbar's popup shows what is known, in one browser; prints one JSON object. Run by
// `cargo xtask bench popup`, with the environment of the browser tests and `PRONTO_DIST` a copy of the
// extension with stopwatch.js in its popup.
//
// An office of 500, thirty calls in the log. A popup is opened as the toolbar's button opens it.

import { execFileSync } from 'node:child_process';
import { openDesk, until } from '../../tests/e2e/harness/desk.js';
import { inFirefox, killWorker } from '../../tests/e2e/harness/worker.js';

const ROUNDS = 15;
const COLLEAGUES = 500;
const CALLS = 30;

/** @param {number[]} all */
const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

const users = Array.from({ length: COLLEAGUES }, (_, n) => ({ ext: String(200 + n), sur: `Surname${n}`, name: 'Anna' }));
const desk = await openDesk({ headful: true, pbx: { users, clock: 'real' }, settings: { sites_mode: 'listed', sites: [] } });
for (let n = 0; n < CALLS; n += 1) {
  const call = /** @type {any} */ (await desk.pbx.post('/place', { first: `02718${5500 + n}`, second: '201' }));
  await desk.pbx.post('/hangup', { call_id: call.call_id, party: 'first' });
}

/** The toolbar's button; when that was, in milliseconds of the epoch. */
async function press() {
  if (desk.isFirefox) {
    // Its popups close at once in a window that no real press has brought to the front.
    const place = await inFirefox(desk, `
      const button = document.getElementById('pronto_pronto_example-BAP');
      window.prontoPressed = new Promise((press) => {
        button.addEventListener('mousedown', () => press(performance.timeOrigin + performance.now()), { once: true });
      });
      const { width, height } = button.getBoundingClientRect();
      return [button.screenX + width / 2, button.screenY + height / 2].map(Math.round).join(' ');
    `);
    execFileSync('xdotool', ['mousemove', ...place.split(' '), 'click', '1']);
    return Number(await inFirefox(desk, 'return String(await window.prontoPressed);'));
  }
  return desk.inOwn(async () => {
    const at = performance.timeOrigin + performance.now();
    await chrome.action.openPopup();
    return at;
  });
}

/** One popup, from the press until the list of colleagues stands there, in milliseconds. @param {string} popup */
async function opened(popup) {
  await desk.own.bringToFront();
  await desk.inOwn(async (page) => {
    const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    await api.action.setPopup({ popup: page });
    await api.storage.session.remove('stopwatch');
  }, popup);
  const asked = await press();
  /** @type {any} */
  let seen;
  await until(desk.own, async () => {
    seen = await desk.inOwn(async () => {
      const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
      return (await api.storage.session.get('stopwatch')).stopwatch;
    });
    return seen !== undefined;
  });
  const before = seen.began - asked;
  return { began: before, known: before + seen.known, told: before + (seen.told ?? NaN), colleagues: (seen.rows ?? NaN) - (seen.pressed ?? NaN) };
}

/** An empty page, which is the browser's own time, and the popup, in turn: both meet the same machine. @param {() => Promise<unknown>} prepare */
async function series(prepare) {
  const [floor, ours] = [[], []].map((all) => /** @type {Awaited<ReturnType<typeof opened>>[]} */ (all));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [page, all] of /** @type {const} */ ([['extension/popup/floor.html', floor], ['extension/popup/popup.html', ours]])) {
      await prepare();
      all.push(await opened(page));
    }
  }
  return {
    floor: median(floor.map(({ known }) => known)),
    began: median(ours.map(({ began }) => began)),
    known: median(ours.map(({ known }) => known)),
    told: median(ours.map(({ told }) => told)),
    more: median(ours.map(({ known }, round) => known - floor[round].known)),
    colleagues: median(ours.map(({ colleagues }) => colleagues)),
  };
}

// The first ones fill what is remembered.
for (let round = 0; round < 3; round += 1) await opened('extension/popup/popup.html');
const rows = [
  { background: 'awake', ...await series(() => desk.toEngine({ kind: 'ui_bg_status' })) },
  { background: 'asleep', ...await series(() => killWorker(desk)) },
];
console.log(JSON.stringify({ browser: desk.browserName, version: await desk.browser.version(), rows }));
await desk.close();
process.exit();
