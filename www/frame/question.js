// Asks before a call that costs more than most, goes where nobody called before, or is not what the
// page says. Shown where the card is, through the same gate as the button.

import { make, say } from '../page/dom.js';
import { createGate } from './gate.js';
import { language } from './platform.js';

/** @typedef {import('../../generated/wire.js').Reason} Reason */
/** @typedef {import('../../generated/wire.js').Problem} Problem */

/**
 * @param {import('./texts.js').Texts} t
 * @param {import('./panels.js').Panels} panels
 * @param {import('./engine.js').Engine['asOwn']} ask
 * @param {(problem: Problem) => void} tell Says why there is no call.
 */
export function createQuestion(t, panels, ask, tell) {
  const number = make('p', { class: 'number' });
  const digits = make('p', { class: 'name' });
  const reasons = make('div', { class: 'reasons' });
  const note = make('p', { class: 'problem', role: 'alert', hidden: '' });
  const yes = make('button', { class: 'plain', type: 'button' }, t('ask_yes'));
  const no = make('button', { class: 'plain', type: 'button' }, t('ask_no'));
  const element = make('section', { class: 'card panel', role: 'alertdialog', 'aria-label': t('ask_heading') },
    make('p', { class: 'state' }, t('ask_heading')), number, digits, reasons, note, make('div', { class: 'row' }, no, yes));
  const gate = createGate(yes);
  let open = '';

  yes.addEventListener('click', (event) => {
    const verdict = gate.judge(event);
    note.hidden = verdict === '' || verdict === 'untrusted';
    if (verdict === 'wait') say(note, t('button_wait'));
    if (verdict === 'covered') say(note, t('widget_covered'));
    if (verdict === '') void answer(true);
  });
  no.addEventListener('click', () => void answer(false));
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') void answer(false);
  });

  /** @param {boolean} call */
  async function answer(call) {
    const question = open;
    if (question === '') return;
    open = '';
    gate.stop();
    panels.hide(element);
    const reply = await ask({ kind: 'ui_bg_answer', question, call });
    if (reply.kind === 'placed' && reply.outcome.kind === 'not_called' && reply.outcome.problem) tell(reply.outcome.problem);
    if (reply.kind === 'refused') tell(reply.problem);
  }

  return {
    state: () => (open === '' ? null : {
      text: element.innerText, open: gate.isOpen(), stayed: gate.hasStayed(), armed: gate.isArmed(), focused: document.hasFocus() && element.contains(rootOf(element).activeElement),
      yes: yes.getBoundingClientRect().toJSON(), no: no.getBoundingClientRect().toJSON(),
    }),

    /** @param {string} question Its id. */
    async show(question) {
      // One at a time; the one before was not answered, which is a no.
      await answer(false);
      const reply = await ask({ kind: 'ui_bg_question', question });
      if (reply.kind === 'refused') tell(reply.problem);
      if (reply.kind !== 'question') return;
      open = question;
      say(number, reply.number.shown);
      say(digits, t('dials', reply.number.digits));
      reasons.replaceChildren(...reply.reasons.map((reason) => make('p', {}, words(t, reason))));
      note.hidden = true;
      panels.show(element, no);
      gate.start();
      gate.bind(question);
    },
  };
}

/** @param {HTMLElement} element */
function rootOf(element) {
  return /** @type {ShadowRoot} */ (element.getRootNode());
}

/** A reason in its own words, with what it is about. @param {import('./texts.js').Texts} t @param {Reason} reason */
function words(t, reason) {
  const about = /** @type {Record<string, string | undefined>} */ (reason);
  const quoted = ['region', 'text', 'href', 'prefix'].flatMap((name) => about[name] ?? []);
  return t(`guard_${reason.kind}`, ...quoted.map(named));
}

/** A country by its name. @param {string} quoted */
function named(quoted) {
  if (!/^[A-Z]{2}$/.test(quoted)) return quoted;
  return new Intl.DisplayNames(language(['en', 'it']), { type: 'region' }).of(quoted) ?? quoted;
}
