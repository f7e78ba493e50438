// What the page modules take for their screen: it draws nothing. It tells the frame which number is
// pointed at and puts the frame where its button belongs.

import { ownerOf } from './element.js';
import { isIn } from '../page/flat.js';
import { rectsOf } from '../page/marks.js';
import { RIM_PX } from './protocol.js';

/** @typedef {import('../page/flat.js').Point} Point */
/** @typedef {typeof import('../page/screen.js').createScreen} ScreenOf */
/** @typedef {import('../page/types.js').Mark} Mark */
/** @typedef {import('../page/types.js').Offered} Offered */
/** @typedef {import('./frames.js').Frames} Frames */
/** @typedef {import('./port.js').Port} Port */

/** Between the number and the button, and between the button and the viewport's edge, where its frame ends. */
const GAP_PX = 6;
const EDGE_PX = RIM_PX;
/** The button stays this long when the pointer has left its frame: the way out may lead back. */
const LINGER_MS = 350;
/** Calls of so many buttons are told to the page. */
const TOLD_MAX = 50;

/**
 * @param {Frames} frames
 * @param {Port} port
 * @returns {ScreenOf}
 */
export function screenWith(frames, port) {
  return (outside) => {
    /** @type {Offered | null} */
    let mark = null;
    /** @type {Point | null} */
    let pointed = null;
    /** As large as the frame says; nothing while it is not shown. @type {{width: number, height: number} | null} */
    let size = null;
    let anchor = '';
    let inside = false;
    let held = false;
    let moved = 0;
    /** Gives the focus back. @type {(() => void) | null} */
    let onLeave = null;
    /** What a call's events are told of, by ticket. @type {Map<string, {target: EventTarget, number: string}>} */
    const told = new Map();
    /** Gives it back when the card's frame has been answered. @type {(() => void) | null} */
    let onAnswer = null;
    let stopped = false;

    /** @param {Event} event */
    const heardMove = (event) => {
      moved = performance.now();
      // What the page hears of the pointer, our frame does not; and it may not have heard of its leaving.
      if (!frames.owns(event.target)) inside = false;
    };

    port.on('button', ({ ticket, width, height }) => {
      if (stopped || mark?.offer.ticket !== ticket) return;
      const first = size === null;
      size = { width, height };
      place();
      if (!first) return;
      if (onLeave) frames.focusButton();
      requestAnimationFrame(follow);
    });
    port.on('gone', ({ ticket, back }) => {
      if (mark?.offer.ticket !== ticket) return;
      if (back) leave();
      else hide();
    });
    port.on('pointer', (what) => {
      // Late news of the button before.
      if (!what.inside && !inside) return;
      inside = what.inside;
      const left = performance.now();
      const of = mark;
      // Out of the window the page hears nothing of it. Another number's button is not meant.
      if (!inside) setTimeout(() => {
        if (mark === of && !inside && !held && !onLeave && moved < left) hide();
      }, LINGER_MS);
    });
    port.on('held', (what) => {
      held = what.held;
      // The focus went on in the page.
      if (!held && onLeave && !inside && !frames.owns(document.activeElement)) hide();
    });
    port.on('card', ({ width, height }) => {
      if (stopped) return;
      if (width > 0 && height > 0) frames.showCard(width, height);
      else frames.hideCard();
    });
    port.on('focus', ({ wanted }) => {
      const active = document.activeElement;
      if (wanted) {
        const before = active instanceof HTMLElement && !frames.owns(active) ? active : null;
        onAnswer = onLeave ?? onAnswer ?? (() => before?.focus({ preventScroll: true }));
        // The button goes without a word.
        onLeave = null;
        frames.focusCard();
      } else {
        if (frames.owns(active)) onAnswer?.();
        onAnswer = null;
      }
    });
    port.on('call', ({ ticket, state }) => {
      const call = told.get(ticket);
      call?.target.dispatchEvent(new CustomEvent('pronto-call', {
        bubbles: true, composed: true, detail: Object.freeze({ number: call.number, state }),
      }));
    });
    port.on('ready', hide);

    /** @param {Offered} wanted @param {Point | null} point @param {(() => void) | null} giveBack */
    function offer(wanted, point, giveBack) {
      if (stopped) return;
      pointed = point;
      onLeave ??= giveBack;
      if (mark === wanted) {
        if (giveBack && size) frames.focusButton();
        return;
      }
      if (mark) frames.hideButton();
      mark = wanted;
      size = null;
      inside = held = false;
      addEventListener('pointermove', heardMove, { capture: true, passive: true });
      const { ticket, dialled } = wanted.offer;
      const owner = ownerOf(wanted.link?.element);
      told.delete(ticket);
      told.set(ticket, { target: owner ?? window, number: dialled.shown });
      for (const old of told.keys()) {
        if (told.size <= TOLD_MAX) break;
        told.delete(old);
      }
      const rect = owner && rectsOf(wanted)[0];
      port.say({ kind: 'offer', ticket, width: rect?.width ?? 0, height: rect?.height ?? 0, focus: giveBack !== null });
    }

    /** Goes where the number goes. */
    function follow() {
      if (!mark || !size) return;
      const rects = rectsOf(mark);
      if (!mark.alive || rects.length === 0) hide();
      else if (keyOf(rects) !== anchor && !held) place();
      if (mark) requestAnimationFrame(follow);
    }

    function place() {
      if (!mark || !size) return;
      const rects = rectsOf(mark);
      const last = rects[rects.length - 1];
      if (!last) return;
      anchor = keyOf(rects);
      const width = size.width - 2 * RIM_PX;
      const height = size.height - 2 * RIM_PX;
      const at = ownerOf(mark.link?.element) ? { x: last.left, y: last.top } : beside(rects, last, width, height);
      const right = document.documentElement.clientWidth - EDGE_PX - width;
      const bottom = innerHeight - EDGE_PX - height;
      frames.showButton({
        left: Math.max(EDGE_PX, Math.min(at.x, right)) - RIM_PX,
        top: Math.max(EDGE_PX, Math.min(at.y, bottom)) - RIM_PX,
        ...size,
      });
    }

    /**
     * Beside the number; where there is no room, beneath, or else above.
     * @param {DOMRect[]} rects @param {DOMRect} last @param {number} width @param {number} height
     */
    function beside(rects, last, width, height) {
      const at = pointed;
      const rect = (at && rects.find((one) => isIn(one, at))) ?? last;
      const x = last.right + GAP_PX;
      const y = last.top + (last.height - height) / 2;
      const right = document.documentElement.clientWidth - EDGE_PX;
      if (x + width <= right && rect.bottom > last.top && rect.top < last.bottom) return { x, y };
      // Over none of its lines.
      const below = last.bottom + GAP_PX / 2;
      return {
        x: at ? at.x - GAP_PX * 3 : rect.left,
        y: below + height > innerHeight - EDGE_PX ? (rects[0] ?? rect).top - height - GAP_PX / 2 : below,
      };
    }

    function hide() {
      if (!mark) return;
      mark = null;
      onLeave = null;
      size = null;
      inside = held = false;
      removeEventListener('pointermove', heardMove, { capture: true });
      frames.hideButton();
      port.say({ kind: 'withdraw' });
    }

    /** Hides, and gives the focus back. */
    function leave() {
      const after = onLeave;
      hide();
      after?.();
    }

    return {
      host: outside,
      owns: frames.owns,
      shown: () => mark,
      hover: (wanted, point) => offer(wanted, point, null),
      show: offer,
      isNear(point) {
        if (!mark) return false;
        const button = frames.buttonRect();
        const boxes = [...rectsOf(mark), ...(button ? [button] : [])];
        const left = Math.min(...boxes.map((box) => box.left)) - GAP_PX;
        const right = Math.max(...boxes.map((box) => box.right)) + GAP_PX;
        const top = Math.min(...boxes.map((box) => box.top)) - GAP_PX;
        const bottom = Math.max(...boxes.map((box) => box.bottom)) + GAP_PX;
        return inside || isIn({ left, right, top, bottom }, point);
      },
      isPinned: () => mark !== null && (onLeave !== null || held || inside),
      hasFocus: () => onLeave !== null,
      hide() {
        // The focus in our frame is not in the page, which is no going away.
        if (!inside && !onLeave) hide();
      },
      leave(wanted) {
        if (!wanted || wanted === mark) leave();
      },
      // Calls, problems and announcements are the frame's own business.
      calls: () => undefined,
      reach: () => false,
      say: () => undefined,
      speak: () => undefined,
      lost: () => queueMicrotask(frames.lost),
      stop() {
        hide();
        stopped = true;
      },
      state: () => ({
        button: /** @type {any} */ (mark && size ? { digits: mark.offer.dialled.digits, rect: frames.buttonRect()?.toJSON() } : null),
        dialog: null,
        card: /** @type {any} */ (frames.cardRect()?.toJSON() ?? null),
        toast: '',
        choices: [],
        spoken: '',
      }),
    };
  };
}

/** @param {DOMRect[]} rects */
function keyOf(rects) {
  return rects.map(({ left, top, width, height }) => [left, top, width, height].map(Math.round).join()).join(' ');
}
