/**
 * What Pronto's widget adds to a page: `<pronto-call number="+39 02 189655">` and the events of its
 * calls. See docs/widget.md.
 *
 * In TypeScript: `/// <reference path="pronto.d.ts" />`, or name this file in `types`.
 */

/** How a call stands. */
type ProntoCallState =
  | 'dialling' | 'ringing_you' | 'ringing_them' | 'connected' | 'on_the_line'
  | 'parked' | 'unknown' | 'ended' | 'failed' | 'sent';

/**
 * A call that was placed by a button of this page. Sent to its `<pronto-call>`, from where it bubbles,
 * or to the window when the number stood in the text. Of other calls a page hears nothing.
 */
interface ProntoCallEvent extends CustomEvent<{ readonly number: string; readonly state: ProntoCallState }> {
  readonly type: 'pronto-call';
}

/** A button that calls; without widget and extension a `tel:` link. Its part is `button`. */
interface ProntoCallElement extends HTMLElement {
  /** The number as people write it, with its country (`+39 02 189655`) or of the widget's `data-country`. */
  number: string;
}

interface HTMLElementTagNameMap {
  'pronto-call': ProntoCallElement;
}

interface HTMLElementEventMap {
  'pronto-call': ProntoCallEvent;
}

interface WindowEventMap {
  'pronto-call': ProntoCallEvent;
}
