// What shall become of a call that rings: given to a colleague, or ended, at the person's own phone; picked up
// at a colleague's. It closes by itself when the call rings no more.

import { nameOf, whoOf } from '../incoming.js';
import { closeSelf, onPush, text } from '../platform.js';
import { makeColleagues } from '../popup/colleagues.js';
import { engine, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';
import { settled } from './window.js';

/** @typedef {import('../../generated/wire.js').Incoming} Incoming */
/** @typedef {Extract<import('../../generated/wire.js').Request, {kind: 'ui_bg_ringing'}>['wish']} Wish */

translate();
const name = new URLSearchParams(location.search).get('rings') ?? '';
const isSettled = settled();
/** @type {Incoming | undefined} */
let call;
let busy = false;
/** What went wrong stays to be read when the call is over. */
let failed = false;
/** Told while the rest was asked for, and newer. @type {Incoming[] | undefined} */
let told;
const colleagues = makeColleagues({
  field: /** @type {HTMLInputElement} */ (the('text')),
  choosesFirst: (typed) => typed !== '',
  ways: ({ extension, shown }) => ({
    enter: {
      label: text('incoming_divert_here'),
      name: text('incoming_divert_name', shown),
      run: () => wish((id) => ({ kind: 'divert', call: id, extension })),
    },
  }),
});
the('no').addEventListener('click', closeSelf);
the('refuse').addEventListener('click', () => wish((id) => ({ kind: 'refuse', call: id })));
the('pick').addEventListener('click', () => wish((extension) => ({ kind: 'pick', extension })));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) closeSelf();
});
onPush((push) => push.kind === 'incoming' && take(push.incoming));
const status = await engine({ kind: 'ui_bg_status' });
the('choice').hidden = false;
if (status.kind === 'status') begin(told ?? status.incoming, status.can.colleagues);
else say(the('notice'), sentence(problemOf(status) ?? { message: 'problem_engine' }), 'wrong');

/** @param {Incoming[]} incoming @param {boolean} knowsColleagues */
function begin(incoming, knowsColleagues) {
  call = incoming.find((one) => nameOf(one) === name);
  if (!call) {
    over();
    return;
  }
  const diverts = call.can_divert && knowsColleagues;
  the('heading').textContent = text(call.at === 'colleague' ? 'incoming_colleague' : 'incoming_ringing');
  the('who').textContent = whoOf(call);
  the('divert').hidden = !diverts;
  the('panel-colleagues').hidden = !diverts;
  colleagues.attend(diverts);
  the('refuse').hidden = !call.can_refuse;
  the('pick').hidden = call.at !== 'colleague';
  // The first that a key does is what the window is for.
  the(diverts ? 'text' : call.at === 'colleague' ? 'pick' : 'no').focus();
}

/** What rings now. @param {Incoming[]} incoming */
async function take(incoming) {
  told = incoming;
  const had = call !== undefined;
  call = incoming.find((one) => nameOf(one) === name);
  if (!had || call || busy) return;
  if (failed) over();
  else await closeSelf();
}

/** There is nothing left to do, and it is said. */
function over() {
  colleagues.attend(false);
  for (const id of ['divert', 'panel-colleagues', 'refuse', 'pick']) the(id).hidden = true;
  the('heading').textContent = text('incoming_ringing');
  say(the('over'), text('incoming_over'));
  the('no').focus();
}

/** One thing at a time, and none by a press that was meant for what stood here before. @param {(id: string) => Wish} of */
async function wish(of) {
  if (busy || !call || !isSettled()) return;
  busy = true;
  const problem = problemOf(await engine({ kind: 'ui_bg_ringing', wish: of(call.id) }));
  busy = false;
  failed = problem !== undefined;
  if (!problem) await closeSelf();
  else say(the('notice'), sentence(problem), 'wrong');
  if (problem && !call) over();
}
