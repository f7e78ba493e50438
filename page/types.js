// The shapes that page modules hand each other. Types only; nothing here runs.

export {};

/** @typedef {import('../generated/wire.js').Request} Request */
/** @typedef {import('../generated/wire.js').Reply} Reply */
/** @typedef {import('../generated/wire.js').Push} Push */
/** @typedef {import('../generated/wire.js').Offer} Offer */
/** @typedef {import('../generated/wire.js').Problem} Problem */
/** @typedef {import('../generated/wire.js').CallView} CallView */

/**
 * What the world outside gives to the page modules. They know no browser interface of an
 * extension, no rule about numbers and no PBX.
 *
 * @typedef {object} Host
 * @property {(request: Request) => Promise<Reply>} send Rejects when the extension is gone.
 * @property {(element: Element) => ShadowRoot | null} shadowOf Open and closed roots.
 * @property {(key: string, ...subs: string[]) => string} t A text of the person's language.
 * @property {boolean} topFrame Whether this document shows the call card.
 * @property {() => number} clock Milliseconds since 1970.
 * @property {(on: boolean) => void} [turned] Told whether numbers are looked for here, whenever that is known.
 * @property {boolean} occlusion Whether IntersectionObserver v2 is there, and is obeyed.
 */

/**
 * Where a part of a joined text comes from: `length` units of `text`, from `at` on, are the units
 * of `node` from `from` on.
 *
 * @typedef {object} Segment
 * @property {Text} node
 * @property {number} at
 * @property {number} from
 * @property {number} length
 */

/**
 * The joined text of an inline run that has digits enough to be asked about.
 *
 * @typedef {object} Block
 * @property {string} text
 * @property {Segment[]} segments
 * @property {boolean} cutBefore The run goes on before this text, and was cut near digits.
 * @property {boolean} cutAfter The same, behind it.
 */

/**
 * A link whose address names a number.
 *
 * @typedef {object} LinkText
 * @property {Element} element
 * @property {string} href As written.
 * @property {string} text What a person reads on it.
 */

/**
 * Where the part of a match lies that is in one text node.
 *
 * @typedef {object} Place
 * @property {Text} node
 * @property {Element} parent What it lies in; a node that was taken out does not tell any more.
 * @property {number} start
 * @property {number} end
 * @property {number} length The node's length when it was found.
 */

/** @typedef {Place & {around: number, mark: Mark}} Part `around`: a digest of what the node said there, and a little before and behind. */

/**
 * A number on the page that can be called.
 *
 * @typedef {object} Mark
 * @property {Offer | null} offer What can be done with it, once that was asked (offers.js).
 * @property {string} text The joined text that was asked about; empty for a link.
 * @property {number} start Where it stands in that.
 * @property {number} end
 * @property {number} siblings How many marks the text has, with this one.
 * @property {Part[]} parts Empty for a link.
 * @property {LinkText | null} link
 * @property {boolean} alive False once the page changed what it says.
 */

/** @typedef {Mark & {offer: Offer}} Offered A mark of which is known what it offers. */

/** Where a match stands in a text that was asked about: its first unit, and one past its last. @typedef {[number, number]} Span */
