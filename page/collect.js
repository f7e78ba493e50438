// Walks the page as it is drawn and joins the text of inline runs.
//
// `<b>+49 30 123</b>4567` is one number; two table cells are two. Elements whose names say block
// end a run, comments and unseen elements do not, and boxes.js decides the rest. Text that is not
// drawn is collected too, apart from what is: a tab that opens later changes no text.

import { endsRuns, isClosed, keepsLines, kindOf, styleOf } from './boxes.js';
import { hostOf, parentOf } from './flat.js';
import { leftAloneIn } from './leave.js';
import { DIGITS_MIN, countDigits, hasDigit, isDigitEdge, join } from './text.js';

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./text.js').Piece} Piece */

/**
 * What the walk reports to, and asks.
 * @typedef {object} Finds
 * @property {(pieces: Piece[], blocks: Block[]) => void} run The texts of one run, and what of them
 *   is to be asked about.
 * @property {(link: LinkText) => void} link
 * @property {(element: Element) => ShadowRoot | null} rootOf
 * @property {(element: Element) => boolean} isPlain Whether a link's address is known to be no number.
 * @property {boolean} text Whether text is looked at.
 * @property {boolean} links Whether links are.
 */

/**
 * One level of the walk: the children of `element` that are still to come.
 * @typedef {{element: Element | null, next: Node | null, list: Node[] | null, index: number}} Level
 */

/** Nodes between two chances to pause. */
const PAUSE_EVERY = 256;
/** How much of a text is read to tell whether digits are at its edge. */
const EDGE_UNITS = 6;
const LINK_TEXT_MAX = 300;
const HREF_MAX = 2000;
const XLINK = 'http://www.w3.org/1999/xlink';

/**
 * Walks these nodes, which are siblings, and all within them. Yields often, so that the caller
 * can let the page have its turn.
 * @param {Node[]} nodes
 * @param {Finds} finds
 * @returns {Generator<undefined, void>}
 */
export function* collect(nodes, finds) {
  const todo = [nodes];
  for (const list of todo) {
    const walk = createWalk(list, finds, (hidden) => todo.push([...hidden.childNodes]));
    for (let count = 1; walk.step(); count += 1) {
      if (count % PAUSE_EVERY === 0) yield;
    }
  }
}

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

/**
 * The siblings about `node`, up to where runs end, that have to be looked at again when it changed.
 * @param {Node} node
 * @param {(element: Element) => ShadowRoot | null} rootOf
 * @param {WeakSet<Node>} done Nodes that were looked at just now.
 * @returns {Node[]} Empty when the node is not in the document, or within one that is done.
 */
export function runAround(node, rootOf, done) {
  if (!node.isConnected) return [];
  let at = node;
  // Out of inline elements, and out of shadow roots, which may be drawn in the middle of a line.
  for (;;) {
    at = hostOf(at) ?? at;
    if (done.has(at)) return [];
    const outer = at.parentNode;
    if (!outer || outer === document.documentElement) return at === document.body ? [at] : [];
    // Children of a host are drawn where its slots are.
    if (isElement(outer) && endsRuns(outer) && rootOf(outer) === null) break;
    at = outer;
  }
  for (let outer = parentOf(at); outer; outer = parentOf(outer)) {
    if (done.has(outer)) return [];
  }
  const nodes = [at];
  for (let before = at.previousSibling; before && !parts(before); before = before.previousSibling) nodes.unshift(before);
  for (let after = at.nextSibling; after && !parts(after); after = after.nextSibling) nodes.push(after);
  return nodes;
}

/** @param {Node} node */
function parts(node) {
  return isElement(node) && (kindOf(node) === 'break' || endsRuns(node));
}

/** @param {Node} node @returns {node is Element} */
function isElement(node) {
  return node.nodeType === Node.ELEMENT_NODE;
}

/**
 * @param {Node[]} list
 * @param {Finds} finds
 * @param {(hidden: Element) => void} later Takes what is not drawn.
 */
function createWalk(list, finds, later) {
  const leave = new Set();
  for (const node of list) {
    if (isElement(node)) for (const element of leftAloneIn(node)) leave.add(element);
  }
  /** @type {Level[]} */
  const levels = [{ element: null, next: null, list, index: 0 }];
  /** @type {Map<Element, ReturnType<typeof styleOf>>} */
  const styles = new Map();
  let run = createRun();
  /** Elements entered and left since the last text. @type {{element: Element, entered: boolean}[]} */
  let edges = [];
  let blank = false;
  /** @type {Text | null} */
  let lineEnd = null;

  return { step };

  /** Takes one node. False when there is none left. */
  function step() {
    const level = levels[levels.length - 1];
    if (!level) return false;
    let node;
    if (level.list) {
      node = level.list[level.index];
      level.index += 1;
    } else {
      node = level.next;
      level.next = node && node.nextSibling;
    }
    if (!node) {
      levels.pop();
      if (level.element) cross(level.element, false);
      else endRun();
    } else if (node.nodeType === Node.TEXT_NODE) {
      if (finds.text) takeText(/** @type {Text} */ (node));
    } else if (isElement(node)) {
      enter(node);
    }
    return true;
  }

  /** @param {Element} element */
  function enter(element) {
    if (kindOf(element) === 'unseen') return;
    if (leave.has(element)) {
      endRun();
      return;
    }
    const link = finds.links && !finds.isPlain(element) ? linkOf(element) : null;
    if (link) {
      endRun();
      finds.link(link);
      return;
    }
    cross(element, true);
    if (!isClosed(element)) levels.push(inside(element));
  }

  /**
   * What is drawn inside: the shadow root in place of the children, and in a slot what it was given.
   * @param {Element} element
   * @returns {Level}
   */
  function inside(element) {
    const root = finds.rootOf(element);
    if (root) {
      for (const inner of leftAloneIn(root)) leave.add(inner);
      return { element, next: root.firstChild, list: null, index: 0 };
    }
    const given = element.localName === 'slot' ? /** @type {HTMLSlotElement} */ (element).assignedNodes() : [];
    if (given.length > 0) return { element, next: null, list: given, index: 0 };
    return { element, next: element.firstChild, list: null, index: 0 };
  }

  /** @param {Element} element @param {boolean} entered */
  function cross(element, entered) {
    const kind = kindOf(element);
    if (kind === 'block' || kind === 'break') endRun();
    else if (run.pieces.length > 0) edges.push({ element, entered });
  }

  /** @param {Text} node */
  function takeText(node) {
    const data = node.data;
    if (data.trim() === '') {
      blank ||= data !== '';
      if (data.includes('\n')) lineEnd = node;
      return;
    }
    const digits = hasDigit(data);
    if (run.pieces.length > 0) {
      const apart = whatParts(data, digits);
      if (apart === 'hidden') return;
      if (apart === 'end') endRun();
      if (apart === 'space') blank = true;
    }
    if (digits && data.trim().includes('\n') && keepsLines(node.parentElement)) {
      let from = 0;
      for (const line of data.split('\n')) {
        if (from > 0) endRun();
        if (line.trim() !== '') add(node, from, line, hasDigit(line));
        from += line.length + 1;
      }
    } else {
      add(node, 0, data, digits);
    }
  }

  /**
   * @param {Text} node
   * @param {number} from
   * @param {string} text
   * @param {boolean} digits
   */
  function add(node, from, text, digits) {
    run.pieces.push({ node, from, text, space: blank });
    if (digits && run.digits < DIGITS_MIN) run.digits += countDigits(text);
    run.tail = (run.tail + text.slice(-2 * EDGE_UNITS)).trim().slice(-EDGE_UNITS);
    run.blankEnd = /\s$/.test(text);
    edges = [];
    blank = false;
    lineEnd = null;
  }

  /**
   * What lies between the run and this text.
   * @param {string} text
   * @param {boolean} digits
   * @returns {'nothing' | 'space' | 'end' | 'hidden'}
   */
  function whatParts(text, digits) {
    if (edges.length === 0 && lineEnd === null) return 'nothing';
    const near = digits || run.digits > 0;
    const before = near && isDigitEdge(run.tail);
    const after = near && isDigitEdge(text.trimStart().slice(0, EDGE_UNITS));
    const blankThere = blank || run.blankEnd || /^\s/.test(text);
    if (!(before && after) && !(before !== after && !blankThere)) {
      return edges.some(({ element }) => kindOf(element) === 'div') ? 'end' : 'nothing';
    }
    if (lineEnd !== null && keepsLines(lineEnd.parentElement)) return 'end';
    return byStyle();
  }

  /** @returns {'nothing' | 'space' | 'end' | 'hidden'} */
  function byStyle() {
    let space = false;
    for (const [index, { element, entered }] of edges.entries()) {
      const style = styles.get(element) ?? styleOf(element);
      styles.set(element, style);
      if (style === 'block') return 'end';
      if (style === 'space') space = true;
      if (style !== 'hidden') continue;
      // The text before was in it.
      if (!entered && !edges.slice(0, index).some((edge) => edge.entered && edge.element === element)) return 'end';
      const open = levels.findIndex((level) => level.element === element);
      if (open > 0) {
        // This text is in it: the walk goes on behind it, as if it were not there.
        levels.length = open;
        edges.length = index;
        later(element);
        return 'hidden';
      }
    }
    return space ? 'space' : 'nothing';
  }

  function endRun() {
    if (run.pieces.length > 0) {
      const blocks = run.digits >= DIGITS_MIN ? join(run.pieces) : [];
      finds.run(run.pieces, blocks);
      run = createRun();
    }
    edges = [];
    blank = false;
    lineEnd = null;
  }
}

/** @returns {{pieces: Piece[], digits: number, tail: string, blankEnd: boolean}} */
function createRun() {
  return { pieces: [], digits: 0, tail: '', blankEnd: false };
}
