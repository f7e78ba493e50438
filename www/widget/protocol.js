// What the page's side and the frame say to each other, over one port. Types, and the few names that
// both must agree on.
//
// The frame trusts nothing of it: a page can ask for numbers and have one shown, never called.

/** @typedef {import('../../generated/wire.js').Reply} Reply */
/** @typedef {import('../../generated/wire.js').CallState} CallState */
/** @typedef {import('../../generated/wire.js').Link} Link */

/** The first message to a frame, which brings the port. */
export const HANDSHAKE = 'pronto-port';

/**
 * What the page's side asks, each answered once.
 * @typedef {{kind: 'hello'}
 *   | {kind: 'find', texts: string[], links: Link[]}
 *   | {kind: 'ask', text: string, start: number, end: number}
 *   | {kind: 'ask_link', link: Link}} Question
 *   `ask`: what can be done with this number.
 */

/**
 * The page's side.
 * @typedef {(Question & {id: number})
 *   | {kind: 'offer', ticket: string, width: number, height: number, focus: boolean}
 *   | {kind: 'withdraw'}} PageSays
 *   `offer`: show this, on a button that is at least so large.
 */

/**
 * The frame.
 * @typedef {{kind: 'here'}
 *   | {kind: 'ready'}
 *   | {kind: 'unable'}
 *   | {kind: 'answer', id: number, reply: Reply}
 *   | {kind: 'again'}
 *   | {kind: 'card', width: number, height: number}
 *   | {kind: 'button', ticket: string, width: number, height: number}
 *   | {kind: 'gone', ticket: string, back: boolean}
 *   | {kind: 'pointer', inside: boolean}
 *   | {kind: 'held', held: boolean}
 *   | {kind: 'focus', wanted: boolean}
 *   | {kind: 'call', ticket: string, state: CallState}} FrameSays
 *   `here`: its document may lie in this page, and starts. `ready`: it answers. `unable`: this browser lets our frames keep nothing and meet nowhere. `card` and `button`: how large they are now, the button for which offer. `gone`: it has done its
 *   work; `back` when the focus goes back to the page. `held`: the person is in the middle of a click.
 *   `focus`: the card's frame has something to answer, or has it no more. `call`: how a call stands that was placed by the button of this offer.
 */

/** Free room about the button in its frame, for the ring of its focus. */
export const RIM_PX = 6;

/** Which of the two a frame is, and the name of the room in which they meet: `#card.NAME`. */
export const ROLES = /** @type {const} */ (['card', 'button']);
