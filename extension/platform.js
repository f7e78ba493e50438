// The extension's edge to the browser: the only file that names its extension interface. What
// differs between Chromium and Firefox, or is awkward in both, ends here; the rest of the
// extension reads as if there were one browser.
//
// Nothing runs when this module is loaded, so that the content script, which takes three
// functions of it, carries none of the rest.

import { isFocusedFrame, lifeline } from './lifeline.js';
import { OUR_OWN, noteError, noteHeaders } from './request_errors.js';
import { overMiddle } from './window_place.js';

/** @typedef {import('../generated/wire.js').Request} Request */
/** @typedef {import('../generated/wire.js').Reply} Reply */
/** @typedef {import('../generated/wire.js').Push} Push */
/** @typedef {chrome.runtime.MessageSender} Sender */
/** @typedef {chrome.scripting.RegisteredContentScript} ContentScript */
/** @typedef {{id: number, incognito: boolean, url?: string}} Page */

/** @type {typeof chrome} */
const api = /** @type {any} */ (globalThis).browser ?? globalThis.chrome;

/** Whether this is Firefox; for what no feature test can tell. */
export const isFirefox = /* @__PURE__ */ api.runtime.getURL('').startsWith('moz-');

/**
 * A text of `_locales` with `$1`, `$2` replaced; empty when there is none of that name.
 * @param {string} key
 * @param {...(string | number)} subs
 */
export function text(key, ...subs) {
  return api.i18n.getMessage(key, subs.map(String));
}

/** The language of the texts, which need not be the browser's: `it`. */
export const language = () => text('language');

/**
 * What a content script says and hears.
 * @typedef {object} ContentPort
 * @property {(request: Request) => Promise<Reply>} send Rejects when nobody is left to answer.
 * @property {(hear: (push: Push) => unknown) => void} onPush `false` says that a card pushed to
 *   this document cannot be shown here.
 * @property {(stop: () => void) => void} onGone Called once, when the extension was updated, taken
 *   away or switched off under this script. Firefox ends such scripts without a word.
 */

/** The one door between a content script and the background. @returns {ContentPort} */
export function contentPort() {
  const life = lifeline(isAlive);
  // Read by `inject`, so that no document gets two.
  Object.assign(globalThis, { [MARK]: true });
  return {
    async send(request) {
      try {
        return await toEngine(request);
      } catch (error) {
        life.look();
        throw error;
      }
    },
    onPush(hear) {
      api.runtime.onMessage.addListener((message, sender, answer) => {
        if (!isPush(message, sender)) return;
        if (message.push.kind === 'walk' && !isFocusedFrame()) return;
        answer(hear(message.push) !== false);
      });
    },
    onGone: life.onGone,
  };
}

const MARK = 'prontoIsHere';
/** How numbers are underlined; with the script, and before the page is drawn, as later the whole page would be styled anew. */
export const SHEET = 'generated/highlight.css';

function isAlive() {
  try {
    return api.runtime?.id !== undefined;
  } catch {
    return false;
  }
}

/**
 * The shadow root of an element, closed ones too.
 * @param {Element} element
 * @returns {ShadowRoot | null}
 */
export function shadowOf(element) {
  if (element.shadowRoot) return element.shadowRoot;
  try {
    const firefox = /** @type {any} */ (element).openOrClosedShadowRoot;
    if (firefox !== undefined) return firefox;
    return element instanceof HTMLElement ? api.dom.openOrClosedShadowRoot(element) : null;
  } catch {
    return null;
  }
}

/**
 * From one of our own pages, or from a content script, to the engine.
 * @param {Request} request
 * @returns {Promise<Reply>}
 */
export async function toEngine(request) {
  const reply = await api.runtime.sendMessage({ to: 'engine', request });
  if (!reply) throw new Error('the background did not answer');
  return reply;
}

/** What the background says unasked, for our own pages. @param {(push: Push) => void} hear */
export function onPush(hear) {
  api.runtime.onMessage.addListener((message, sender) => {
    if (isPush(message, sender)) hear(message.push);
  });
}

/** @param {any} message @param {Sender} sender @returns {message is {push: Push}} */
function isPush(message, sender) {
  return sender.id === api.runtime.id && !sender.tab && message?.to === 'people' && message.push;
}

/**
 * To the document that shows the card, or to all frames of a tab. True when somebody listened.
 * @param {number} tab
 * @param {Push} push
 * @param {number} [frame]
 * @returns {Promise<boolean>}
 */
export async function tell(tab, push, frame) {
  const where = frame === undefined ? {} : { frameId: frame };
  try {
    return (await api.tabs.sendMessage(tab, { to: 'people', push }, where)) === true;
  } catch {
    return false; // No script of ours is there.
  }
}

/** To whichever of our own pages is open. @param {Push} push */
export function tellOwnPages(push) {
  // Rejects when none is open.
  api.runtime.sendMessage({ to: 'people', push }).catch(() => undefined);
}

/**
 * @typedef {object} Handlers
 * @property {(envelope: any, sender: Sender) => Promise<Reply> | undefined} message
 * @property {(reason: string) => void} installed
 * @property {() => void} settingsChanged
 * @property {(removed: boolean) => void} permissionsChanged
 * @property {(tab: number) => void} tabClosed
 * @property {() => void} alarm
 * @property {(selection: string, incognito: boolean) => void} menu
 * @property {(command: string) => void} command
 * @property {(id: string, how: 'opened' | 'closed' | number) => void} noted The person has clicked a notification, closed it, or pressed this button of it.
 */

/**
 * Registers every listener at once; browsers wake a background only for those that are there
 * when its script has run to the end.
 * @param {Handlers} on
 */
export function listen(on) {
  api.runtime.onMessage.addListener((envelope, sender, answer) => {
    const reply = sender.id === api.runtime.id ? on.message(envelope, sender) : undefined;
    reply?.then(answer, () => answer(undefined));
    return reply !== undefined;
  });
  api.runtime.onInstalled.addListener(({ reason }) => on.installed(reason));
  api.storage.onChanged.addListener((changes, area) => {
    const ours = area === 'managed' || (area === 'sync' && SETTINGS in changes) ||
      (area === 'local' && SECRETS in changes);
    if (ours) on.settingsChanged();
  });
  api.permissions.onAdded.addListener(() => on.permissionsChanged(false));
  api.permissions.onRemoved.addListener(() => on.permissionsChanged(true));
  api.tabs.onRemoved.addListener((tab) => on.tabClosed(tab));
  api.alarms.onAlarm.addListener(() => on.alarm());
  api.contextMenus.onClicked.addListener((info, tab) => {
    on.menu(info.selectionText ?? '', tab?.incognito ?? false);
  });
  api.commands.onCommand.addListener((command) => on.command(command));
  api.notifications.onClicked.addListener((id) => on.noted(id, 'opened'));
  // Firefox has no buttons, and calls every end the person's doing (bug 1413188).
  if (isFirefox) return;
  api.notifications.onClosed.addListener((id, byUser) => byUser && on.noted(id, 'closed'));
  api.notifications.onButtonClicked.addListener(on.noted);
}

/**
 * Calls `moved` when another tab or window comes to the front or a page has loaded; not at all
 * without it. Nothing needs to be woken for these, so that they are heard only while a call is up.
 * @param {(() => void) | undefined} moved
 */
export function followFocus(moved) {
  if (Boolean(moved) !== Boolean(follower)) {
    const change = moved ? 'addListener' : 'removeListener';
    api.tabs.onActivated[change](onMoved);
    api.tabs.onUpdated[change](onLoaded);
    api.windows.onFocusChanged[change](onWindow);
  }
  follower = moved;
}

/** @type {(() => void) | undefined} */
let follower;
const onMoved = () => follower?.();
/** @param {number} _ @param {{status?: string}} change @param {{active: boolean}} tab */
const onLoaded = (_, change, tab) => tab.active && change.status === 'complete' && follower?.();
/** @param {number} window "None" is another program's: the card stays where it is. */
const onWindow = (window) => window !== api.windows.WINDOW_ID_NONE && follower?.();

/** The entry on a selection. Browsers differ in when they forget it, so it is made at each start. */
export function makeMenu() {
  const entry = { id: 'call', title: text('menu_call'), contexts: ['selection'] };
  // Reading the error keeps "there already" out of the log.
  api.contextMenus.create(/** @type {any} */ (entry), () => void api.runtime.lastError);
}

const SETTINGS = 'settings';
const SECRETS = 'secrets';

/** What the stores of settings hold; a store that cannot be read is empty. */
export async function readStores() {
  for (;;) {
    const before = writing;
    await before.catch(() => undefined);
    const held = await readAll();
    // What was read while something was written may be older than what the engine knows.
    if (before === writing) return held;
  }
}

async function readAll() {
  const [managed, sync, local] = await Promise.all([
    // Firefox throws when there is no policy; Chromium may tell of it later (policy.js).
    api.storage.managed.get(null).catch(() => ({})),
    api.storage.sync.get(SETTINGS).then((held) => held[SETTINGS]).catch(() => ({})),
    api.storage.local.get(SECRETS).then((held) => held[SECRETS]),
  ]);
  return { managed: managed ?? {}, sync: sync ?? {}, local: local ?? {} };
}

/** Resolves as soon as an administrator has set something, and at the latest after so long. @param {number} ms */
export async function policyOrAfter(ms) {
  /** @type {() => void} */
  let told = () => undefined;
  const change = new Promise((resolve) => { told = () => resolve(undefined); });
  const late = setTimeout(told, ms);
  api.storage.managed.onChanged.addListener(told);
  const held = await api.storage.managed.get(null).catch(() => ({}));
  if (Object.keys(held).length === 0) await change;
  api.storage.managed.onChanged.removeListener(told);
  clearTimeout(late);
}

/** @param {object} sync @param {object} local */
export function writeSettings(sync, local) {
  writing = (async () => {
    await api.storage.sync.set({ [SETTINGS]: sync });
    await api.storage.local.set({ [SECRETS]: local });
  })();
  return writing;
}

/** Between the two there are settings that nobody has chosen. */
let writing = Promise.resolve();

/** What earlier backgrounds kept, each as the text that it gave. */
export async function readKept() {
  const [session, local] = await Promise.all([
    api.storage.session.get('engine'),
    api.storage.local.get(['lasting', 'past', 'directory']),
  ]);
  return { snapshot: session.engine, ...local };
}

/** Until the browser is closed. @param {string} json */
export const keepSnapshot = (json) => api.storage.session.set({ engine: json });

/** Until it is replaced. @param {string} key @returns {(json: string) => Promise<void>} */
const keeper = (key) => (json) => api.storage.local.set({ [key]: json });
export const [keepLasting, keepPast, keepDirectory] = [keeper('lasting'), keeper('past'), keeper('directory')];

/** Content scripts have no business in any store. Firefox cannot be told so. */
export function closeStores() {
  for (const area of [api.storage.local, api.storage.sync, api.storage.session]) {
    area.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' })?.catch(() => undefined);
  }
}

/**
 * A small thing of the shell's own: in `session` until the browser is closed, in `local` for good.
 * @param {string} key @param {'session' | 'local'} [area] @returns {Promise<any>}
 */
export const recall = async (key, area = 'session') => (await api.storage[area].get(key))[key];

/** @param {string} key @param {unknown} value Undefined forgets it. @param {'session' | 'local'} [area] */
export const remember = (key, value, area = 'session') =>
  value === undefined ? api.storage[area].remove(key) : api.storage[area].set({ [key]: value });

/**
 * The match pattern of the host that an address names. Chromium grants a single port; Firefox
 * says that it does and then refuses the request, so there the whole host is asked for.
 * @param {string} address
 */
export function patternOf(address) {
  const url = new URL(address);
  return `${url.protocol}//${isFirefox ? url.hostname : url.host}/*`;
}

/** Whether requests to this address may be made. @param {string} address */
export async function permitted(address) {
  const pattern = patternOf(address);
  const allowed = await granted([pattern]);
  watchErrors(pattern, allowed);
  return allowed;
}

/** Whether all of these are allowed. @param {string[]} patterns */
export const granted = (patterns) =>
  api.permissions.contains({ origins: patterns }).catch(() => false);

/** Every pattern that the person has allowed. @returns {Promise<string[]>} */
export const allGranted = async () => (await api.permissions.getAll()).origins ?? [];

/** Asks the person; only within a click's handler, before anything is awaited. @param {string[]} patterns */
export const askFor = (patterns) => api.permissions.request({ origins: patterns });

/** What is no longer needed. @param {string[]} patterns */
export async function giveBack(patterns) {
  // Chromium refuses to take back what the administrator gave.
  if (patterns.length > 0) await api.permissions.remove({ origins: patterns }).catch(() => false);
}

/** Our own pages hear of it, however it was done. @param {() => void} hear */
export function onPermissions(hear) {
  api.permissions.onAdded.addListener(hear);
  api.permissions.onRemoved.addListener(hear);
}

/**
 * Gives each request of ours a connection of its own. On one that served before, Chromium sends a
 * request that got no answer again, by itself (ARCHITECTURE.md, "At most once").
 */
export async function freshConnections() {
  await api.declarativeNetRequest.updateSessionRules({
    removeRuleIds: [FRESH],
    addRules: [{
      id: FRESH,
      action: {
        type: /** @type {any} */ ('modifyHeaders'),
        requestHeaders: [{ header: 'connection', operation: /** @type {any} */ ('set'), value: 'close' }],
      },
      condition: {
        initiatorDomains: [new URL(api.runtime.getURL('')).host],
        tabIds: [OUR_OWN],
        resourceTypes: /** @type {any} */ (['xmlhttprequest', 'other']),
      },
    }],
  });
}

const FRESH = 1;

/** Pattern to whether it was allowed when its requests were last listened to. @type {Map<string, boolean>} */
const watched = new Map();

/**
 * Only hosts that we send to are watched: a wider filter would wake the background for every page
 * that loads. Chromium sends nothing to a listener that is older than the permission.
 * @param {string} pattern
 * @param {boolean} allowed
 */
function watchErrors(pattern, allowed) {
  if (watched.get(pattern) === allowed) return;
  watched.set(pattern, allowed);
  const { onErrorOccurred, onHeadersReceived } = api.webRequest;
  const filter = { urls: [...watched.keys()], tabId: OUR_OWN };
  onErrorOccurred.removeListener(noteError);
  onErrorOccurred.addListener(noteError, filter);
  onHeadersReceived.removeListener(noteHeaders);
  onHeadersReceived.addListener(noteHeaders, filter);
}

/** Our script as it is registered now. @param {string} id */
export const registered = async (id) =>
  (await api.scripting.getRegisteredContentScripts({ ids: [id] })).at(0);

/** Registers a script in place of the one with its id. @param {ContentScript} script */
export async function register(script) {
  if (await registered(script.id)) await api.scripting.updateContentScripts([script]);
  else await api.scripting.registerContentScripts([script]);
}

/** @param {string} id */
export const unregister = (id) => api.scripting.unregisterContentScripts({ ids: [id] });

/**
 * Runs our script in every frame of a tab that has none of it and that the browser lets us into.
 * @param {number} tab
 * @returns {Promise<boolean>} False when the browser keeps us out.
 */
export async function inject(tab) {
  try {
    const frames = await api.scripting.executeScript({
      target: { tabId: tab, allFrames: true },
      func: (mark) => mark in globalThis,
      args: [MARK],
    });
    const without = frames.filter((frame) => frame.result === false).map((frame) => frame.frameId);
    if (without.length > 0) {
      const target = { tabId: tab, frameIds: without };
      // From the top: Firefox reads names as seen from the page of ours that asks.
      await api.scripting.insertCSS({ target, files: [`/${SHEET}`] });
      await api.scripting.executeScript({ target, files: ['/content.js'] });
    }
    return true;
  } catch {
    return false;
  }
}

/** Every tab, or those with a page on one of these patterns. @param {string[]} [patterns] */
export async function tabs(patterns) {
  const found = await api.tabs.query(patterns ? { url: patterns } : {});
  return found.flatMap((tab) => (tab.discarded || tab.id === undefined ? [] : [tab.id]));
}

/** The page in front of the person: windows of ours do not count. @returns {Promise<Page | undefined>} */
export async function pageInFront() {
  const active = await api.tabs.query({ active: true, windowType: 'normal' });
  // Firefox takes the filter and ignores it.
  const window = await api.windows.getLastFocused({ windowTypes: ['normal'] }).catch(() => undefined);
  const latest = active.sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0));
  const front = active.find((tab) => tab.windowId === window?.id) ?? latest[0];
  if (front?.id === undefined) return undefined;
  return { id: front.id, incognito: front.incognito, url: front.url };
}

/** Whether an administrator has put Pronto here. */
export const isForced = async () => (await api.management.getSelf()).installType === 'admin';

/** A page in a tab: an address, or the path of a page of ours. @param {string} url */
export const openTab = (url) => api.tabs.create({ url: URL.canParse(url) ? url : api.runtime.getURL(url) });

/** The options, in the tab that shows them already if there is one. */
export const openOptions = () => api.runtime.openOptionsPage();

/**
 * A page of ours in a small window over the middle of the browser's.
 * @param {string} path
 * @param {{width: number, height: number}} size
 */
export async function openWindow(path, { width, height }) {
  const window = { url: api.runtime.getURL(path), type: /** @type {const} */ ('popup'), width, height };
  const browser = await api.windows.getLastFocused().catch(() => /** @type {chrome.windows.CreateData} */ ({}));
  const place = overMiddle(browser, { width, height });
  // Chromium refuses a place that would lie off the screen.
  await api.windows.create({ ...window, ...place }).catch(() => api.windows.create(window));
}

/** Closes the window or tab of ours that calls it. */
export async function closeSelf() {
  const tab = await api.tabs.getCurrent();
  if (tab?.id !== undefined) await api.tabs.remove(tab.id);
}

/** @param {{text: string, colour: string, title: string}} badge */
export function badge({ text: letters, colour, title }) {
  api.action.setBadgeText({ text: letters });
  api.action.setBadgeBackgroundColor({ color: colour });
  api.action.setBadgeTextColor({ color: '#ffffff' });
  api.action.setTitle({ title });
}

/** While a call is up: rings every half minute, should the background have fallen asleep. @param {boolean} on */
export function pulse(on) {
  if (on) api.alarms.create('pulse', { periodInMinutes: 0.5 });
  else api.alarms.clear('pulse');
}

/**
 * Shows a notification. One that stays is there until it is taken away, where the browser can do that. Where it can have
 * no buttons, the hint says what a click is for.
 * @param {string} id @param {{title: string, message: string, stays: boolean, buttons?: string[], hint?: string}} note
 */
export function note(id, { title, message: words, stays, buttons = [], hint = '' }) {
  // Firefox refuses the whole for what it does not know.
  const more = isFirefox ? {} : { requireInteraction: stays, buttons: buttons.map((label) => ({ title: label })) };
  const message = isFirefox && hint ? `${words}\n${hint}` : words;
  return api.notifications.create(id, { type: 'basic', iconUrl: '/icons/128.png', title, message, ...more });
}

/** Takes a notification away. @param {string} id */
export const unnote = (id) => api.notifications.clear(id);

/** Whether an address is one of our own pages. @param {string | undefined} address */
export const isOwn = (address) => address?.startsWith(api.runtime.getURL('')) ?? false;
