// Which blocks of joined text, of those that are being asked about, a text node is part of.
//
// A log of ten thousand lines in one node is part of as many, so each node's list is sorted by place and
// never searched from end to end.

/** @typedef {import('./types.js').Block} Block */

/**
 * A block that is being asked about. `era` counts how often everything was forgotten before.
 * @typedef {{block: Block, alive: boolean, era: number}} Entry
 */

/** A stretch of a text that belongs to a block; those of one text do not overlap. @typedef {{from: number, to: number, entry: Entry}} Stretch */

/** @typedef {ReturnType<typeof createEntries>} Entries */

export function createEntries() {
  /** @type {WeakMap<Node, Stretch[]>} */
  let byText = new WeakMap();

  return {
    /** @param {Node} node @returns {Entry[]} In the text's order. */
    of: (node) => (byText.get(node) ?? []).map(({ entry }) => entry),

    /** @param {Node} node @param {number} from @param {number} to @returns {Entry[]} */
    between(node, from, to) {
      const list = byText.get(node) ?? [];
      const found = [];
      for (let index = firstBehind(list, from); index < list.length; index += 1) {
        const stretch = list[index];
        if (!stretch || stretch.from >= to) break;
        found.push(stretch.entry);
      }
      return found;
    },

    /** @param {Entry} entry */
    add(entry) {
      for (const { node, from, to } of stretchesOf(entry.block)) {
        const list = byText.get(node);
        if (list) list.splice(firstBehind(list, from), 0, { from, to, entry });
        else byText.set(node, [{ from, to, entry }]);
      }
    },

    clear() {
      byText = new WeakMap();
    },

    /** @param {Entry} entry */
    remove(entry) {
      for (const { node, from } of stretchesOf(entry.block)) {
        const list = byText.get(node);
        const index = list ? firstBehind(list, from) : 0;
        if (list?.[index]?.entry === entry) list.splice(index, 1);
        if (list?.length === 0) byText.delete(node);
      }
    },
  };
}

/**
 * The first stretch that ends behind this place.
 * @param {Stretch[]} list
 * @param {number} place
 */
function firstBehind(list, place) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.to ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One stretch a text node: from the first unit of it that the block has to the last.
 * @param {Block} block
 */
function stretchesOf({ segments }) {
  /** @type {{node: Node, from: number, to: number}[]} */
  const stretches = [];
  for (const { node, from, length } of segments) {
    if (!node) continue;
    const last = stretches[stretches.length - 1];
    if (last?.node === node) last.to = from + length;
    else stretches.push({ node, from, to: from + length });
  }
  return stretches;
}
