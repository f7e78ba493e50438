// How long the first number takes, in a process of its own; prints a line of JSON in milliseconds.
// `find` is what a worker that is up waits for once the files are there: compiling, setting up, the
// first find. `process` is all of it from the start of node.
//
//     node benches/find/first.js FOLDER_OF_THE_WASM
//     node benches/find/first.js peer

import { fetched, start } from './finder.js';

const text = 'Tel. 02 189655';
const whose = process.argv[2];
let found = 0;
let begun = performance.now();
if (whose === 'peer') {
  // Its JavaScript cannot be fetched apart from being compiled.
  const { findPhoneNumbersInText } = await import('libphonenumber-js/max');
  found = findPhoneNumbersInText(text, 'IT').length;
} else {
  const files = await fetched(whose);
  begun = performance.now();
  found = (await start(files)).find(text, 'IT').length;
}
const ended = performance.now();
if (found !== 1) throw new Error(`${found} numbers in ${text}`);
console.log(JSON.stringify({ find: ended - begun, process: ended }));
