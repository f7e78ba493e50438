// A list of any length of which only what is in sight is drawn: rows of one height, a node each for as
// long as they are in sight, so that a click that has begun on one ends on it.

/**
 * @template T
 * @param {object} list
 * @param {HTMLElement} list.viewport What scrolls.
 * @param {HTMLElement} list.space What is as high as all rows.
 * @param {number} list.height Of a row, in CSS pixels.
 * @param {(item: T) => string} list.key
 * @param {(item: T) => HTMLElement} list.create
 * @param {(node: HTMLElement, item: T, index: number) => void} list.update
 */
export function windowed({ viewport, space, height, key, create, update }) {
  /** @type {Map<string, HTMLElement>} */
  let nodes = new Map();
  /** @type {T[]} */
  let items = [];

  function draw() {
    const first = Math.max(0, Math.floor(viewport.scrollTop / height) - AROUND);
    const end = Math.min(items.length, Math.ceil((viewport.scrollTop + viewport.clientHeight) / height) + AROUND);
    /** @type {Map<string, HTMLElement>} */
    const now = new Map();
    for (let index = first; index < end; index += 1) {
      const item = items[index];
      const node = nodes.get(key(item)) ?? create(item);
      node.style.top = `${index * height}px`;
      update(node, item, index);
      now.set(key(item), node);
    }
    for (const [name, node] of nodes) if (!now.has(name)) node.remove();
    nodes = now;
    // In the order in which they are read aloud; those that stand right are not touched.
    let before = space.firstElementChild;
    for (const node of now.values()) {
      if (node === before) before = node.nextElementSibling;
      else space.insertBefore(node, before);
    }
  }

  viewport.addEventListener('scroll', draw, { passive: true });
  new ResizeObserver(draw).observe(viewport);

  return {
    draw,

    /** @param {T[]} all */
    show(all) {
      items = all;
      space.style.height = `${all.length * height}px`;
      draw();
    },

    /** @param {number} index */
    bringIntoSight(index) {
      const [top, bottom] = [index * height, (index + 1) * height];
      if (top < viewport.scrollTop) viewport.scrollTop = top;
      else if (bottom > viewport.scrollTop + viewport.clientHeight) viewport.scrollTop = bottom - viewport.clientHeight;
      draw();
    },

    /** Rows that are in sight at once. */
    page: () => Math.max(1, Math.floor(viewport.clientHeight / height)),
  };
}

/** Rows that are drawn before and behind those in sight. */
const AROUND = 4;
