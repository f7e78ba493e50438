// The popup: what is known stands there at once; then comes one status from the engine, and each later push.

import rows from '../../generated/options.json' with { type: 'json' };
import { openRinging } from '../incoming.js';
import { openLetter } from '../letter.js';
import { hostsOf, pbxPatterns } from '../origins.js';
import {
  askFor, granted, onPermissions, onPush, openOptions, openTab, pageInFront, recall, text,
} from '../platform.js';
import { button, engine, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';
import { hostOf, showActions } from './actions.js';
import { showCalls } from './calls.js';
import { makeColleagues, waysBeside } from './colleagues.js';
import { showDial } from './dial.js';
import { makeLog } from './log.js';
import { makeFacilities } from './facilities.js';
import { makeMessages } from './messages.js';
import { makeMyState } from './my_state.js';
import { showRinging } from './ringing.js';
import { makeTabs } from './tabs.js';

/** @typedef {import('../../generated/wire.js').Problem} Problem */
/** @typedef {import('../../generated/wire.js').Request} Request */
/**
 * What is known of the person's phone while nobody has been asked.
 * @typedef {object} View
 * @property {string} extension
 * @property {import('../../generated/wire.js').Capabilities} can
 * @property {import('../../generated/wire.js').Past[]} history
 * @property {boolean} keeps Whether calls are kept here.
 */

translate();
// It may have to be woken, which takes longer than the rest: it is asked anew once a change would be heard.
engine({ kind: 'ui_bg_options' });
const front = pageInFront();
const dial = showDial(place);
/** The call on the line, beside which another can be placed. @type {import('../../generated/wire.js').CallView | undefined} */
let first;
let picks = false;
let texts = false;
/** Whether the engine has told how things are. */
let isTold = false;
const colleagues = makeColleagues({
  field: /** @type {HTMLInputElement} */ (the('seek')),
  choosesFirst: (typed) => typed !== '',
  ways: waysTo,
});
const log = makeLog({ take: dial.take, clear: () => tell({ kind: 'ui_bg_clear_history' }) });
const messages = makeMessages();
const facilities = makeFacilities();
const myState = makeMyState();
the('write').addEventListener('click', () => write(/** @type {HTMLInputElement} */ (the('text')).value.trim()));
const tabs = makeTabs((panel) => {
  colleagues.attend(panel === 'panel-colleagues');
  log.attend(panel === 'panel-calls');
  messages.attend(panel === 'panel-messages');
  facilities.attend(panel === 'panel-office');
});
onPush((push) => {
  if (push.kind === 'calls') {
    takeCalls(push.calls);
    // A call that has ended has become a past one.
    if (push.calls.every((call) => call.over)) refresh();
  }
  if (push.kind === 'incoming') showRinging(push.incoming, ringing);
  if (push.kind === 'again') refresh();
});
onPermissions(refresh);
recall('view').then((view) => isTold || !view || draw(view)).catch((error) => console.warn('what is known is not there:', error));
refresh();

/** Everything, as it is now. */
async function refresh() {
  const page = await front;
  const [status, options] = await Promise.all([
    engine({ kind: 'ui_bg_status', host: hostOf(page) }),
    engine({ kind: 'ui_bg_options' }),
  ]);
  const [before, wasTold] = [log.top(), isTold];
  isTold = true;
  the('notice').parentElement?.setAttribute('aria-busy', 'false');
  if (status.kind !== 'status' || options.kind !== 'options') {
    const problem = problemOf(status) ?? problemOf(options) ?? { message: 'problem_engine' };
    say(the('notice'), sentence(problem), 'wrong', button(text('try_again'), refresh));
    // Nobody stands for it.
    if (!wasTold) log.show([], false, false);
    return;
  }
  draw({ ...status, keeps: options.values.keep_history === true });
  showRinging(status.incoming, ringing);
  takeCalls(status.calls);
  myState.attend(status.extension, status.can.my_state && status.extension !== '');
  messages.show(options.values);
  facilities.show();
  log.refresh(options.values);
  const complain = (/** @type {string} */ words) => say(the('notice'), words, 'wrong');
  await showActions({ page, status, values: options.values, refresh, complain });
  await showObstacle(status.missing, options.values);
  // What was there at once has been pushed by what came since.
  if (!wasTold && log.top() !== before) log.hold();
}

/** @param {View} view */
function draw({ extension, can, history, keeps }) {
  the('extension').hidden = extension === '' || can.my_state;
  the('extension').textContent = text('popup_extension', extension);
  picks = can.pick && extension !== '';
  texts = can.text;
  the('write').hidden = !texts;
  tabs.offer('panel-colleagues', can.colleagues);
  tabs.offer('panel-messages', can.messages);
  tabs.offer('panel-office', can.facilities);
  log.show(history, can.log, keeps);
}

/** @param {import('../../generated/wire.js').CallView[]} calls */
function takeCalls(calls) {
  showCalls(calls, tell);
  const before = first?.id;
  first = dial.beside(calls);
  if (first?.id === before) colleagues.draw();
  else colleagues.turn();
}

/**
 * What can be done about a colleague. Their row says it, and their name is in it.
 * @param {import('./colleagues.js').Person} person
 * @returns {import('./colleagues.js').Ways}
 */
function waysTo(person) {
  const { id } = first ?? {};
  if (id) return waysBeside(person, (extension, transfer) => callColleague(extension, { call: id, transfer }));
  const { extension, shown, presence } = person;
  const call = { label: text('call'), name: text('colleagues_call', shown), run: () => callColleague(extension) };
  const pick = { label: text('pick_up'), name: text('pick_up_of', shown), run: () => pickUp(person) };
  const letter = { label: '', name: text('text_message_to', shown), run: () => write(extension, person.name) };
  return { enter: call, aside: picks && presence === 'ringing' ? pick : undefined, letter: texts ? letter : undefined };
}

/**
 * What stands in the way of every call, with the way out of it.
 * @param {Problem | undefined} missing
 * @param {Record<string, unknown>} values
 */
async function showObstacle(missing, values) {
  if (missing) {
    const setUp = button(text('popup_set_up'), () => leaveFor(() => openTab('extension/options/welcome.html')));
    say(the('notice'), sentence(missing), 'warning', setUp);
    return;
  }
  const patterns = pbxPatterns(rows, values);
  if (patterns.length > 0 && !(await granted(patterns))) {
    const allow = button(text('allow'), () => askFor(patterns).then(refresh));
    say(the('notice'), text('permission_lost', hostsOf(patterns)), 'warning', allow);
    return;
  }
  say(the('notice'), '');
}

/** The person wants to call what is in the field. @param {string} number @param {import('./dial.js').Beside} [beside] */
async function place(number, beside) {
  return placed(await engine({ kind: 'ui_bg_dial', text: number, private: await isPrivate(), ...(beside && { beside }) }));
}

/** The person has chosen a colleague. @param {string} extension @param {import('./dial.js').Beside} [beside] */
async function callColleague(extension, beside) {
  return placed(await engine({ kind: 'ui_bg_call_colleague', extension, private: await isPrivate(), ...(beside && { beside }) }));
}

async function isPrivate() {
  return (await front)?.incognito ?? false;
}

/** The person wants the call that rings at a colleague's phone. @param {{extension: string, shown: string}} colleague */
async function pickUp({ extension, shown }) {
  const problem = problemOf(await engine({ kind: 'ui_bg_ringing', wish: { kind: 'pick', extension } }));
  if (problem) say(the('notice'), sentence(problem), 'wrong');
  else say(the('notice'), text('picked_up', shown), 'good');
}

/** Something is to become of a call that rings. */
const ringing = {
  /** @param {string} call */
  refuse: async (call) => {
    const problem = problemOf(await engine({ kind: 'ui_bg_ringing', wish: { kind: 'refuse', call } }));
    say(the('notice'), problem ? sentence(problem) : '', 'wrong');
  },
  /** @param {string} name The call's, as its window knows it. */
  divert: (name) => leaveFor(() => openRinging(name)),
};

/** The person wants to write a text message. @param {string} to @param {string} [name] Of a colleague. */
async function write(to, name) {
  await leaveFor(() => openLetter({ to, name }));
}

/** Says what has become of the wish to call; true when that went well. @param {import('../../generated/wire.js').Reply} reply */
function placed(reply) {
  const problem = problemOf(reply);
  if (problem) {
    const toOptions = problem.field === undefined ? [] : [button(text('options'), () => leaveFor(openOptions))];
    say(the('notice'), sentence(problem), 'wrong', ...toOptions);
    return false;
  }
  const asking = reply.kind === 'placed' && reply.outcome.kind === 'asking';
  say(the('notice'), asking ? text('popup_asking') : '');
  return true;
}

/** Something is to be done to a call or to the past. @param {Request} request */
async function tell(request) {
  const problem = problemOf(await engine(request));
  if (problem) say(the('notice'), sentence(problem), 'wrong');
  else if (request.kind !== 'ui_bg_hang_up' && request.kind !== 'ui_bg_control') await refresh();
}

/** @param {() => Promise<unknown>} open Another page of ours, which takes the popup's place. */
async function leaveFor(open) {
  await open();
  globalThis.close();
}
