// Why a request of ours failed, in the browser's own words. `fetch` says the same of a name that
// nobody knows, of a machine that refuses and of a cable that is cut; the browser's request events
// tell them apart. They arrive up to a tenth of a second after `fetch` has given up.

/** @type {Map<string, {said: string, at: number}>} */
const errors = new Map();

/**
 * `net::ERR_NAME_NOT_RESOLVED`, `NS_ERROR_UNKNOWN_HOST`, … or `REDIRECT`; null when nothing was
 * heard. Forgotten when told.
 * @param {string} address
 * @returns {Promise<string | null>}
 */
export async function networkError(address) {
  const url = new URL(address).href;
  for (let waits = 0; waits < WAITS_MAX && !errors.has(url); waits += 1) {
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  const error = errors.get(url);
  errors.delete(url);
  return error && Date.now() - error.at < FRESH_MS ? error.said : null;
}

/**
 * A request has ended in an error.
 * @param {{url: string, tabId: number, error: string}} details
 */
export function noteError({ url, tabId, error }) {
  // Chromium calls a redirect that we refuse "aborted", after its headers have told the truth.
  const known = errors.get(url)?.said === REDIRECT;
  if (tabId === OUR_OWN && !known) note(url, error);
}

/**
 * A request has been answered: with a redirect, which Firefox reports nowhere else, or well.
 * @param {{url: string, tabId: number, statusCode: number}} details
 * @returns {undefined}
 */
export function noteHeaders({ url, tabId, statusCode }) {
  if (tabId !== OUR_OWN) return;
  if (statusCode >= 300 && statusCode < 400 && statusCode !== 304) note(url, REDIRECT);
  else errors.delete(url);
}

/** @param {string} url @param {string} said */
function note(url, said) {
  if (errors.size >= ERRORS_MAX) errors.clear();
  errors.set(url, { said, at: Date.now() });
}

/** Requests of the background belong to no tab. */
export const OUR_OWN = -1;
const REDIRECT = 'REDIRECT';
const ERRORS_MAX = 50;
/** An older error is of an earlier request. */
const FRESH_MS = 5000;
const WAIT_MS = 20;
/** Longer than it takes on a slow machine; a request that has failed is in no hurry. */
const WAITS_MAX = 150;
