// What a page may say to its frame, read field by field: whatever is not of the expected type and
// length is not there.

/** @typedef {import('../widget/protocol.js').Link} Link */
/** @typedef {import('../widget/protocol.js').PageSays} PageSays */

/** As in src/wire/mod.rs. */
const TEXTS_MAX = 500;
const TEXT_UNITS_MAX = 20_000;
const HREF_MAX = 2000;
const TICKET_MAX = 1024;
/** A button is no larger than this, whatever the page wishes, in pixels. */
const SIDE_MAX = 400;

/**
 * @param {unknown} data
 * @returns {PageSays | null} A copy; nothing when it is no message of a page.
 */
export function readPage(data) {
  const said = fields(data);
  switch (said.kind) {
    case 'hello':
      return isId(said.id) ? { kind: 'hello', id: said.id } : null;
    case 'find': {
      const texts = list(said.texts, (text) => (isText(text, TEXT_UNITS_MAX) ? text : null));
      const links = list(said.links, readLink);
      return isId(said.id) && texts && links ? { kind: 'find', id: said.id, texts, links } : null;
    }
    case 'ask':
      return isId(said.id) && isText(said.text, TEXT_UNITS_MAX) && isUnit(said.start) && isUnit(said.end)
        ? { kind: 'ask', id: said.id, text: said.text, start: said.start, end: said.end }
        : null;
    case 'ask_link': {
      const link = readLink(said.link);
      return isId(said.id) && link ? { kind: 'ask_link', id: said.id, link } : null;
    }
    case 'offer':
      return isText(said.ticket, TICKET_MAX)
        ? { kind: 'offer', ticket: said.ticket, width: side(said.width), height: side(said.height), focus: said.focus === true }
        : null;
    case 'withdraw':
      return { kind: 'withdraw' };
    default:
      return null;
  }
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function fields(value) {
  return typeof value === 'object' && value !== null ? { .../** @type {Record<string, unknown>} */ (value) } : {};
}

/** @param {unknown} value @returns {Link | null} */
function readLink(value) {
  const { href, text } = fields(value);
  return isText(href, HREF_MAX) && isText(text, TEXT_UNITS_MAX) ? { href, text } : null;
}

/**
 * @template T
 * @param {unknown} value
 * @param {(item: unknown) => T | null} read
 * @returns {T[] | null}
 */
function list(value, read) {
  if (!Array.isArray(value) || value.length > TEXTS_MAX) return null;
  /** @type {T[]} */
  const items = [];
  for (let index = 0; index < value.length; index += 1) {
    const item = read(value[index]);
    if (item === null) return null;
    items.push(item);
  }
  return items;
}

/** @param {unknown} value @param {number} longest @returns {value is string} */
function isText(value, longest) {
  return typeof value === 'string' && value.length <= longest;
}

/** @param {unknown} value @returns {value is number} */
function isId(value) {
  return Number.isSafeInteger(value);
}

/** A place in a text. @param {unknown} value @returns {value is number} */
function isUnit(value) {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= TEXT_UNITS_MAX;
}

/** @param {unknown} value */
function side(value) {
  return typeof value === 'number' && value > 0 ? Math.min(Math.ceil(value), SIDE_MAX) : 0;
}
