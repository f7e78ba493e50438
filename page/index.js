// Pronto in a document: finds the numbers, marks them, and shows the button and the call card.
//
// The page's DOM is never changed. Until a person points at a number nothing is added at all; then
// one element beside `<body>`, which goes when nothing is shown.

import { createCaller } from './caller.js';
import { collect } from './collect.js';
import { pageModal } from './covers.js';
import { createFind } from './find.js';
import { hostOf } from './flat.js';
import { isLeftAlone, pageAllows } from './leave.js';
import { phoneHref } from './links.js';
import { createMarks, rectsOf, standsIn, textOf } from './marks.js';
import { createOffers } from './offers.js';
import { createPaint } from './paint.js';
import { createPointer } from './pointer.js';
import { createRoots } from './roots.js';
import { createSchedule } from './schedule.js';
import { runAround } from './scope.js';
import { inView } from './view.js';
import { createWalk } from './walk.js';
import { createWatch } from './watch.js';

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Push} Push */
/** @typedef {import('./collect.js').Finds} Finds */
/** @typedef {typeof import('./screen.js').createScreen} ScreenOf */

/** No event tells of a shadow root that is attached late; scripts that load late are waited for. */
const LATE_LOOKS_MS = [500, 2000, 6000];
const SEEK_EVERY_MS = 1000;
/** Whose offers tests are told. */
const STATE_OFFERS = 100;

/**
 * @typedef {object} Page
 * @property {(push: Push) => boolean} push Takes what the background says unasked. False when it
 *   cannot be shown here.
 * @property {() => void} stop Removes every trace.
 * @property {() => Promise<object>} state What a person sees of Pronto, and the first hundred numbers
 *   with what they offer, for tests.
 */

/**
 * @param {Host} outside
 * @param {ScreenOf} screenOf Makes what is shown over the page: the extension draws there itself,
 *   the widget places frames.
 * @returns {Page}
 */
export function createPage(outside, screenOf) {
  // A picture or a feed has no place for us.
  if (!(document.documentElement instanceof HTMLElement)) return NOWHERE;

  let stopped = false;
  let on = false;
  /** Whether it is known how this document shall behave. */
  let greeted = false;
  let telLinks = 'browser';
  /** Links that are known to be no number, by the address that they had. @type {WeakMap<Element, string>} */
  let plain = new WeakMap();
  /** @type {ReturnType<typeof setTimeout>[]} */
  let lateLooks = [];
  let sought = -Infinity;

  const schedule = createSchedule();
  const caller = createCaller(outside, { catchUp, say: (problem) => screen.say(problem), stale: anew, gone: stop });
  const screen = screenOf(outside, { all: () => roots.all(), seek }, caller, stop);
  const { host } = screen;
  const roots = createRoots(host.shadowOf, (root, unasked) => {
    if (on) watch.observe(root);
    const owner = hostOf(root);
    if (unasked && on && owner) watch.again(owner);
  }, !host.occlusion);
  const marks = createMarks({
    born: (mark) => paint.born(mark),
    died(mark) {
      paint.died(mark);
      screen.leave(mark);
    },
  }, blocksAbout);
  const paint = createPaint(schedule, () => marks.all);
  const find = createFind(host, schedule, stop);
  const offers = createOffers(host, catchUp, stop);
  const watch = createWatch(marks, schedule, {
    look,
    all: lookAtAll,
    rootOf: roots.of,
    late: roots.late,
    missed: catchUpAll,
    isOurs: screen.owns,
    lost: screen.lost,
    reopened: () => pointer.listen(),
  });
  const walk = createWalk(host, {
    marks,
    roots,
    stage: () => pageModal(roots) ?? document.fullscreenElement,
    current: screen.shown,
    hasFocus: screen.hasFocus,
    offer: offers.of,
    show: (mark, giveBack) => screen.show(mark, null, giveBack),
    speak: screen.speak,
  });
  const pointer = createPointer({
    screen,
    look: roots.look,
    roots: roots.all,
    marks,
    on: () => on,
    telLinks: () => telLinks,
    isPlain,
    ask: askNow,
    offer: offers.of,
    dial(mark) {
      if (caller.isTrue(mark)) void caller.call(mark);
    },
  });

  addEventListener('pageshow', returned);
  void hello();

  return { push, stop, state };

  /** Asks how this document shall behave, and behaves so. */
  async function hello() {
    try {
      const asked = host.send({ kind: 'cs_bg_hello' });
      // While that is on its way. Nothing is shown of it before.
      if (!greeted) lookAtView();
      const reply = await asked;
      if (stopped || reply.kind !== 'page') return;
      const first = !greeted;
      greeted = true;
      on = reply.on;
      outside.turned?.(on);
      telLinks = reply.tel_links;
      paint.show(reply.underline);
      if (host.topFrame) screen.calls(reply.calls);
      if (!first || !on) anew();
      else {
        // Nobody was told what changed since.
        marks.verify();
        begin();
      }
    } catch {
      stop();
    }
  }

  /** Forgets what is known and looks at everything. */
  function anew() {
    if (stopped) return;
    screen.leave();
    watch.rest();
    find.forget();
    marks.clear();
    plain = new WeakMap();
    lateLooks.forEach(clearTimeout);
    lateLooks = [];
    if (!on) return;
    lookAtView();
    begin();
  }

  function begin() {
    lookFromNowOn();
    schedule.add(roots.unlikely);
    lateLooks = LATE_LOOKS_MS.map((ms) => setTimeout(roots.late, ms));
  }

  function lookFromNowOn() {
    watch.observe(document);
    roots.all().forEach(watch.observe);
    lookAtAll();
  }

  /** What people see comes first, also before it is known whether anything is to be shown of it. */
  function lookAtView() {
    schedule.now(function* lookInView() {
      if (!document.body || isLeftAlone(document.body)) return;
      // What the page has yet to lay out for itself is not our time.
      document.body.getBoundingClientRect();
      for (const element of inView(document.body, roots.of)) {
        if (element && !isLeftAlone(element)) yield* look([element]);
        yield;
      }
      find.now();
    });
  }

  /** The page changed and nobody was told: what no longer holds goes, and everything is looked at. */
  function catchUpAll() {
    if (!on) return;
    marks.verify();
    screen.lost();
    pointer.listen();
    lookFromNowOn();
  }

  function lookAtAll() {
    schedule.add(function* lookAtBody() {
      if (document.body && !isLeftAlone(document.body)) yield* look([document.body]);
    });
  }

  /**
   * Where the browser does not tell what covers our button, every root has to be known that could
   * hold a cover.
   */
  function seek() {
    if (host.occlusion || performance.now() - sought < SEEK_EVERY_MS) return;
    sought = performance.now();
    roots.late();
    schedule.add(roots.unlikely);
  }

  /** Looks at these siblings. @param {Node[]} nodes */
  function* look(nodes) {
    const finds = findsNow();
    if (on || !greeted) yield* collect(nodes, finds);
  }

  function findsNow() {
    const allowed = pageAllows();
    if (!allowed.text && !allowed.links) marks.clear();
    return findsWith(allowed);
  }

  /**
   * Joins the run of a mark's text again, now. A mark whose run is no longer the one that was asked
   * about does not outlive this, whatever the page did: text put beside it, a part hidden.
   * @param {Mark} mark
   */
  function catchUp(mark) {
    watch.catchUp();
    return joined(mark, findsNow());
  }

  /**
   * The joined text that a mark stands in.
   * @param {Mark} mark
   * @param {Finds} finds Told of the run.
   * @returns {string | null} Nothing when the page no longer says it.
   */
  function joined(mark, finds) {
    /** @type {string | null} */
    let text = null;
    if (!on || !mark.alive || !mark.node) return text;
    walkAbout(mark.node, {
      ...finds,
      run(pieces, blocks) {
        finds.run(pieces, blocks);
        text ??= blocks.find((block) => standsIn(mark, block))?.text ?? null;
      },
    });
    return mark.alive ? text : null;
  }

  /** The run about a text as the page says it now; nothing follows from it. @param {Text} node */
  function blocksAbout(node) {
    /** @type {Block[]} */
    const all = [];
    walkAbout(node, { ...findsWith(pageAllows()), run: (_, blocks) => all.push(...blocks), link: () => undefined });
    return all;
  }

  /** @param {Text} node @param {Finds} finds */
  function walkAbout(node, finds) {
    for (const _ of collect(runAround(node, roots.of, new WeakSet()), finds));
  }

  /** @param {{text: boolean, links: boolean}} allowed @returns {Finds} */
  function findsWith({ text, links }) {
    return {
      text,
      links,
      rootOf: roots.of,
      hosts: roots.likely,
      leadsTo: roots.leadsTo,
      isPlain,
      run(pieces, blocks) {
        for (const entry of marks.renew(pieces, blocks)) {
          find.ask({ text: entry.block.text, done: (found) => marks.settle(entry, found) });
        }
      },
      link(link) {
        const old = marks.ofLink(link.element)?.link;
        if (old?.href === link.href && old.text === link.text) return;
        marks.forgetTexts(link.element);
        find.askLink({ link, done: (isNumber) => settleLink(link, isNumber) });
      },
    };
  }

  /** @param {LinkText} link @param {boolean} isNumber */
  function settleLink(link, isNumber) {
    if (isNumber) {
      marks.settleLink(link);
      return;
    }
    // Its address is no number, yet its text may be one.
    plain.set(link.element, link.href);
    watch.again(link.element);
  }

  /** @param {LinkText} link @returns {Promise<Mark | null>} */
  function askNow(link) {
    return new Promise((done) => {
      find.askLink({
        link,
        done(isNumber) {
          settleLink(link, isNumber);
          done(marks.ofLink(link.element));
        },
      });
    });
  }

  /** @param {Element} element */
  function isPlain(element) {
    const href = plain.get(element);
    return href !== undefined && href === phoneHref(element);
  }

  /** From the browser's cache of pages: calls and settings may be others. @param {PageTransitionEvent} event */
  function returned(event) {
    if (event.persisted) void hello();
  }

  /** @param {Push} what */
  function push(what) {
    if (stopped) return false;
    switch (what.kind) {
      case 'calls':
        if (!host.topFrame) return false;
        screen.calls(what.calls);
        return true;
      case 'again':
        void hello();
        return true;
      case 'walk':
        void walk(what.forward);
        return true;
      case 'say':
        screen.say(what.problem);
        return true;
      default:
        return false;
    }
  }

  function stop() {
    if (stopped) return;
    screen.stop();
    stopped = true;
    on = false;
    outside.turned?.(false);
    removeEventListener('pageshow', returned);
    lateLooks.forEach(clearTimeout);
    pointer.stop();
    watch.stop();
    schedule.stop();
    find.forget();
    marks.clear();
    paint.stop();
  }

  async function state() {
    const known = [...marks.all].slice(0, STATE_OFFERS).map(async (mark) => {
      const block = mark.node && blocksAbout(mark.node).find((one) => standsIn(mark, one));
      return /** @type {const} */ ([mark, await offers.peek(mark, block?.text ?? null)]);
    });
    const offerOf = new Map(await Promise.all(known));
    return {
      on,
      busy: !stopped && (schedule.busy() || find.busy() || watch.busy()),
      marks: [...marks.all].map((mark) => ({
        text: textOf(mark),
        shown: offerOf.get(mark)?.dialled.shown,
        digits: offerOf.get(mark)?.dialled.digits,
        link: mark.link !== null,
        painted: paint.isPainted(mark),
        rects: rectsOf(mark).map((rect) => rect.toJSON()),
      })),
      ...screen.state(),
    };
  }
}

/** @type {Page} */
const NOWHERE = { push: () => false, stop: () => undefined, state: async () => ({}) };
