// From number to number by key: each is scrolled to, gets the button with the focus, and is
// announced. Escape gives the focus back.

import { ELEMENT_NODE, focused, holds, isDrawn, TEXT_NODE } from './flat.js';
import { isSeen, placeOf, rectsOf } from './marks.js';

/** @typedef {import('./marks.js').Marks} Marks */
/** @typedef {import('./roots.js').Roots} Roots */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Offered} Offered */

/**
 * @typedef {object} Ways
 * @property {Marks} marks
 * @property {Roots} roots
 * @property {() => Element | null} stage What of the page can be used, when it is not all of it.
 * @property {() => Mark | null} current The number that the button stands at.
 * @property {() => boolean} hasFocus Whether the focus is ours already.
 * @property {(mark: Mark) => Promise<Offered | null>} offer
 * @property {(mark: Offered, giveBack: () => void) => void} show
 * @property {(text: string) => void} speak
 */

/**
 * @param {Pick<Host, 't' | 'shadowOf'>} host
 * @param {Ways} ways
 */
export function createWalk(host, ways) {
  /** Where the walk is, should the button have gone. @type {Mark | null} */
  let at = null;
  /** @type {() => void} */
  let giveBack = () => undefined;

  /** @param {boolean} forward */
  return async function go(forward) {
    const stage = ways.stage();
    const all = inOrder(ways.marks, ways.roots).filter((mark) => {
      const place = placeOf(mark);
      return place !== null && isDrawn(place) && (!stage || holds(stage, place));
    });
    const mark = pick(all, ways.current() ?? at, forward);
    if (!mark) {
      ways.speak(host.t('walk_none'));
      return;
    }
    if (!ways.hasFocus()) {
      const before = focused(host.shadowOf);
      giveBack = () => {
        if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
      };
    }
    at = mark;
    scrollTo(mark);
    const offered = await ways.offer(mark);
    // The next key may have come meanwhile.
    if (!offered || at !== mark) return;
    ways.show(offered, giveBack);
    const { shown } = offered.offer.dialled;
    ways.speak(host.t('walk_position', String(all.indexOf(mark) + 1), String(all.length), shown));
  };
}

/**
 * The next one that is seen, around the end if need be.
 * @param {Mark[]} all
 * @param {Mark | null} from
 * @param {boolean} forward
 */
function pick(all, from, forward) {
  const start = from ? all.indexOf(from) : -1;
  const first = start >= 0 ? start + (forward ? 1 : -1) : firstOnScreen(all, forward);
  for (let step = 0; step < all.length; step += 1) {
    const index = first + (forward ? step : -step);
    const mark = all[((index % all.length) + all.length) % all.length];
    if (mark && isSeen(mark)) return mark;
  }
  return null;
}

/**
 * A walk starts at what the person looks at.
 * @param {Mark[]} all
 * @param {boolean} forward
 */
function firstOnScreen(all, forward) {
  const onScreen = (/** @type {Mark} */ mark) => rectsOf(mark).some(({ top, bottom }) => top >= 0 && bottom <= innerHeight);
  const index = forward ? all.findIndex(onScreen) : all.findLastIndex(onScreen);
  return index >= 0 ? index : forward ? 0 : all.length - 1;
}

/** @param {Mark} mark */
function scrollTo(mark) {
  const isOnScreen = () => {
    const rect = rectsOf(mark)[0];
    return rect !== undefined && rect.top >= 0 && rect.bottom <= innerHeight && rect.left < innerWidth && rect.right > 0;
  };
  if (isOnScreen()) return;
  placeOf(mark)?.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  const rect = rectsOf(mark)[0];
  // In a paragraph longer than the screen the number may be elsewhere.
  if (rect && !isOnScreen()) scrollBy({ top: rect.top - innerHeight / 2, behavior: 'instant' });
}

/**
 * Every mark, in the order in which the document is drawn.
 * @param {Marks} marks
 * @param {Roots} roots
 */
function inOrder(marks, roots) {
  /** @type {Mark[]} */
  const ordered = [];
  if (marks.all.size === 0 || !document.body) return ordered;
  /** @type {Node[]} */
  const todo = [document.body];
  for (let node = todo.pop(); node; node = todo.pop()) {
    if (node.nodeType === TEXT_NODE) ordered.push(...marks.of(node).filter((mark) => mark.node === node));
    if (node.nodeType !== ELEMENT_NODE) continue;
    const element = /** @type {Element} */ (node);
    const link = marks.ofLink(element);
    if (link) ordered.push(link);
    const given = element.localName === 'slot' ? /** @type {HTMLSlotElement} */ (element).assignedNodes() : [];
    const inner = given.length > 0 ? given : [...(roots.of(element) ?? element).childNodes];
    for (const child of inner.reverse()) todo.push(child);
  }
  return ordered;
}
