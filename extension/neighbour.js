// The widget of a page stands down where the extension is on: two buttons on one number are one too
// many. Both events carry nothing. A page can send them too: it only rids itself of its own widget.

/** The widget asks, and stands down when this event is cancelled. */
const WIDGET = 'pronto-widget';
/** Tells a widget that was there first. */
const EXTENSION = 'pronto-extension';

/**
 * Answers the page's widget from now on.
 * @returns {(on: boolean) => void} To be told whether numbers are looked for here.
 */
export function neighbour() {
  let on = false;
  globalThis.addEventListener(WIDGET, (event) => {
    if (on) event.preventDefault();
  });
  return (now) => {
    if (now && !on) globalThis.dispatchEvent(new Event(EXTENSION));
    on = now;
  };
}
