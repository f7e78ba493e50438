// The frame that holds one button: the number that the page points at, or "Sign in to call".

import { icon, make } from '../page/dom.js';
import { createFace } from '../page/face.js';
import { OVERLAY_CSS } from '../page/style.js';
import { RIM_PX } from '../widget/protocol.js';
import { createGate } from './gate.js';
import { PERSON } from './drawings.js';
import { enterRoom, openSignIn } from './platform.js';

/** @typedef {import('./room.js').ToButton} ToButton */
/** @typedef {import('./room.js').ToEngine} ToEngine */
/** @typedef {import('./room.js').Who} Who */
/** @typedef {import('../../generated/wire.js').Offer} Offer */

/** The button stays this long after a click, so that a double click does not fall on the page. */
const AFTER_CALL_MS = 700;
/** Gone for so long, the focus is elsewhere. */
const BLUR_MS = 100;

/**
 * @param {string} room
 * @param {import('./texts.js').Texts} t
 * @returns {() => object | null} For tests: what is seen of it.
 */
export function startButton(room, t) {
  const face = createFace(t);
  const account = make('button', { class: 'account', type: 'button' }, icon(PERSON));
  const row = make('div', { class: 'buttons' }, face.element, account);
  dress(row);
  /** A pixel that nobody sees: the page lays its frame out anew. */
  let spare = 0;
  const gate = createGate(face.element, {
    lookAgain() {
      spare = 1 - spare;
      measure();
    },
  });
  /** @type {Offer | null} */
  let offer = null;
  /** @type {Who} */
  let who = { signedIn: false, person: '', extension: '' };
  let pressed = false;
  let clickedAt = 0;
  /** Whether the page gives the focus over. */
  let byKey = false;

  const post = enterRoom(room, (/** @type {ToButton} */ what) => {
    if (what.to === 'button') heard(what);
  });
  /** @param {ToEngine} what */
  const tell = (what) => post(what);

  face.element.addEventListener('click', clicked);
  account.addEventListener('click', (event) => {
    if (event.isTrusted) tell({ to: 'engine', kind: 'account' });
  });
  addEventListener('keydown', (event) => {
    if (event.isTrusted && event.key === 'Escape') leave(true);
  });
  document.documentElement.addEventListener('pointerenter', () => tell({ to: 'engine', kind: 'pointer', inside: true }));
  document.documentElement.addEventListener('pointerleave', () => tell({ to: 'engine', kind: 'pointer', inside: false }));
  addEventListener('pointerdown', () => hold(true));
  for (const name of ['pointerup', 'pointercancel']) addEventListener(name, () => hold(false));
  addEventListener('focus', () => {
    if (byKey && offer && document.activeElement === document.body) face.element.focus();
  });
  addEventListener('blur', () => {
    // Browsers take the focus away for a moment while it comes.
    setTimeout(() => {
      if (!document.hasFocus()) hold(false, byKey);
    }, BLUR_MS);
  });
  tell({ to: 'engine', kind: 'ready' });

  /** @param {ToButton} what */
  function heard(what) {
    switch (what.kind) {
      case 'offer':
        offer = what.offer;
        who = what.who;
        face.element.style.minWidth = `${what.width}px`;
        face.element.style.minHeight = `${what.height}px`;
        draw();
        gate.start();
        byKey = what.focus;
        if (byKey && document.hasFocus()) face.element.focus();
        break;
      case 'who':
        who = what.who;
        if (offer) draw();
        break;
      case 'withdraw':
        hide();
        break;
      case 'done':
        setTimeout(() => {
          if (offer?.ticket === what.ticket && face.isBusy()) leave(true);
        }, Math.max(0, AFTER_CALL_MS - (performance.now() - clickedAt)));
    }
  }

  function draw() {
    if (!offer) return;
    face.show(offer);
    if (!who.signedIn) face.signIn(offer);
    account.hidden = !who.signedIn;
    account.setAttribute('aria-label', t('widget_account'));
    gate.bind(`${who.signedIn}\n${offer.ticket}\n${offer.dialled.digits}`);
    measure();
  }

  function measure() {
    if (!offer) return;
    const { width, height } = row.getBoundingClientRect();
    tell({ to: 'engine', kind: 'size', ticket: offer.ticket, width: Math.ceil(width) + 2 * RIM_PX + spare, height: Math.ceil(height) + 2 * RIM_PX });
  }

  /** @param {MouseEvent} event */
  function clicked(event) {
    if (!offer || face.isBusy()) return;
    const verdict = gate.judge(event);
    if (verdict === 'wait') face.note(t('button_wait'));
    if (verdict === 'covered') face.note(t('widget_covered'));
    if (verdict !== '') {
      measure();
      return;
    }
    if (!who.signedIn) {
      const opened = openSignIn((token) => tell({ to: 'engine', kind: 'token', token }));
      if (!opened) face.note(t('widget_no_window'));
      measure();
      return;
    }
    clickedAt = performance.now();
    face.busy();
    measure();
    tell({ to: 'engine', kind: 'call', ticket: offer.ticket });
  }

  /** @param {boolean} now @param {boolean} [surely] Also when it is known. */
  function hold(now, surely = false) {
    if (pressed === now && !surely) return;
    pressed = now;
    tell({ to: 'engine', kind: 'held', held: now });
  }

  function hide() {
    offer = null;
    pressed = false;
    gate.stop();
  }

  /** @param {boolean} back Whether the focus goes back to the page. */
  function leave(back) {
    if (!offer) return;
    tell({ to: 'engine', kind: 'gone', ticket: offer.ticket, back });
    hide();
  }

  return () => (offer ? {
    label: face.label(),
    digits: offer.dialled.digits,
    rect: face.element.getBoundingClientRect().toJSON(),
    account: account.hidden ? null : account.getBoundingClientRect().toJSON(),
    open: gate.isOpen(),
    stayed: gate.hasStayed(),
    armed: gate.isArmed(),
    focused: document.hasFocus() && document.activeElement !== document.body,
    busy: face.isBusy(),
  } : null);
}

/** The document shows the button and nothing else. @param {HTMLElement} row */
function dress(row) {
  const element = make('div');
  const root = element.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(OVERLAY_CSS + CSS_TEXT);
  root.adoptedStyleSheets = [sheet];
  root.append(row);
  document.body.append(element);
}

const CSS_TEXT = `
.buttons { position: fixed; inset: ${RIM_PX}px auto auto ${RIM_PX}px; width: max-content; display: flex; align-items: center; gap: 4px; }
.buttons .call { position: static; display: inline-flex; max-width: 360px; box-shadow: none; }
.account {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  width: 30px;
  height: 30px;
  border-radius: 15px;
  color: light-dark(#17211c, #eef3f0);
  background: light-dark(#ffffff, #202723);
  border: 1px solid light-dark(#8b9a92, #66756d);
}
`;
