// The calls that are up or just ended: state, timer, what can be done with them, take off the screen.

import { conferenceControl, numberOf, parkingControl, recordingControl, transferControl } from '../../page/call.js';
import { text } from '../platform.js';
import { button, make, the } from '../ui.js';
import { callLine, duration, sentence, stateWords } from '../words.js';

/** @typedef {import('../../generated/wire.js').CallView} CallView */
/** @typedef {import('../../generated/wire.js').Request} Request */
/** @typedef {import('../../page/call.js').Offered} Offered */

/** A card each, kept while its call changes: a click that has begun on a button ends on it. @type {Map<string, ReturnType<typeof createCard>>} */
const cards = new Map();
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;
let said = '';

/**
 * @param {CallView[]} calls
 * @param {(request: Request) => unknown} tell
 */
export function showCalls(calls, tell) {
  for (const [id, card] of cards) {
    if (calls.some((call) => call.id === id)) continue;
    card.node.remove();
    cards.delete(id);
  }
  the('calls').hidden = calls.length === 0;
  for (const call of calls) {
    let card = cards.get(call.id);
    if (!card) {
      card = createCard(call.id, tell);
      cards.set(call.id, card);
      the('calls').prepend(card.node);
    }
    card.show(call);
  }
  speak(calls);
  tick(calls);
}

/** @param {string} id @param {(request: Request) => unknown} tell */
function createCard(id, tell) {
  let asked = false;
  const hangUp = button(text('hang_up'), () => asked || tell({ kind: 'ui_bg_hang_up', call: id }), 'danger');
  const dismiss = button(text('dismiss'), () => tell({ kind: 'ui_bg_dismiss', call: id }));
  /** @type {CallView | undefined} */
  let shown;
  const transfer = button('', () => control(shown && transferControl(shown)));
  const join = button('', () => control(shown && conferenceControl(shown)));
  const record = button('', () => control(shown && recordingControl(shown)));
  const park = button('', () => control(shown && parkingControl(shown)));
  const who = make('span', { class: 'who number' });
  const words = make('span');
  const timer = make('span', { class: 'timer' });
  const why = make('span', { class: 'why' });
  const state = make('span', { class: 'state' }, words, timer);
  const recording = make('span', { class: 'recording' }, `● ${text('recording')}`);
  const node = make('article', { class: 'call' },
    make('span', { class: 'dot' }), who, make('span', { class: 'ends' }, hangUp, dismiss), state, recording, why,
    make('span', { class: 'controls' }, transfer, join, record, park));

  /** @param {Offered | null | undefined} offered */
  function control(offered) {
    if (offered && shown?.asking === undefined) tell({ kind: 'ui_bg_control', call: id, control: offered.control });
  }

  /** @param {HTMLButtonElement} one @param {Offered | null} offered */
  function offer(one, offered) {
    one.hidden = !offered;
    one.textContent = offered ? text(offered.label) : '';
    one.ariaDisabled = String(shown?.asking !== undefined);
  }

  return {
    node,

    /** @param {CallView} call */
    show(call) {
      const held = node.contains(document.activeElement);
      shown = call;
      node.dataset.look = LOOKS[call.state];
      const number = numberOf(text, call);
      who.textContent = call.name ? `${call.name} · ${number}` : number;
      words.textContent = call.hanging_up ? text('hanging_up') : stateWords(call);
      timer.dataset.since = isTimed(call) ? String(call.talk_since_ms) : '';
      why.textContent = call.problem ? sentence(call.problem) : '';
      why.hidden = !call.problem;
      asked = call.hanging_up;
      // Not disabled, which would take the focus from a person at the keyboard.
      hangUp.ariaDisabled = String(asked);
      hangUp.hidden = !call.can_hang_up;
      dismiss.hidden = call.state !== 'parked' && (call.can_hang_up || !(call.over || call.state === 'unknown'));
      recording.hidden = !call.recording;
      offer(transfer, transferControl(call));
      offer(join, conferenceControl(call));
      offer(record, recordingControl(call));
      offer(park, parkingControl(call));
      const gone = [hangUp, dismiss, transfer, join, record, park].some((one) => one.hidden && one === document.activeElement);
      if (held && (gone || !node.contains(document.activeElement))) {
        [hangUp, dismiss].find((one) => !one.hidden)?.focus();
      }
    },
  };
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
      const { since } = /** @type {HTMLElement} */ (timer).dataset;
      timer.textContent = since ? ` · ${duration(Date.now() - Number(since))}` : '';
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
  parked: 'waiting',
  unknown: 'quiet',
  ended: 'quiet',
  failed: 'wrong',
  sent: 'quiet',
};
