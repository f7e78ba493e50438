// What runs in the pages themselves: the floor, the peers' way, frames while scrolling.

/** A bare walk that only reads the text. @returns {number} Milliseconds. */
export function floor() {
  const start = performance.now();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let units = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) units += /** @type {Text} */ (node).data.length;
  const time = performance.now() - start;
  return units > 0 ? time : 0;
}

/** The peers' way: each text node asked about, each match wrapped in a link. */
export function peers() {
  const { findPhoneNumbersInText } = /** @type {any} */ (globalThis).libphonenumber;
  const start = performance.now();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) texts.push(/** @type {Text} */ (node));
  let found = 0;
  for (const node of texts) {
    if (!/\d/.test(node.data)) continue;
    for (const { startsAt, endsAt, number } of findPhoneNumbersInText(node.data, 'IT').reverse()) {
      node.splitText(endsAt);
      const inner = node.splitText(startsAt);
      const link = document.createElement('a');
      link.href = number.getURI();
      inner.replaceWith(link);
      link.append(inner);
      found += 1;
    }
  }
  return { time: performance.now() - start, found };
}

/** Intervals between frames while the page is scrolled. @param {number} count @returns {Promise<number[]>} */
export function frames(count) {
  return new Promise((resolve) => {
    /** @type {number[]} */
    const intervals = [];
    let last = performance.now();
    const frame = (/** @type {number} */ now) => {
      intervals.push(now - last);
      last = now;
      scrollBy(0, 120);
      if (intervals.length < count) requestAnimationFrame(frame);
      else resolve(intervals.slice(1));
    };
    requestAnimationFrame(frame);
  });
}

/** When the page was loaded. */
export function loaded() {
  const [entry] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  return entry ? entry.loadEventEnd - entry.responseEnd : 0;
}
