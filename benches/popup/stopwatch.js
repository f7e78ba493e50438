// Goes before the popup's own scripts in a copy of the extension: notes when it shows what is known and
// when the engine has told how things are, goes to the colleagues, notes when they stand there, and closes the popup; of a page without a popup's
// parts, the floor, only when it is there. Each time is that of the
// frame in which it is painted, from the moment at which the browser began to load the popup.

(() => {
  const api = globalThis.browser ?? globalThis.chrome;
  /** @type {Record<string, number>} */
  const seen = {};

  const isFloor = location.pathname.endsWith('/floor.html');
  const STEPS = isFloor ? [{ name: 'known', is: () => document.querySelector('p') !== null }] : [
    { name: 'known', is: () => shown('#past-calls .past') },
    { name: 'told', is: () => document.querySelector('main')?.ariaBusy === 'false' },
    { name: 'rows', is: () => shown('.colleague') },
  ];

  /** @param {string} selector */
  function shown(selector) {
    return document.querySelector(selector)?.checkVisibility() ?? false;
  }

  const changes = new MutationObserver(look);
  changes.observe(document, { subtree: true, childList: true, attributes: true });
  let painting = false;

  function look() {
    const step = STEPS.find(({ name }) => !(name in seen));
    if (painting || !step?.is()) return;
    painting = true;
    painted((ms) => {
      painting = false;
      seen[step.name] = ms;
      if (step.name === 'told') {
        seen.pressed = performance.now();
        document.getElementById('tab-colleagues')?.click();
        look();
      } else if (step !== STEPS.at(-1)) {
        look();
      } else {
        changes.disconnect();
        tell();
      }
    });
  }

  /** A task of its own comes after the frame that the callback belongs to. @param {(ms: number) => void} then */
  function painted(then) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(0);
    });
  }

  async function tell() {
    const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    await api.storage.session.set({ stopwatch: { began: performance.timeOrigin, first, ...seen } });
    window.close();
  }
})();
