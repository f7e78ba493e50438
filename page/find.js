// Asks which of the page's texts and links are numbers, and remembers the answers.
//
// In batches, one batch at a time. The same text is asked about once.

import { TEXT_UNITS_MAX } from './text.js';

/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./types.js').Span} Span */
/** @typedef {import('./schedule.js').Schedule} Schedule */

/** Most texts and most links in one request (`TEXTS_MAX` of src/wire/mod.rs). */
const TEXTS_MAX = 500;
/** Most units in one request: packing it is a task of the page's thread. */
const BATCH_UNITS_MAX = 5 * TEXT_UNITS_MAX;
/** Answers remembered, and the units of the texts that they are about. */
const MEMORY_ANSWERS = 1000;
const MEMORY_UNITS = 200_000;
/** Answers that are taken in between two looks at the clock. */
const TELL_BETWEEN = 16;

/**
 * A text that waits for its answer.
 * @typedef {{text: string, done: (found: Span[]) => void}} Question
 * @typedef {{link: LinkText, done: (isNumber: boolean) => void}} LinkQuestion
 */

/** @typedef {ReturnType<typeof createFind>} Find */

/**
 * @param {Pick<Host, 'send'>} host
 * @param {Schedule} schedule
 * @param {() => void} gone Called when nobody is left to ask.
 */
export function createFind(host, schedule, gone) {
  /** @type {Memory<Span[]>} */
  let texts = createMemory();
  /** @type {Memory<boolean>} */
  let links = createMemory();
  /** @type {Question[]} */
  let waiting = [];
  /** @type {LinkQuestion[]} */
  let waitingLinks = [];
  /** What is known and not yet told. @type {(() => void)[]} */
  let answers = [];
  let asking = false;
  /** @type {'no' | 'soon' | 'last'} */
  let planned = 'no';
  let age = 0;

  const isEmpty = () => waiting.length === 0 && waitingLinks.length === 0;

  // A full batch goes at once; what is less waits until the walk has come to its end.
  const plan = () => {
    if (asking || isEmpty()) return;
    if (waiting.length >= TEXTS_MAX && planned !== 'soon') {
      planned = 'soon';
      schedule.soon(run);
    } else if (planned === 'no') {
      planned = 'last';
      schedule.last(run);
    }
  };

  const run = () => {
    planned = 'no';
    if (!asking && !isEmpty()) void ask();
  };

  async function ask() {
    const some = waiting.splice(0, batch(waiting));
    const someLinks = waitingLinks.splice(0, TEXTS_MAX);
    // Many blocks of a page say the same.
    const askedTexts = [...new Set(some.map(({ text }) => text))];
    const askedLinks = [...new Map(someLinks.map(({ link }) => [keyOf(link), link])).values()];
    const asked = age;
    asking = true;
    try {
      const reply = await host.send({
        kind: 'cs_bg_find',
        texts: askedTexts,
        links: askedLinks.map(({ href, text }) => ({ href, text })),
      });
      // Settings have changed meanwhile; all is asked anew.
      if (asked !== age || reply?.kind !== 'found') return;
      const found = new Map(askedTexts.map((text, index) => [text, reply.texts[index] ?? []]));
      const known = new Map(askedLinks.map((link, index) => [keyOf(link), reply.links[index] ?? false]));
      for (const [text, spans] of found) texts.keep(text, spans);
      for (const [key, isNumber] of known) links.keep(key, isNumber);
      answers.push(
        ...some.map(({ text, done }) => () => done(found.get(text) ?? [])),
        ...someLinks.map(({ link, done }) => () => done(known.get(keyOf(link)) ?? false)),
      );
      if (answers.length === some.length + someLinks.length) schedule.next(tell);
    } catch {
      gone();
    } finally {
      asking = false;
      plan();
    }
  }

  /** One after the other, so that numbers come in the order of the page. */
  function* tell() {
    while (answers.length > 0) {
      for (const answer of answers.splice(0, TELL_BETWEEN)) answer();
      yield;
    }
  }

  return {
    /**
     * `done` is called once, now when the answer is known, and never after `forget`.
     * @param {Question} question
     */
    ask(question) {
      const known = texts.recall(question.text);
      if (known) {
        question.done(known);
        return;
      }
      waiting.push(question);
      plan();
    },

    /** @param {LinkQuestion} question */
    askLink(question) {
      const known = links.recall(keyOf(question.link));
      if (known !== undefined) {
        question.done(known);
        return;
      }
      waitingLinks.push(question);
      plan();
    },

    /** Does not wait for more. */
    now: run,

    /** Whether an answer is on its way or waited for. */
    busy: () => asking || !isEmpty() || answers.length > 0,

    /** Other settings, other answers. */
    forget() {
      age += 1;
      answers = [];
      texts = createMemory();
      links = createMemory();
      waiting = [];
      waitingLinks = [];
    },
  };
}

/** How many go into one request. @param {Question[]} questions */
function batch(questions) {
  let units = 0;
  let count = 0;
  for (const { text } of questions) {
    units += text.length;
    if (count === TEXTS_MAX || (count > 0 && units > BATCH_UNITS_MAX)) break;
    count += 1;
  }
  return count;
}

/** @param {LinkText} link */
function keyOf({ href, text }) {
  return `${href}\n${text}`;
}

/**
 * What was answered to a text; the oldest is forgotten first.
 * @template V
 * @typedef {{recall: (key: string) => V | undefined, keep: (key: string, value: V) => void}} Memory
 */

/**
 * @template V
 * @returns {Memory<V>}
 */
function createMemory() {
  /** @type {Map<string, V>} */
  const held = new Map();
  let units = 0;
  return {
    recall: (key) => held.get(key),
    keep(key, value) {
      if (!held.has(key)) units += key.length;
      held.set(key, value);
      for (const oldest of held.keys()) {
        if (held.size <= MEMORY_ANSWERS && units <= MEMORY_UNITS) break;
        if (oldest === key) break;
        held.delete(oldest);
        units -= oldest.length;
      }
    },
  };
}
