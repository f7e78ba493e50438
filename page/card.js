// The call card: how the call stands, from the first ring to its end, with what can be done with it.
// Shown in the top frame of the tab in front, as long as the background says so.

import {
  conferenceControl, numberOf, otherSide, parkingControl, recordingControl, stateWords, transferControl,
} from './call.js';
import { CROSS, LESS, MORE, PHONE, icon, make, say } from './dom.js';
import { hold } from './modal.js';
import { raise } from './overlay.js';
import { sentence } from './toast.js';

/** @typedef {import('./overlay.js').Overlay} Overlay */
/** @typedef {import('./types.js').CallView} CallView */
/** @typedef {import('./types.js').Control} Control */
/** @typedef {import('./types.js').Gate} Gate */
/** @typedef {import('./types.js').Host} Host */
/** @typedef {import('./types.js').Problem} Problem */
/** @typedef {import('./types.js').Request} Request */
/** @typedef {ReturnType<typeof createOne>} One */
/** @typedef {ReturnType<typeof createCard>} Card */

/** More calls than this are not shown: there is one at a time, and those that have just ended. */
const CALLS_MAX = 3;
const SECOND_MS = 1000;

/**
 * @param {Host} host
 * @param {Overlay} overlay
 * @param {() => void} gone Nobody is left to ask.
 */
export function createCard(host, overlay, gone) {
  const element = make('section', { class: 'card', 'aria-label': host.t('card_title') });
  /** @type {Map<string, One>} */
  const ones = new Map();
  /** @type {CallView[]} */
  let calls = [];
  let small = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {(() => void) | null} */
  let letGo = null;

  // What comes later into the top layer lies above: the card stays in sight over a fullscreen video.
  document.addEventListener('fullscreenchange', lift);
  document.addEventListener('visibilitychange', tick);

  function lift() {
    if (calls.length > 0 && !letGo) raise(element);
  }

  /** Timers run while somebody looks at them, and change with the second. */
  function tick() {
    clearTimeout(timer);
    timer = undefined;
    const now = host.clock();
    let next = 0;
    for (const call of calls) {
      ones.get(call.id)?.time(talked(call, now));
      if (call.talk_since_ms !== undefined && !call.over) next = SECOND_MS - ((now - call.talk_since_ms) % SECOND_MS);
    }
    if (next > 0 && document.visibilityState === 'visible') timer = setTimeout(tick, next);
  }

  /** Lifted above all else, it still is not what is hit. */
  function isInert() {
    raise(element);
    const { left, top, width, height } = element.getBoundingClientRect();
    return !element.contains(overlay.root.elementFromPoint(left + width / 2, top + height / 2));
  }

  /** @param {CallView} before @param {CallView} call */
  function announce(before, call) {
    const recorded = before?.recording ?? false;
    if (before?.state === call.state && before.problem?.message === call.problem?.message && recorded === call.recording) return;
    const words = [stateWords(host.t, call), otherSide(host.t, call)];
    if (call.recording) words.push(host.t('recording'));
    else if (recorded && !call.over) words.push(host.t('recording_off'));
    if (call.problem) words.push(sentence(host.t, call.problem));
    overlay.speak(words.join('. '));
  }

  /** @param {Extract<Request, {call: string}>} request */
  async function ask(request) {
    try {
      const reply = await host.send(request);
      const problem = reply.kind === 'done' || reply.kind === 'refused' ? reply.problem : undefined;
      if (problem) ones.get(request.call)?.problem(problem);
    } catch {
      gone();
    }
  }

  return {
    /** Calls as they are now, newest last. @param {CallView[]} next */
    update(next) {
      const before = new Map(calls.map((call) => [call.id, call]));
      const first = calls.length === 0;
      calls = next.slice(-CALLS_MAX);
      for (const [id, one] of ones) {
        if (calls.some((call) => call.id === id)) continue;
        one.stop();
        ones.delete(id);
      }
      for (const call of calls) {
        let one = ones.get(call.id);
        if (!one) {
          one = createOne(host, {
            hangUp: () => void ask({ kind: 'cs_bg_hang_up', call: call.id }),
            dismiss: () => void ask({ kind: 'cs_bg_dismiss', call: call.id }),
            askWhom: () => void ask({ kind: 'cs_bg_ask_whom', call: call.id }),
            control: (control) => void ask({ kind: 'cs_bg_control', call: call.id, control }),
            small() {
              small = !small;
              element.classList.toggle('small', small);
              for (const each of ones.values()) each.small(small);
            },
          });
          one.small(small);
          ones.set(call.id, one);
          element.append(one.element);
        }
        one.show(call);
        announce(/** @type {CallView} */ (before.get(call.id)), call);
      }
      if (calls.length === 0) {
        letGo?.();
        overlay.remove(element);
      } else if (first) {
        overlay.add(element, lift);
        raise(element);
      }
      tick();
    },

    /** Where it is, if it is shown. */
    rect: () => (calls.length > 0 ? element.getBoundingClientRect() : null),

    /**
     * A click at a point where the card is drawn and yet inert, beside a dialog of the page or over
     * a fullscreen element: the card goes into a dialog of ours, and can be used.
     * @param {{x: number, y: number}} point
     * @returns {boolean} Whether the click was on the card.
     */
    reach({ x, y }) {
      if (letGo || calls.length === 0) return false;
      const { left, top, right, bottom } = element.getBoundingClientRect();
      if (x < left || x > right || y < top || y > bottom) return false;
      // A cover of the page takes its own clicks.
      if (!isInert()) return false;
      letGo = hold(overlay, element, host.t('card_title'), () => {
        letGo = null;
        if (calls.length > 0) {
          overlay.add(element, lift);
          raise(element);
        }
      });
      return true;
    },

    /** For tests: what is seen of it. */
    state: () => (calls.length > 0 ? {
      small,
      held: letGo !== null,
      rect: element.getBoundingClientRect().toJSON(),
      calls: [...ones.values()].map((one) => one.state()),
    } : null),

    stop() {
      clearTimeout(timer);
      document.removeEventListener('fullscreenchange', lift);
      document.removeEventListener('visibilitychange', tick);
    },
  };
}

/**
 * One call on the card.
 * @param {Host} host
 * @param {{hangUp: () => void, dismiss: () => void, control: (control: Control) => void, askWhom: () => void, small: () => void}} act
 */
function createOne({ t, asksWhom, gate }, act) {
  const ring = make('span', { class: 'ring' }, icon(PHONE));
  const state = make('span', { class: 'state' });
  const timer = make('span', { class: 'timer', role: 'timer', 'aria-live': 'off' });
  const less = make('button', { class: 'round', type: 'button' });
  const dismiss = make('button', { class: 'round', type: 'button', 'aria-label': t('card_dismiss') }, icon(CROSS));
  const number = make('bdi');
  const name = make('p', { class: 'name' });
  const problem = make('p', { class: 'problem' });
  const recording = make('p', { class: 'recording' }, make('span', { 'aria-hidden': 'true' }, '● '), t('recording'));
  const record = make('button', { class: 'plain', type: 'button' });
  const park = make('button', { class: 'plain', type: 'button' });
  const whom = make('button', { class: 'plain', type: 'button' }, t('transfer_to'));
  const transfer = make('button', { class: 'plain', type: 'button' });
  const join = make('button', { class: 'plain', type: 'button' });
  const controls = make('div', { class: 'controls' }, whom, transfer, join, record, park);
  const hangUpText = make('span');
  const hangUp = make('button', { class: 'hang-up', type: 'button' }, icon(PHONE), hangUpText);
  const element = make('div', { class: 'one' },
    make('div', { class: 'top' }, ring, state, timer, less, dismiss),
    make('p', { class: 'number' }, number), name, recording, problem, controls, hangUp);

  /** @type {CallView | undefined} */
  let shown;
  const ended = new AbortController();
  // A page cannot reach these, yet a click that it made is still not a person's.
  const trusted = (/** @type {HTMLElement} */ button, /** @type {() => void} */ run, /** @type {Gate | undefined} */ by = undefined) => {
    button.addEventListener('click', (event) => {
      const why = event.isTrusted && by?.refuses(event);
      if (why) fill(problem, why);
      else if (event.isTrusted) run();
    });
  };
  /** What acts on the call. @type {Map<HTMLElement, Gate | undefined>} */
  const gates = new Map();
  const acts = (/** @type {HTMLElement} */ button, /** @type {() => void} */ run) => {
    gates.set(button, gate?.(button, element, ended.signal));
    trusted(button, run, gates.get(button));
  };
  acts(hangUp, () => {
    if (hangUp.disabled) return;
    hangUp.disabled = true;
    act.hangUp();
  });
  acts(whom, act.askWhom);
  acts(transfer, () => control(shown && transferControl(shown)));
  acts(join, () => control(shown && conferenceControl(shown)));
  acts(record, () => control(shown && recordingControl(shown)));
  acts(park, () => control(shown && parkingControl(shown)));
  trusted(dismiss, act.dismiss);
  trusted(less, act.small);

  const control = (/** @type {import('./call.js').Offered | null | undefined} */ offered) => {
    if (offered && shown?.asking === undefined) act.control(offered.control);
  };
  const offer = (/** @type {HTMLElement} */ button, /** @type {import('./call.js').Offered | null} */ offered) => {
    fill(button, offered ? t(offered.label) : '');
    // Not disabled, which would take the focus from a person at the keyboard.
    button.setAttribute('aria-disabled', String(shown?.asking !== undefined));
  };
  const fill = (/** @type {HTMLElement} */ part, /** @type {string} */ text) => {
    say(part, text);
    part.hidden = text === '';
  };

  const pressed = (/** @type {HTMLElement} */ button) =>
    ({ rect: button.getBoundingClientRect().toJSON(), open: gates.get(button)?.isOpen() ?? true });

  return {
    element,

    /** @param {CallView} call */
    show(call) {
      shown = call;
      element.dataset.state = call.state;
      say(state, stateWords(t, call));
      say(number, numberOf(t, call));
      fill(name, call.name ?? '');
      fill(problem, call.problem ? sentence(t, call.problem) : '');
      recording.hidden = !call.recording;
      whom.hidden = !asksWhom || !call.can_consult;
      offer(transfer, transferControl(call));
      offer(join, conferenceControl(call));
      offer(record, recordingControl(call));
      offer(park, parkingControl(call));
      controls.hidden = [whom, transfer, join, record, park].every(({ hidden }) => hidden);
      hangUp.hidden = !call.can_hang_up;
      hangUp.disabled = call.hanging_up;
      say(hangUpText, t(call.hanging_up ? 'card_hanging_up' : 'card_hang_up'));
      dismiss.hidden = !call.over && call.state !== 'unknown' && call.state !== 'parked';
      for (const [button, by] of gates) by?.bind(button.hidden ? '' : button.textContent ?? '');
    },

    /** It is taken off the card. */
    stop() {
      ended.abort();
      element.remove();
    },

    /** @param {Problem} wrong What became of a click. */
    problem(wrong) {
      fill(problem, sentence(t, wrong));
      hangUp.disabled = false;
    },

    /** @param {number | null} seconds */
    time: (seconds) => fill(timer, seconds === null ? '' : clockText(seconds)),

    /** @param {boolean} small */
    small(small) {
      less.setAttribute('aria-label', t(small ? 'card_expand' : 'card_collapse'));
      less.replaceChildren(icon(small ? MORE : LESS));
    },

    state: () => ({
      state: element.dataset.state,
      text: state.textContent,
      timer: timer.textContent,
      number: number.textContent,
      name: name.textContent,
      problem: problem.textContent,
      recording: !recording.hidden,
      controls: [whom, transfer, join, record, park].filter(({ hidden }) => !hidden).map((button) => ({
        ...pressed(button), text: button.textContent, disabled: button.ariaDisabled === 'true',
      })),
      hangUp: hangUp.hidden ? null : { ...pressed(hangUp), disabled: hangUp.disabled, text: hangUpText.textContent },
      dismiss: dismiss.hidden ? null : dismiss.getBoundingClientRect().toJSON(),
      less: less.getBoundingClientRect().toJSON(),
    }),
  };
}

/**
 * How long it has lasted, in seconds; nothing while nobody talks.
 * @param {CallView} call
 * @param {number} now
 */
function talked({ talk_since_ms: from, since_ms: since, over }, now) {
  if (from === undefined) return null;
  return Math.max(0, Math.floor(((over ? since : now) - from) / SECOND_MS));
}

/** @param {number} seconds */
function clockText(seconds) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
