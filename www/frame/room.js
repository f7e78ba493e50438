// What the two frames of a page say to each other. Both are documents of the relay.

/** @typedef {import('../../generated/wire.js').Offer} Offer */

/**
 * Who may call here, as far as it is known.
 * @typedef {{signedIn: boolean, person: string, extension: string}} Who
 */

/**
 * To the button.
 * @typedef {{to: 'button', kind: 'offer', offer: Offer, who: Who, width: number, height: number, focus: boolean}
 *   | {to: 'button', kind: 'who', who: Who}
 *   | {to: 'button', kind: 'withdraw'}
 *   | {to: 'button', kind: 'done', ticket: string}} ToButton
 *   `done`: the wish to call has been answered.
 */

/**
 * To the engine.
 * @typedef {{to: 'engine', kind: 'ready'}
 *   | {to: 'engine', kind: 'call', ticket: string}
 *   | {to: 'engine', kind: 'token', token: string}
 *   | {to: 'engine', kind: 'account'}
 *   | {to: 'engine', kind: 'size', ticket: string, width: number, height: number}
 *   | {to: 'engine', kind: 'gone', ticket: string, back: boolean}
 *   | {to: 'engine', kind: 'pointer', inside: boolean}
 *   | {to: 'engine', kind: 'held', held: boolean}} ToEngine
 */

export {};
