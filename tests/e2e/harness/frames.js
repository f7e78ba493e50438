/**
 * Code that a test runs in a frame of a page.
 *
 * Chromium gives a frame of another site a process and a target of its own. When the new frame's context
 * is told of before the old frame is said to be gone, Puppeteer takes neither, and asks a context for
 * ever that never comes; the target itself answers.
 */

import { isFirefox } from './browsers.js';

/** @typedef {import('puppeteer-core').Frame} Frame */
/** @typedef {import('puppeteer-core').Target} Target */

/** @type {WeakMap<Target, Promise<import('puppeteer-core').CDPSession>>} */
const sessions = new WeakMap();

/**
 * @template T
 * @param {Frame} frame
 * @param {((...args: any[]) => T) | string} code
 * @param {...any} args
 * @returns {Promise<Awaited<T>>}
 */
export async function inFrame(frame, code, ...args) {
  const target = isFirefox ? undefined : targetOf(frame);
  if (!target) return /** @type {Promise<Awaited<T>>} */ (frame.evaluate(/** @type {any} */ (code), ...args));
  const expression = typeof code === 'string' ? code : `(${code})(...${JSON.stringify(args)})`;
  const { result, exceptionDetails } = await (await sessionOf(target)).send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/**
 * Has Chromium take a page and all its frames for those of a person who has asked for this.
 * @param {import('puppeteer-core').Page} page
 * @param {{name: string, value: string}[]} features
 */
export async function emulate(page, features) {
  const targets = page.frames().map(targetOf).filter((target) => target !== undefined);
  for (const target of new Set([page.target(), ...targets])) {
    await (await sessionOf(target)).send('Emulation.setEmulatedMedia', { features });
  }
}

/** @param {Target} target */
function sessionOf(target) {
  const session = sessions.get(target) ?? target.createCDPSession();
  sessions.set(target, session);
  return session;
}

/** A frame that has a target of its own shares its id. @param {Frame} frame @returns {Target | undefined} */
function targetOf(frame) {
  if (!frame.parentFrame()) return undefined;
  const id = /** @type {any} */ (frame)._id;
  return frame.page().browser().targets().find((target) => /** @type {any} */ (target)._targetId === id);
}
