// The calls that are up or just ended: state, timer, hang up, take off the screen.

import { text } from '../platform.js';
import { button, make, the } from '../ui.js';
import { callLine, duration, sentence, stateWords } from '../words.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */
/** @typedef {import('../../generated/wire.js').Request} Request */

/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
let said = '';

/**
 * @param {CallView[]} calls
 * @param {(request: Request) => unknown} tell
 */
export function showCalls(calls, tell) {
  const focused = document.activeElement?.closest('.call')?.id;
  the('calls').hidden = calls.length === 0;
  the('calls').replaceChildren(...calls.toReversed().map((call) => card(call, tell)));
  if (focused) document.getElementById(focused)?.querySelector('button')?.focus();
  speak(calls);
  tick(calls);
}

/** @param {CallView} call @param {(request: Request) => unknown} tell */
function card(call, tell) {
  const why = call.problem && sentence(call.problem);
  return make(
    'article',
    { class: 'call', id: `call-${call.id}`, 'data-look': LOOKS[call.state] },
    make('span', { class: 'dot' }),
    make('span', { class: 'who number', textContent: call.name ? `${call.name} · ${call.shown}` : call.shown }),
    control(call, tell),
    make(
      'span',
      { class: 'state' },
      call.hanging_up ? text('hanging_up') : stateWords(call),
      isTimed(call) ? make('span', { class: 'timer', 'data-since': call.talk_since_ms }) : null,
    ),
    why ? make('span', { class: 'why', textContent: why }) : null,
  );
}

/** @param {CallView} call @param {(request: Request) => unknown} tell */
function control(call, tell) {
  if (call.can_hang_up) {
    const hangUp = button(text('hang_up'), () => tell({ kind: 'ui_bg_hang_up', call: call.id }), 'danger');
    hangUp.disabled = call.hanging_up;
    return hangUp;
  }
  const gone = call.over || call.state === 'unknown';
  return gone ? button(text('dismiss'), () => tell({ kind: 'ui_bg_dismiss', call: call.id })) : null;
}

/** Said aloud once for each change, and not for each second. @param {CallView[]} calls */
function speak(calls) {
  const last = calls.at(-1);
  const words = last ? callLine(last) : '';
  if (words !== said) the('spoken').textContent = words;
  said = words;
}

/** @param {CallView[]} calls */
function tick(calls) {
  clearInterval(ticking);
  const step = () => {
    for (const timer of document.querySelectorAll('.timer')) {
      const since = Number(/** @type {HTMLElement} */ (timer).dataset.since);
      timer.textContent = ` · ${duration(Date.now() - since)}`;
    }
  };
  step();
  if (calls.some(isTimed)) ticking = setInterval(step, 1000);
}

/** @param {CallView} call */
function isTimed(call) {
  return call.talk_since_ms !== undefined && !call.over;
}

/** @type {Record<CallView['state'], string>} */
const LOOKS = {
  dialling: 'ringing',
  ringing_you: 'ringing',
  ringing_them: 'ringing',
  connected: 'talking',
  on_the_line: 'talking',
  unknown: 'quiet',
  ended: 'quiet',
  failed: 'wrong',
  sent: 'quiet',
};
