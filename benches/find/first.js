// How long a fresh process takes from nothing to the first number found; prints milliseconds.
//
//     node benches/find/first.js FOLDER_OF_THE_WASM
//     node benches/find/first.js peer

const text = 'Tel. 02 189655';
const started = performance.now();
if (process.argv[2] === 'peer') {
  const { findPhoneNumbersInText } = await import('libphonenumber-js/max');
  findPhoneNumbersInText(text, 'IT');
} else {
  const { load } = await import('./finder.js');
  (await load(process.argv[2])).find(text, 'IT');
}
console.log(performance.now() - started);
