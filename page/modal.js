// While the page shows a modal dialog, everything outside it is inert, our button too. A dialog of
// our own, above the page's, is not. It holds the button, or the call card.

import { createCovers } from './covers.js';
import { make } from './dom.js';
import { createFace } from './face.js';
import { createGate } from './trust.js';

/** @typedef {import('./caller.js').Caller} Caller */
/** @typedef {import('./overlay.js').Overlay} Overlay */
/** @typedef {import('./covers.js').Known} Known */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Offered} Offered */
/** @typedef {ReturnType<typeof createDialog>} Dialog */

/**
 * @param {Host} host
 * @param {Overlay} overlay
 * @param {Known} roots
 * @param {Caller} caller
 */
export function createDialog(host, overlay, roots, caller) {
  const face = createFace(host.t);
  const cancel = make('button', { class: 'plain', type: 'button' }, host.t('button_cancel'));
  const title = make('h2', { id: 'title' }, host.t('button_dialog'));
  const element = make('dialog', { class: 'dialog', 'aria-labelledby': 'title' }, title,
    make('div', { class: 'row' }, face.element, cancel));
  /** @type {Offered | null} */
  let mark = null;
  /** @type {(() => void) | null} */
  let onClose = null;
  let lifting = false;

  const gate = createGate({
    element: face.element,
    host: overlay.element,
    occlusion: host.occlusion,
    covers: createCovers(host.shadowOf, roots, overlay.element),
    lift() {
      lifting = true;
      element.close();
      element.showModal();
      lifting = false;
    },
    frame() {
      if (mark && !mark.alive && !face.isBusy()) close();
    },
  });

  face.element.addEventListener('click', (event) => void clicked(event));
  cancel.addEventListener('click', (event) => {
    if (event.isTrusted) close();
  });
  // Escape closes it in the browser's own way. The event comes late: it may be of an earlier showing.
  element.addEventListener('close', () => {
    if (!lifting && !element.open) close();
  });
  keepEvents(element);

  /** @param {MouseEvent} event */
  async function clicked(event) {
    const offered = mark;
    if (!offered || face.isBusy()) return;
    const verdict = gate.judge(event);
    if (verdict !== '') {
      if (verdict === 'wait') face.note(host.t('button_wait'));
      if (verdict === 'covered') face.note(host.t('button_covered'));
      return;
    }
    if (!caller.isTrue(offered)) {
      close();
      return;
    }
    face.busy();
    await caller.call(offered);
    if (mark === offered) close();
  }

  function close() {
    if (!mark) return;
    mark = null;
    gate.stop();
    element.close();
    overlay.remove(element);
    const after = onClose;
    onClose = null;
    after?.();
  }

  return {
    close,
    mark: () => mark,

    /**
     * @param {Offered} wanted
     * @param {(() => void) | null} giveBack
     */
    open(wanted, giveBack) {
      const first = mark === null;
      mark = wanted;
      onClose ??= giveBack;
      face.show(wanted.offer);
      if (first) {
        overlay.add(element, close);
        element.showModal();
        gate.start();
      }
      gate.bind(`${wanted.offer.ticket}\n${wanted.offer.dialled.digits}`);
      face.element.focus();
    },

    /** For tests: what is seen of it. */
    state: () => (mark ? {
      label: face.label(),
      digits: mark.offer.dialled.digits,
      rect: face.element.getBoundingClientRect().toJSON(),
      cancel: cancel.getBoundingClientRect().toJSON(),
      open: gate.isOpen(),
      busy: face.isBusy(),
    } : null),
  };
}

/**
 * Shows a part of ours in a dialog until it is closed, then does `after`.
 * @param {Overlay} overlay
 * @param {HTMLElement} part
 * @param {string} label
 * @param {() => void} after
 */
export function hold(overlay, part, label, after) {
  part.removeAttribute('popover');
  const element = make('dialog', { class: 'dialog of-card', 'aria-label': label });
  element.append(part);
  keepEvents(element);
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    element.close();
    overlay.remove(element);
    after();
  };
  element.addEventListener('close', close);
  // Anywhere else: back to the page's own dialog.
  element.addEventListener('click', (event) => {
    if (event.isTrusted && event.target === element) close();
  });
  overlay.add(element, close);
  element.showModal();
  return close;
}

/** What happens in our dialog is no click outside the page's. @param {HTMLElement} element */
function keepEvents(element) {
  for (const name of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'keydown', 'keyup', 'keypress', 'focusin', 'focusout']) {
    element.addEventListener(name, (event) => event.stopPropagation());
  }
}
