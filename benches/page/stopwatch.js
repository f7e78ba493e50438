// Measures what the content script does, from inside its own world: put before it, by the bench, in a
// copy of the built extension. A classic script; what it saw is asked for with `prontoStopwatch`.
//
// Every way by which the browser calls the script is wrapped. A task lasts until the promises that it
// settled have been followed, HOPS deep.
(() => {
  const HOPS = 40;
  const now = performance.now.bind(performance);
  const later = setTimeout.bind(globalThis);
  const nextFrame = requestAnimationFrame.bind(globalThis);
  let started = now();
  /** @type {[number, number][]} */
  const tasks = [];
  /** When a text was painted first, by the element that it lies in. @type {Map<Element, number>} */
  const painted = new Map();
  let within = false;

  const begin = () => {
    if (within) return;
    within = true;
    const from = now();
    let hops = HOPS;
    const follow = () => {
      hops -= 1;
      if (hops > 0) {
        Promise.resolve().then(follow);
        return;
      }
      within = false;
      tasks.push([from, now() - from]);
    };
    Promise.resolve().then(follow);
  };
  /** @param {Function} callback */
  const timed = (callback) => function (/** @type {any[]} */ ...all) {
    begin();
    // @ts-expect-error As the browser calls it.
    return Reflect.apply(callback, this, all);
  };

  const world = /** @type {any} */ (globalThis);
  for (const name of ['requestIdleCallback', 'requestAnimationFrame', 'setTimeout', 'queueMicrotask']) {
    const real = world[name].bind(globalThis);
    world[name] = (/** @type {Function} */ callback, /** @type {any[]} */ ...rest) => real(timed(callback), ...rest);
  }
  for (const name of ['MutationObserver', 'IntersectionObserver', 'ResizeObserver']) {
    const Real = world[name];
    world[name] = function (/** @type {Function} */ callback, /** @type {any} */ options) {
      return options === undefined ? new Real(timed(callback)) : new Real(timed(callback), options);
    };
  }
  const listen = EventTarget.prototype.addEventListener;
  /** @type {WeakMap<object, Function>} */
  const listeners = new WeakMap();
  world.addEventListener = (/** @type {string} */ type, /** @type {any} */ listener, /** @type {any} */ options) => {
    const own = listeners.get(listener) ?? timed(listener);
    listeners.set(listener, own);
    listen.call(window, type, /** @type {any} */ (own), options);
  };
  const unlisten = EventTarget.prototype.removeEventListener;
  world.removeEventListener = (/** @type {string} */ type, /** @type {any} */ listener, /** @type {any} */ options) => {
    unlisten.call(window, type, /** @type {any} */ (listeners.get(listener) ?? listener), options);
  };
  const { runtime } = world.browser ?? world.chrome;
  const send = runtime.sendMessage.bind(runtime);
  let answered = 0;
  /** When the first of each kind was asked and answered. @type {Record<string, {asked: number, answered?: number}>} */
  const firsts = {};
  const timedSend = (/** @type {any} */ message) => {
    const first = firsts[message.request?.kind] ??= { asked: now() - started };
    return send(message).then((/** @type {any} */ reply) => {
      begin();
      answered = now();
      first.answered ??= answered - started;
      return reply;
    });
  };
  try {
    runtime.sendMessage = timedSend;
  } catch {
    // Read-only; answers are then counted with what they cause.
  }

  // Nothing is in sight before the page has laid itself out, and to wait for that is not ours. The
  // content script waits for the same, and hears of it behind this.
  let waits = true;
  const drawn = () => {
    if (!waits) return;
    waits = false;
    later(() => {
      document.body?.getBoundingClientRect();
      started = now();
    });
  };
  document.addEventListener('DOMContentLoaded', () => {
    listen.call(window, 'load', drawn, { once: true });
    nextFrame(drawn);
  }, { once: true });

  const add = Highlight.prototype.add;
  Highlight.prototype.add = function (range) {
    const parent = range.startContainer.parentElement;
    if (parent && !painted.has(parent)) painted.set(parent, now());
    return add.call(this, range);
  };

  // Asked often, and so it looks at nothing.
  world.prontoRests = (/** @type {number} */ ms) => {
    const last = tasks.at(-1);
    return last !== undefined && now() - last[0] - last[1] > ms;
  };

  world.prontoStopwatch = (/** @type {number} */ since = 0) => {
    const seen = [...document.querySelectorAll('[data-n]')].filter((element) => {
      const { top, bottom, width } = element.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < innerHeight;
    });
    const times = seen.map((element) => painted.get(element));
    const those = tasks.filter(([from]) => from >= since);
    return {
      started,
      seen: seen.length,
      unpainted: times.filter((time) => time === undefined).length,
      painted: Math.max(0, ...times.map((time) => (time ?? 0) - started)),
      all: painted.size,
      known: Math.max(0, answered - started),
      asked: firsts.cs_bg_find?.asked ?? 0,
      replied: firsts.cs_bg_find?.answered ?? 0,
      count: those.length,
      spent: those.reduce((sum, [, length]) => sum + length, 0),
      longest: Math.max(0, ...those.map(([, length]) => length)),
      longestAt: those.reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0] - started,
      now: now(),
    };
  };
  begin();
})();
