// The two frames of the relay: one with the engine and the card, one with the button. Both lie in
// the closed shadow root of one element beside `<body>`, made when the page has something to ask.
//
// Two, because a frame takes every click within its edges: one that reached from the number to the
// card's corner would take those of the page between them.

import { make } from '../page/dom.js';
import { raise } from '../page/overlay.js';
import { HOST_CSS } from '../page/style.js';
import { ROLES } from './protocol.js';

/** @typedef {ReturnType<typeof createFrames>} Frames */
/** @typedef {{left: number, top: number, width: number, height: number}} Place */

/** A page that keeps taking our element out may have its way. */
const RETURNS_MAX = 20;

/** @param {URL} address Of the frame's document. */
export function createFrames(address) {
  const element = make('div');
  const root = element.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS_TEXT);
  root.adoptedStyleSheets = [sheet];
  /** Known to the two frames and to this page only. */
  const room = crypto.getRandomValues(new Uint32Array(4)).join('');
  const [card, button] = ROLES.map((role) => make('iframe', {
    class: role,
    src: `${address.href}#${role}.${room}`,
    title: 'Pronto',
    popover: 'manual',
    referrerpolicy: 'no-referrer',
    // Chromium asks before a public page reaches a private address, and asks only if it may.
    allow: 'local-network-access; local-network; loopback-network',
  }));
  if (!card || !button) throw new Error('two roles make two frames');
  let returns = 0;
  let stopped = false;

  /** @param {HTMLIFrameElement} frame @param {Place} place */
  const put = (frame, { left, top, width, height }) => {
    frame.style.left = `${Math.round(left)}px`;
    frame.style.top = `${Math.round(top)}px`;
    frame.style.width = `${Math.ceil(width)}px`;
    frame.style.height = `${Math.ceil(height)}px`;
  };

  const self = {
    origin: address.origin,

    /** Whether a node is our element. @param {EventTarget | null} node */
    owns: (node) => node === element,

    /** Makes the frames, once. */
    begin() {
      if (stopped || element.isConnected) return;
      if (root.childElementCount <= 0) root.append(card, button);
      document.documentElement.append(element);
    },

    /** @param {(frame: Window) => void} heard Told each time that the card's frame has loaded. */
    onCardLoad(heard) {
      card.addEventListener('load', () => {
        self.hideCard();
        self.hideButton();
        if (card.contentWindow) heard(card.contentWindow);
      });
    },

    /** The page took our element out: its frames are loaded anew. */
    lost() {
      if (element.isConnected || stopped || returns >= RETURNS_MAX) return;
      returns += 1;
      self.begin();
    },

    /** @param {number} width @param {number} height */
    showCard(width, height) {
      // In the corner; only its size is the frame's wish, within the window.
      card.style.width = `${Math.min(width, innerWidth)}px`;
      card.style.height = `${Math.min(height, innerHeight)}px`;
      if (!card.matches(':popover-open')) raise(card);
    },
    hideCard() {
      if (card.matches(':popover-open')) card.hidePopover();
      card.removeAttribute('style');
    },

    /** @param {Place} place */
    showButton(place) {
      put(button, place);
      if (!button.matches(':popover-open')) raise(button);
    },
    hideButton() {
      if (button.matches(':popover-open')) button.hidePopover();
      button.removeAttribute('style');
    },
    focusButton: () => button.focus({ preventScroll: true }),
    focusCard: () => card.focus({ preventScroll: true }),
    buttonRect: () => (button.matches(':popover-open') ? button.getBoundingClientRect() : null),
    cardRect: () => (card.matches(':popover-open') ? card.getBoundingClientRect() : null),

    stop() {
      stopped = true;
      element.remove();
    },
  };
  return self;
}

/** Hidden, a frame keeps a size: what is in it measures itself before it is shown. */
const CSS_TEXT = `${HOST_CSS}
iframe {
  display: block;
  position: fixed;
  inset: 0 auto auto 0;
  width: 400px;
  height: 200px;
  margin: 0;
  border: 0;
  padding: 0;
  background: transparent;
  color-scheme: light dark;
}
iframe:not(:popover-open) {
  visibility: hidden;
  pointer-events: none;
}
.card { inset: auto 8px 8px auto; max-width: calc(100vw - 16px); }
@media print { iframe { display: none; } }
`;
