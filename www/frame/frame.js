// A frame of the relay in somebody's page: the engine with its card, or the button beside a number.

import { startButton } from './button.js';
import { startCard } from './card.js';
import { isAble, pagePort, roleAndRoom } from './platform.js';
import { readTexts } from './texts.js';

const { role, room } = roleAndRoom();
// The page hands its port over as soon as this document has loaded.
const page = pagePort();
// What follows takes long where a machine is slow; that is not taken for a relay that is away.
if (role === 'card') void page.then(({ say }) => say({ kind: 'here' }));
const texts = await readTexts();
const state = await start();

async function start() {
  if (!isAble()) {
    if (role === 'card') (await page).say({ kind: 'unable' });
    return () => ({});
  }
  if (role === 'card') return startCard(await page, room, texts);
  return role === 'button' ? startButton(room, texts) : () => ({});
}

// For tests: what a person sees. Only documents of the relay come by it.
/** @type {any} */ (globalThis)[Symbol.for('pronto')] = { state };
