// The frame at the corner: the engine, the call card, its questions, and who is signed in.

import { createCard } from '../page/card.js';
import { createToast } from '../page/toast.js';
import { createAccount } from './account.js';
import { startEngine } from './engine.js';
import { createGate } from './gate.js';
import { readPage } from './page_door.js';
import { createPanels } from './panels.js';
import { enterRoom, forgetPerson, keepToken, occlusion, onTokenChange, readToken, reload } from './platform.js';
import { createQuestion } from './question.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */
/** @typedef {import('../../generated/wire.js').Offer} Offer */
/** @typedef {import('../../generated/wire.js').Problem} Problem */
/** @typedef {import('../../generated/wire.js').Reply} Reply */
/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./platform.js').PagePort} PagePort */
/** @typedef {import('./room.js').ToButton} ToButton */
/** @typedef {import('./room.js').ToEngine} ToEngine */
/** @typedef {import('./room.js').Who} Who */

/** Offers that are remembered, to be shown when the page points at them; the oldest goes first. */
const OFFERS_MAX = 1_000;
/** Calls whose state the page is told. */
const TOLD_MAX = 20;
const TOKEN_UNKNOWN = 'problem_token_unknown';

/**
 * @param {PagePort} page
 * @param {string} room
 * @param {import('./texts.js').Texts} t
 * @returns {Promise<() => object>} For tests: what is seen of it.
 */
export async function startCard(page, room, t) {
  const token = readToken();
  /** @type {Who} */
  let who = { signedIn: token !== '', person: '', extension: '' };
  /** @type {Map<string, Offer>} */
  const offers = new Map();
  /** The offers whose calls are up, by call. @type {Map<string, string>} */
  const placed = new Map();
  /** What the button shows, for when it comes late. @type {Extract<ToButton, {kind: 'offer'}> | null} */
  let shown = null;
  /** Which states of calls the page was told. @type {Map<string, string>} */
  const told = new Map();

  const post = enterRoom(room, (/** @type {ToEngine} */ what) => {
    if (what.to === 'engine') void button(what);
  });
  /** @param {ToButton} what */
  const toButton = (what) => post(what);

  const panels = createPanels(
    (width, height) => page.say({ kind: 'card', width, height }),
    (wanted) => page.say({ kind: 'focus', wanted }));
  /** @type {Engine} */
  let engine;
  const host = {
    send: (/** @type {import('../../generated/wire.js').Request} */ request) => engine.asPage(request),
    shadowOf: () => null,
    t,
    topFrame: true,
    clock: Date.now,
    occlusion,
    gate,
  };
  const card = createCard(host, panels.overlay, () => undefined);
  const toast = createToast(host, panels.overlay, () => null);
  const account = createAccount(t, panels, signOut);
  const question = createQuestion(t, panels, (request) => engine.asOwn(request), tell);

  engine = await startEngine({ token, country: page.country, host: page.host }, {
    show(calls) {
      card.update(calls);
      tellPage(calls);
      if (calls.some(({ problem }) => problem?.message === TOKEN_UNKNOWN)) signedOut();
    },
    ask: (id) => void question.show(id),
    again() {
      page.say({ kind: 'again' });
      // The relay may know the token no more.
      void whoAmI();
    },
  });
  page.hear((data) => void asked(data));
  page.say({ kind: 'ready' });
  onTokenChange(reload);
  await whoAmI();
  return () => ({ card: card.state(), toast: toast.text(), account: account.state(), question: question.state(), who });

  /** What the page says. @param {unknown} data */
  async function asked(data) {
    const said = readPage(data);
    switch (said?.kind) {
      case 'hello': {
        const reply = await engine.asPage({ kind: 'cs_bg_hello' });
        // A click on a link shows our button; nothing of the page's calls at once. And the page is
        // not told of calls.
        page.say({ kind: 'answer', id: said.id, reply: reply.kind === 'page' ? { ...reply, tel_links: reply.tel_links === 'browser' ? 'browser' : 'button', calls: [] } : reply });
        break;
      }
      case 'find': {
        page.say({ kind: 'answer', id: said.id, reply: await engine.asPage({ kind: 'cs_bg_find', texts: said.texts, links: said.links }) });
        break;
      }
      case 'ask':
      case 'ask_link': {
        const reply = await engine.asPage(said.kind === 'ask'
          ? { kind: 'cs_bg_offer', text: said.text, start: said.start, end: said.end }
          : { kind: 'cs_bg_offer_link', link: said.link });
        remember(reply);
        page.say({ kind: 'answer', id: said.id, reply });
        break;
      }
      case 'offer': {
        const offer = offers.get(said.ticket);
        if (!offer) {
          page.say({ kind: 'gone', ticket: said.ticket, back: false });
          break;
        }
        shown = { to: 'button', kind: 'offer', offer, who, width: said.width, height: said.height, focus: said.focus };
        toButton(shown);
        break;
      }
      case 'withdraw':
        shown = null;
        toButton({ to: 'button', kind: 'withdraw' });
    }
  }

  /** @param {Reply} reply */
  function remember(reply) {
    if (reply.kind !== 'offered' || !reply.offer) return;
    offers.set(reply.offer.ticket, reply.offer);
    for (const oldest of offers.keys()) {
      if (offers.size <= OFFERS_MAX) break;
      offers.delete(oldest);
    }
  }

  /** What the button says. @param {ToEngine} what */
  async function button(what) {
    switch (what.kind) {
      case 'ready':
        if (shown) toButton(shown);
        break;
      case 'call':
        await call(what.ticket);
        break;
      case 'token':
        keepToken(what.token);
        reload();
        break;
      case 'account':
        account.show(who);
        break;
      case 'size':
        if (shown?.offer.ticket === what.ticket) page.say({ kind: 'button', ticket: what.ticket, width: what.width, height: what.height });
        break;
      case 'gone':
        // Another may have been offered meanwhile.
        if (shown?.offer.ticket === what.ticket) shown = null;
        page.say({ kind: 'gone', ticket: what.ticket, back: what.back });
        break;
      case 'pointer':
        page.say({ kind: 'pointer', inside: what.inside });
        break;
      case 'held':
        page.say({ kind: 'held', held: what.held });
    }
  }

  /** The button's gate has let a click through. @param {string} ticket */
  async function call(ticket) {
    const reply = await engine.asPage({ kind: 'cs_bg_call', ticket });
    toButton({ to: 'button', kind: 'done', ticket });
    if (reply.kind === 'refused') tell(reply.problem);
    if (reply.kind !== 'placed') return;
    const { outcome } = reply;
    if (outcome.kind === 'calling') {
      placed.set(outcome.call, ticket);
      for (const oldest of placed.keys()) {
        if (placed.size <= TOLD_MAX) break;
        placed.delete(oldest);
      }
    }
    if (outcome.kind === 'not_called' && outcome.problem) tell(outcome.problem);
  }

  /** How the calls stand that were placed by a button of this page; of others it hears nothing. @param {CallView[]} calls */
  function tellPage(calls) {
    for (const { id, state } of calls) {
      const ticket = placed.get(id);
      if (ticket === undefined || told.get(id) === state) continue;
      told.set(id, state);
      page.say({ kind: 'call', ticket, state });
    }
  }

  /** @param {Problem} problem */
  function tell(problem) {
    toast.show(problem);
    if (problem.message === TOKEN_UNKNOWN) signedOut();
  }

  /** The gate of the button "Call", before a button of the card. @type {NonNullable<import('../page/types.js').Host['gate']>} */
  function gate(button, ground, gone) {
    // What a collapsed card hides is not looked for.
    const lookAgain = () => void (button.checkVisibility() && panels.nudge());
    const own = createGate(button, { lookAgain, ground, signal: gone });
    gone.addEventListener('abort', own.stop);
    return {
      bind(label) {
        if (label === '') own.stop();
        else own.start();
        own.bind(label);
      },
      refuses(event) {
        const verdict = own.judge(event);
        return verdict && t(verdict === 'covered' ? 'widget_covered' : 'button_wait');
      },
      isOpen: () => own.isOpen() && own.hasStayed(),
    };
  }

  /** The name that goes with the token; a token that is refused is forgotten. */
  async function whoAmI() {
    if (token === '') return;
    const response = await fetch('/api/me', { headers: { authorization: `Bearer ${token}` }, cache: 'no-store' }).catch(() => null);
    if (response?.status === 401) {
      signedOut();
      return;
    }
    /** @type {Record<string, unknown>} */
    const me = response?.ok ? await response.json().catch(() => ({})) : {};
    who = { signedIn: true, person: text(me.person), extension: text(me.extension) };
    toButton({ to: 'button', kind: 'who', who });
  }

  /** The relay knows the token no more. */
  function signedOut() {
    forgetPerson();
    who = { signedIn: false, person: '', extension: '' };
    toButton({ to: 'button', kind: 'who', who });
  }

  function signOut() {
    forgetPerson();
    reload();
  }
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' ? value.slice(0, 100) : '';
}
