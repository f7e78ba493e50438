// The engine in the frame: the wasm core with what this frame has of a browser. It speaks to its own
// relay only.

import init, { Pronto } from '../core/pronto.js';
import { keepSnapshot, randomName, readSnapshot } from './platform.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */
/** @typedef {import('../../generated/wire.js').Reply} Reply */
/** @typedef {import('../../generated/wire.js').Request} Request */
/** @typedef {Awaited<ReturnType<typeof startEngine>>} Engine */

/**
 * @param {object} person
 * @param {string} person.token Empty when nobody is signed in.
 * @param {string} person.country Of the page, for numbers without one.
 * @param {string} person.host Of the page.
 * @param {object} events
 * @param {(calls: CallView[]) => void} events.show
 * @param {(question: string) => void} events.ask
 * @param {() => void} events.again
 */
export async function startEngine({ token, country, host }, { show, ask, again }) {
  await init();
  const relay = location.origin;
  const pronto = await Pronto.start({
    readStores: async () => ({
      managed: { pbx: 'relay', relay_address: relay },
      sync: country === '' ? {} : { country },
      local: token === '' ? {} : { relay_token: token, given_for: { relay_token: relay } },
    }),
    readKept: async () => ({ snapshot: readSnapshot() }),
    keepSnapshot: async (/** @type {string} */ json) => keepSnapshot(json),
    // What lasts is the relay's business: it knows the calls of this person, whatever became of us.
    keepLasting: async () => undefined,
    keepPast: async () => undefined,
    // Nobody looks for colleagues here.
    keepDirectory: async () => undefined,
    writeSettings: async () => undefined,
    permitted: async (/** @type {string} */ url) => new URL(url).origin === relay,
    networkError: async () => '',
    pulse: () => undefined,
    sites: () => undefined,
    // A page of the intranet is no place to tell of the calls of a phone.
    incoming: () => undefined,
    open: () => undefined,
    show,
    ask,
    // The widget's card does not offer it: nobody types a number there.
    askWhom: () => undefined,
    again,
  });
  // A relay and a browser have only so many connections to spare for who does not look.
  const attend = () => pronto.attend(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', attend);
  attend();
  /** Names this document in its tickets. */
  const page = { trust: 'page', document: randomName(), host, private: false, card: true };
  return {
    /** @param {Request} request @returns {Promise<Reply>} What the page, or its button or card, asks. */
    asPage: (request) => pronto.message(request, page),
    /** @param {Request} request @returns {Promise<Reply>} What our own questions ask. */
    asOwn: (request) => pronto.message(request, { trust: 'own' }),
  };
}
