// The numbers found on the page: where they are, what may be dialled for them, whether it still holds.
//
// A mark dies the moment its text is no longer what was asked about. Nothing brings it back; the
// text is asked about anew.

import { createEntries } from './entries.js';
import { elementOf, holds, isDrawn } from './flat.js';
import { isEditable, isEditableByStyle, isLeftAlone } from './leave.js';
import { linkOf } from './links.js';
import { createListing } from './listing.js';
import { CUT_UNITS } from './text.js';

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Part} Part */
/** @typedef {import('./types.js').Place} Place */
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

/** @param {Listener} listener */
export function createMarks(listener) {
  /** Blocks that are being asked about. */
  const entries = createEntries();
  /** @type {WeakMap<Element, Mark>} */
  const byLink = new WeakMap();
  /** @type {Listing<Element, Mark>} */
  const byElement = createListing();
  /** In the text's order. @type {Listing<Node, Part>} */
  const byText = createListing();
  /** @type {Set<Mark>} */
  const all = new Set();
  let linkCount = 0;
  let era = 0;

  /** @param {Mark} mark */
  function bear(mark) {
    all.add(mark);
    for (const part of mark.parts) {
      byElement.add(part.parent, mark);
      byText.add(part.node, part, placeIn(byText.of(part.node), part.start));
    }
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
    for (const part of mark.parts) {
      byElement.remove(part.parent, mark);
      byText.remove(part.node, part);
    }
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

  /** Marks in these stretches of texts. @param {Iterable<{node: Text, from: number, length: number}>} stretches */
  function within(stretches) {
    /** @type {Set<Mark>} */
    const found = new Set();
    for (const { node, from, length } of stretches) {
      const parts = byText.of(node);
      for (let index = placeIn(parts, from); index < parts.length; index += 1) {
        const part = /** @type {Part} */ (parts[index]);
        if (part.start >= from + length) break;
        found.add(part.mark);
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
    if (block.cutBefore || block.cutAfter) return null;
    for (const mark of found) {
      if (found.size !== mark.siblings || mark.text !== block.text || !sameParts(mark.parts, partsOf(block, mark.start, mark.end))) return null;
    }
    return found.size > 0 ? found : null;
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
        for (const entry of entries.between(node, from, from + text.length)) waiting.add(entry);
      }
      const old = within(pieces.map(({ node, from, text }) => ({ node, from, length: text.length })));
      /** @type {Entry[]} */
      const fresh = [];
      for (const block of blocks) {
        const same = [...waiting].find((entry) => sameBlock(entry.block, block));
        const kept = same ? null : stillIn(block);
        if (same) waiting.delete(same);
        else if (kept) for (const mark of kept) old.delete(mark);
        else fresh.push({ block, alive: true, era });
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
        const parts = partsOf(block, start, end);
        return parts.length === 0 || parts.some(({ parent }) => isEditable(parent)) ? [] : [{ start, end, parts }];
      });
      for (const { start, end, parts } of kept) {
        /** @type {Mark} */
        const mark = { offer: null, text: block.text, start, end, siblings: kept.length, parts: [], link: null, alive: true };
        mark.parts = parts.map(({ node, parent, start, end, length }) => ({ node, parent, start, end, length, around: digestAround(node, start, end), mark }));
        bear(mark);
      }
    },

    /** The link is a number. @param {LinkText} link */
    settleLink(link) {
      const old = byLink.get(link.element);
      if (old) kill(old);
      if (isSameLink(link)) bear({ offer: null, text: '', start: 0, end: 0, siblings: 1, parts: [], link, alive: true });
    },

    /** What is known of a text that changed or went is forgotten. True when something was. @param {Node} node */
    forget(node) {
      const waiting = entries.of(node);
      waiting.forEach(drop);
      const marks = byText.of(node).map(({ mark }) => mark);
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
        if (!(mark.link ? isSameLink(mark.link) : mark.parts.every(isSamePart))) kill(mark);
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

    /** Marks whose text lies in this element itself. @param {Element} element */
    of: (element) => byElement.of(element),

    /** Marks that start in this text, in its order. @param {Node} node @returns {Mark[]} */
    startingIn: (node) => byText.of(node).filter(({ mark, start }) => mark.parts[0]?.node === node && mark.parts[0].start === start).map(({ mark }) => mark),
  };
}

/**
 * Whether the page still says what was asked about. The one check before anything is dialled.
 * @param {Mark} mark
 */
export function holdsTrue(mark) {
  if (!mark.alive) return false;
  if (mark.link) return isSameLink(mark.link) && !isLeftAlone(mark.link.element);
  return mark.parts.every((part) => isSamePart(part) && !isEditable(part.parent) &&
    !isEditableByStyle(part.parent) && !isLeftAlone(part.node));
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
  return mark.parts.flatMap(({ node, start, end }) => {
    if (!node.isConnected || end > node.length) return [];
    range.setStart(node, start);
    range.setEnd(node, end);
    return [...range.getClientRects()].filter(hasSize);
  });
}

/**
 * The element to scroll to, and to ask whether the mark is drawn.
 * @param {Mark} mark
 */
export function placeOf(mark) {
  return mark.link ? mark.link.element : mark.parts[0]?.parent ?? null;
}

/** @param {Mark} mark */
export function isSeen(mark) {
  const place = placeOf(mark);
  return place !== null && isDrawn(place) && rectsOf(mark).length > 0;
}

/** What the page shows for a mark, for tests and announcements. @param {Mark} mark */
export function textOf(mark) {
  return mark.link ? mark.link.text : mark.parts.map(({ node, start, end }) => node.data.slice(start, end)).join('');
}

/** How much of the text about a match has to be the same. */
const AROUND_UNITS = 32;

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
  return mark.link ? [mark.link.element] : mark.parts.map(({ node }) => node);
}

/**
 * The parts of a block's match in the page's texts. Signs between them that nobody sees are in.
 * @param {Block} block
 * @param {number} start
 * @param {number} end
 */
function partsOf(block, start, end) {
  /** @type {Place[]} */
  const parts = [];
  for (const { node, at, from, length } of block.segments) {
    const first = Math.max(start, at);
    const last = Math.min(end, at + length);
    if (first >= last) continue;
    const before = parts[parts.length - 1];
    const parent = elementOf(node);
    // Taken out of the page while it was asked about.
    if (!parent || !node.isConnected) return [];
    if (before?.node === node) before.end = from + last - at;
    else parts.push({ node, parent, start: from + first - at, end: from + last - at, length: node.length });
  }
  return parts;
}

/**
 * What stands there, and a little before and behind, as a number: kept as text for ten thousand marks
 * it would be a megabyte. Not of the whole text: a log of some megabytes in one node may have a thousand
 * numbers.
 * @param {Text} node
 * @param {number} start
 * @param {number} end
 */
function digestAround(node, start, end) {
  const from = Math.max(0, start - AROUND_UNITS);
  const text = node.substringData(from, end + AROUND_UNITS - from);
  let digest = text.length;
  for (let index = 0; index < text.length; index += 1) digest = Math.imul(digest, 31) + text.charCodeAt(index) | 0;
  return digest & 0x3fffffff;
}

/** @param {Part} part */
function isSamePart(part) {
  return part.node.isConnected && part.node.length === part.length && digestAround(part.node, part.start, part.end) === part.around;
}

/** @param {Place[]} a @param {Place[]} b */
function sameParts(a, b) {
  return a.length === b.length && a.every((one, index) => {
    const other = b[index];
    return one.node === other?.node && one.parent === other.parent && one.start === other.start && one.end === other.end && one.length === other.length;
  });
}

/**
 * The first part of a text that ends behind this place.
 * @param {readonly Part[]} parts
 * @param {number} place
 */
function placeIn(parts, place) {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.end ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {Block} a @param {Block} b */
function sameBlock(a, b) {
  return a.text === b.text && a.cutBefore === b.cutBefore && a.cutAfter === b.cutAfter &&
    a.segments.length === b.segments.length &&
    a.segments.every((segment, index) => {
      const other = b.segments[index];
      return other !== undefined && segment.node === other.node && segment.at === other.at &&
        segment.from === other.from && segment.length === other.length;
    });
}

