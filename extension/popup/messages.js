// Text messages and voicemail: what the PBX keeps of them, in its own lines, as no document says what is in
// them. They are read and nothing else: by which name a line could be deleted, nobody can say.

import { text } from '../platform.js';
import { engine, make, problemOf, the } from '../ui.js';
import { makePanel } from './panel.js';
import { clock } from './pbx_clock.js';

/** @typedef {import('../../generated/wire.js').PbxLines} PbxLines */

export function makeMessages() {
  const panel = makePanel('messages', ask);
  /** @type {Record<string, unknown>} */
  let values = {};

  /** True where it is known how the lists are, or why not. @param {boolean} known */
  async function ask(known) {
    const reply = await engine({ kind: 'ui_bg_messages', known, shows_ms: clock(values).shows_ms });
    const lists = reply.kind === 'messages' ? reply.lists : undefined;
    const problem = problemOf(reply);
    for (const id of /** @type {const} */ (['texts', 'voicemail'])) list(id, lists?.[id], known);
    if (!known) panel.complain('messages', problem);
    return lists !== undefined || problem !== undefined;
  }

  /** @param {'texts' | 'voicemail'} id @param {PbxLines | undefined} listed @param {boolean} known Whether the PBX is still to be asked. */
  function list(id, listed, known) {
    const { lines = [], more = false, problem } = listed ?? {};
    panel.complain(id, problem);
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

  return {
    /** @param {Record<string, unknown>} options */
    show(options) {
      values = options;
      panel.look();
    },
    attend: panel.attend,
  };
}
