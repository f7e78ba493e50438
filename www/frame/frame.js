// A frame of the relay in somebody's page: the engine with its card, or the button beside a number.

import { startButton } from './button.js';
import { startCard } from './card.js';
import { roleAndRoom } from './platform.js';
import { readTexts } from './texts.js';

const { role, room } = roleAndRoom();
const texts = await readTexts();
if (role === 'card') startCard(room, texts);
if (role === 'button') startButton(room, texts);
