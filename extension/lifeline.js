// Notices that the extension has gone from under a content script: updated, switched off or taken
// away. In Chromium such a script lives on and its page keeps our marks; no event tells it when it
// is idle. Firefox ends the script without a word, and its successor finds what it left.

/**
 * Calls `stop` once, soon after `alive` has become false.
 * @param {() => boolean} alive
 * @returns {{look: () => void, onGone: (stop: () => void) => void}}
 */
export function lifeline(alive) {
  /** @type {(() => void)[]} */
  const stops = [];
  let gone = false;
  const look = () => {
    if (gone || alive()) return;
    gone = true;
    clearInterval(watch);
    document.removeEventListener('visibilitychange', look);
    globalThis.removeEventListener(SUCCESSOR, look);
    for (const stop of stops) stop();
  };
  // Reading one property now and then costs nothing; a page in the background is not looked at.
  const watch = setInterval(() => document.visibilityState === 'visible' && look(), LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  // Tells a script of an earlier version to look now, before this one paints. Pages can send the
  // event too: it only makes us look.
  globalThis.dispatchEvent(new Event(SUCCESSOR));
  globalThis.addEventListener(SUCCESSOR, look);
  return {
    look,
    onGone(stop) {
      if (gone) stop();
      else stops.push(stop);
    },
  };
}

/**
 * Whether a push for the frame that the person is in is meant for this one: it has the focus, and
 * no frame within it; or no frame has it and this is the top.
 */
export function isFocusedFrame() {
  if (!document.hasFocus()) return globalThis.top === globalThis.self;
  return !/^i?frame$/i.test(document.activeElement?.localName ?? '');
}

const LOOK_EVERY_MS = 3000;
const SUCCESSOR = 'pronto-successor';
