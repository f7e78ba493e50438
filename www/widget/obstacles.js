// What keeps the frame out of a page: each is said in one line of the console, with what to write
// where. Marks that nobody answers for are taken away; `<pronto-call>` stays a link.

/** @typedef {import('./port.js').Port} Port */

/** A frame whose document is not there by then is not allowed in, or its relay is away. */
const ANSWER_WITHIN_MS = 15_000;
/** A document that is there and is not ready by then will not be. */
const READY_WITHIN_MS = 120_000;
const OF_FRAMES = new Set(['frame-src', 'child-src', 'default-src']);

/**
 * @param {string} relay Its origin.
 * @param {Port} port
 * @param {() => void} stop
 */
export function whatKeepsOut(relay, port, stop) {
  let said = false;
  let here = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {string} line */
  const giveUp = (line) => {
    if (said) return;
    said = true;
    clearTimeout(timer);
    document.removeEventListener('securitypolicyviolation', violated);
    console.error(`Pronto: ${line}`);
    stop();
  };

  /** @param {SecurityPolicyViolationEvent} event */
  const violated = ({ effectiveDirective, blockedURI, disposition }) => {
    if (disposition !== 'enforce' || !OF_FRAMES.has(effectiveDirective) || !blockedURI.startsWith(relay)) return;
    giveUp(`the Content-Security-Policy of this page keeps the widget's frame out. Add to it: frame-src ${relay}`);
  };

  document.addEventListener('securitypolicyviolation', violated);
  port.on('asked', () => {
    if (here) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      giveUp(`the relay does not answer in a frame of this page. Is ${relay} reachable, and is "${location.origin}" among the pages of its relay.toml?`);
    }, ANSWER_WITHIN_MS);
  });
  port.on('here', () => {
    here = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      giveUp(`the frame of the relay is in this page and does not start. Load the page again; if that does not help, whoever runs ${relay} has to look at it.`);
    }, READY_WITHIN_MS);
  });
  port.on('ready', () => {
    // A frame that is loaded anew is here again before it is ready again.
    here = false;
    clearTimeout(timer);
  });
  port.on('unable', () => {
    giveUp(`this browser refuses storage to frames of other sites (third-party cookies are blocked). Allow it for ${relay}, serve page and relay under one domain, or use the extension.`);
  });
}
