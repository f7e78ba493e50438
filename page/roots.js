// The shadow roots of a document, open and closed.
//
// No event tells that a root was attached, and in Chromium asking costs 3 µs an element. So those
// elements are asked that are likely: with an open root, with a custom name, or empty. The others
// that may have a root are asked when there is time, or when the pointer comes upon one.

import { hostOf } from './flat.js';

/** @typedef {import('./types.js').Host} Host */

/** The built-in elements that may have a root. */
const BUILT_IN = 'div,span,p,article,aside,blockquote,footer,h1,h2,h3,h4,h5,h6,header,main,nav,section';
const MAY_HOST = new Set(BUILT_IN.split(','));
/** Names of elements that are no custom ones, the most frequent first; the list need not be whole. */
const COMMON = 'div,span,a,td,li,p,tr,path,i,b,svg,img,br,em,strong,ul,button,input,label,option,script,g,use,h1,h2,' +
  'h3,h4,h5,h6,small,code,section,article,header,footer,nav,main,aside,form,ol,dd,dt,table,tbody,th,thead,rect,circle';
/** Custom elements, and built-in ones that are empty unless a root fills them. */
const LIKELY = [`:not(${COMMON})`, `:empty:is(${BUILT_IN})`];
/** Custom elements without a root that are asked again later; a page with more gets no more. */
const HOLLOW_MAX = 2000;
/** With more built-in elements than this, only their open roots are looked for. */
const FILLED_MAX = 5000;
const PAUSE_ASKED = 128;

/**
 * @typedef {object} Roots
 * @property {(element: Element, name?: string, first?: Node | null) => ShadowRoot | null} of Its root, if
 *   it is likely to have one; its name and first child, where they are known.
 * @property {(top: ParentNode) => Iterable<NodeListOf<Element>>} likely Those within `top` that `of` may know a root of.
 * @property {(element: Element) => boolean} leadsTo Whether it has, or holds, a root that was not likely.
 * @property {(element: Element) => ShadowRoot | null} look Its root, however unlikely.
 * @property {() => ShadowRoot[]} all Those known and still in the document.
 * @property {() => void} late Asks again those that have come by a root since they were asked.
 * @property {() => Generator<undefined, void>} unlikely Asks all built-in elements.
 */

/**
 * @param {Host['shadowOf']} shadowOf
 * @param {(root: ShadowRoot, unasked: boolean) => void} found Called once for each root; `unasked`
 *   when no walk has asked for it, and so none will look into it.
 * @param {boolean} closely Whether closed roots are looked for on pages of any size.
 * @returns {Roots}
 */
export function createRoots(shadowOf, found, closely) {
  /** @type {WeakMap<Element, ShadowRoot>} */
  const known = new WeakMap();
  /** @type {Set<WeakRef<ShadowRoot>>} */
  const list = new Set();
  /** @type {Set<Element>} */
  const hollow = new Set();
  /** Hosts that were not likely, and what they lie in. @type {WeakSet<Node>} */
  const above = new WeakSet();

  const note = (/** @type {Element} */ element, /** @type {ShadowRoot | null} */ root, unasked = true) => {
    if (!root || known.has(element)) return root;
    known.set(element, root);
    list.add(new WeakRef(root));
    hollow.delete(element);
    if (unasked) lead(element);
    found(root, unasked);
    return root;
  };
  const lead = (/** @type {Element} */ element) => {
    for (let at = /** @type {Node | null} */ (element); at; at = at.parentNode) above.add(at);
  };
  const look = (/** @type {Element} */ element) => known.get(element) ?? note(element, shadowOf(element));

  return {
    look,
    leadsTo: (element) => above.has(element),
    *likely(top) {
      for (const selector of LIKELY) yield top.querySelectorAll(selector);
    },
    of(element, name = element.localName, first = element.firstChild) {
      const custom = name.includes('-');
      if (!custom && !MAY_HOST.has(name)) return null;
      const root = known.get(element) ?? note(element, element.shadowRoot, false);
      if (root || !(custom || !first)) return root;
      const closed = note(element, shadowOf(element), false);
      if (!closed && custom && hollow.size < HOLLOW_MAX) hollow.add(element);
      return closed;
    },
    all() {
      const there = [];
      for (const ref of list) {
        const root = ref.deref();
        if (!root) list.delete(ref);
        else if (root.isConnected) there.push(root);
      }
      return there;
    },
    late() {
      for (const element of hollow) {
        if (element.isConnected) note(element, shadowOf(element));
        else hollow.delete(element);
      }
    },
    *unlikely() {
      const candidates = [];
      // All names at once take a large page longer than a slice has.
      for (const name of MAY_HOST) {
        candidates.push(document.querySelectorAll(name));
        yield;
      }
      const closed = closely || candidates.reduce((sum, { length }) => sum + length, 0) <= FILLED_MAX;
      for (const some of candidates) {
        // By index: iterators over what the browser finds are slow in Firefox.
        for (let index = 0; index < some.length; index += 1) {
          const element = /** @type {Element} */ (some[index]);
          // Where it lies may have changed.
          if (known.has(element)) lead(element);
          else note(element, closed ? shadowOf(element) : element.shadowRoot);
          if (index % PAUSE_ASKED === PAUSE_ASKED - 1) yield;
        }
      }
    },
  };
}

/**
 * Every shadow root there is now, found by asking every element. Slow: for moments that matter.
 * @param {Host['shadowOf']} shadowOf
 * @param {Element} except A host whose root is ours.
 * @returns {ShadowRoot[]}
 */
export function everyRoot(shadowOf, except) {
  /** @type {ShadowRoot[]} */
  const all = [];
  /** @type {(Document | ShadowRoot)[]} */
  const open = [document];
  for (const root of open) {
    for (const element of root.querySelectorAll('*')) {
      if (element === except) continue;
      const inner = element.shadowRoot ?? (canHost(element) ? shadowOf(element) : null);
      if (inner && hostOf(inner) === element) {
        all.push(inner);
        open.push(inner);
      }
    }
  }
  return all;
}

/** @param {Element} element */
function canHost(element) {
  return MAY_HOST.has(element.localName) || element.localName.includes('-') || element.localName === 'body';
}
