// Links whose address names a number: `tel:`, `callto:` and `sip:`.

/** @typedef {import('./types.js').LinkText} LinkText */

const LINK_TEXT_MAX = 300;
const HREF_MAX = 2000;
const XLINK = 'http://www.w3.org/1999/xlink';

/** Among these are all of them; to ask for their addresses at once takes three times as long. */
export const LINKS = 'a,area';

/**
 * The address of a link that names a number.
 * @param {Element} element
 * @returns {string | null}
 */
export function phoneHref(element) {
  if (element.localName !== 'a' && element.localName !== 'area') return null;
  const written = element.getAttribute('href') ?? element.getAttributeNS(XLINK, 'href');
  if (written === null || written.length > HREF_MAX) return null;
  // Browsers drop blanks before an address, and tabs and line ends anywhere in it.
  const href = written.replace(/[\t\n\r]/g, '').replace(/^[\0- ]+/, '');
  return /^(tel|callto|sip):/i.test(href) ? href : null;
}

/**
 * @param {Element} element
 * @returns {LinkText | null}
 */
export function linkOf(element) {
  const href = phoneHref(element);
  if (href === null) return null;
  const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, LINK_TEXT_MAX);
  return { element, href, text };
}
