// Calls that ring at the person's own phone: who calls, and what can be done about it.

import { nameOf, whoOf } from '../incoming.js';
import { text } from '../platform.js';
import { button, make, the } from '../ui.js';

/** @typedef {import('../../generated/wire.js').Incoming} Incoming */

/** Kept while it rings: a click that has begun on a button ends on it. @type {Map<string, HTMLElement>} */
const cards = new Map();

/**
 * @param {Incoming[]} incoming
 * @param {{divert: (name: string) => unknown, refuse: (call: string) => unknown}} wish
 */
export function showRinging(incoming, wish) {
  const here = incoming.filter((call) => call.at === 'here');
  for (const [id, card] of cards) {
    if (here.some((call) => call.id === id)) continue;
    // Who is at the keyboard goes on where the popup begins.
    const held = card.contains(document.activeElement);
    card.remove();
    cards.delete(id);
    if (held) the('text').focus();
  }
  for (const call of here) {
    if (cards.has(call.id)) continue;
    const card = createCard(call, wish);
    cards.set(call.id, card);
    the('ringing').append(card);
  }
  the('ringing').hidden = here.length === 0;
  const newest = here.at(-1);
  the('ringing-spoken').textContent = newest ? text('call_line', text('incoming_ringing'), whoOf(newest)) : '';
}

/** @param {Incoming} call @param {Parameters<typeof showRinging>[1]} wish */
function createCard(call, wish) {
  const who = whoOf(call);
  const words = make('span', { class: 'state' }, text('incoming_ringing'));
  const refuse = call.can_refuse && button(text('incoming_refuse'), () => wish.refuse(call.id), 'danger');
  const divert = call.can_divert && button(text('incoming_divert'), () => wish.divert(nameOf(call)));
  return make('article', { class: 'call', 'data-look': 'ringing' },
    make('span', { class: 'dot' }), make('span', { class: 'who number' }, who),
    make('span', { class: 'ends' }, divert || null, refuse || null), words);
}
