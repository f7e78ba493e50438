// What our own pages share: texts into the page, elements from code, sentences for the person.

import { language, text, toEngine } from './platform.js';

/** @typedef {import('../generated/wire.js').Dialled} Dialled */
/** @typedef {import('../generated/wire.js').Problem} Problem */
/** @typedef {import('../generated/wire.js').Reply} Reply */
/** @typedef {import('../generated/wire.js').Request} Request */

/**
 * Asks the engine; where there is none, that is the answer.
 * @param {Request} request
 * @returns {Promise<Reply>}
 */
export async function engine(request) {
  try {
    return await toEngine(request);
  } catch (error) {
    return { kind: 'refused', problem: { message: 'problem_engine', detail: String(error) } };
  }
}

/** What a reply has to complain about, if anything. @param {Reply} reply @returns {Problem | undefined} */
export function problemOf(reply) {
  if (reply.kind === 'placed') {
    return reply.outcome.kind === 'not_called' ? reply.outcome.problem : undefined;
  }
  if (reply.kind === 'saved') return reply.problems[0];
  return 'problem' in reply ? reply.problem : undefined;
}

/**
 * Fills in the texts that the page names: `data-i18n` as the content, `data-i18n-label` as the
 * accessible name and hint, `data-i18n-placeholder`.
 */
export function translate() {
  document.documentElement.lang = language();
  for (const node of all('[data-i18n]')) node.textContent = text(node.dataset.i18n ?? '');
  for (const node of all('[data-i18n-placeholder]')) {
    node.setAttribute('placeholder', text(node.dataset.i18nPlaceholder ?? ''));
  }
  for (const node of all('[data-i18n-label]')) {
    node.ariaLabel = text(node.dataset.i18nLabel ?? '');
    node.title = node.ariaLabel;
  }
}

/**
 * The element of the page with this id, which the page is sure to have.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function the(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return /** @type {T} */ (node);
}

/**
 * A new element. Properties are set as properties, `class` and `data-…`, `aria-…` as attributes;
 * strings among the children become text, never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === 'class' || name.includes('-') || name === 'role' || name === 'for') {
      node.setAttribute(name, String(value));
    } else {
      Object.assign(node, { [name]: value });
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button that does something. @param {string} label @param {() => unknown} run @param {string} [look] */
export function button(label, run, look) {
  return make('button', { type: 'button', class: look, onclick: run, textContent: label });
}

/** What kind of number it is, where that is known. @param {Dialled} number */
export function classChip(number) {
  const known = number.class === 'unknown' ? '' : text(`class_${number.class}`);
  const tone = DEAR.includes(number.class) ? 'warning' : '';
  return make('span', { class: 'chip', 'data-tone': tone, textContent: known, hidden: known === '' });
}

/** Kinds of numbers that cost more than people expect. */
const DEAR = ['premium_rate', 'shared_cost', 'satellite'];

/**
 * Says something where `node` stands, or takes it away when there is nothing to say.
 * @param {HTMLElement} node
 * @param {string} words
 * @param {'wrong' | 'warning' | 'good' | 'plain'} [tone]
 * @param {...HTMLElement} controls
 */
export function say(node, words, tone = 'plain', ...controls) {
  node.hidden = words === '';
  node.dataset.tone = tone;
  node.replaceChildren(make('span', { textContent: words }), ...controls);
}

/** @param {string} selector @returns {NodeListOf<HTMLElement>} */
function all(selector) {
  return document.querySelectorAll(selector);
}
