// Ways through a document as it is drawn: shadow roots, open and closed, belong to it.

/** @typedef {import('./types.js').Host} Host */
/** @typedef {Host['shadowOf']} ShadowOf */
/** @typedef {{x: number, y: number}} Point */

// Numbers of the DOM standard. In Firefox to look at `Node` costs as much as to look at the page.
export const ELEMENT_NODE = 1;
export const TEXT_NODE = 3;
const DOCUMENT_FRAGMENT_NODE = 11;

/**
 * The node that this one lies in; from a shadow root on to its host.
 * @param {Node} node
 * @returns {Node | null}
 */
export function parentOf(node) {
  return node.parentNode ?? hostOf(node);
}

/**
 * The element that a shadow root belongs to. Asked by what the node has, not by its class: a node
 * that was adopted from another frame has that frame's classes.
 * @param {Node} node
 * @returns {Element | null}
 */
export function hostOf(node) {
  return node.nodeType === DOCUMENT_FRAGMENT_NODE ? /** @type {ShadowRoot} */ (node).host ?? null : null;
}

/** @param {Node} node @returns {node is Element} */
export function isElement(node) {
  return node.nodeType === ELEMENT_NODE;
}

/**
 * The nearest element, this one included, that matches; shadow hosts count as parents.
 * @param {Node | null} node
 * @param {string} selector
 * @returns {Element | null}
 */
export function closest(node, selector) {
  for (let at = elementOf(node); at; at = hostOf(at.getRootNode())) {
    const found = at.closest(selector);
    if (found) return found;
  }
  return null;
}

/**
 * The element itself, or the element that a text lies in.
 * @param {Node | null} node
 * @returns {Element | null}
 */
export function elementOf(node) {
  for (let at = node; at; at = parentOf(at)) {
    if (isElement(at)) return at;
  }
  return null;
}

/** The element that a text lies in. @param {Text} text */
export function elementAbout(text) {
  return text.parentElement ?? elementOf(text);
}

/**
 * Whether `node` lies in `outer`, shadow roots passed through.
 * @param {Node} outer
 * @param {Node} node
 */
export function holds(outer, node) {
  for (let at = /** @type {Node | null} */ (node); at; at = hostOf(at.getRootNode())) {
    if (outer.contains(at)) return true;
  }
  return false;
}

/**
 * The innermost element at a point of the viewport.
 * @param {number} x
 * @param {number} y
 * @param {ShadowOf} shadowOf
 * @returns {Element | null}
 */
export function elementAt(x, y, shadowOf) {
  let at = document.elementFromPoint(x, y);
  for (let root = at && shadowOf(at); root; root = at && shadowOf(at)) {
    const inner = root.elementFromPoint(x, y);
    // Chromium names the host when the point is on nothing inside.
    if (!inner || inner === at || inner.getRootNode() !== root) return at;
    at = inner;
  }
  return at;
}

/**
 * The innermost element that has the focus.
 * @param {ShadowOf} shadowOf
 * @returns {Element | null}
 */
export function focused(shadowOf) {
  let at = document.activeElement;
  for (let root = at && shadowOf(at); root?.activeElement; root = at && shadowOf(at)) {
    at = root.activeElement;
  }
  return at;
}

/**
 * What an event happened on. Closed roots hide that from a listener on the window, so it is looked
 * for at the event's place, or by the focus when the event has none.
 * @param {MouseEvent} event
 * @param {ShadowOf} shadowOf
 * @returns {Element | null}
 */
export function targetOf(event, shadowOf) {
  let at = elementOf(/** @type {Node | null} */ (event.composedPath()[0] ?? null));
  for (let root = at && shadowOf(at); root; root = at && shadowOf(at)) {
    const inner = isByKey(event) ? root.activeElement : root.elementFromPoint(event.clientX, event.clientY);
    if (!inner || inner === at || inner.getRootNode() !== root) return at;
    at = inner;
  }
  return at;
}

/**
 * Whether a click came from a key or from a screen reader: it has no place. `detail` does not tell;
 * Firefox says 1 for Enter on a link.
 * @param {MouseEvent} event
 */
export function isByKey(event) {
  return /** @type {PointerEvent} */ (event).pointerType === '';
}

/**
 * Whether an element is drawn. One that scrolling would draw counts.
 * @param {Element} element
 */
export function isDrawn(element) {
  return element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false });
}

/** @param {{left: number, top: number, right: number, bottom: number}} rect @param {Point} point */
export function isIn({ left, top, right, bottom }, { x, y }) {
  return x >= left && x <= right && y >= top && y <= bottom;
}
