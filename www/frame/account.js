// Who is signed in, and the way out.

import { make, say } from '../page/dom.js';

/** @typedef {import('./room.js').Who} Who */

/**
 * @param {import('./texts.js').Texts} t
 * @param {import('./panels.js').Panels} panels
 * @param {() => void} signOut
 */
export function createAccount(t, panels, signOut) {
  const name = make('p', { class: 'number' });
  const extension = make('p', { class: 'name' });
  const out = make('button', { class: 'plain', type: 'button' }, t('widget_sign_out'));
  const close = make('button', { class: 'plain', type: 'button' }, t('close'));
  const element = make('section', { class: 'card panel', 'aria-label': t('widget_account') },
    make('p', { class: 'state' }, t('widget_signed_in')), name, extension,
    make('p', { class: 'name' }, t('widget_this_site')), make('div', { class: 'row' }, out, close));

  out.addEventListener('click', (event) => {
    if (event.isTrusted) signOut();
  });
  close.addEventListener('click', hide);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
  });

  function hide() {
    panels.hide(element);
  }

  return {
    hide,
    state: () => (element.isConnected ? { text: element.innerText, out: out.getBoundingClientRect().toJSON(), close: close.getBoundingClientRect().toJSON() } : null),
    /** @param {Who} who */
    show(who) {
      say(name, who.person);
      name.hidden = who.person === '';
      say(extension, t('popup_extension', who.extension));
      extension.hidden = who.extension === '';
      panels.show(element, close);
    },
  };
}
