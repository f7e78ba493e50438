// The number finder's wasm in node: one buffer in, one text and a row of places out.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A number in a text: from and to in UTF-16 units, E.164, extension, and `fax` for one.
 * @typedef {[number, number, string, string, 'fax'?]} Found
 */

/**
 * @typedef {object} Finder
 * @property {(text: string, region?: string | null, possible?: boolean) => Found[]} find
 * @property {() => number} memory The wasm's memory in bytes.
 */

let loaded = 0;

/**
 * One of its own each time, with nothing left from another.
 * @param {string} folder Where `cargo xtask` put finder.js and finder_bg.wasm.
 * @returns {Promise<Finder>}
 */
export async function load(folder) {
  return start(await fetched(folder));
}

/**
 * What a browser has once it has fetched the files: the JavaScript, and the wasm's bytes.
 * @param {string} folder
 */
export async function fetched(folder) {
  loaded += 1;
  const glue = await import(`${pathToFileURL(join(folder, 'finder.js')).href}?${loaded}`);
  return { glue, bytes: await readFile(join(folder, 'finder_bg.wasm')) };
}

/**
 * Compiles the wasm and sets it up.
 * @param {Awaited<ReturnType<typeof fetched>>} files
 * @returns {Promise<Finder>}
 */
export async function start({ glue, bytes }) {
  // The glue's own way asks what a Request is, for which node loads all of its fetch: some 40 ms.
  const { memory } = glue.initSync({ module: await WebAssembly.compile(bytes) });
  const finder = new glue.Finder();
  const encoder = new TextEncoder();
  return {
    find(text, region, possible) {
      // A text without a digit need not cross; past U+0660 there may be others than 0 to 9.
      if (!/[0-9\u0660-\uffff]/.test(text)) return [];
      const most = text.length * 3;
      const place = finder.room(most);
      const { written } = encoder.encodeInto(text, new Uint8Array(memory.buffer, place, most));
      const numbers = finder.find(written, region ?? '', possible ?? false);
      return told(numbers, new Uint32Array(memory.buffer, finder.places(), finder.count()));
    },
    memory: () => memory.buffer.byteLength,
  };
}

/**
 * The numbers one by one; see `Finder::places` in src/web/finder.rs.
 * @param {string} numbers
 * @param {Uint32Array} places
 */
function told(numbers, places) {
  /** @type {Found[]} */
  const found = [];
  for (let at = 0, place = 0; place < places.length; place += 3) {
    const lengths = places[place + 2];
    const end = at + (lengths & 0xff);
    const next = end + ((lengths >> 8) & 0xff);
    /** @type {Found} */
    const one = [places[place], places[place + 1], numbers.slice(at, end), numbers.slice(end, next)];
    if (lengths >> 16) one.push('fax');
    found.push(one);
    at = next;
  }
  return found;
}
