// Walks the page as it is drawn and joins the text of inline runs.
//
// `<b>+49 30 123</b>4567` is one number; two table cells are two. Elements whose names say block
// end a run, comments and unseen elements do not, and boxes.js decides the rest. Text that is not
// drawn is collected too, apart from what is: a tab that opens later changes no text.
//
// Most of a page has no digits. A block with too few is not entered: its whole text in one string is
// had a hundred times faster than its nodes one by one, above all in Firefox, where each look at a node
// from a script of an extension passes a membrane.

import { isClosed, kindOf } from './boxes.js';
import { ELEMENT_NODE, isElement, TEXT_NODE } from './flat.js';
import { isToBeLeft, leftAloneIn } from './leave.js';
import { LINKS, linkOf, phoneHref } from './links.js';
import { createRun } from './run.js';
import { soleText } from './sole.js';
import { countDigits, DIGITS_MIN } from './text.js';

/** @typedef {import('./boxes.js').Kind} Kind */
/** @typedef {import('./run.js').Ends} Ends */
/** @typedef {import('./roots.js').Roots} Roots */
/** @typedef {import('./types.js').LinkText} LinkText */

/**
 * What the walk reports to, and asks.
 * @typedef {object} Finds
 * @property {Ends['run']} run
 * @property {(link: LinkText) => void} link
 * @property {Roots['of']} rootOf
 * @property {(top: ParentNode) => Iterable<NodeListOf<Element>>} hosts Elements within that are likely to have one.
 * @property {(element: Element) => boolean} leadsTo Whether it has, or holds, one that was not likely.
 * @property {(element: Element) => boolean} isPlain Whether a link's address is known to be no number.
 * @property {boolean} text Whether text is looked at.
 * @property {boolean} links Whether links are.
 */

/**
 * One level of the walk: the children of `element` that are still to come.
 * @typedef {object} Level
 * @property {Element | null} element
 * @property {Kind} kind
 * @property {Node | null} next
 * @property {Node[] | null} list
 * @property {number} index
 */

/** Nodes between two chances to pause, and units of text that are as much work. */
const PAUSE_NODES = 32;
const PAUSE_UNITS = 50_000;

/**
 * Walks these nodes, which are siblings, and all within them. Yields often, so that the caller
 * can let the page have its turn.
 * @param {Node[]} nodes
 * @param {Finds} finds
 * @returns {Generator<undefined, void>}
 */
export function* collect(nodes, finds) {
  const todo = [nodes];
  for (const list of todo) yield* walk(list, finds, (hidden) => todo.push([...hidden.childNodes]));
}

/**
 * @param {Node[]} list
 * @param {Finds} finds
 * @param {(hidden: Element) => void} later Takes what is not drawn.
 * @returns {Generator<undefined, void>}
 */
function* walk(list, finds, later) {
  /** @type {Set<Element>} */
  const leave = new Set();
  /** Elements that are entered without digits: a link or a shadow root lies within. @type {Set<Node>} */
  const must = new Set();
  /** @type {Level[]} */
  const levels = [{ element: null, kind: 'block', next: null, list, index: 0 }];
  const run = createRun({ run: finds.run, skip });
  let work = 0;

  for (const node of list) {
    if (!isElement(node)) continue;
    if (isToBeLeft(node)) leave.add(node);
    yield* prepare(node);
  }
  for (let level = levels[0]; level; level = levels[levels.length - 1]) {
    const node = level.list ? level.list[level.index] : level.next;
    if (level.list) level.index += 1;
    else level.next = node?.nextSibling ?? null;
    if (!node) leaveLevel(level);
    else {
      const type = node.nodeType;
      if (type === TEXT_NODE) {
        if (finds.text) run.take(/** @type {Text} */ (node));
      } else if (type === ELEMENT_NODE) {
        const root = enter(/** @type {Element} */ (node));
        if (root) yield* prepare(root);
      }
    }
    work += 1;
    if (work >= PAUSE_NODES) {
      work = 0;
      yield;
    }
  }

  /** Asks the browser at once for what must not be passed by. @param {Element | ShadowRoot} top */
  function* prepare(top) {
    // One that was just added may be a host itself.
    if (isElement(top) && finds.rootOf(top)) must.add(top);
    if (!top.firstElementChild) return;
    // By index: iterators over what the browser finds are slow in Firefox.
    for (const some of leftAloneIn(top)) {
      for (let index = 0; index < some.length; index += 1) {
        const left = /** @type {Element} */ (some[index]);
        leave.add(left);
        mustEnter(left);
      }
      yield;
    }
    const links = finds.links ? top.querySelectorAll(LINKS) : [];
    for (let index = 0; index < links.length; index += 1) {
      const link = /** @type {Element} */ (links[index]);
      if (phoneHref(link) !== null) mustEnter(link);
      if (index % PAUSE_NODES === PAUSE_NODES - 1) yield;
    }
    yield;
    for (const some of finds.hosts(top)) {
      for (let index = 0; index < some.length; index += 1) {
        const host = /** @type {Element} */ (some[index]);
        if (finds.rootOf(host)) mustEnter(host);
        if (index % PAUSE_NODES === PAUSE_NODES - 1) yield;
      }
      yield;
    }
  }

  /** @param {Node} node */
  function mustEnter(node) {
    for (let at = /** @type {Node | null} */ (node); at && !must.has(at); at = at.parentNode) must.add(at);
  }

  /**
   * @param {Element} element
   * @returns {ShadowRoot | null} A root that is entered in place of the children.
   */
  function enter(element) {
    const name = element.localName;
    const kind = kindOf(name);
    if (kind === 'unseen') return null;
    if (leave.size > 0 && leave.has(element)) {
      run.end();
      return null;
    }
    const link = finds.links && (name === 'a' || name === 'area') && !finds.isPlain(element) ? linkOf(element) : null;
    if (link) {
      run.end();
      finds.link(link);
      return null;
    }
    const ends = kind === 'block' || kind === 'break';
    if (ends) run.end();
    const text = (kind === 'block' || kind === 'div' || name === 'svg') && !must.has(element) && !finds.leadsTo(element)
      ? element.textContent ?? ''
      : null;
    if (text !== null) {
      work += PAUSE_NODES * (text.length / PAUSE_UNITS);
      if (countDigits(text) < (ends ? DIGITS_MIN : 1)) {
        // A block ends the run; an empty one may yet be drawn within a line.
        if (!ends && text.trim() !== '') run.end();
        else if (!ends) for (const entered of [true, false]) run.cross({ element, kind, entered });
        return null;
      }
    }
    if (!ends) run.cross({ element, kind, entered: true });
    const first = isClosed(name) ? null : element.firstChild;
    const root = isClosed(name) ? null : finds.rootOf(element, name, first);
    const sole = text !== null && first && !root && finds.text && kind !== 'break' ? soleText(element, text) : null;
    if (sole && run.takeSole(sole)) {
      if (ends) run.end();
      else run.cross({ element, kind, entered: false });
      return null;
    }
    const slotted = name === 'slot' ? /** @type {HTMLSlotElement} */ (element).assignedNodes() : [];
    levels.push({
      element,
      kind,
      next: root ? root.firstChild : first,
      list: slotted.length > 0 ? slotted : null,
      index: 0,
    });
    return root;
  }

  /** @param {Level} level */
  function leaveLevel({ element, kind }) {
    levels.pop();
    if (!element || kind === 'block' || kind === 'break') run.end();
    else run.cross({ element, kind, entered: false });
  }

  /** @param {Element} hidden */
  function skip(hidden) {
    const open = levels.findIndex((level) => level.element === hidden);
    if (open < 0) return false;
    levels.length = open;
    later(hidden);
    return true;
  }
}
