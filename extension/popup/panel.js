// A panel whose lists the PBX is asked for: as they are known at once, then anew as long as somebody looks.

import { text } from '../platform.js';
import { button, say, the } from '../ui.js';
import { problemWords } from '../words.js';

/** @typedef {import('../../generated/wire.js').Problem} Problem */

/**
 * @param {string} name Of `#panel-…` and `#tab-…`.
 * @param {(known: boolean) => Promise<boolean>} ask Draws what is known, or asks the PBX; true where it is known how things are, or why not.
 */
export function makePanel(name, ask) {
  const panel = the(`panel-${name}`);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;
  let inSight = false;
  let asking = false;

  async function look() {
    if (!inSight) return;
    await ask(true);
    await refresh();
  }

  async function refresh() {
    clearTimeout(next);
    if (!inSight || asking) return;
    asking = true;
    panel.ariaBusy = 'true';
    try {
      // An answer that tells nothing is one of before: the settings changed meanwhile.
      while (!(await ask(false)));
    } finally {
      panel.ariaBusy = 'false';
      asking = false;
      clearTimeout(next);
      next = setTimeout(refresh, AGAIN_MS);
    }
  }

  return {
    look,

    /** @param {boolean} isThere */
    attend(isThere) {
      inSight = isThere;
      look();
    },

    /** Why a list is missing or old. @param {string} id Of the list. @param {Problem | undefined} problem */
    complain(id, problem) {
      const words = problem ? text('messages_failed', problemWords(problem)) : '';
      const place = the(`${id}-wrong`);
      // Said once, not with each time that it is asked again.
      if (words === (place.firstChild?.textContent ?? '')) return;
      const tried = place.contains(document.activeElement);
      say(place, words, 'warning', ...(problem ? [button(text('try_again'), refresh)] : []));
      // Whoever tried again by key goes on from the tab: the button has gone.
      if (tried && !problem) the(`tab-${name}`).focus();
    },
  };
}

/** As the call log: what comes while somebody looks is there soon. */
const AGAIN_MS = 15_000;
