// The numbers found on the page: where they are, what may be dialled for them, whether it still holds.
//
// A mark dies the moment its text is no longer what was asked about. Nothing brings it back; the
// text is asked about anew.

import { createEntries } from './entries.js';
import { elementOf, holds, isDrawn } from './flat.js';
import { isEditable, isEditableByStyle, isLeftAlone } from './leave.js';
import { linkOf } from './links.js';
import { CUT_UNITS } from './text.js';

/** @typedef {import('./types.js').Block} Block */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Part} Part */
/** @typedef {import('./types.js').Span} Span */
/** @typedef {import('./text.js').Piece} Piece */

/** @typedef {import('./entries.js').Entry} Entry */

/**
 * @typedef {object} Listener
 * @property {(mark: Mark) => void} born
 * @property {(mark: Mark) => void} died
 */

/** @typedef {ReturnType<typeof createMarks>} Marks */

/** @param {Listener} listener */
export function createMarks(listener) {
  const entries = createEntries();
  /** @type {WeakMap<Element, Mark>} */
  const byLink = new WeakMap();
  /** Text marks by the elements that their texts lie in. @type {WeakMap<Element, Set<Mark>>} */
  const byElement = new WeakMap();
  /** @type {Set<Mark>} */
  const all = new Set();
  let linkCount = 0;
  let era = 0;

  /** @param {Mark} mark */
  function bear(mark) {
    all.add(mark);
    for (const { parent } of mark.parts) (byElement.get(parent) ?? newSet(byElement, parent)).add(mark);
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
    for (const { parent } of mark.parts) byElement.get(parent)?.delete(mark);
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
    entry.marks.forEach(kill);
  }

  return {
    /** Every living mark, in no order. */
    all: /** @type {ReadonlySet<Mark>} */ (all),

    /**
     * Takes in what a walk found in a run. Gives back the blocks that are new, and forgets what
     * was known of these texts otherwise.
     * @param {Piece[]} pieces
     * @param {Block[]} blocks
     * @returns {Entry[]}
     */
    renew(pieces, blocks) {
      /** @type {Set<Entry>} */
      const old = new Set();
      for (const { node, from, text } of pieces) {
        for (const entry of entries.between(node, from, from + text.length)) old.add(entry);
      }
      /** @type {Entry[]} */
      const fresh = [];
      for (const block of blocks) {
        const same = [...old].find((entry) => sameBlock(entry.block, block));
        if (same) old.delete(same);
        else fresh.push({ block, marks: [], alive: true, era });
      }
      old.forEach(drop);
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
      for (const [start, end] of found) {
        const { block } = entry;
        if (block.cutBefore && start < CUT_UNITS) continue;
        if (block.cutAfter && end > block.text.length - CUT_UNITS) continue;
        const parts = partsOf(block, start, end);
        if (parts.length === 0 || parts.some(({ parent }) => isEditable(parent))) continue;
        const mark = { offer: null, start, end, parts, link: null, alive: true };
        entry.marks.push(mark);
        bear(mark);
      }
    },

    /** The link is a number. @param {LinkText} link */
    settleLink(link) {
      const old = byLink.get(link.element);
      if (old) kill(old);
      if (isSameLink(link)) bear({ offer: null, start: 0, end: 0, parts: [], link, alive: true });
    },

    /** What is known of a text that changed or went is forgotten. True when something was. @param {Node} node */
    forget(node) {
      if (!entries.has(node)) return false;
      const known = entries.of(node);
      known.forEach(drop);
      return known.length > 0;
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
        if (!nodesOf(mark).every((node) => node.isConnected)) killWithBlock(mark);
      }
    },

    /** Forgets what the page no longer says. */
    verify() {
      for (const mark of all) {
        if (!(mark.link ? isSameLink(mark.link) : mark.parts.every(isSamePart))) killWithBlock(mark);
      }
    },

    /** Forgets what lies within this element. @param {Node} outer */
    forgetWithin(outer) {
      for (const mark of all) {
        if (nodesOf(mark).some((node) => holds(outer, node))) killWithBlock(mark);
      }
    },

    /** Forgets everything, also texts that are being asked about and those without a number. */
    clear() {
      for (const mark of all) kill(mark);
      entries.clear();
      era += 1;
    },

    /** The joined text that a mark was found in. @param {Mark} mark */
    textAround: (mark) => entryOf(mark)?.block.text ?? null,

    hasLinks: () => linkCount > 0,

    /** @param {Element} element */
    ofLink: (element) => byLink.get(element) ?? null,

    /** Marks whose text lies in this element itself. @param {Element} element @returns {ReadonlySet<Mark>} */
    of: (element) => byElement.get(element) ?? NONE,

    /** Marks that start in this text, in its order. @param {Node} node @returns {Mark[]} */
    startingIn(node) {
      const marks = [];
      for (const entry of entries.of(node)) {
        marks.push(...entry.marks.filter((mark) => mark.alive && mark.parts[0]?.node === node));
      }
      return marks.sort((a, b) => (a.parts[0]?.start ?? 0) - (b.parts[0]?.start ?? 0));
    },
  };

  /** @param {Mark} mark */
  function killWithBlock(mark) {
    const entry = entryOf(mark);
    if (entry) drop(entry);
    else kill(mark);
  }

  /** @param {Mark} mark */
  function entryOf(mark) {
    const first = mark.parts[0];
    return first && entries.between(first.node, first.start, first.end).find(({ marks }) => marks.includes(mark));
  }
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

/** @type {ReadonlySet<Mark>} */
const NONE = new Set();

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
  /** @type {Part[]} */
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
    else parts.push({ node, parent, start: from + first - at, end: from + last - at, length: node.length, around: '' });
  }
  for (const part of parts) part.around = around(part);
  return parts;
}

/**
 * Not the whole text: a log of some megabytes in one node may have a thousand numbers.
 * @param {Part} part
 */
function around({ node, start, end }) {
  const from = Math.max(0, start - AROUND_UNITS);
  return node.substringData(from, end + AROUND_UNITS - from);
}

/** @param {Part} part */
function isSamePart(part) {
  return part.node.isConnected && part.node.length === part.length && around(part) === part.around;
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

/**
 * @template {object} K
 * @template V
 * @param {WeakMap<K, Set<V>>} map
 * @param {K} key
 * @returns {Set<V>}
 */
function newSet(map, key) {
  const set = new Set();
  map.set(key, set);
  return set;
}
