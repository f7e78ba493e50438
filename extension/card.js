// Where the person sees the call: a card in the top frame of the page in front, and only there; a
// badge when no page can show it; our own pages besides.

import {
  badge, followFocus, pageInFront, recall, remember, tell, tellOwnPages, text,
} from './platform.js';
import { callLine, minutes } from './words.js';

/** @typedef {import('../generated/wire.js').CallView} CallView */
/** @typedef {import('../generated/wire.js').Problem} Problem */
/** @typedef {import('./platform.js').Sender} Sender */

/** Undefined until the engine has said how things stand. @type {CallView[] | undefined} */
let calls;
/** @type {string} */
let warning = '';
/** One after the other, so that a slow tab does not get an older state last. */
let placing = Promise.resolve();

/** The calls as they are now. @param {CallView[]} now */
export function show(now) {
  calls = now;
  tellOwnPages({ kind: 'calls', calls: now });
  followFocus(now.length > 0 ? place : undefined);
  place();
}

/** What stands in the way of any call, said on the icon until it is put right. @param {string} sentence */
export function warn(sentence) {
  warning = sentence;
  place();
}

/** Puts the card where it belongs: the person has turned to another page, or a page is new. */
export function place() {
  placing = placing.then(placeNow).catch((error) => console.warn('the card was not placed:', error));
  return placing;
}

/** Whether a document is the one that shows the card. @param {Sender} sender */
export async function showsCard(sender) {
  return sender.frameId === 0 && sender.tab?.id !== undefined && sender.tab.active &&
    (await pageInFront())?.id === sender.tab.id;
}

async function placeNow() {
  if (!calls) return;
  /** @type {number | undefined} */
  const before = await recall(CARD);
  const page = calls.length > 0 ? await pageInFront() : undefined;
  if (before !== undefined && before !== page?.id) {
    await tell(before, { kind: 'calls', calls: [] }, TOP);
  }
  const shown = page !== undefined && (await tell(page.id, { kind: 'calls', calls }, TOP));
  const now = shown ? page.id : undefined;
  if (now !== before) await remember(CARD, now);
  badge(shown ? quiet() : badgeOf(calls.find(({ recording }) => recording) ?? calls.at(-1)));
}

/** Without a call, or with a card in front. */
function quiet() {
  return warning
    ? { text: '!', colour: COLOURS.attention, title: text('badge_title', text('ext_name'), warning) }
    : { text: '', colour: COLOURS.calm, title: text('action_title') };
}

/** @param {CallView | undefined} call */
function badgeOf(call) {
  if (!call || call.state === 'ended') return quiet();
  const [letters, colour] = LOOKS[call.state];
  return {
    text: call.recording ? text('badge_recording') : minutes(Date.now() - (call.talk_since_ms ?? Date.now())) || letters,
    colour: call.recording ? COLOURS.wrong : colour,
    title: text('badge_title', text('ext_name'), callLine(call)),
  };
}

const CARD = 'card';
const TOP = 0;
const COLOURS = { attention: '#b45309', calm: '#475569', live: '#15803d', wrong: '#b91c1c' };
/** @type {Record<CallView['state'], [string, string]>} */
const LOOKS = {
  dialling: ['…', COLOURS.attention],
  ringing_you: ['●', COLOURS.attention],
  ringing_them: ['●', COLOURS.attention],
  connected: ['●', COLOURS.live],
  on_the_line: ['●', COLOURS.live],
  parked: ['P', COLOURS.attention],
  unknown: ['?', COLOURS.calm],
  ended: ['', COLOURS.calm],
  failed: ['!', COLOURS.wrong],
  sent: ['✓', COLOURS.calm],
};
