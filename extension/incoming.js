// One notification for each call that reaches the person's phone, whatever tabs and windows there
// are; it goes when somebody answers. One more tells of a call that was missed, until it is seen.

import { language, note, recall, remember, text, unnote } from './platform.js';

/** @typedef {import('../generated/wire.js').Incoming} Incoming */

/** One after the other: what was told is read and written. */
let announcing = Promise.resolve();

/** What notifications shall tell. @param {Incoming[]} calls */
export function announce(calls) {
  announcing = announcing.then(() => announceNow(calls))
    .catch((error) => console.warn('a call was not told of:', error));
}

/** @param {Incoming[]} calls */
async function announceNow(calls) {
  /** Those that the person or the browser has closed stay closed. @type {Record<string, string>} */
  const told = (await recall(TOLD)) ?? {};
  /** @type {Record<string, string>} */
  const wanted = {};
  for (const call of calls) {
    const id = (call.missed ? MISSED : RINGING) + call.id;
    wanted[id] = call.who;
    if (!(id in told)) await note(id, words(call));
  }
  for (const id of Object.keys(told)) if (!(id in wanted)) await unnote(id);
  await remember(TOLD, wanted);
}

/** @param {Incoming} call */
function words(call) {
  const number = call.who || text('incoming_unknown');
  const who = call.name ? text('incoming_named', call.name, number) : number;
  if (!call.missed) return { title: text('incoming_ringing'), message: who, stays: true };
  const time = new Date(call.since_ms).toLocaleTimeString(language(), { timeStyle: 'short' });
  return { title: text('incoming_missed'), message: text('incoming_missed_at', who, time), stays: false };
}

/**
 * Which call a notification of ours tells was missed, and the number; nothing for others.
 * @param {string} id
 */
export async function missedOf(id) {
  /** @type {Record<string, string>} */
  const told = (await recall(TOLD)) ?? {};
  return id.startsWith(MISSED) ? { call: id.slice(MISSED.length), who: told[id] ?? '' } : undefined;
}

const TOLD = 'told';
const RINGING = 'ringing:';
const MISSED = 'missed:';
