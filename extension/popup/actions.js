// What else the popup offers, a row each: a label of _locales, when it is there, what it does. A
// row with `on` is a switch, any other a button.

import { askFor, granted, openOptions, text } from '../platform.js';
import { pick } from '../sites.js';
import { button, engine, make, problemOf, the } from '../ui.js';
import { sentence } from '../words.js';

/** @typedef {import('../platform.js').Page} Page */
/** @typedef {Extract<import('../../generated/wire.js').Reply, {kind: 'status'}>} Status */

/**
 * What a row knows.
 * @typedef {object} Scene
 * @property {Page | undefined} page The page in front.
 * @property {string} host Its host; empty where no page of the web is in front.
 * @property {boolean} allowed Whether the person lets us into it at any time.
 * @property {Status} status
 * @property {Record<string, unknown>} values The options.
 * @property {() => Promise<void>} refresh
 * @property {(sentence: string) => void} complain
 */

/**
 * @typedef {object} Action
 * @property {string} label
 * @property {(scene: Scene) => boolean} shown
 * @property {(scene: Scene) => boolean} [on]
 * @property {(scene: Scene, on: boolean) => unknown} run
 */

/** @type {Action[]} */
export const ACTIONS = [
  {
    label: 'action_find_here',
    shown: ({ host, allowed, values, status }) =>
      host !== '' && status.site_on && !(allowed && values.sites_mode !== 'on_click'),
    run: async ({ page, complain }) => {
      if (page && (await pick(page.id))) globalThis.close();
      else complain(text('action_not_let_in'));
    },
  },
  {
    label: 'action_always_here',
    shown: ({ host, allowed, values }) => host !== '' && values.sites_mode === 'listed' && !allowed,
    run: ({ host, values, refresh }) => {
      const sites = Array.isArray(values.sites) ? values.sites : [];
      // Both at once: the browser's question may close the popup, and must be asked within the click.
      if (!sites.includes(host)) engine({ kind: 'ui_bg_save', changes: { sites: [...sites, host] } });
      return askFor(patternsOf(host)).then(refresh);
    },
  },
  {
    label: 'action_site',
    shown: ({ host }) => host !== '',
    on: ({ status }) => status.site_on,
    run: async ({ host, refresh, complain }, on) => {
      const problem = problemOf(await engine({ kind: 'ui_bg_site', host, on }));
      await refresh();
      if (problem) complain(sentence(problem));
    },
  },
  {
    label: 'options',
    shown: () => true,
    run: async () => {
      await openOptions();
      globalThis.close();
    },
  },
];

/** @param {Omit<Scene, 'host' | 'allowed'>} known */
export async function showActions(known) {
  const host = hostOf(known.page);
  const allowed = host !== '' && (await granted(patternsOf(host)));
  const scene = { ...known, host, allowed };
  const focused = document.activeElement?.id;
  the('actions').replaceChildren(...ACTIONS.filter((row) => row.shown(scene)).map((row) => draw(row, scene)));
  if (focused?.startsWith('action')) document.getElementById(focused)?.focus();
}

/** @param {Action} row @param {Scene} scene */
function draw(row, scene) {
  const label = text(row.label, scene.host);
  if (!row.on) {
    const node = button(label, () => row.run(scene, true));
    node.id = row.label;
    return node;
  }
  const look = { type: 'checkbox', class: 'switch', role: 'switch', id: row.label };
  const onOff = make('input', { ...look, checked: row.on(scene) });
  onOff.addEventListener('change', () => row.run(scene, onOff.checked));
  return make('label', {}, label, onOff);
}

/** @param {Page | undefined} page */
export function hostOf(page) {
  const url = page?.url && URL.canParse(page.url) ? new URL(page.url) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.hostname : '';
}

/** @param {string} host */
function patternsOf(host) {
  return [`http://${host}/*`, `https://${host}/*`];
}
