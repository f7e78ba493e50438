// Where a message really came from. The browser says so with every message; what a message says
// of itself counts for nothing.

/** @typedef {import('./platform.js').Sender} Sender */

/**
 * What the engine wants to know of a sender, `Trust` in src/wire/mod.rs.
 * @typedef {{trust: 'own'} | {trust: 'page', document: string, host: string, private: boolean,
 *   card: boolean}} Trust
 */

/**
 * @param {Sender} sender
 * @param {boolean} own Whether its address is one of our own pages.
 * @param {boolean} card Whether it is the document that shows the card.
 * @returns {Trust | undefined} Undefined for what is neither a page nor one of our own.
 */
export function trustOf(sender, own, card) {
  if (own) return { trust: 'own' };
  if (sender.tab?.id === undefined) return undefined;
  return {
    trust: 'page',
    document: sender.documentId ?? `${sender.tab.id}:${sender.frameId}:${sender.origin}`,
    host: siteOf(sender)?.hostname ?? '',
    private: sender.tab.incognito,
    card,
  };
}

/**
 * The site of a document. `about:blank`, `srcdoc` and `blob:` belong to the page that made them,
 * which the browser tells as their origin; a sandboxed frame has none, but mostly an address. What
 * has neither belongs to the tab's page, if we are allowed to know it.
 * @param {Sender} sender
 * @returns {URL | undefined}
 */
export function siteOf(sender) {
  return site(sender.url) ?? site(sender.origin) ?? site(sender.tab?.url);
}

/** @param {string | undefined} address */
function site(address) {
  const url = address && URL.canParse(address) ? new URL(address) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

/**
 * Whether a message is small enough to look into: the texts of one request, and some more.
 * @param {unknown} value
 */
export function isSmall(value) {
  let left = UNITS_MAX;
  const waiting = [value];
  while (waiting.length > 0 && left > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') left -= next.length;
    else if (typeof next === 'object' && next !== null) {
      for (const [key, inner] of Object.entries(next)) {
        left -= key.length + 1;
        waiting.push(inner);
      }
    }
  }
  return left > 0;
}

/** 500 texts of 20,000 UTF-16 units (src/wire/mod.rs), as many links, and their names. */
const UNITS_MAX = 12_000_000;
