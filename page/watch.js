// Notices what the page changes, drops at once what no longer holds, and has the rest looked at
// again when the page is quiet.
//
// A dashboard may rewrite a thousand cells ten times a second. So records are only sorted here;
// the looking is done in bursts with a rest between them that grows with what a burst costs.

import { endsRuns, kindOf } from './boxes.js';
import { elementOf, isElement, TEXT_NODE } from './flat.js';
import { ATTRIBUTES, isLeftAlone, isToBeLeft } from './leave.js';
import { phoneHref } from './links.js';
import { isWithin, runAround } from './scope.js';
import { hasDigit } from './text.js';
import { createTicking } from './ticking.js';

/** @typedef {import('./marks.js').Marks} Marks */
/** @typedef {import('./schedule.js').Schedule} Schedule */

/** Changes are gathered for this long, so that a page that builds itself is looked at in one go. */
const GATHER_MS = 40;
/** More changed places than this are not looked at one by one. */
const PLACES_MAX = 3000;
/** With more that is new at once, what is out of sight waits until no more of that comes for longer than bursts rest. */
const NEW_MAX = 20;
const LATER_MS = 3000;
/** Longest rest between two bursts. */
const REST_MAX_MS = 1500;
/** With more marks than this, those that were taken out are looked for only once a frame. */
const SWEEP_AT_ONCE_MAX = 2000;

/**
 * @typedef {object} Changes
 * @property {(nodes: Node[]) => Generator<undefined, unknown>} look Looks at these siblings.
 * @property {() => void} all Looks at everything anew.
 * @property {(element: Element) => ShadowRoot | null} rootOf
 * @property {() => void} late Asks for shadow roots that have come late.
 * @property {(node: Node) => boolean} isOurs Whether a node is our own.
 * @property {() => void} missed Called when somebody sees the page again, which changed meanwhile.
 * @property {() => void} lost Called when our own element was taken out of the page.
 * @property {() => void} reopened Called when the document was written anew, which drops listeners.
 */

/** @typedef {ReturnType<typeof createWatch>} Watch */

/** So many texts on either side are next to one. */
const BESIDE_TEXTS = 6;

/**
 * @param {Marks} marks
 * @param {Schedule} schedule
 * @param {Changes} changes
 */
export function createWatch(marks, schedule, changes) {
  /** Nodes about which runs may have changed. @type {Set<Node>} */
  const around = new Set();
  /** Nodes that are new. @type {Set<Node>} */
  const within = new Set();
  /** Neighbours of what came or went, which touch something else now. @type {Set<Node>} */
  const beside = new Set();
  /** Nodes that are new and out of sight, as of a list that somebody scrolls on and on. @type {Set<Node>} */
  const far = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let farTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let sweepPlanned = false;
  /** When the records that are taken now were told. */
  let now = 0;
  /** The page changed while nobody saw it. */
  let missed = false;
  const ticking = createTicking((nodes) => {
    for (const node of nodes) (isElement(node) ? within : around).add(node);
    plan();
  });

  const observer = new MutationObserver(take);
  // Apart, so that of the others not even the type is read: in Firefox each word of a record costs.
  const attributes = new MutationObserver(takeTurned);

  /** @param {MutationRecord[]} records */
  function take(records) {
    if (isUnseen()) return;
    now = performance.now();
    let removed = false;
    // By index: a page may send a thousand records at once, and iterators are slow in Firefox.
    const { length } = records;
    for (let index = 0; index < length; index += 1) {
      const record = /** @type {MutationRecord} */ (records[index]);
      const target = record.target;
      if (ticking.takesAgain(target, now)) continue;
      if (record.type === 'characterData') changed(/** @type {Text} */ (target));
      else removed = moved(record) || removed;
    }
    if (removed) sweep();
    if (size() > 0) plan();
  }

  /** @param {MutationRecord[]} records */
  function takeTurned(records) {
    if (isUnseen()) return;
    for (const { target, attributeName } of records) turned(/** @type {Element} */ (target), attributeName);
    if (size() > 0) plan();
  }

  /** Until somebody looks nothing is taken; then everything is looked at. */
  function isUnseen() {
    if (document.visibilityState !== 'hidden') return false;
    missed = true;
    disconnect();
    return true;
  }

  function disconnect() {
    observer.disconnect();
    attributes.disconnect();
  }

  /** @param {Text} node */
  function changed(node) {
    const known = marks.forget(node);
    if (!ticking.takes(node, now) && (known || hasDigit(node.data) || isBesideDigits(node))) around.add(node);
    inLink(node);
  }

  /** A link's text is asked about with its address. @param {Node} node */
  function inLink(node) {
    const link = marks.hasLinks() ? elementOf(node)?.closest('a') : null;
    if (!link || !marks.ofLink(link)) return;
    marks.forgetLink(link);
    around.add(link);
  }

  /** @param {Element} element @param {string | null} name */
  function turned(element, name) {
    if (name !== 'href') {
      if (isLeftAlone(element)) marks.forgetWithin(element);
      else around.add(element);
    } else if (phoneHref(element) !== null || marks.ofLink(element)) {
      marks.forgetLink(element);
      around.add(element);
    }
  }

  /**
   * @param {MutationRecord} record
   * @returns {boolean} Whether elements were taken out, which may have held marks.
   */
  function moved(record) {
    const { target, addedNodes, removedNodes } = record;
    let elements = false;
    let loose = false;
    let rewritten = false;
    for (let index = 0; index < removedNodes.length; index += 1) {
      const node = /** @type {Node} */ (removedNodes[index]);
      if (node.nodeType === TEXT_NODE) {
        marks.forget(node);
        rewritten = loose = true;
      } else if (changes.isOurs(node)) changes.lost();
      else if (isElement(node)) elements = loose = true;
    }
    for (let index = 0; index < addedNodes.length; index += 1) {
      const node = /** @type {Node} */ (addedNodes[index]);
      if (node.nodeType === TEXT_NODE) {
        if (rewritten && !elements && isLeaf(target) && ticking.takes(target, now)) continue;
        if (hasDigit(/** @type {Text} */ (node).data)) around.add(node);
        else loose = true;
      } else if (isElement(node) && !changes.isOurs(node)) {
        within.add(node);
        loose = true;
      }
    }
    // What stood apart may touch now, and the other way round.
    if (loose) {
      if (record.previousSibling) beside.add(record.previousSibling);
      if (record.nextSibling) beside.add(record.nextSibling);
    }
    if (target === document) changes.reopened();
    inLink(target);
    return elements;
  }

  function sweep() {
    if (marks.all.size === 0 || sweepPlanned) return;
    if (marks.all.size <= SWEEP_AT_ONCE_MAX) {
      marks.sweep();
      return;
    }
    sweepPlanned = true;
    requestAnimationFrame(() => {
      sweepPlanned = false;
      marks.sweep();
    });
  }

  function size() {
    return around.size + within.size + beside.size;
  }

  function plan() {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      schedule.add(burst);
    }, Math.max(GATHER_MS, Math.min(REST_MAX_MS, schedule.restMs())));
  }

  function* burst() {
    changes.late();
    const many = size() > PLACES_MAX;
    const fresh = many ? [] : inSight([...within]);
    const touched = many ? [] : [...around, ...[...beside].filter(isInline)];
    within.clear();
    around.clear();
    beside.clear();
    if (many) changes.all();
    else yield* lookAt(fresh, touched);
  }

  /** Of much that is new, what is looked at now. @param {Node[]} fresh */
  function inSight(fresh) {
    const seen = fresh.length > NEW_MAX ? fresh.filter(isNear) : fresh;
    if (seen.length === fresh.length) return fresh;
    const those = new Set(seen);
    for (const node of fresh) if (!those.has(node)) far.add(node);
    // A list that is scrolled on takes its old rows out.
    if (far.size > PLACES_MAX) for (const node of far) if (!node.isConnected) far.delete(node);
    clearTimeout(farTimer);
    farTimer = setTimeout(() => {
      farTimer = undefined;
      schedule.add(lookFar);
    }, LATER_MS);
    return seen;
  }

  function* lookFar() {
    const nodes = [...far].filter((node) => node.isConnected);
    far.clear();
    if (nodes.length > PLACES_MAX) changes.all();
    else yield* lookAt(nodes, []);
  }

  /** @param {Node[]} fresh @param {Node[]} touched */
  function* lookAt(fresh, touched) {
    /** @type {WeakSet<Node>} */
    const done = new WeakSet();
    /** Of one parent: what holds for all of them is asked once. @type {Element[]} */
    let blocks = [];
    for (const node of fresh) {
      if (!node.isConnected || !isElement(node) || !endsRuns(node)) touched.push(node);
      else if (!isWithin(node, done)) {
        done.add(node);
        if (blocks[0] && blocks[0].parentNode !== node.parentNode) {
          yield* lookAtBlocks(blocks);
          blocks = [];
        }
        blocks.push(node);
      }
    }
    yield* lookAtBlocks(blocks);
    for (const node of touched) {
      const nodes = runAround(node, changes.rootOf, done);
      for (const one of nodes) done.add(one);
      if (nodes.some(isLeftAlone)) continue;
      yield* changes.look(nodes);
      yield;
    }
  }

  /** @param {Element[]} blocks */
  function* lookAtBlocks(blocks) {
    const parent = blocks[0]?.parentNode;
    if (parent && !isLeftAlone(parent)) yield* changes.look(blocks.filter((block) => !isToBeLeft(block)));
  }

  /** Somebody looks again. */
  function seen() {
    if (!missed || document.visibilityState === 'hidden') return;
    missed = false;
    changes.missed();
  }
  document.addEventListener('visibilitychange', seen);

  return {
    /** @param {Document | ShadowRoot} root */
    observe(root) {
      observer.observe(root, { subtree: true, childList: true, characterData: true });
      attributes.observe(root, { subtree: true, attributeFilter: ['href', ...ATTRIBUTES] });
    },

    /** Takes in now what the browser has not told yet. */
    catchUp() {
      take(observer.takeRecords());
      takeTurned(attributes.takeRecords());
    },

    /** Has the run about this node looked at again. @param {Node} node */
    again(node) {
      around.add(node);
      plan();
    },

    /** Whether something waits to be looked at. */
    busy: () => timer !== undefined || size() > 0 || far.size > 0 || ticking.busy(),

    /** Until `observe` is called again. */
    rest() {
      missed = false;
      ticking.stop();
      clearTimeout(timer);
      clearTimeout(farTimer);
      timer = undefined;
      far.clear();
      disconnect();
      around.clear();
      within.clear();
      beside.clear();
    },

    stop() {
      this.rest();
      document.removeEventListener('visibilitychange', seen);
    },
  };
}

/** Within half a screen of what is seen. One that is drawn nowhere is not. @param {Node} node */
function isNear(node) {
  const element = elementOf(node);
  if (!element?.isConnected) return false;
  const { top, bottom, width, height } = element.getBoundingClientRect();
  return width + height > 0 && bottom > -innerHeight / 2 && top < 1.5 * innerHeight;
}

/** Holds text and nothing else. @param {Node} node */
function isLeaf(node) {
  return isElement(node) && node.firstElementChild === null;
}

/** @param {Node} node */
function isInline(node) {
  if (!node.isConnected) return false;
  return isElement(node) ? kindOf(node.localName) !== 'unseen' && !endsRuns(node) : node.nodeType === TEXT_NODE;
}

/**
 * A word beside a number can make it one, or none. Only the texts next to it are asked: what is called
 * is looked at once more anyway.
 * @param {Text} node
 */
function isBesideDigits(node) {
  const texts = document.createTreeWalker(node.getRootNode(), NodeFilter.SHOW_TEXT);
  for (const step of /** @type {const} */ (['nextNode', 'previousNode'])) {
    texts.currentNode = node;
    for (let count = 0; count < BESIDE_TEXTS; count += 1) {
      const text = /** @type {Text | null} */ (texts[step]());
      if (!text) break;
      if (hasDigit(text.data)) return true;
    }
  }
  return false;
}
