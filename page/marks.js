// The numbers found on the page: where they are, what may be dialled for them, whether it still holds.
//
// A mark dies the moment its text is no longer what was asked about. Nothing brings it back; the
// text is asked about anew.

import { createEntries } from './entries.js';
import { elementAbout, elementOf, holds, isDrawn } from './flat.js';
import { isEditable, isEditableByStyle, isLeftAlone } from './leave.js';
import { linkOf } from './links.js';
import { createListing } from './listing.js';
import { digestOf, isSamePart, partsIn, partsOf, sameParts } from './parts.js';
import { CUT_UNITS, isDigitEdge } from './text.js';

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Part} Part */
/** @typedef {import('./types.js').Span} Span */
/** @typedef {import('./text.js').Piece} Piece */

/** @typedef {import('./entries.js').Entry} Entry */
/**
 * @template {object} K
 * @template V
 * @typedef {import('./listing.js').Listing<K, V>} Listing
 */

/**
 * @typedef {object} Listener
 * @property {(mark: Mark) => void} born
 * @property {(mark: Mark) => void} died
 */

/** @typedef {ReturnType<typeof createMarks>} Marks */

/**
 * @param {Listener} listener
 * @param {(node: Text) => Iterable<Block>} joined The run about a text as the page says it now.
 */
export function createMarks(listener, joined) {
  /** Blocks that are being asked about. */
  const entries = createEntries();
  /** @type {WeakMap<Element, Mark>} */
  const byLink = new WeakMap();
  /** In the text's order. @type {Listing<Node, Mark>} */
  const byText = createListing();
  /** @type {Set<Mark>} */
  const all = new Set();
  let linkCount = 0;
  let era = 0;

  /** @param {Mark} mark */
  function bear(mark) {
    all.add(mark);
    for (const { node, from } of partsOf(mark)) byText.add(node, mark, placeIn(byText.of(node), node, from));
    if (mark.link) {
      byLink.set(mark.link.element, mark);
      linkCount += 1;
    }
    listener.born(mark);
  }

  /** @param {Mark} mark */
  function kill(mark) {
    if (!mark.alive) return;
    mark.alive = false;
    all.delete(mark);
    for (const { node } of partsOf(mark)) byText.remove(node, mark);
    if (mark.link) {
      if (byLink.get(mark.link.element) === mark) byLink.delete(mark.link.element);
      linkCount -= 1;
    }
    listener.died(mark);
  }

  /** @param {Entry} entry */
  function drop(entry) {
    entry.alive = false;
    entries.remove(entry);
  }

  /** The block with all of its texts. @param {Block} block @returns {Block | null} */
  function whole(block) {
    const node = block.segments.find((segment) => segment.node)?.node;
    return node ? [...joined(node)].find((one) => sameBlock(block, one)) ?? null : null;
  }

  /** Marks in these stretches of texts. @param {Iterable<{node: Text | null, from: number, length: number}>} stretches */
  function within(stretches) {
    /** @type {Set<Mark>} */
    const found = new Set();
    for (const { node, from, length } of stretches) {
      if (!node) continue;
      const marks = byText.of(node);
      for (let index = placeIn(marks, node, from); index < marks.length; index += 1) {
        const mark = /** @type {Mark} */ (marks[index]);
        if ((partIn(mark, node)?.from ?? 0) >= from + length) break;
        found.add(mark);
      }
    }
    return found;
  }

  /**
   * The marks of a block that says what it said when they were found, where it said it.
   * @param {Block} block
   */
  function stillIn(block) {
    const found = within(block.segments);
    if (found.size === 0) return null;
    const said = digestOfBlock(block);
    for (const mark of found) {
      if (found.size !== mark.siblings || !standsIn(mark, block, said)) return null;
    }
    return found;
  }

  return {
    /** Every living mark, in no order. */
    all: /** @type {ReadonlySet<Mark>} */ (all),

    /**
     * Takes in what a walk found in a run. Gives back the blocks that have to be asked about, and
     * forgets what was known of these texts otherwise.
     * @param {Piece[]} pieces
     * @param {Block[]} blocks
     * @returns {Entry[]}
     */
    renew(pieces, blocks) {
      /** @type {Set<Entry>} */
      const waiting = new Set();
      for (const { node, from, text } of pieces) {
        if (node) for (const entry of entries.between(node, from, from + text.length)) waiting.add(entry);
      }
      const old = within(pieces.map(({ node, from, text }) => ({ node, from, length: text.length })));
      /** @type {Entry[]} */
      const fresh = [];
      for (const block of blocks) {
        const same = [...waiting].find((entry) => sameBlock(entry.block, block));
        const kept = same ? null : stillIn(block);
        if (same) waiting.delete(same);
        else if (kept) for (const mark of kept) old.delete(mark);
        else fresh.push({ block: letGo(block), alive: true, era });
      }
      waiting.forEach(drop);
      old.forEach(kill);
      fresh.forEach(entries.add);
      return fresh;
    },

    /**
     * The answer about a block. Nothing when it has changed since.
     * @param {Entry} entry
     * @param {Span[]} found
     */
    settle(entry, found) {
      if (!entry.alive || entry.era !== era) return;
      drop(entry);
      const { block } = entry;
      const kept = found.flatMap(([start, end]) => {
        if (block.cutBefore && start < CUT_UNITS) return [];
        if (block.cutAfter && end > block.text.length - CUT_UNITS) return [];
        const parts = partsIn(block, start, end);
        const [first, ...rest] = parts.length > 0 ? parts : partsIn(whole(block) ?? block, start, end);
        return !first || [first, ...rest].some(isInEditable) ? [] : [{ start, end, first, rest }];
      });
      const said = kept.length > 0 ? digestOfBlock(block) : 0;
      for (const { start, end, first: { node, from, to, around }, rest } of kept) {
        bear({
          offer: null, alive: true, said, start, end, siblings: kept.length,
          node, from, to, around, rest: rest.length > 0 ? rest : null, link: null,
        });
      }
    },

    /** The link is a number. @param {LinkText} link */
    settleLink(link) {
      const old = byLink.get(link.element);
      if (old) kill(old);
      if (isSameLink(link)) bear({
        offer: null, alive: true, said: 0, start: 0, end: 0, siblings: 1, node: null, from: 0, to: 0, around: 0, rest: null, link,
      });
    },

    /** What is known of a text that changed or went is forgotten. True when something was. @param {Node} node */
    forget(node) {
      const waiting = entries.of(node);
      waiting.forEach(drop);
      const marks = [...byText.of(node)];
      marks.forEach(kill);
      return waiting.length + marks.length > 0;
    },

    /** The link's mark is forgotten. @param {Element} element */
    forgetLink(element) {
      const mark = byLink.get(element);
      if (mark) kill(mark);
    },

    /** What is known of the texts within an element is forgotten. @param {Element} element */
    forgetTexts(element) {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) this.forget(node);
    },

    /** Forgets what is no longer in the document. */
    sweep() {
      for (const mark of all) {
        if (!nodesOf(mark).every((node) => node.isConnected)) kill(mark);
      }
    },

    /** Forgets what the page no longer says. */
    verify() {
      for (const mark of all) {
        if (!(mark.link ? isSameLink(mark.link) : partsOf(mark).every(isSamePart))) kill(mark);
      }
    },

    /** Forgets what lies within this element. @param {Node} outer */
    forgetWithin(outer) {
      for (const mark of all) {
        if (nodesOf(mark).some((node) => holds(outer, node))) kill(mark);
      }
    },

    /** Forgets everything, also texts that are being asked about. */
    clear() {
      for (const mark of all) kill(mark);
      entries.clear();
      era += 1;
    },

    hasLinks: () => linkCount > 0,

    /** @param {Element} element */
    ofLink: (element) => byLink.get(element) ?? null,

    /** Marks that stand in this text, or partly, in its order. @param {Node} node */
    of: (node) => byText.of(node),
  };
}

/**
 * Whether the page still says what was asked about. The one check before anything is dialled.
 * @param {Mark} mark
 */
export function holdsTrue(mark) {
  if (!mark.alive) return false;
  if (mark.link) return isSameLink(mark.link) && !isLeftAlone(mark.link.element);
  return partsOf(mark).every((part) => isSamePart(part) && !isInEditable(part) && !isLeftAlone(part.node) &&
    !isEditableByStyle(/** @type {Element} */ (elementOf(part.node))));
}

/**
 * Whether a mark was found in this block, as it is joined now, where it stands now.
 * @param {Mark} mark
 * @param {Block} block
 * @param {number} [said] The block's digest.
 */
export function standsIn(mark, block, said = digestOfBlock(block)) {
  return mark.said === said && sameParts(partsOf(mark), partsIn(block, mark.start, mark.end));
}

/**
 * Where a mark is drawn, in the viewport's pixels: one rectangle a line.
 * @param {Mark} mark
 * @returns {DOMRect[]}
 */
export function rectsOf(mark) {
  if (mark.link) {
    const rects = [...mark.link.element.getClientRects()];
    // A link that holds blocks or an image has no size of its own where these have one.
    for (const inner of rects.some(hasSize) ? [] : mark.link.element.querySelectorAll('*')) rects.push(...inner.getClientRects());
    return rects.filter(hasSize);
  }
  const range = document.createRange();
  return partsOf(mark).flatMap(({ node, from, to }) => {
    if (!node.isConnected || to > node.length) return [];
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter(hasSize);
  });
}

/**
 * The element to scroll to, and to ask whether the mark is drawn.
 * @param {Mark} mark
 */
export function placeOf(mark) {
  return mark.link ? mark.link.element : elementOf(mark.node);
}

/** @param {Mark} mark */
export function isSeen(mark) {
  const place = placeOf(mark);
  return place !== null && isDrawn(place) && rectsOf(mark).length > 0;
}

/** What the page shows for a mark, for tests and announcements. @param {Mark} mark */
export function textOf(mark) {
  return mark.link ? mark.link.text : partsOf(mark).map(({ node, from, to }) => node.data.slice(from, to)).join('');
}

/** @param {DOMRect} rect */
function hasSize(rect) {
  return rect.width > 0 && rect.height > 0;
}

/** @param {LinkText} link */
function isSameLink({ element, href, text }) {
  const now = element.isConnected ? linkOf(element) : null;
  return now !== null && now.href === href && now.text === text;
}

/** @param {Mark} mark @returns {Node[]} */
function nodesOf(mark) {
  return mark.link ? [mark.link.element] : partsOf(mark).map(({ node }) => node);
}

/** @param {Part} part */
function isInEditable({ node }) {
  return isEditable(elementAbout(node));
}

/** What is found in a text depends on where it was cut, too. @param {Block} block */
function digestOfBlock({ text, cutBefore, cutAfter }) {
  return digestOf(text, (cutBefore ? 1 : 0) + (cutAfter ? 2 : 0));
}

/** The part of a mark that is in this text. @param {Mark} mark @param {Node} node @returns {Part | undefined} */
function partIn(mark, node) {
  return mark.node === node ? /** @type {Part} */ (mark) : mark.rest?.find((part) => part.node === node);
}

/**
 * The first mark of a text that ends behind this place.
 * @param {readonly Mark[]} marks
 * @param {Node} node
 * @param {number} place
 */
function placeIn(marks, node, place) {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const mark = marks[middle];
    if (mark && (partIn(mark, node)?.to ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Without the texts that can hardly be part of a number. @param {Block} block */
function letGo(block) {
  for (const segment of block.segments) {
    if (!isDigitEdge(block.text.slice(segment.at, segment.at + segment.length))) segment.node = null;
  }
  return block;
}

/** Whether both are the same, as far as the first one knows its texts. @param {Block} a @param {Block} b */
function sameBlock(a, b) {
  if (a.text !== b.text || a.cutBefore !== b.cutBefore || a.cutAfter !== b.cutAfter) return false;
  let index = 0;
  return a.segments.every(({ node, at, from, length }) => {
    if (!node) return true;
    while ((b.segments[index]?.at ?? at) < at) index += 1;
    const other = b.segments[index];
    return other !== undefined && other.node === node && other.at === at && other.from === from && other.length === length;
  });
}
