// Texts that change faster than anybody reads: the cells of a dashboard, a clock, a countdown. They are
// looked at when they stand still. Until then a change costs no more than to be noted.

/** A text that changes again within this time is not being read. */
const STILL_MS = 1000;

/** @typedef {ReturnType<typeof createTicking>} Ticking */

/** @param {(texts: Node[]) => void} still Told of texts, or of what holds them, that changed and stand still now. */
export function createTicking(still) {
  /** When it changed last, and whether it was left for later; no more than the changes of a moment. @type {Map<Node, {at: number, later: boolean}>} */
  const changes = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function look() {
    timer = undefined;
    const now = performance.now();
    /** @type {Node[]} */
    const quiet = [];
    for (const [node, { at, later }] of changes) {
      if (now - at < STILL_MS) continue;
      changes.delete(node);
      if (later) quiet.push(node);
    }
    if (quiet.length > 0) still(quiet);
    plan();
  }

  function plan() {
    if (timer === undefined && changes.size > 0) timer = setTimeout(look, STILL_MS);
  }

  return {
    /**
     * Whether a change of this one is left for later as the one before was. In Firefox, what a record
     * says costs a microsecond a word; of these only the target is read.
     * @param {Node} node @param {number} now
     */
    takesAgain(node, now) {
      const change = changes.get(node);
      if (!change?.later || now - change.at >= STILL_MS) return false;
      change.at = now;
      return true;
    },

    /** Whether this change is left for later. @param {Node} node @param {number} now */
    takes(node, now) {
      const change = changes.get(node);
      if (!change) {
        changes.set(node, { at: now, later: false });
        plan();
        return false;
      }
      change.later = now - change.at < STILL_MS;
      change.at = now;
      return change.later;
    },

    /** Whether something is left for later. */
    busy: () => [...changes.values()].some(({ later }) => later),

    stop() {
      clearTimeout(timer);
      timer = undefined;
      changes.clear();
    },
  };
}
