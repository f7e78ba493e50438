// When a key counts as a decision. A page can put the focus into the frame while somebody types, so
// that an Enter which was meant for the page lands on our button. So a key counts only after the
// person came here by key and has had time to read; any other key is typing, and starts anew.

/** @typedef {ReturnType<typeof createKeys>} Keys */

/** From a key let go to the first Enter that counts. */
const AFTER_TAB_MS = 300;
/** After Enter on the number itself: nobody means two blank lines by that. */
const AFTER_ENTER_MS = 700;
/** A click without pointer and without a key so lately comes from a screen reader. */
const KEY_IS_LATE_MS = 1000;

/** @param {HTMLElement} element The button. @param {AbortSignal} [signal] When it is gone for good. */
export function createKeys(element, signal) {
  let armedFrom = Infinity;
  let last = -Infinity;
  /** Whether the key that is down went down here and was not repeated. */
  let fresh = false;

  const now = () => performance.now();
  const disarm = () => {
    armedFrom = Infinity;
    fresh = false;
  };

  addEventListener('keydown', (event) => {
    if (!event.isTrusted) return;
    last = now();
    const decides = event.key === 'Enter' || event.key === ' ';
    // A key that is held down, perhaps since before the button was there, is no decision.
    if (decides && event.repeat) event.preventDefault();
    fresh = decides && !event.repeat;
    if (!decides && event.key !== 'Tab' && event.key !== 'Shift') disarm();
  }, { capture: true, signal });
  addEventListener('keypress', (event) => {
    if (event.isTrusted) last = now();
  }, { capture: true, signal });
  addEventListener('keyup', (event) => {
    if (!event.isTrusted) return;
    last = now();
    // One that went down in the page brought the focus here; one that did not count yet was a look.
    if (event.key === 'Tab') armedFrom = now() + AFTER_TAB_MS;
    if (event.key === 'Enter') armedFrom = Math.min(armedFrom, now() + (fresh ? AFTER_TAB_MS : AFTER_ENTER_MS));
    // The click of a blank comes after its key was let go.
    if (event.key !== ' ') fresh = false;
  }, { capture: true, signal });
  addEventListener('blur', disarm, { signal });
  element.addEventListener('blur', disarm);

  return {
    disarm,
    /** Whether a key that goes down now counts, for tests. */
    isArmedFor: () => now() >= armedFrom,
    /** Whether a click that has no place counts now. */
    isArmed: () => (now() - last > KEY_IS_LATE_MS ? true : fresh && now() >= armedFrom),
  };
}
