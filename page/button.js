// The button that stands beside a number while a person points at it, has tapped it or walked to it.

import { createCovers } from './covers.js';
import { createFace } from './face.js';
import { isIn } from './flat.js';
import { rectsOf } from './marks.js';
import { raise } from './overlay.js';
import { createGate } from './trust.js';

/** @typedef {import('./caller.js').Caller} Caller */
/** @typedef {import('./overlay.js').Overlay} Overlay */
/** @typedef {import('./refusal.js').Refusal} Refusal */
/** @typedef {import('./covers.js').Known} Known */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {import('./trust.js').Verdict} Verdict */
/** @typedef {import('./flat.js').Point} Point */
/** @typedef {ReturnType<typeof createButton>} Button */

/** Between the number and the button, and between the button and the viewport's edge. */
const GAP_PX = 6;
const EDGE_PX = 4;
/** The button stays this long after a click, so that a double click does not fall on the page. */
const AFTER_CALL_MS = 700;

/**
 * @param {Host} host
 * @param {Overlay} overlay
 * @param {Known} roots
 * @param {Caller} caller
 * @param {Refusal} refusal
 */
export function createButton(host, overlay, roots, caller, refusal) {
  const face = createFace(host.t);
  const { element } = face;
  /** @type {Offered | null} */
  let mark = null;
  /** @type {Point | null} */
  let pointed = null;
  /** Where the number was when the button was placed. */
  let anchor = '';
  let pressed = false;
  let lifting = false;
  /** Gives the focus back. @type {(() => void) | null} */
  let onLeave = null;

  const gate = createGate({
    element,
    host: overlay.element,
    occlusion: host.occlusion,
    covers: createCovers(host.shadowOf, roots, overlay.element),
    lift,
    frame: follow,
  });

  element.addEventListener('pointerdown', () => {
    pressed = true;
    addEventListener('pointerup', () => { pressed = false; }, { once: true, capture: true });
    addEventListener('pointercancel', () => { pressed = false; }, { once: true, capture: true });
  });
  element.addEventListener('click', (event) => void clicked(event));
  element.addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Delete' && mark?.offer.looks_like) {
      const refused = mark;
      const giveBack = onLeave;
      hide();
      refusal.refuse(refused, giveBack);
      return;
    }
    if (!event.isTrusted || (event.key !== 'Escape' && event.key !== 'Tab')) return;
    if (event.key === 'Escape') event.preventDefault();
    // Tab goes on from where the person was.
    leave();
  });
  element.addEventListener('blur', () => {
    // A window that loses the focus keeps it for when it comes back.
    if (onLeave && !lifting && document.hasFocus()) hide();
  });
  // A page that closes its menu on a click outside would close it under the number.
  for (const name of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'keydown', 'keyup', 'keypress', 'dblclick']) {
    element.addEventListener(name, (event) => event.stopPropagation());
  }

  /** @param {MouseEvent} event */
  async function clicked(event) {
    const offered = mark;
    if (!offered || face.isBusy()) return;
    const verdict = gate.judge(event);
    if (verdict !== '') {
      refuse(verdict);
      return;
    }
    if (!caller.isTrue(offered)) {
      hide();
      return;
    }
    face.busy();
    const placed = performance.now();
    await caller.call(offered);
    setTimeout(() => {
      if (mark === offered && face.isBusy()) leave();
    }, Math.max(0, AFTER_CALL_MS - (performance.now() - placed)));
  }

  function lift() {
    lifting = true;
    if (mark) refusal.show(mark);
    raise(element);
    lifting = false;
  }

  /** @param {Verdict} verdict */
  function refuse(verdict) {
    if (verdict === 'wait') face.note(host.t('button_wait'));
    if (verdict === 'covered') face.note(host.t('button_covered'));
    place();
  }

  /** Goes where the number goes. */
  function follow() {
    if (!mark || pressed || face.isBusy()) return;
    const rects = rectsOf(mark);
    if (rects.length === 0) hide();
    else if (keyOf(rects) !== anchor) place();
  }

  function place() {
    if (!mark) return;
    const rects = rectsOf(mark);
    const last = rects[rects.length - 1];
    if (!last) return;
    anchor = keyOf(rects);
    // A page may zoom its root element, and us with it.
    element.style.zoom = String(1 / (overlay.element.currentCSSZoom || 1));
    const at = pointed;
    const rect = (at && rects.find((one) => isIn(one, at))) ?? last;
    const { width: own, height } = element.getBoundingClientRect();
    const width = own + refusal.room(mark);
    const right = document.documentElement.clientWidth - EDGE_PX;
    const bottom = innerHeight - EDGE_PX;
    let x = last.right + GAP_PX;
    let y = last.top + (last.height - height) / 2;
    if (x + width > right || rect.bottom <= last.top || rect.top >= last.bottom) {
      // Not beside it: beneath, or else above.
      x = Math.min(at ? at.x - GAP_PX * 3 : rect.left, right - width);
      y = rect.bottom + GAP_PX / 2;
      if (y + height > bottom) y = rect.top - height - GAP_PX / 2;
    }
    element.style.left = `${Math.round(Math.max(EDGE_PX, x))}px`;
    element.style.top = `${Math.round(Math.max(EDGE_PX, Math.min(y, bottom - height)))}px`;
    refusal.place(element.getBoundingClientRect());
  }

  function isReachable() {
    const { left, top, width, height } = element.getBoundingClientRect();
    return element.contains(overlay.root.elementFromPoint(left + width / 2, top + height / 2));
  }

  function hide() {
    if (!mark) return;
    mark = null;
    onLeave = null;
    pressed = false;
    gate.stop();
    refusal.hide();
    overlay.remove(element);
  }

  /** Hides, and gives the focus back. */
  function leave() {
    const after = onLeave;
    hide();
    after?.();
  }

  return {
    /** What it stands at. */
    mark: () => mark,
    hide,
    leave,

    /**
     * @param {Offered} wanted
     * @param {Point | null} point Where the pointer is, if it is there.
     * @param {(() => void) | null} [giveBack] Given when the button takes the focus: gives it back.
     * @returns {boolean} False when the button would be drawn and yet be inert: beside a modal dialog
     *   of the page, and over a fullscreen element that is not `<html>`, in both browsers.
     */
    show(wanted, point, giveBack = null) {
      if (face.isBusy() && mark === wanted) return true;
      pointed = point;
      if (mark !== wanted) {
        mark = wanted;
        face.show(wanted.offer);
        overlay.add(element, () => {
          hide();
        });
        lift();
        place();
        if (!isReachable()) {
          hide();
          return false;
        }
        gate.start();
      }
      gate.bind(`${wanted.offer.ticket}\n${wanted.offer.dialled.digits}`);
      if (giveBack) {
        onLeave ??= giveBack;
        element.focus({ preventScroll: true });
      }
      return true;
    },

    /** Whether the pointer is at the number, at the button, or on the way between. @param {Point} point */
    isNear(point) {
      if (!mark) return false;
      const beside = refusal.rect();
      const boxes = [...rectsOf(mark), element.getBoundingClientRect(), ...(beside ? [beside] : [])];
      if (boxes.some((box) => isIn(box, point))) return true;
      const left = Math.min(...boxes.map((box) => box.left)) - GAP_PX;
      const right = Math.max(...boxes.map((box) => box.right)) + GAP_PX;
      const top = Math.min(...boxes.map((box) => box.top)) - GAP_PX;
      const bottom = Math.max(...boxes.map((box) => box.bottom)) + GAP_PX;
      return point.x >= left && point.x <= right && point.y >= top && point.y <= bottom;
    },

    hasFocus: () => mark !== null && overlay.root.activeElement === element,
    isPinned: () => mark !== null && (onLeave !== null || pressed || face.isBusy()),

    /** For tests: what is seen of it. */
    state: () => (mark ? {
      label: face.label(),
      digits: mark.offer.dialled.digits,
      rect: element.getBoundingClientRect().toJSON(),
      open: gate.isOpen(),
      busy: face.isBusy(),
      focused: overlay.root.activeElement === element,
      refuse: refusal.rect()?.toJSON() ?? null,
    } : null),
  };
}

/** @param {DOMRect[]} rects */
function keyOf(rects) {
  return rects.map(({ left, top, width, height }) => [left, top, width, height].map(Math.round).join()).join(' ');
}
