// How far a change reaches: the siblings whose text people read in one run with a node that changed.

import { endsRuns, kindOf } from './boxes.js';
import { hostOf, isElement, parentOf } from './flat.js';

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
  if (isWithin(at, done)) return [];
  const nodes = [at];
  for (let before = at.previousSibling; before && !parts(before); before = before.previousSibling) nodes.unshift(before);
  for (let after = at.nextSibling; after && !parts(after); after = after.nextSibling) nodes.push(after);
  return nodes;
}

/**
 * Whether a node or what it lies in is among these.
 * @param {Node} node
 * @param {WeakSet<Node>} nodes
 */
export function isWithin(node, nodes) {
  for (let at = /** @type {Node | null} */ (node); at; at = parentOf(at)) {
    if (nodes.has(at)) return true;
  }
  return false;
}

/** @param {Node} node */
function parts(node) {
  return isElement(node) && (kindOf(node.localName) === 'break' || endsRuns(node));
}
