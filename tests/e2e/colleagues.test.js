/** The popup's colleagues: who they are, what their phones do, and one key to call. */

import assert from 'node:assert/strict';
import { until } from './harness/desk.js';
import { violations } from './harness/axe.js';
import { lookAt } from './harness/looks.js';
import { openSmall, POPUP, reach, says, seen } from './harness/own.js';
import { told, withEvents, withRelay } from './harness/relayed.js';
import { sharedDeskTest } from './harness/shared.js';
import { killWorker, passTime } from './harness/worker.js';

/** @typedef {import('./harness/desk.js').Desk} Desk */
/** @typedef {import('puppeteer-core').Page} Page */

const calm = { prefs: { 'ui.prefersReducedMotion': 1 } };
/** Everybody but 201, who looks. */
const BY_NAME = [
  "D'Angelo Niccolò", 'de la Peña María José', 'Lefèvre Zoë', 'Macintosh Peter', 'Müller Jürgen', 'Ørsted Søren', 'Smith John',
  'Wałęsa Łucja', 'Παπαδοπούλου Ελένη',
];

sharedDeskTest('colleagues by keyboard alone: found by name without accents, by extension and by group, and called by Enter', calm, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await popup.waitForSelector('#tabs:not([hidden])');
  await reach(popup, '#tab-calls');
  await popup.keyboard.press('ArrowRight');
  assert.equal(await popup.evaluate(() => document.activeElement?.id), 'tab-colleagues');
  assert.equal(await seen(popup, '#panel-calls'), '');
  await listed(popup, BY_NAME);
  assert.deepEqual(await states(popup), {
    202: 'Free', 203: 'Free', 204: 'Free', 205: 'Free', 206: 'Not logged in', 207: 'Free', 208: 'Paused', 209: 'After-call work', 210: 'Free',
  });
  // Typing on the tab goes to the search; the first who fits is chosen.
  for (const [typed, found] of /** @type {[string, string[]][]} */ ([
    ['soren', ['Ørsted Søren']],
    ['LUCJA walesa', ['Wałęsa Łucja']],
    ['ΕΛΕΝΗ', ['Παπαδοπούλου Ελένη']],
    ['ma', ['de la Peña María José', 'Macintosh Peter']],
    ['20', ["D'Angelo Niccolò", 'de la Peña María José', 'Lefèvre Zoë', 'Macintosh Peter', 'Müller Jürgen', 'Ørsted Søren', 'Smith John', 'Wałęsa Łucja']],
    ['05', ['Lefèvre Zoë']],
    ['nobody', []],
  ])) {
    await popup.keyboard.type(typed);
    await listed(popup, found);
    assert.equal(await chosen(popup), found[0] ?? '');
    await popup.keyboard.press('Escape');
    await listed(popup, BY_NAME);
    assert.equal(await chosen(popup), '', 'nobody is chosen where nothing is typed');
  }
  await popup.keyboard.press('Tab');
  assert.equal(await popup.evaluate(() => document.activeElement?.id), 'group');
  await popup.keyboard.type('Tech');
  await listed(popup, ['de la Peña María José', 'Lefèvre Zoë', 'Müller Jürgen', 'Ørsted Søren']);
  await popup.focus('#seek');
  for (const [key, who] of [
    ['Enter', ''], ['ArrowDown', 'de la Peña María José'], ['ArrowDown', 'Lefèvre Zoë'], ['PageDown', 'Ørsted Søren'], ['ArrowUp', 'Müller Jürgen'],
  ]) {
    await popup.keyboard.press(/** @type {import('puppeteer-core').KeyInput} */ (key));
    assert.equal(await chosen(popup), who, key);
  }
  assert.deepEqual(await desk.pbx.heard(0), [], 'nobody is called before Enter');
  await popup.keyboard.press('Enter');
  assert.match(await says(popup, '#calls .who', '204'), /^Müller Jürgen · 204$/);
  const [place] = await desk.pbx.waitHeard({ srv: 0 });
  assert.match(place.target, /first_number=201&second_number=204&/);
  await popup.keyboard.press('Enter');
  await says(popup, '#notice', 'call');
  assert.equal((await desk.pbx.heard(0)).length, 1);
});

sharedDeskTest('states come by themselves while the list is in sight; whoever is called most stands first', calm, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await popup.click('#tab-colleagues:not([hidden])');
  await listed(popup, BY_NAME);
  const before = await popup.$('#colleague-203');
  await desk.pbx.post('/user', { ext: '203', show: 3 });
  await until(popup, async () => (await states(popup))[203] === 'On a call');
  const after = await popup.$('#colleague-203');
  assert.ok(await popup.evaluate((one, other) => one === other, before, after), 'a row stays the same node');
  const asked = await looks(desk);
  assert.deepEqual(asked.slice(0, 3).map(({ info }) => info).sort(), [0, 2, 4]);
  assert.ok(asked.slice(3).every(({ info }) => info === 0), 'names and groups are asked once');

  await popup.click('#colleague-203 .person');
  await popup.click('#colleague-203 .primary');
  await says(popup, '#calls .who', 'Smith John');
  await popup.click('#calls .danger');
  await says(popup, '#calls .state', 'Ended by you');
  await listed(popup, ['Smith John', ...BY_NAME.filter((name) => name !== 'Smith John')]);

  // Pauses take no time any more: a list that still asked would be heard at once.
  await popup.click('#calls article button:not(.danger)');
  await popup.evaluate(() => {
    const pause = setTimeout;
    Object.assign(globalThis, { setTimeout: (/** @type {() => void} */ go) => pause(go) });
  });
  await passTime(desk, 5_000);
  const inSight = (await looks(desk)).filter(({ info }) => info === 0).length;
  await desk.pbx.waitHeard({ srv: 3, info: 0, count: inSight + 1 });
  await popup.click('#tab-calls');
  await passTime(desk, 5_000);
  await desk.toEngine({ kind: 'ui_bg_colleagues', known: false });
  const count = (await looks(desk)).length;
  await passTime(desk, 5_000);
  for (let turns = 0; turns < 20; turns += 1) await desk.toEngine({ kind: 'ui_bg_colleagues', known: true });
  assert.equal((await looks(desk)).length, count, 'nothing is asked when the list is not in sight');
});

/** What was asked about others: info=6 is about the person's own phone, for the header. @param {Desk} desk */
const looks = async (desk) => (await desk.pbx.heard(3)).filter(({ info }) => info !== 6);

const NAMES = ['كريم محمد', 'who looks', '<img src=x onerror=alert(1)>', 'Rossi & "Bianchi"'];
const MANY = Array.from({ length: 500 }, (_, n) => ({
  ext: String(200 + n),
  sur: NAMES[n] ?? `Surname${n}`,
  name: n % 2 ? 'Anna' : 'Bruno',
  groups: [],
}));

sharedDeskTest('five hundred colleagues: only what is in sight is drawn, names from right to left and names that are markup stay text', {
  ...calm,
  pbx: { users: MANY.map(({ ext, sur, name }) => ({ ext, sur, name })), groups: [{ name: 'Everybody & <b>', members: MANY.map(({ ext }) => ext) }] },
}, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await popup.click('#tab-colleagues:not([hidden])');
  await popup.waitForSelector('#colleagues[aria-rowcount="499"]');
  const rows = () => popup.$$eval('.colleague', (all) => all.map((row) => row.querySelector('.who')?.textContent));
  assert.ok((await rows()).length < 20, 'few rows are drawn');
  await popup.$eval('#colleagues', (grid) => { grid.scrollTop = grid.scrollHeight; });
  await popup.waitForSelector('[aria-rowindex="499"]');
  assert.ok((await rows()).length < 20);
  // A change of one state changes one row.
  await popup.evaluate(() => {
    const changes = new MutationObserver((list) => { /** @type {any} */ (globalThis).changed.push(...list); });
    Object.assign(globalThis, { changed: [], changes });
    changes.observe(document.querySelector('#colleague-rows') ?? document, { subtree: true, childList: true, characterData: true });
  });
  const shown = (await popup.$eval('[aria-rowindex="498"]', (row) => row.id)).replace('colleague-', '');
  await desk.pbx.post('/user', { ext: shown, show: 3 });
  await says(popup, `#colleague-${shown}`, 'On a call');
  assert.equal(await popup.evaluate(() => /** @type {any} */ (globalThis).changed.length), 1);

  await popup.focus('#seek');
  await popup.keyboard.type('img');
  assert.deepEqual(await listedNames(popup), ['<img src=x onerror=alert(1)> Bruno']);
  assert.deepEqual(await popup.$$eval('#panel-colleagues img', (all) => all.length), 0);
  await popup.keyboard.press('Escape');
  await popup.keyboard.type('كريم');
  assert.deepEqual(await listedNames(popup), ['كريم محمد Bruno']);
  assert.equal(await popup.$eval('.colleague .who', (name) => getComputedStyle(name).direction), 'rtl');
  assert.equal(await popup.$eval('#group', (group) => /** @type {HTMLSelectElement} */ (group).options[1].text), 'Everybody & <b>');
  assert.deepEqual(await violations(popup), []);
});

sharedDeskTest('a list that is loading, empty or failing says so, and what was known stays', calm, async (desk) => {
  await desk.pbx.post('/fault', { kind: 'hang', srv: 3, info: 0 });
  const popup = await openSmall(desk, POPUP);
  await popup.click('#tab-colleagues:not([hidden])');
  await says(popup, '#no-colleagues', 'Asking the PBX');
  await desk.pbx.post('/release');
  await listed(popup, BY_NAME);
  await desk.pbx.post('/fault', { kind: 'http_status', srv: 3, info: 0, status: 503, count: null });
  await says(popup, '#colleagues-wrong', '503');
  await listed(popup, BY_NAME);
  await popup.waitForSelector('#colleagues.old');
  // The background dies; who is there is known all the same, what their phones do is not.
  await popup.close();
  await killWorker(desk);
  const again = await openSmall(desk, POPUP);
  await again.click('#tab-colleagues:not([hidden])');
  await listed(again, BY_NAME);
  await until(again, async () => new Set(Object.values(await states(again))).has('State not known'));
  await desk.pbx.post('/faults/clear');
  await until(again, async () => (await states(again))[208] === 'Paused');
  assert.equal(await seen(again, '#colleagues-wrong'), '');
  await desk.pbx.post('/reset', { users: [{ ext: '201' }], groups: [] });
  await says(again, '#no-colleagues', 'The PBX lists no colleagues.');
});

sharedDeskTest('through the relay: the list and its states, asked of the PBX once for all, and a colleague is called', calm, async (desk) => {
  await withRelay(desk, async (relay, token) => {
    await told(desk);
    const popup = await openSmall(desk, POPUP);
    await popup.click('#tab-colleagues:not([hidden])');
    await listed(popup, BY_NAME);
    const { status, said } = await relay.ask(token, '/api/colleagues');
    assert.equal(status, 200);
    assert.deepEqual(said.colleagues[1], { extension: '202', name: 'Macintosh Peter', groups: ['SalesOffice'], presence: 'free' });
    const asked = await desk.pbx.heard(3);
    assert.equal(asked.filter(({ info }) => info === 4).length, 1);
    await popup.keyboard.type('peter');
    await listed(popup, ['Macintosh Peter']);
    await popup.keyboard.press('Enter');
    assert.match(await says(popup, '#calls .who', '202'), /^Macintosh Peter · 202$/);
    const [place] = await desk.pbx.waitHeard({ srv: 0 });
    assert.match(place.target, /first_number=201&second_number=202&/);
  });
});

sharedDeskTest('through the relay, while the PBX pushes its events: what a phone does comes by itself, and nobody is asked', calm, async (desk) => {
  await withEvents(desk, async (push) => {
    const popup = await openSmall(desk, POPUP);
    await popup.click('#tab-colleagues:not([hidden])');
    await listed(popup, BY_NAME);
    // What would be polled for instead is polled no more.
    await until(popup, async () => (await desk.toEngine({ kind: 'ui_bg_colleagues', known: true })).told);
    await push(4, { call_id: '9001', calling: '0039066982', called: '202', act_called: '202', result: '0' });
    await until(popup, async () => (await states(popup))[202] === 'Ringing');
    const asked = (await looks(desk)).length;
    for (const [event, parameters, phone, state] of /** @type {[number, Record<string, string>, number, string][]} */ ([
      [5, { call_id: '9001', result: '0', final: '1', connected_number: '202' }, 202, 'On a call'],
      [1, { ext: '203', calls: '1' }, 203, 'Not logged in'],
      [6, { call_id: '9001' }, 202, 'Free'],
      [0, { ext: '203' }, 203, 'Free'],
    ])) {
      await push(event, parameters);
      await until(popup, async () => (await states(popup))[phone] === state);
    }
    assert.equal((await looks(desk)).length, asked);
    assert.equal(await popup.$eval('#colleagues', (grid) => grid.classList.contains('old')), false);
  });
});

sharedDeskTest('a phone that tells of nobody has no tab of colleagues', {
  settings: { pbx: 'dial_url', dial_url_template: 'http://127.0.0.1:9/?n={number}' },
}, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  await popup.waitForSelector('main[aria-busy="false"] #options, #options');
  assert.equal(await seen(popup, '#tabs'), '');
});

sharedDeskTest('the popup’s colleagues are whole, legible, named and without a violation of axe-core: in light, dark and narrow', calm, async (desk) => {
  const popup = await openSmall(desk, POPUP);
  /** @param {string} name */
  const look = async (name) => {
    await lookAt(desk, popup, name, { width: 360, height: 560 });
    assert.deepEqual(await violations(popup), [], name);
  };
  await popup.waitForSelector('#tabs:not([hidden])');
  await look('popup-calls');
  await desk.pbx.post('/user', { ext: '203', show: 2 });
  await desk.pbx.post('/user', { ext: '204', show: 3 });
  await popup.click('#tab-colleagues');
  await until(popup, async () => (await states(popup))[204] === 'On a call');
  await popup.keyboard.press('ArrowDown');
  await look('popup-colleagues');
  await popup.keyboard.type('lef');
  await listed(popup, ['Lefèvre Zoë']);
  await look('popup-colleagues-found');
  await popup.keyboard.type('xx');
  await look('popup-colleagues-not-found');
  await popup.keyboard.press('Escape');
  await desk.pbx.post('/fault', { kind: 'result', srv: 3, info: 0, code: 45, count: null });
  await says(popup, '#colleagues-wrong', '');
  await popup.waitForSelector('#colleagues-wrong:not([hidden])');
  await look('popup-colleagues-failing');
});

/** Waits until these names are listed, in this order. @param {Page} page @param {string[]} names */
async function listed(page, names) {
  /** @type {string[]} */
  let now = [];
  await until(page, async () => {
    now = await listedNames(page);
    return JSON.stringify(now) === JSON.stringify(names);
  }, () => now);
}

/** @param {Page} page @returns {Promise<string[]>} */
const listedNames = (page) => page.$$eval('.colleague', (rows) => rows.map((row) => row.querySelector('.who')?.textContent ?? ''));

/** What the list says of each extension. @param {Page} page @returns {Promise<Record<string, string>>} */
const states = (page) => page.$$eval('.colleague', (rows) => Object.fromEntries(rows.map((row) => [
  row.id.replace('colleague-', ''), row.querySelector('.more')?.textContent?.split(' · ').at(-1) ?? '',
])));

/** The name of the row that Enter would call, as assistive technology is told. @param {Page} page */
const chosen = (page) => page.evaluate(() => {
  const id = document.querySelector('#seek')?.getAttribute('aria-activedescendant');
  const row = id ? document.getElementById(id) : document.querySelector('.colleague[aria-selected="true"]');
  if (row && row.ariaSelected !== 'true') return 'not selected';
  return row?.querySelector('.who')?.textContent ?? '';
});
