// The shapes that page modules hand each other. Types only; nothing here runs.

export {};

/** @typedef {import('../generated/wire.js').Request} Request */
/** @typedef {import('../generated/wire.js').Reply} Reply */
/** @typedef {import('../generated/wire.js').Push} Push */
/** @typedef {import('../generated/wire.js').Offer} Offer */
/** @typedef {import('../generated/wire.js').Problem} Problem */
/** @typedef {import('../generated/wire.js').CallView} CallView */
/** @typedef {import('../generated/wire.js').Control} Control */

/**
 * What the world outside gives to the page modules. They know no browser interface of an
 * extension, no rule about numbers and no PBX.
 *
 * @typedef {object} Host
 * @property {(request: Request) => Promise<Reply>} send Rejects when the extension is gone.
 * @property {(element: Element) => ShadowRoot | null} shadowOf Open and closed roots.
 * @property {(key: string, ...subs: string[]) => string} t A text of the person's language.
 * @property {boolean} topFrame Whether this document shows the call card.
 * @property {(button: HTMLElement, ground: HTMLElement, gone: AbortSignal) => Gate} [gate] Before a button of the card; the
 *   pointer must have come over its ground.
 * @property {boolean} [asksWhom] Whether a window of ours can ask whom to call beside a call.
 * @property {() => number} clock Milliseconds since 1970.
 * @property {(on: boolean) => void} [turned] Told whether numbers are looked for here, whenever that is known.
 * @property {boolean} occlusion Whether IntersectionObserver v2 is there, and is obeyed.
 */

/**
 * What a press must pass, where a page can move the card under the pointer or take a cover off it.
 *
 * @typedef {object} Gate
 * @property {(label: string) => void} bind What the button says; nothing while it is hidden. Another label starts anew.
 * @property {(event: MouseEvent) => string} refuses Why this click is none, in words; empty when it counts.
 * @property {() => boolean} isOpen Whether a click of the pointer would count now, for tests.
 */

/**
 * Where a part of a joined text comes from: `length` units of `text`, from `at` on, are the units
 * of `node` from `from` on.
 *
 * @typedef {object} Segment
 * @property {Text | null} node Nothing while it is asked about, where it can hardly be part of a number:
 *   a browser keeps what scripts hold of a node for as long as the node.
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
 * The part of a number that is in one text node.
 *
 * @typedef {object} Part
 * @property {Text} node
 * @property {number} from Its first unit in the node.
 * @property {number} to One past its last.
 * @property {number} around A digest of what the node said there, and a little before and behind.
 */

/**
 * A number on the page that can be called. Pages have ten thousand of them, so that one in a text is its
 * own first part, and of the joined text that was asked about only a digest is kept.
 *
 * @typedef {object} Mark
 * @property {Offer | null} offer What can be done with it, once that was asked (offers.js).
 * @property {boolean} alive False once the page changed what it says.
 * @property {number} said A digest of the joined text; 0 for a link.
 * @property {number} start Where it stands in that.
 * @property {number} end
 * @property {number} siblings How many marks the text has, with this one.
 * @property {Text | null} node The text that it begins in; nothing for a link.
 * @property {number} from
 * @property {number} to
 * @property {number} around
 * @property {Part[] | null} rest Its other parts, in the order of the page.
 * @property {LinkText | null} link
 */

/** @typedef {Mark & {offer: Offer}} Offered A mark of which is known what it offers. */

/** Where a match stands in a text that was asked about: its first unit, and one past its last. @typedef {[number, number]} Span */
