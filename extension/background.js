// The background: every listener is registered while this script runs, then each awaits the one
// engine. What the engine wants of the browser it finds in `host`; who asks what of it is decided
// by where a message really came from (trust.js).

import init, { Pronto } from '../core/pronto.js';
import rows from '../generated/options.json' with { type: 'json' };
import { place, show, showsCard, warn } from './card.js';
import { announce, complain, openRinging, toldBy } from './incoming.js';
import { openLetter } from './letter.js';
import { hostsOf, pbxPatterns } from './origins.js';
import {
  closeStores, freshConnections, granted, isForced, isOwn, keepDirectory, keepLasting, keepPast, keepSnapshot, listen, makeMenu,
  openTab, openWindow, pageInFront, permitted, pulse, readKept, readStores, remember, tabs,
  tell, tellOwnPages, text, writeSettings,
} from './platform.js';
import { policyIsKnown, policyMayBeLate, settlePolicy } from './policy.js';
import { networkError } from './request_errors.js';
import * as sites from './sites.js';
import { isSmall, trustOf } from './trust.js';
import { sentence } from './words.js';

/** @typedef {import('../generated/wire.js').Reply} Reply */
/** @typedef {import('./platform.js').Sender} Sender */

listen({
  message: (envelope, sender) => envelope?.to === 'engine' ? answer(envelope.request, sender) : undefined,
  installed,
  settingsChanged: () => ready.then((pronto) => pronto.settings_changed()).then(lookAtSettings),
  permissionsChanged,
  // The browser closes all tabs before it closes itself, and then keeps nothing.
  tabClosed: (tab) => sites.forget(tab).catch(() => undefined),
  alarm: () => ready.then((pronto) => pronto.tick()).then(place),
  menu: (selection, incognito) => askWhatToDial(selection, incognito),
  command: (command) => walk(command === 'walk-next'),
  noted,
});
closeStores();
makeMenu();
const ready = start();
ready.then(lookAtSettings);

async function start() {
  await Promise.all([init(), freshConnections(), policyMayBeLate()]);
  return Pronto.start({
    readStores, writeSettings, readKept, keepSnapshot, keepLasting, keepDirectory,
    keepPast: (/** @type {string} */ json) => {
      // Not waited for: the engine answers once the past is kept.
      keepView();
      return keepPast(json);
    },
    incoming, open: openTab, permitted, networkError, pulse, show: show, sites: sites.want, again,
    ask: (/** @type {string} */ question) => {
      openWindow(`extension/ask/ask.html?question=${encodeURIComponent(question)}`, QUESTION);
    },
    askWhom: () => openWindow('extension/ask/whom.html', WHOM),
  });
}

/**
 * @param {any} request
 * @param {Sender} sender
 * @returns {Promise<Reply>}
 */
async function answer(request, sender) {
  const own = isOwn(sender.url);
  const card = request?.kind === 'cs_bg_hello' && (await showsCard(sender));
  const trust = trustOf(sender, own, card);
  if (!trust || !(own || isSmall(request))) return refused('problem_message_refused');
  try {
    const pronto = await ready;
    if (CALLS.has(request?.kind) && (await policyIsKnown())) await pronto.settings_changed();
    const reply = await pronto.message(request, trust);
    if (reply.kind === 'found') walkOn(sender);
    if (reply.kind === 'log') keepView();
    const stop = reply.kind === 'page' && reply.on && !(await sites.hasBusiness(sender));
    return stop ? { ...reply, on: false } : reply;
  } catch (error) {
    // Without an engine, which is worse than any answer of its own.
    console.error(error);
    return refused('problem_engine', String(error));
  }
}

/** @param {string} message @param {string} [detail] @returns {Reply} */
function refused(message, detail) {
  return { kind: 'refused', problem: { message, detail } };
}

/** @param {string} reason */
async function installed(reason) {
  if (reason === 'install' && (await isToBeSetUp())) await openTab('extension/options/welcome.html');
  await ready;
  if (reason === 'update') await settlePolicy();
  // Open tabs have no script yet, or one of the version before.
  await sites.arrange();
}

/** An administrator may have set everything before the person first sees Pronto. */
async function isToBeSetUp() {
  if ((await isForced()) && (await policyIsKnown())) await (await ready).settings_changed();
  const status = await ask({ kind: 'ui_bg_status' });
  return status.kind !== 'status' || status.missing !== undefined;
}

/** Settings changed: every document asks anew how to behave. */
async function again() {
  tellOwnPages({ kind: 'again' });
  for (const tab of await tabs()) tell(tab, { kind: 'again' });
  // An office's relay may have said something new.
  await ready.then(lookAtSettings);
}

/** @param {boolean} removed */
async function permissionsChanged(removed) {
  await ready;
  if (removed) await sites.forgetAll();
  await sites.arrange();
  await again();
}

async function lookAtSettings() {
  await Promise.all([lookForWarnings(), keepView()]);
}

/** What the popup shows at once, while the engine is still to be asked; calls that are up are only ever told by it. */
async function keepView() {
  const [status, options] = await Promise.all([ask({ kind: 'ui_bg_status' }), ask({ kind: 'ui_bg_options' })]);
  const told = status.kind === 'status' && options.kind === 'options';
  /** @type {import('./popup/popup.js').View | undefined} */
  const view = told ? {
    extension: status.extension, can: status.can, history: status.history, keeps: options.values.keep_history === true,
  } : undefined;
  // Rather nothing than what was before.
  await remember('view', view).catch(() => remember('view', undefined)).catch(() => undefined);
}

/** The icon says what stands in the way of every call. */
async function lookForWarnings() {
  const status = await ask({ kind: 'ui_bg_status' });
  const missing = status.kind === 'status' ? status.missing : undefined;
  warn(missing ? sentence(missing) : await notAllowed());
}

/** What is said when the PBX may not be reached; empty when it may. */
async function notAllowed() {
  const options = await ask({ kind: 'ui_bg_options' });
  const patterns = options.kind === 'options' ? pbxPatterns(rows, options.values) : [];
  const lost = patterns.length > 0 && !(await granted(patterns));
  return lost ? text('permission_lost', hostsOf(patterns)) : '';
}

/**
 * The engine's answer to the shell itself.
 * @param {import('../generated/wire.js').Request} request
 * @returns {Promise<Reply>}
 */
async function ask(request) {
  return (await ready).message(request, { trust: 'own' });
}

/**
 * A window shows what would be dialled for a selection. The text does not go into its address,
 * which the browser's history would keep.
 * @param {string} selection
 * @param {boolean} incognito
 */
async function askWhatToDial(selection, incognito) {
  await remember('selection', { text: selection.slice(0, SELECTION_MAX), private: incognito });
  await openWindow('extension/ask/dial.html', SELECTION);
}

/** @param {import('../generated/wire.js').Incoming[]} calls */
function incoming(calls) {
  announce(calls);
  tellOwnPages({ kind: 'incoming', incoming: calls });
}

/**
 * A click on what tells of a missed call shows what calling back would dial; on what rings, what can be done
 * about it; on a text message, what was written. A button does it at once, where nothing is to be asked.
 * @param {string} id
 * @param {'opened' | 'closed' | number} how
 */
async function noted(id, how) {
  const told = await toldBy(id);
  if (!told) return;
  const { at, call, who, name, offers } = told;
  const offer = typeof how === 'number' ? offers[how] : undefined;
  if (at === 'missed') {
    await ask({ kind: 'ui_bg_seen', at, id: call });
    if (how === 'opened' && who) await askWhatToDial(who, false);
  } else if (at === 'letter') {
    if (how === 'opened') await openLetter({ to: who, name, answers: call });
    else await ask({ kind: 'ui_bg_seen', at, id: call });
  } else if (how === 'opened' || offer === 'divert') {
    await openRinging(id);
  } else if (offer) {
    const wish = offer === 'pick' ? { kind: offer, extension: call } : { kind: offer, call };
    const reply = await ask({ kind: 'ui_bg_ringing', wish });
    const problem = 'problem' in reply ? reply.problem : undefined;
    if (problem) await complain(id, sentence(problem));
  }
}

/** @param {boolean} forward */
async function walk(forward) {
  const page = await pageInFront();
  if (!page || (await tell(page.id, { kind: 'walk', forward }))) return;
  // A key of ours lets us into the page, like a click in the popup. There is nowhere to go before
  // it has been looked at.
  walking = { tab: page.id, forward };
  await sites.pick(page.id);
}

/** The page that the person wants to walk has asked about its first numbers. @param {Sender} sender */
function walkOn(sender) {
  const wish = walking;
  if (!wish || sender.tab?.id !== wish.tab) return;
  walking = undefined;
  // After the answer, which is on its way.
  setTimeout(() => tell(wish.tab, { kind: 'walk', forward: wish.forward }));
}

/** @type {{tab: number, forward: boolean} | undefined} */
let walking;
/** What places calls or sends words: not before the administrator's word is known. */
const CALLS = new Set(['cs_bg_call', 'ui_bg_dial', 'ui_bg_answer', 'ui_bg_text']);
const QUESTION = { width: 440, height: 420 };
const SELECTION = { width: 400, height: 300 };
const WHOM = { width: 440, height: 560 };
const SELECTION_MAX = 200;
