// A run of text that people read as one: what belongs to it, and where it ends.
//
// The walk hands over texts and the edges of elements in the order in which they are drawn. What
// two texts have between them is decided when the second comes, because only then it is known
// whether digits are near and styles have to be asked.

import { keepsLines, roomOf, styleOf } from './boxes.js';
import { DIGITS_MIN, countDigits, hasDigit, isDigitEdge, join } from './text.js';

/** @typedef {import('./boxes.js').Kind} Kind */
/** @typedef {import('./sole.js').Sole} Sole */
/** @typedef {import('./text.js').Piece} Piece */
/** @typedef {import('./types.js').Block} Block */

/** How much of a text is read to tell whether digits are at its edge. */
const EDGE_UNITS = 6;
const LETTER_FIRST = /^\p{L}/u;

/** An element that was entered or left since the last text. @typedef {{element: Element, kind: Kind, entered: boolean}} Edge */

/**
 * @typedef {object} Ends
 * @property {(pieces: Piece[], blocks: Block[]) => void} run Takes a run that has digits.
 * @property {(hidden: Element) => boolean} skip Goes on behind an element that is not drawn. False
 *   when the walk is not in it.
 */

/** @param {Ends} ends */
export function createRun(ends) {
  /** @type {Piece[]} */
  let pieces = [];
  let digits = 0;
  /** The end of the last texts, and whether a blank follows. */
  let tail = '';
  let blank = false;
  /** @type {Edge[]} */
  let edges = [];
  /** A blank text that may be the end of a line. @type {Text | null} */
  let lineEnd = null;
  /** @type {Map<Element, ReturnType<typeof styleOf>>} */
  const styles = new Map();

  return {
    end,

    /** An element's edge that does not end the run by its name. @param {Edge} edge */
    cross(edge) {
      if (pieces.length > 0) edges.push(edge);
    },

    /** @param {Text} node */
    take(node) {
      const data = node.data;
      const bare = data.trim();
      if (bare === '') {
        blank ||= data !== '';
        if (data.includes('\n')) lineEnd = node;
        return;
      }
      const some = hasDigit(bare);
      if (pieces.length > 0 && (edges.length > 0 || lineEnd !== null)) {
        const between = whatIsBetween(data, bare, some);
        if (between === 'skip') return;
        if (between === 'end') end();
        if (between === 'space') blank = true;
      }
      if (some && bare.includes('\n') && keepsLines(node.parentElement)) takeLines(node, data);
      else add(node, 0, data, some);
    },

    /**
     * All texts of an element at once. False when a style has to be asked for, and they are not taken.
     * @param {Sole} sole
     */
    takeSole({ node, before, behind }) {
      const first = before.trim() === '' ? node.data : before;
      if (pieces.length > 0 && (edges.length > 0 || lineEnd !== null)) {
        const bare = first.trim();
        const between = byEdges(before + node.data, bare, first === node.data);
        // Where its first text ends is not known.
        if (between === 'style' || (first === before && !LETTER_FIRST.test(bare))) return false;
        if (between === 'end') end();
      }
      if (first === before) add(null, 0, before, false);
      else blank ||= before !== '';
      add(node, 0, node.data, true);
      if (behind.trim() !== '') add(null, 0, behind, false);
      else if (behind !== '') {
        blank = true;
        if (behind.includes('\n')) lineEnd = node;
      }
      return true;
    },
  };

  /** @param {Text} node @param {string} data */
  function takeLines(node, data) {
    let from = 0;
    for (const line of data.split('\n')) {
      if (from > 0) end();
      if (line.trim() !== '') add(node, from, line, hasDigit(line));
      from += line.length + 1;
    }
  }

  /**
   * @param {Text | null} node
   * @param {number} from
   * @param {string} text
   * @param {boolean} some Whether it has a digit.
   */
  function add(node, from, text, some) {
    pieces.push({ node, from, text, space: blank });
    if (some && digits < DIGITS_MIN) digits += countDigits(text);
    const last = text.slice(-2 * EDGE_UNITS);
    tail = (tail + last).trim().slice(-EDGE_UNITS);
    blank = /\s$/.test(last);
    edges = [];
    lineEnd = null;
  }

  function end() {
    if (digits > 0) ends.run(pieces, digits >= DIGITS_MIN ? join(pieces) : []);
    if (pieces.length > 0) pieces = [];
    digits = 0;
    tail = '';
    blank = false;
    edges = [];
    lineEnd = null;
  }

  /**
   * @param {string} data
   * @param {string} bare
   * @param {boolean} some Whether the text has a digit.
   * @returns {'nothing' | 'space' | 'end' | 'skip'}
   */
  function whatIsBetween(data, bare, some) {
    const between = byEdges(data, bare, some);
    if (between !== 'style') return between;
    if (lineEnd !== null && keepsLines(lineEnd.parentElement)) return 'end';
    return byStyle(isDigitEdge(tail) && isDigitEdge(bare.slice(0, EDGE_UNITS)));
  }

  /**
   * What the names of the elements tell, and where digits are.
   * @param {string} data
   * @param {string} bare
   * @param {boolean} some
   * @returns {'nothing' | 'end' | 'style'}
   */
  function byEdges(data, bare, some) {
    const near = some || digits > 0;
    const before = near && isDigitEdge(tail);
    const after = near && isDigitEdge(bare.slice(0, EDGE_UNITS));
    const apart = blank || /^\s/.test(data);
    // Without digits at both edges, a wrong guess joins or parts only words; at one edge it may
    // still hang a word onto a number.
    if (!(before && after) && (before === after || apart)) {
      return edges.some(({ kind }) => kind === 'div') ? 'end' : 'nothing';
    }
    return 'style';
  }

  /**
   * @param {boolean} both Whether digits are at both edges, so that room between them counts.
   * @returns {'nothing' | 'space' | 'end' | 'skip'}
   */
  function byStyle(both) {
    let space = false;
    for (const [index, { element, entered }] of edges.entries()) {
      const style = styles.get(element) ?? styleOf(element);
      styles.set(element, style);
      if (style === 'hidden') {
        // One that was entered and left since the last text is as if it were not there.
        const empty = !entered && edges.slice(0, index).some((edge) => edge.entered && edge.element === element);
        // The last text was in it.
        if (!entered && !empty) return 'end';
        const rest = edges.slice(0, index);
        if (entered && ends.skip(element)) {
          edges = rest;
          return 'skip';
        }
        continue;
      }
      const room = both && style !== 'block' ? roomOf(element, entered) : style;
      if (style === 'block' || room === 'block') return 'end';
      if (style === 'space' || room === 'space') space = true;
    }
    return space ? 'space' : 'nothing';
  }
}
