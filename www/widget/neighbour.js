// The widget stands down where the extension is on. See extension/neighbour.js.

/** Asks whether somebody else serves this page. */
const WIDGET = 'pronto-widget';
/** Says that the extension has come later. */
const EXTENSION = 'pronto-extension';

/** Whether no extension serves this page. */
export function isWanted() {
  return dispatchEvent(new Event(WIDGET, { cancelable: true }));
}

/** @param {() => void} stop Called once, when the extension takes over. */
export function hear(stop) {
  addEventListener(EXTENSION, stop, { once: true });
}
