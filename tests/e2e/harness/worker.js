/**
 * The background as the browser sees it: killed for real, and its clock put forward.
 *
 * A killed background is gone with all that it held in memory; `killWorker` returns only when
 * that is certain. What wakes it is up to the test: something that a person does, or its alarm.
 */

import assert from 'node:assert/strict';
import { isFirefox } from './browsers.js';

/** @typedef {import('./desk.js').Desk} Desk */

/** Kills the background while it works, as browsers do without asking. @param {Desk} desk */
export async function killWorker(desk) {
  if (isFirefox) {
    const killed = await inFirefox(desk, `
      const { extension } = WebExtensionPolicy.getByID('pronto@pronto.example');
      const before = extension.backgroundState;
      await extension.terminateBackground({ disableResetIdleForTest: true });
      return [before, extension.backgroundState].join(' ');
    `);
    assert.equal(killed, 'running stopped');
    return;
  }
  // One that has just been woken may not be told of yet.
  await desk.browser.waitForTarget(isWorker);
  const target = workerTarget(desk);
  assert.ok(target, 'there is a worker to be killed');
  const gone = new Promise((resolve) => {
    desk.browser.on('targetdestroyed', (destroyed) => destroyed === target && resolve(undefined));
  });
  const session = await desk.own.createCDPSession();
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await gone;
  await session.detach();
  assert.notEqual(workerTarget(desk), target, 'the worker is gone');
}

/**
 * Kills the background and opens a page of ours, which waits for it until `wake` is called.
 * @param {Desk} desk @param {string} path
 */
export async function openAsleep(desk, path) {
  await killWorker(desk);
  const page = await desk.browser.newPage();
  if (isFirefox) {
    await inFirefox(desk, `
      const { extension } = WebExtensionPolicy.getByID('pronto@pronto.example');
      const wake = extension.wakeupBackground;
      const held = new Promise((release) => { window.prontoWake = release; });
      extension.wakeupBackground = () => held.then(() => {
        extension.wakeupBackground = wake;
        return wake();
      });
      return '';
    `);
    await page.goto(desk.base + path, { waitUntil: [] });
    await page.bringToFront();
    return { page, wake: () => inFirefox(desk, "window.prontoWake(); return '';") };
  }
  // Nobody can hold a worker that starts while puppeteer lets all go; so what is said to it is held.
  await page.evaluateOnNewDocument(() => {
    const runtime = /** @type {any} */ (chrome.runtime);
    const said = runtime.sendMessage;
    const held = new Promise((resolve) => { Object.assign(globalThis, { wake: resolve }); });
    runtime.sendMessage = (/** @type {unknown[]} */ ...all) => held.then(() => said.apply(runtime, all));
  });
  await page.goto(desk.base + path);
  await page.bringToFront();
  return { page, wake: () => page.evaluate(() => /** @type {any} */ (globalThis).wake()) };
}

/** The half-minute alarm of a call, brought forward. @param {Desk} desk */
export async function ringAlarm(desk) {
  const there = await desk.inOwn(async () => {
    const { alarms } = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;
    const alarm = await alarms.get('pulse');
    if (alarm) await alarms.create('pulse', { when: Date.now(), periodInMinutes: alarm.periodInMinutes });
    return alarm?.periodInMinutes;
  });
  assert.equal(there, 0.5, 'a call that is up has an alarm');
}

/**
 * Puts the background's clock forward, so that no test waits for a pause to pass; and asks the
 * engine something, so that it looks at the clock.
 * @param {Desk} desk @param {number} ms
 */
export async function passTime(desk, ms) {
  await turnClock(desk, ms);
  await desk.toEngine({ kind: 'ui_bg_status' });
}

/** Stops the background's clock until time is passed: what is shown for a while stays, however slow the machine. @param {Desk} desk */
export async function stopTime(desk) {
  await turnClock(desk, null);
}

/** @param {Desk} desk @param {number | null} ms Forward, or none: it stands. */
async function turnClock(desk, ms) {
  /** @param {number | null} more */
  function turn(more) {
    // Only Firefox's background is a page that others of ours can reach into.
    const scope = /** @type {any} */ (globalThis).browser?.extension.getBackgroundPage?.() ?? globalThis;
    const { Date: clock } = scope;
    clock.trueNow ??= clock.now;
    clock.ahead = (clock.ahead ?? 0) + (more ?? 0);
    const at = clock.trueNow() + clock.ahead;
    clock.now = () => (more === null ? at : clock.trueNow() + clock.ahead);
  }
  if (isFirefox) {
    await desk.inOwn(turn, ms);
  } else {
    await inWorker(desk, `(${turn})(${ms})`);
  }
}

/**
 * Does what the browser does when the keys of a command are pressed; keys made by automation do
 * not reach the browser's own shortcuts.
 * @param {Desk} desk @param {string} name
 */
export async function runCommand(desk, name) {
  if (isFirefox) {
    await inFirefox(desk, `
      WebExtensionPolicy.getByID('pronto@pronto.example').extension.shortcuts.onCommand('${name}');
      return '';
    `);
    return;
  }
  await inWorker(desk, `chrome.commands.onCommand.dispatch('${name}')`);
}

/**
 * Does what the browser does when Pronto's entry in the menu of a selection is chosen; no harness
 * reaches the menu itself.
 * @param {Desk} desk @param {string} selection
 */
export async function clickMenu(desk, selection) {
  const info = JSON.stringify({ menuItemId: 'call', selectionText: selection, editable: false, modifiers: [] });
  if (isFirefox) {
    await inFirefox(desk, `
      const { extension } = WebExtensionPolicy.getByID('pronto@pronto.example');
      await extension.emit('webext-menu-menuitem-click', ${info}, gBrowser.selectedTab);
      return '';
    `);
    return;
  }
  await inWorker(desk, `chrome.contextMenus.onClicked.dispatch(${info}, { incognito: false })`);
}

/**
 * Does what the browser does when the person clicks a notification of ours; none is drawn where a
 * harness reaches it.
 * @param {Desk} desk @param {string} id
 */
export async function clickNote(desk, id) {
  if (isFirefox) {
    await inFirefox(desk, `
      const { extension } = WebExtensionPolicy.getByID('pronto@pronto.example');
      const api = await extension.apiManager.asyncGetAPI('notifications', extension);
      api.notificationsMap.emit('clicked', '${id}');
      return '';
    `);
    return;
  }
  await inWorker(desk, `chrome.notifications.onClicked.dispatch('${id}')`);
}

/** The same of a button, which only Chromium's notifications have. @param {Desk} desk @param {string} id @param {number} button */
export async function pressNote(desk, id, button) {
  await inWorker(desk, `chrome.notifications.onButtonClicked.dispatch('${id}', ${button})`);
}

/** Runs code in Chromium's worker. @param {Desk} desk @param {string} expression */
async function inWorker(desk, expression) {
  await desk.browser.waitForTarget(isWorker);
  const target = workerTarget(desk);
  assert.ok(target, 'there is a worker');
  const session = await target.createCDPSession();
  await session.send('Runtime.evaluate', { expression });
  // A worker that somebody looks into is not killed.
  await session.detach();
}

/** The newest: one whose extension was started again is still there for a moment, and answers nobody. @param {Desk} desk */
const workerTarget = (desk) => desk.browser.targets().findLast(isWorker);

/** @param {import('puppeteer-core').Target} target */
export const isWorker = (target) => target.type() === 'service_worker';

/**
 * Runs code with the browser's own rights.
 * @param {Pick<Desk, 'browser'>} desk @param {string} code @returns {Promise<string>}
 */
export async function inFirefox(desk, code) {
  // Puppeteer's public interface has no way into the browser's own windows.
  const { connection } = /** @type {any} */ (desk.browser);
  const { result: tree } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const { result } = await connection.send('script.evaluate', {
    expression: `(async () => { ${code} })()`,
    target: { context: tree.contexts[0].context },
    awaitPromise: true,
  });
  assert.equal(result.type, 'success', JSON.stringify(result));
  return result.result.value;
}
