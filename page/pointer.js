// What a person points at, clicks and taps.
//
// Pointing at a number shows the button beside it; a tap or click on it does the same at once. A
// trusted click on a `tel:` link is taken from the page when the person wants our button for it.
// A click that a page made is none of our business: the browser does with it what it would.

import { closest, elementAt, isByKey, isIn, targetOf, TEXT_NODE } from './flat.js';
import { isLeftAlone, pageAllows } from './leave.js';
import { linkOf, phoneHref } from './links.js';
import { rectsOf } from './marks.js';
import { partsOf } from './parts.js';

/** @typedef {import('./flat.js').Point} Point */
/** @typedef {import('./marks.js').Marks} Marks */
/** @typedef {import('./types.js').LinkText} LinkText */
/** @typedef {import('./types.js').Mark} Mark */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {import('./screen.js').Screen} Screen */

/** The pointer rests this long on a number before the button shows: passing over is not pointing. */
const REST_MS = 80;
/** The button stays this long when the pointer has left: the way to it may lead outside. */
const LINGER_MS = 350;
/** With more texts in one element than this, or more marks, the browser is asked which is at the point. */
const MANY = 24;
/** What a click already means something on. */
const INTERACTIVE = 'a[href], button, input, select, textarea, label, summary, [role="button"], [role="link"], [role="menuitem"], [role="tab"], [role="option"], [onclick]';

/**
 * @typedef {object} Surroundings
 * @property {Screen} screen
 * @property {Host['shadowOf']} look An element's shadow root, however unlikely.
 * @property {() => ShadowRoot[]} roots
 * @property {Marks} marks
 * @property {() => boolean} on Whether numbers are looked for here.
 * @property {() => string} telLinks What a click on a link does: `button`, `browser` or `dial`.
 * @property {(link: Element) => boolean} isPlain Whether a link's address is known to be no number.
 * @property {(link: LinkText) => Promise<Mark | null>} ask Whether a link is a number.
 * @property {(mark: Mark) => Promise<Offered | null>} offer What a mark offers, if it does.
 * @property {(mark: Offered) => void} dial Calls at once, for `dial`.
 */

/** @param {Surroundings} page */
export function createPointer(page) {
  /** @type {Point | null} */
  let point = null;
  /** @type {Mark | null} */
  let resting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let restTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let lingerTimer;
  let planned = false;
  /** Counts what the person does: what is asked for one thing is not shown after the next. */
  let turn = 0;

  const listeners = /** @type {[string, (event: any) => void][]} */ ([
    ['pointermove', moved],
    ['pointerdown', pressed],
    ['click', clicked],
    ['scroll', plan],
    ['pointerout', left],
    ['blur', away],
  ]);
  const listen = () => {
    for (const [name, hear] of listeners) addEventListener(name, hear, { capture: true, passive: name !== 'click' });
    document.addEventListener('visibilitychange', away);
  };
  listen();

  /** @param {PointerEvent} event */
  function moved(event) {
    if (!event.isTrusted || event.pointerType === 'touch') return;
    // Somebody is selecting or dragging.
    point = event.buttons === 0 ? { x: event.clientX, y: event.clientY } : null;
    plan();
  }

  function plan() {
    if (planned || !page.on() || (page.marks.all.size === 0 && !page.screen.shown())) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      look();
    });
  }

  /** Shows and hides the button by where the pointer is. */
  function look() {
    const shown = page.screen.shown();
    const found = point ? markAt(point) : null;
    if (shown && (found === shown || (!found && point && page.screen.isNear(point)))) {
      clearTimeout(lingerTimer);
      lingerTimer = undefined;
      rest(null);
      return;
    }
    rest(found);
    if (shown && lingerTimer === undefined) linger(shown);
  }

  /** What is pinned goes once it no longer is: the pointer may not move again. @param {Mark} shown */
  function linger(shown) {
    lingerTimer = setTimeout(() => {
      lingerTimer = undefined;
      if (page.screen.shown() !== shown) look();
      else if (page.screen.isPinned()) linger(shown);
      else page.screen.hide();
    }, LINGER_MS);
  }

  /** @param {Mark | null} mark */
  function rest(mark) {
    if (mark === resting) return;
    resting = mark;
    clearTimeout(restTimer);
    if (!mark) return;
    restTimer = setTimeout(() => void arrive(mark), REST_MS);
  }

  /** The pointer has come to rest on a number. @param {Mark} mark */
  async function arrive(mark) {
    const now = turn;
    // The person may have walked on by key, or be in the middle of a click.
    const isThere = () => point !== null && mark.alive && !page.screen.isPinned() && markAt(point) === mark;
    const offered = isThere() ? await page.offer(mark) : null;
    if (resting !== mark) return;
    resting = null;
    if (!offered || now !== turn || !point || !isThere()) return;
    clearTimeout(lingerTimer);
    lingerTimer = undefined;
    page.screen.hover(offered, point);
  }

  /** @param {Point} at @returns {Mark | null} */
  function markAt(at) {
    const element = elementAt(at.x, at.y, page.look);
    if (!element || page.screen.owns(element)) return null;
    const link = closest(element, 'a, area');
    const linked = link && page.marks.ofLink(link);
    if (linked) return linked;
    return marksIn(element, at).find((mark) => rectsOf(mark).some((rect) => isIn(rect, at))) ?? null;
  }

  /**
   * Marks whose text lies in this element itself, or in its root. Of many texts the browser tells which one
   * is at the point.
   * @param {Element} element
   * @param {Point} at
   */
  function marksIn(element, at) {
    const holders = [element, page.look(element)];
    const many = holders.some((holder) => holder && holder.childNodes.length > MANY);
    const caret = many ? caretAt(at) : null;
    const texts = caret?.offsetNode.nodeType === TEXT_NODE ? [caret.offsetNode] : holders.flatMap((holder) => [...holder?.childNodes ?? []]);
    const marks = texts.flatMap((text) => page.marks.of(text));
    return marks.length > MANY ? marksAt(marks, caret ?? caretAt(at)) : marks;
  }

  /** @param {Point} at */
  const caretAt = (at) => document.caretPositionFromPoint(at.x, at.y, { shadowRoots: page.roots() });

  /** @param {PointerEvent} event */
  function pressed(event) {
    if (!event.isTrusted || page.screen.owns(event.target)) return;
    turn += 1;
    if (!page.screen.shown()) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!page.screen.isNear(at)) page.screen.hide();
  }

  /** @param {MouseEvent} event */
  function clicked(event) {
    if (!event.isTrusted || event.button !== 0 || page.screen.owns(event.target)) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!isByKey(event) && page.screen.reach(at)) {
      take(event);
      return;
    }
    if (!page.on() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const target = targetOf(event, page.look);
    const link = closest(target, 'a, area');
    if (link && phoneHref(link) !== null) {
      clickedLink(event, link, at);
      return;
    }
    const mark = isByKey(event) ? null : markAt(at);
    // Of a click that means something else already, or ends a selection, nothing is made.
    if (!mark || closest(target, INTERACTIVE) || getSelection()?.isCollapsed === false) return;
    const now = turn;
    void page.offer(mark).then((offered) => {
      if (offered && now === turn) page.screen.show(offered, at, null);
    });
  }

  /** @param {MouseEvent} event @param {Element} link @param {Point} at */
  function clickedLink(event, link, at) {
    const wish = page.telLinks();
    if ((wish !== 'button' && wish !== 'dial') || page.isPlain(link) || isLeftAlone(link) || !pageAllows().links) return;
    const byKey = isByKey(event);
    const giveBack = byKey && link instanceof HTMLElement ? () => link.focus({ preventScroll: true }) : null;
    take(event);
    const now = turn;
    void offerOf(link).then((offered) => {
      // No number for us: the browser shall have it. Our own click is not trusted, so it is not
      // taken again.
      if (!offered && link instanceof HTMLElement) link.click();
      if (!offered || now !== turn) return;
      if (wish === 'dial') page.dial(offered);
      else page.screen.show(offered, byKey ? null : at, giveBack);
    });
  }

  /** @param {Element} link */
  async function offerOf(link) {
    const text = linkOf(link);
    const mark = page.marks.ofLink(link) ?? (text && await page.ask(text));
    return mark ? page.offer(mark) : null;
  }

  /** @param {PointerEvent} event */
  function left(event) {
    if (event.relatedTarget !== null || !event.isTrusted || event.pointerType === 'touch') return;
    // Out of the document.
    if (event.clientX > 0 && event.clientY > 0 && event.clientX < innerWidth && event.clientY < innerHeight) return;
    point = null;
    plan();
  }

  /** @param {Event} event */
  function away(event) {
    // An element's loss of the focus comes by here too.
    if (event.type === 'blur' && event.target !== window) return;
    if (document.visibilityState === 'visible' && document.hasFocus()) return;
    // What is shown when the person comes back was not there a moment ago: a click that was meant
    // for another window shall not meet it.
    point = null;
    turn += 1;
    rest(null);
    page.screen.hide();
  }

  return {
    listen,
    stop() {
      clearTimeout(restTimer);
      clearTimeout(lingerTimer);
      for (const [name, hear] of listeners) removeEventListener(name, hear, { capture: true });
      document.removeEventListener('visibilitychange', away);
    },
  };
}

/** @param {Mark[]} marks @param {CaretPosition | null} caret */
function marksAt(marks, caret) {
  return marks.filter((mark) => partsOf(mark).some(({ node, from, to }) =>
    node === caret?.offsetNode && from <= caret.offset && caret.offset <= to));
}

/** The page and the browser do not get this click. @param {Event} event */
function take(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
