// A text message: to whom, what, and how much of it fits, which the engine counts. Enter sends, as a message
// has one line; what could not be sent stays where it was typed.

import { whatCame } from '../incoming.js';
import { LETTER } from '../letter.js';
import { closeSelf, recall, remember, text } from '../platform.js';
import { classChip, engine, make, problemOf, say, the, translate } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {Extract<import('../../generated/wire.js').Reply, {kind: 'draft'}>} Draft */

translate();
const to = /** @type {HTMLInputElement} */ (the('to'));
const words = /** @type {HTMLTextAreaElement} */ (the('words'));
const send = /** @type {HTMLButtonElement} */ (the('send'));
/** How long typing rests before the count is said, in milliseconds. */
const SPOKEN_MS = 1_000;
/** Extensions by what stands in the list. @type {Map<string, string>} */
const people = new Map();
/** What the person has seen of the message. @type {Draft | undefined} */
let draft;
/** To whom that is, as typed. */
let shownTo = '';
/** Whether what stands there wrong is that the engine could not be asked. */
let unasked = false;
let asked = 0;
let sending = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let speaking;

/** @type {import('../letter.js').Letter | undefined} */
const letter = await recall(LETTER);
await remember(LETTER, undefined);
if (letter) to.value = letter.name ? listed(letter.name, letter.to) : letter.to;
if (letter?.answers) await read(letter.answers);
to.addEventListener('input', look);
words.addEventListener('input', look);
words.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  if (!event.repeat) submit();
});
to.addEventListener('keydown', (event) => {
  // A form whose button is off takes no Enter.
  if (event.key === 'Enter' && !event.isComposing && words.value.trim() === '') words.focus();
});
the('message').addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
the('no').addEventListener('click', closeSelf);
document.addEventListener('keydown', (event) => {
  // Words that were typed are not lost by a key.
  const empty = words.value === '' && (to.value === '' || document.activeElement !== to);
  if (event.key === 'Escape' && empty) closeSelf();
});
await look();
the('choice').hidden = false;
(the('message').hidden ? the('no') : to.value === '' ? to : words).focus();
listPeople(true);

/** What they wrote, which has been seen then; it can be read where it cannot be answered. @param {string} id */
async function read(id) {
  const status = await engine({ kind: 'ui_bg_status' });
  if (status.kind !== 'status') return;
  const came = status.incoming.find((one) => one.at === 'letter' && one.id === id);
  the('said').textContent = came?.words ?? text('text_words_gone');
  the('said').hidden = false;
  words.setAttribute('aria-describedby', 'said count');
  if (came) the('heading').textContent = whatCame(came);
  the('message').hidden = send.hidden = !status.can.text || to.value === '';
  await engine({ kind: 'ui_bg_seen', at: 'letter', id });
}

/** Who can be found by name: as they are known, then as the PBX tells them now. @param {boolean} known */
async function listPeople(known) {
  const reply = await engine({ kind: 'ui_bg_colleagues', known });
  // Without the list a number does.
  if (reply.kind !== 'colleagues') return;
  const named = reply.colleagues.flatMap(({ name, extension }) => (name ? [listed(name, extension)] : []));
  the('people').replaceChildren(...named.sort().map((value) => make('option', { value })));
  if (!sending && people.has(to.value.trim())) await look();
  if (known) await listPeople(false);
}

/** @param {string} name @param {string} extension */
function listed(name, extension) {
  const row = `${name} · ${extension}`;
  people.set(row, extension);
  return row;
}

/** Who gets it, as the engine understands it. */
function recipient() {
  return people.get(to.value.trim()) ?? to.value;
}

/** Asks the engine what would be sent, and shows it. */
async function look() {
  if (the('notice').dataset.tone === 'good') say(the('notice'), '');
  const typed = to.value;
  asked += 1;
  const mine = asked;
  const reply = await engine({ kind: 'ui_bg_text_draft', to: recipient(), words: words.value });
  // A later key has asked since.
  if (mine !== asked) return;
  draft = reply.kind === 'draft' ? reply : undefined;
  shownTo = typed;
  if (draft && unasked) say(the('notice'), '');
  unasked = !draft;
  if (draft) show(draft);
  else say(the('notice'), sentence(problemOf(reply) ?? { message: 'problem_engine' }), 'wrong');
  allow();
}

/** @param {Draft} shown */
function show({ to: whom, name, used, most, problem }) {
  const tooLong = used > most;
  const counted = tooLong ? text('text_too_long', used, most, used - most) : text('text_count', used, most);
  the('count').textContent = counted;
  the('count').classList.toggle('wrong', tooLong);
  words.ariaInvalid = String(tooLong);
  // A count with each key would drown the letters.
  clearTimeout(speaking);
  speaking = setTimeout(() => { the('count-spoken').textContent = used === 0 ? '' : counted; }, SPOKEN_MS);
  // Half a number is no fault worth a sentence, and half a name is none either.
  const half = problem?.message === 'problem_not_a_number';
  const wrong = problem && !half && !(tooLong && whom) ? sentence(problem) : '';
  const goes = the('goes');
  goes.classList.toggle('wrong', wrong !== '');
  goes.replaceChildren();
  if (wrong !== '') goes.append(wrong);
  else if (whom) goes.append(text('text_goes_to', name ? `${name} · ${whom.shown}` : whom.shown), ' ', classChip(whom));
  else if (half && !/\p{L}/u.test(to.value)) goes.append(text('popup_not_yet'));
}

function allow() {
  send.disabled = sending || !goes();
}

/** Whether it could be sent. */
function goes() {
  return draft?.to !== undefined && draft.used > 0 && draft.problem === undefined;
}

async function submit() {
  if (sending) return;
  // Nothing can go, and what is typed from now on is not lost.
  if (words.value === '') {
    await look();
    return;
  }
  const wasShown = shownTo === to.value;
  // What is looked at once more and what goes are the same: nothing is typed between.
  hold(true);
  await look();
  // Enter came before it stood there who gets it: it is shown now, and the next Enter sends.
  if (wasShown && goes() && draft?.to) await sendIt(draft.to, draft.name ?? draft.to.shown);
  else hold(false);
}

/** @param {boolean} held */
function hold(held) {
  sending = held;
  to.readOnly = words.readOnly = held;
  // Whoever closes the window would not hear what became of it.
  /** @type {HTMLButtonElement} */ (the('no')).disabled = held;
  allow();
}

/** @param {import('../../generated/wire.js').Dialled} shown @param {string} whom */
async function sendIt({ digits }, whom) {
  send.textContent = text('text_sending');
  say(the('notice'), '');
  const message = { to: recipient(), digits, words: words.value };
  const problem = problemOf(await engine({ kind: 'ui_bg_text', ...message }));
  send.textContent = text('text_send');
  if (!problem) words.value = '';
  hold(false);
  await look();
  // Where the engine itself went, nobody can say what it had sent.
  const told = problem?.message === 'problem_engine' ? { message: 'problem_text_unsure' } : problem;
  if (told) say(the('notice'), sentence(told), 'wrong');
  else say(the('notice'), text('text_sent', whom), 'good');
  words.focus();
}
