// One notification for each call that reaches the person's phone, whatever tabs and windows there
// are; it goes when somebody answers. One more tells of a call that was missed, until it is seen, and
// one of each colleague whose phone rings, where the person wants that. And one tells what was written in
// a text message.

import { language, note, openWindow, recall, remember, text, unnote } from './platform.js';

/** @typedef {import('../generated/wire.js').Incoming} Incoming */
/** What a button does. @typedef {'divert' | 'refuse' | 'pick'} Offer */
/** What was told; `call` is the message's name where one came. @typedef {{at: Incoming['at'], call: string, who: string, name?: string, offers: Offer[]}} Told */

/** One after the other: what was told is read and written. */
let announcing = Promise.resolve();

/** What notifications shall tell. @param {Incoming[]} calls */
export function announce(calls) {
  announcing = announcing.then(() => announceNow(calls.filter((call) => call.notify)))
    .catch((error) => console.warn('a call was not told of:', error));
}

/** @param {Incoming[]} calls */
async function announceNow(calls) {
  /** Those that the person or the browser has closed stay closed. @type {Record<string, Told>} */
  const told = (await recall(TOLD)) ?? {};
  /** @type {Record<string, Told>} */
  const wanted = {};
  for (const call of calls) {
    const id = nameOf(call);
    const offers = offersOf(call);
    // A button does what it said when it was drawn.
    wanted[id] = told[id] ?? { at: call.at, call: call.id, who: call.who, name: call.name, offers };
    if (!(id in told)) await note(id, words(call, offers));
  }
  for (const id of Object.keys(told)) {
    if (!(id in wanted)) await Promise.all([unnote(id), unnote(PROBLEM + id)]);
  }
  await remember(TOLD, wanted);
}

/** The notification's name, by which the window of the call knows it too. @param {Incoming} call */
export const nameOf = (call) => `${call.at}:${call.id}`;

/** The window in which is said what shall become of a call that rings. @param {string} name As {@link nameOf} gives it. */
export const openRinging = (name) =>
  openWindow(`extension/ask/ringing.html?rings=${encodeURIComponent(name)}`, name.startsWith('colleague:') ? PICKING : RINGING);

/** What can be done, in the order of the buttons. @param {Incoming} call @returns {Offer[]} */
function offersOf(call) {
  if (call.at === 'colleague') return ['pick'];
  /** @type {Offer[]} */
  const offers = [];
  if (call.can_divert) offers.push('divert');
  if (call.can_refuse) offers.push('refuse');
  return offers;
}

/** @param {Incoming} call @param {Offer[]} offers */
function words(call, offers) {
  const message = whoOf(call);
  if (call.at === 'missed') {
    return { title: text('incoming_missed'), message: text('incoming_missed_at', message, timeOf(call)), stays: false };
  }
  if (call.at === 'letter') {
    return { title: whatCame(call), message: call.words ?? text('text_words_gone'), stays: false };
  }
  const title = text(call.at === 'colleague' ? 'incoming_colleague' : 'incoming_ringing');
  const hint = offers.length > 0 ? text('incoming_click') : '';
  return { title, message, stays: true, buttons: offers.map((offer) => text(LABELS[offer])), hint };
}

/** Of a text message. @param {Incoming} letter */
export const whatCame = (letter) => text('incoming_letter', whoOf(letter), timeOf(letter));

/** @param {Incoming} call */
const timeOf = ({ since_ms: ms }) => new Date(ms).toLocaleTimeString(language(), { timeStyle: 'short' });

/** Name and number of who calls, or of the colleague. @param {Incoming} call */
export function whoOf({ who, name }) {
  const number = who || text('incoming_unknown');
  return name ? text('incoming_named', name, number) : number;
}

/** What a notification of ours tells; nothing of others. @param {string} id @returns {Promise<Told | undefined>} */
export async function toldBy(id) {
  return (await recall(TOLD))?.[id];
}

/** Says what kept a button from doing what it says. @param {string} id Of the notification. @param {string} message */
export const complain = (id, message) => note(PROBLEM + id, { title: text('incoming_not_done'), message, stays: false });

const TOLD = 'told';
const PROBLEM = 'problem:';
const RINGING = { width: 440, height: 540 };
const PICKING = { width: 400, height: 260 };
/** @type {Record<Offer, string>} */
const LABELS = { divert: 'incoming_divert', refuse: 'incoming_refuse', pick: 'pick_up' };
