// The tabs of the popup, as the ARIA Authoring Practices have them: one stop of the Tab key, arrows go
// from one to the next and show it. Without a second one there are no tabs.

import { the } from '../ui.js';

/**
 * @param {(panel: string) => void} shown Called with the id of the panel that has come to the front.
 * @returns {{offer: (panel: string, isThere: boolean) => void, front: () => string}}
 */
export function makeTabs(shown) {
  const list = the('tabs');
  const all = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role="tab"]')]);
  let front = all[0];

  /** @param {HTMLElement} tab */
  function show(tab) {
    const changed = tab !== front;
    front = tab;
    arrange();
    if (changed) shown(panelOf(tab).id);
  }

  function arrange() {
    const there = all.filter((tab) => !tab.hidden);
    list.hidden = there.length < 2;
    for (const tab of all) {
      tab.ariaSelected = String(tab === front);
      tab.tabIndex = tab === front ? 0 : -1;
      const panel = panelOf(tab);
      panel.hidden = tab !== front;
      // What stands alone is no panel of anything.
      if (list.hidden) panel.removeAttribute('role');
      else panel.setAttribute('role', 'tabpanel');
    }
  }

  for (const tab of all) tab.addEventListener('click', () => show(tab));
  list.addEventListener('keydown', (event) => {
    const there = all.filter((tab) => !tab.hidden);
    const at = there.indexOf(front);
    const forward = getComputedStyle(list).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const step = event.key === forward ? 1 : -1;
    /** @type {Record<string, number>} */
    const goal = { ArrowLeft: at + step, ArrowRight: at + step, Home: 0, End: -1 };
    const to = there.at((goal[event.key] ?? NaN) % there.length);
    if (!(event.key in goal) || !to) return;
    event.preventDefault();
    show(to);
    to.focus();
  });
  arrange();

  return {
    offer(panel, isThere) {
      const tab = all.find((one) => panelOf(one).id === panel);
      if (!tab) throw new Error(`no tab shows #${panel}`);
      tab.hidden = !isThere;
      if (!isThere && tab === front) show(all[0]);
      else arrange();
    },
    front: () => panelOf(front).id,
  };
}

/** @param {HTMLElement} tab */
function panelOf(tab) {
  return the(tab.getAttribute('aria-controls') ?? '');
}
