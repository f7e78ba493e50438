// Text messages and voicemail: what the PBX keeps of them, in its own lines, as no document says what is in
// them. They are read and nothing else: by which name a line could be deleted, nobody can say.

import { text } from '../platform.js';
import { button, engine, make, problemOf, say, the } from '../ui.js';
import { problemWords } from '../words.js';
import { clock } from './pbx_clock.js';

/** @typedef {import('../../generated/wire.js').PbxLines} PbxLines */
/** @typedef {import('../../generated/wire.js').Problem} Problem */

export function makeMessages() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  let inSight = false;
  let asking = false;
  /** @type {Record<string, unknown>} */
  let values = {};

  /** As it is known, at once; then as the PBX lists it, again and again as long as somebody looks. */
  async function look() {
    if (!inSight) return;
    await ask(true);
    await refresh();
  }

  async function refresh() {
    clearTimeout(next);
    if (!inSight || asking) return;
    asking = true;
    the('panel-messages').ariaBusy = 'true';
    // An answer of neither lists nor a problem is one to whom was here before: the settings changed meanwhile.
    while (!(await ask(false)));
    the('panel-messages').ariaBusy = 'false';
    asking = false;
    clearTimeout(next);
    next = setTimeout(refresh, AGAIN_MS);
  }

  /** True where it is known how the lists are, or why not. @param {boolean} known */
  async function ask(known) {
    const reply = await engine({ kind: 'ui_bg_messages', known, shows_ms: clock(values).shows_ms });
    const lists = reply.kind === 'messages' ? reply.lists : undefined;
    const problem = problemOf(reply);
    for (const id of /** @type {const} */ (['texts', 'voicemail'])) list(id, lists?.[id], known);
    if (!known) complain('messages', problem);
    return lists !== undefined || problem !== undefined;
  }

  /** @param {'texts' | 'voicemail'} id @param {PbxLines | undefined} listed @param {boolean} known Whether the PBX is still to be asked. */
  function list(id, listed, known) {
    const { lines = [], more = false, problem } = listed ?? {};
    complain(id, problem);
    the(`${id}-more`).hidden = !more;
    const empty = the(`${id}-empty`);
    empty.hidden = lines.length > 0 || problem !== undefined || (!listed && !known);
    empty.textContent = text(listed ? `messages_no_${id}` : 'popup_log_loading');
    const there = the(`${id}-lines`);
    there.hidden = lines.length === 0;
    // What has not changed stays, and with it where somebody reads and what is selected.
    const before = [...there.children].map((line) => line.textContent);
    if (lines.length === before.length && lines.every((line, at) => line === before[at])) return;
    there.replaceChildren(...lines.map((line) => make('li', {}, make('bdi', {}, line))));
  }

  /** @param {'messages' | 'texts' | 'voicemail'} id @param {Problem | undefined} problem */
  function complain(id, problem) {
    const words = problem ? text('messages_failed', problemWords(problem)) : '';
    const place = the(`${id}-wrong`);
    // Said once, not with each time that it is asked again.
    if (words === (place.firstChild?.textContent ?? '')) return;
    const tried = place.contains(document.activeElement);
    say(place, words, 'warning', ...(problem ? [button(text('try_again'), refresh)] : []));
    // Whoever tried again by key goes on from the tab: the button has gone.
    if (tried && !problem) the('tab-messages').focus();
  }

  return {
    /** @param {Record<string, unknown>} options */
    show(options) {
      values = options;
      look();
    },
    /** @param {boolean} isThere */
    attend(isThere) {
      inSight = isThere;
      look();
    },
  };
}

/** As the call log: a message that comes while somebody looks is there soon. */
const AGAIN_MS = 15_000;
