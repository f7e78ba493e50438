// The page's end of the port: hands it over to the frame, asks, and passes on what the frame says.

/** @typedef {import('./protocol.js').FrameSays} FrameSays */
/** @typedef {import('./protocol.js').PageSays} PageSays */
/** @typedef {import('./protocol.js').Question} Question */
/** @typedef {import('./protocol.js').Reply} Reply */
/** @typedef {import('./frames.js').Frames} Frames */
/** @typedef {ReturnType<typeof createPort>} Port */

import { HANDSHAKE } from './protocol.js';

/**
 * What happens to the port, by name; `asked` is the first wish for an answer.
 * @typedef {{[K in FrameSays['kind']]: Extract<FrameSays, {kind: K}>} & {asked: object}} Heard
 */

/**
 * @param {Frames} frames
 * @param {string} country Where numbers without a country are from, unless the office says otherwise.
 */
export function createPort(frames, country) {
  /** @type {MessagePort | null} */
  let port = null;
  let open = false;
  let next = 1;
  let stopped = false;
  /** @type {Map<number, {question: PageSays, done: (reply: Reply) => void, fail: (why: Error) => void}>} */
  const asked = new Map();
  /** @type {Map<string, ((what: any) => void)[]>} */
  const listeners = new Map();

  frames.onCardLoad((frame) => {
    // A frame that was loaded anew knows nothing of the port before.
    port?.close();
    open = false;
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => heard(data);
    frame.postMessage({ kind: HANDSHAKE, country }, frames.origin, [channel.port2]);
  });

  /** @param {FrameSays} what */
  function heard(what) {
    if (what.kind === 'ready') {
      open = true;
      for (const { question } of asked.values()) port?.postMessage(question);
    }
    if (what.kind === 'answer') {
      asked.get(what.id)?.done(what.reply);
      asked.delete(what.id);
      return;
    }
    tell(what.kind, what);
  }

  /** @param {string} kind @param {object} what */
  function tell(kind, what) {
    for (const hear of listeners.get(kind) ?? []) hear(what);
  }

  return {
    isOpen: () => open,

    /**
     * @template {keyof Heard} K
     * @param {K} kind
     * @param {(what: Heard[K]) => void} hear
     */
    on(kind, hear) {
      listeners.set(kind, [...(listeners.get(kind) ?? []), hear]);
    },

    /**
     * @param {Question} what
     * @returns {Promise<Reply>}
     */
    ask(what) {
      return new Promise((done, fail) => {
        if (stopped) {
          fail(new Error('the widget has stopped'));
          return;
        }
        const question = { ...what, id: next };
        next += 1;
        asked.set(question.id, { question, done, fail });
        if (open) {
          port?.postMessage(question);
        } else {
          frames.begin();
          tell('asked', {});
        }
      });
    },

    /** @param {PageSays} what */
    say(what) {
      if (open) port?.postMessage(what);
    },

    stop() {
      stopped = true;
      open = false;
      port?.close();
      for (const { fail } of asked.values()) fail(new Error('the widget has stopped'));
      asked.clear();
    },
  };
}
