// Builds our own elements. No markup is ever parsed, so no text can become markup.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, attributes = {}, ...children) {
  // By namespace: in an XHTML document `createElement` may make something else.
  const element = /** @type {HTMLElementTagNameMap[K]} */ (document.createElementNS(HTML, name));
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/**
 * A drawing of one path in a square of 24.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Sets a text only when it differs, so that what is read aloud is read once. @param {Element} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Drawn for Pronto. */
export const PHONE = 'M7 3.5 9.6 3l2 4.8-1.9 1.6c.9 2 2.4 3.6 4.5 4.7l1.7-1.9 4.7 2.2-.5 2.6c-.3 1.9-1.7 3-3.4 2.8C9.900 19.100 4.900 14 4.200 7.400 4 5.500 5.100 4 7 3.500Z';
export const CROSS = 'M6.400 5 12 10.600 17.600 5 19 6.400 13.400 12 19 17.600 17.600 19 12 13.400 6.400 19 5 17.600 10.600 12 5 6.400Z';
export const PHONE_OFF = `${PHONE}M3.400 2 22 20.600 20.600 22 2 3.400Z`;
export const LESS = 'M5 14h14v2H5Z';
export const MORE = 'M6.400 15.400 12 9.800 17.600 15.400 19 14 12 7 5 14Z';

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
