// The frame's own door to the browser: the only file here that names storage, windows, languages
// and the ways of messages. What may be refused (storage in frames, by some settings) fails softly.

import { HANDSHAKE, ROLES } from '../widget/protocol.js';

/** @typedef {import('../widget/protocol.js').FrameSays} FrameSays */
/** @typedef {{country: string, host: string, origin: string, say: (what: FrameSays) => void, hear: (heard: (data: unknown) => void) => void}} PagePort */

const TOKEN = 'token';
const SNAPSHOT = 'snapshot';
/** Longest token that is looked at. */
const TOKEN_MAX = 200;
const SIGN_IN = 'popup,width=460,height=520';

/** What the address of this frame says of it. */
export function roleAndRoom() {
  const [role, room] = location.hash.slice(1).split('.');
  // In a sandbox without `allow-same-origin` there is no origin to be true to.
  const honest = self.origin === location.origin && parent !== self;
  return { role: honest ? ROLES.find((one) => one === role) : undefined, room: (room ?? '').slice(0, 64) };
}

/**
 * The page's port, taken once from the page itself; a second is not looked at.
 * @returns {Promise<PagePort>}
 */
export function pagePort() {
  const { promise, resolve: given } = /** @type {PromiseWithResolvers<PagePort>} */ (Promise.withResolvers());
  /** @param {MessageEvent} event */
  const heard = (event) => {
    const [port] = event.ports;
    if (!event.isTrusted || event.source !== parent || event.data?.kind !== HANDSHAKE || !port) return;
    if (event.origin === location.origin || !/^https?:/.test(event.origin)) return;
    removeEventListener('message', heard);
    const country = typeof event.data.country === 'string' && /^[A-Za-z]{2}$/.test(event.data.country) ? event.data.country.toUpperCase() : '';
    given({
      country,
      origin: event.origin,
      host: new URL(event.origin).hostname,
      say: (what) => port.postMessage(what),
      hear(listener) {
        port.onmessage = ({ data }) => listener(data);
      },
    });
  };
  addEventListener('message', heard);
  return promise;
}

/**
 * The room in which the two frames of one page meet. Only documents of the relay's own origin can
 * speak there.
 * @param {string} name
 * @param {(data: any) => void} heard
 * @returns {(what: object) => void}
 */
export function enterRoom(name, heard) {
  const channel = new BroadcastChannel(`pronto.${name}`);
  channel.onmessage = ({ data }) => heard(data);
  return (what) => channel.postMessage(what);
}

/** Whether the two frames can meet and keep a token; some settings refuse both to frames of other sites. */
export function isAble() {
  return attempt(() => {
    new BroadcastChannel('pronto').close();
    return localStorage.length >= 0;
  }) === true;
}

/** The token that was given on this site. */
export function readToken() {
  return attempt(() => localStorage.getItem(TOKEN)) ?? '';
}

/** @param {string} token */
export function keepToken(token) {
  attempt(() => localStorage.setItem(TOKEN, token));
}

/** Nothing of the person stays. */
export function forgetPerson() {
  attempt(() => localStorage.removeItem(TOKEN));
  attempt(() => sessionStorage.removeItem(SNAPSHOT));
}

/** Tells when another frame of this site has signed in or out. @param {() => void} heard */
export function onTokenChange(heard) {
  addEventListener('storage', ({ key }) => {
    if (key === TOKEN || key === null) heard();
  });
}

export function readSnapshot() {
  return attempt(() => sessionStorage.getItem(SNAPSHOT)) ?? undefined;
}

/** @param {string} json */
export function keepSnapshot(json) {
  attempt(() => sessionStorage.setItem(SNAPSHOT, json));
}

/** Begins anew with what is kept. */
export function reload() {
  location.reload();
}

/**
 * Opens the relay's own window, with its own address bar, and waits for the token that is typed
 * there. Only in the course of a click.
 * @param {(token: string) => void} given
 * @returns {boolean} False when the browser opened none.
 */
export function openSignIn(given) {
  const opened = open(new URL('sign-in.html', location.href), '_blank', SIGN_IN);
  if (!opened) return false;
  /** @param {MessageEvent} event */
  const heard = (event) => {
    if (event.origin !== location.origin || event.source !== opened || event.data?.kind !== 'pronto-token') return;
    const { token } = event.data;
    if (typeof token !== 'string' || token === '' || token.length > TOKEN_MAX) return;
    removeEventListener('message', heard);
    given(token);
  };
  addEventListener('message', heard);
  return true;
}

/**
 * Hands a token to the frame that opened this window, and to no other origin.
 * @param {string} token
 * @returns {boolean} False when nobody of ours is there.
 */
export function handOver(token) {
  if (!opener) return false;
  opener.postMessage({ kind: 'pronto-token', token }, location.origin);
  return true;
}

export function closeWindow() {
  close();
}

/** `randomUUID` is not there over plain http. */
export function randomName() {
  return crypto.getRandomValues(new Uint32Array(4)).join('.');
}

/** Which of our languages the person reads best. @param {string[]} known */
export function language(known) {
  for (const wished of navigator.languages) {
    const found = known.find((one) => wished.toLowerCase().split('-')[0] === one);
    if (found) return found;
  }
  return known[0] ?? 'en';
}

/** Whether a person acted in this very frame a moment ago. */
export function isActive() {
  return navigator.userActivation?.isActive === true;
}

/** Whether the browser tells what covers us (IntersectionObserver v2). */
export const occlusion = 'isVisible' in IntersectionObserverEntry.prototype;

/**
 * Where this frame stands on the screen, in Firefox, which tells; nothing elsewhere.
 * @returns {{x: number, y: number} | null}
 */
export function placeOnScreen() {
  const { mozInnerScreenX: x, mozInnerScreenY: y } = /** @type {{mozInnerScreenX?: number, mozInnerScreenY?: number}} */ (/** @type {unknown} */ (window));
  return x === undefined || y === undefined ? null : { x, y };
}

/**
 * Browsers that forbid storage in frames throw where it is touched.
 * @template T
 * @param {() => T} act
 * @returns {T | undefined}
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
