// What a mark offers: asked when a person points at it or comes to it by key, as a page may have
// thousands of numbers that nobody ever looks at.

/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Offer} Offer */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {ReturnType<typeof createOffers>} Offers */

/**
 * @param {Pick<Host, 'send'>} host
 * @param {(mark: Mark) => string | null} textOf The joined text that the mark was found in, as the page
 *   says it now; nothing when the mark is no more.
 * @param {() => void} gone Nobody is left to ask.
 */
export function createOffers(host, textOf, gone) {
  /** @type {WeakMap<Mark, Promise<Offer | null>>} */
  const asked = new WeakMap();

  /** @param {Mark} mark @param {string | null} text @returns {Promise<Offer | null>} */
  async function ask(mark, text) {
    if (text === null) return null;
    const reply = await host.send(mark.link
      ? { kind: 'cs_bg_offer_link', link: { href: mark.link.href, text: mark.link.text } }
      : { kind: 'cs_bg_offer', text, start: mark.start, end: mark.end });
    return (reply.kind === 'offered' && reply.offer) || null;
  }

  return {
    /**
     * The mark with its offer; nothing when it has none, or died meanwhile. Asked once.
     * @param {Mark} mark
     * @returns {Promise<Offered | null>}
     */
    async of(mark) {
      try {
        const asking = asked.get(mark) ?? ask(mark, mark.link ? '' : textOf(mark));
        asked.set(mark, asking);
        mark.offer ??= await asking;
      } catch {
        asked.delete(mark);
        gone();
      }
      return mark.alive && hasOffer(mark) ? mark : null;
    },

    /** For tests: what it would offer, were it asked, where its text is this. @param {Mark} mark @param {string | null} text */
    peek: (mark, text) => (mark.offer ? Promise.resolve(mark.offer) : ask(mark, mark.link ? '' : text).catch(() => null)),
  };
}

/** @param {Mark} mark @returns {mark is Offered} */
function hasOffer(mark) {
  return mark.offer !== null;
}
