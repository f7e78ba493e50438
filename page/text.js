// Joined text: what is taken out of the page's text nodes, and the way back to them.
//
// No rule about numbers lives here. The only question about digits is whether there are enough of
// them that asking is worth it.

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').Segment} Segment */

/**
 * A text node's share of a run.
 * @typedef {object} Piece
 * @property {Text | null} node Nothing when no number can lie in it.
 * @property {number} from Where in the node it starts.
 * @property {string} text
 * @property {boolean} space Whether a blank separates it from the piece before.
 */

/** Fewer digits than this make no number anywhere. */
export const DIGITS_MIN = 3;
/** Longest text that is asked about, in UTF-16 units (`TEXT_UNITS_MAX` of src/wire/mod.rs). */
export const TEXT_UNITS_MAX = 20_000;
/** How near to a hard cut a match may have lost a part. */
export const CUT_UNITS = 40;

/** Any script's decimal digits: full-width and Arabic-Indic ones are dialled as well. */
const DIGIT = /\p{Nd}/u;
const DIGITS = /\p{Nd}/gu;
/** What the page's source has and nobody sees, or sees as one blank. */
const UNSEEN = /[\u00AD\u034F\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFE00-\uFE0F\uFEFF]+|[\t\n\f\r ]{2,}|[\t\n\f\r]/g;
const BLANK = /[\t\n\f\r ]/;

/** @param {string} text */
export function hasDigit(text) {
  return DIGIT.test(text);
}

/**
 * Digits in a text, counted no further than is asked.
 * @param {string} text
 */
export function countDigits(text) {
  let count = 0;
  DIGITS.lastIndex = 0;
  while (count < DIGITS_MIN && DIGITS.test(text)) count += 1;
  return count;
}

/**
 * Whether a text has a digit, or only signs behind which one may stand.
 * @param {string} edge Or a few units from its beginning or its end.
 */
export function isDigitEdge(edge) {
  return DIGIT.test(edge) || !/\p{L}/u.test(edge);
}

/**
 * The texts of a run, each with the way back. More than one when the run is very long. How the page
 * divided it among its nodes is not to be seen.
 * @param {Piece[]} pieces
 * @returns {Block[]}
 */
export function join(pieces) {
  /** @type {Segment[]} */
  const segments = [];
  let text = '';
  for (const { node, from, text: data, space } of pieces) {
    const take = (/** @type {number} */ start, /** @type {number} */ end) => {
      const first = data[start] === ' ' && endsBlank(text) ? start + 1 : start;
      if (end <= first) return;
      segments.push({ node, at: text.length, from: from + first, length: end - first });
      text += data.slice(first, end);
    };
    if (space && !endsBlank(text)) text += ' ';
    let done = 0;
    UNSEEN.lastIndex = 0;
    for (let gap = UNSEEN.exec(data); gap; gap = UNSEEN.exec(data)) {
      take(done, gap.index);
      done = gap.index + gap[0].length;
      if (BLANK.test(gap[0]) && !endsBlank(text)) text += ' ';
    }
    take(done, data.length);
  }
  const last = segments[segments.length - 1];
  if (!last || !text.endsWith(' ')) return cut(text, segments);
  if (endOf(last) === text.length) last.length -= 1;
  if (last.length === 0) segments.pop();
  return cut(text.slice(0, -1), segments);
}

/** A text begins without a blank, and has no two beside each other. @param {string} text */
function endsBlank(text) {
  return text === '' || text.endsWith(' ');
}

/**
 * Splits a text that is too long to be asked about, away from digits where that is possible.
 * @param {string} text
 * @param {Segment[]} segments
 * @returns {Block[]}
 */
function cut(text, segments) {
  if (text.length <= TEXT_UNITS_MAX) return [{ text, segments, cutBefore: false, cutAfter: false }];
  /** @type {Block[]} */
  const blocks = [];
  let start = 0;
  let hard = false;
  let first = 0;
  while (start < text.length) {
    const cutBefore = hard;
    let end = text.length;
    hard = false;
    if (end - start > TEXT_UNITS_MAX) {
      end = safeEnd(text, start) ?? start + TEXT_UNITS_MAX;
      hard = hasDigit(text.slice(end - CUT_UNITS, end + CUT_UNITS));
    }
    const part = text.slice(start, end);
    while (first < segments.length && endOf(segments[first]) <= start) first += 1;
    if (countDigits(part) >= DIGITS_MIN) {
      blocks.push({ text: part, segments: within(segments, first, start, end), cutBefore, cutAfter: hard });
    }
    start = end;
  }
  return blocks;
}

/**
 * The last place, in the second half of what is allowed, that has no digit about it.
 * @param {string} text
 * @param {number} start
 */
function safeEnd(text, start) {
  for (let at = start + TEXT_UNITS_MAX; at > start + TEXT_UNITS_MAX / 2; at -= 1) {
    if (text[at] === ' ' && !hasDigit(text.slice(at - CUT_UNITS, at + CUT_UNITS))) return at;
  }
  return null;
}

/**
 * @param {Segment[]} segments
 * @param {number} first
 * @param {number} start
 * @param {number} end
 */
function within(segments, first, start, end) {
  /** @type {Segment[]} */
  const inside = [];
  for (let index = first; index < segments.length; index += 1) {
    const segment = segments[index];
    if (!segment || segment.at >= end) break;
    const lost = Math.max(0, start - segment.at);
    const length = Math.min(endOf(segment), end) - Math.max(segment.at, start);
    if (length <= 0) continue;
    inside.push({ node: segment.node, at: segment.at + lost - start, from: segment.from + lost, length });
  }
  return inside;
}

/** @param {Segment | undefined} segment */
function endOf(segment) {
  return segment ? segment.at + segment.length : 0;
}
