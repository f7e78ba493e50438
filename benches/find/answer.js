// The built finder behind the protocol of examples/find.rs: JSON lines in, JSON lines out.
//
//     node benches/find/answer.js FOLDER_OF_THE_WASM < questions.jsonl

import { createInterface } from 'node:readline';

import { load } from './finder.js';

const finder = await load(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  const { id, text, region, leniency } = JSON.parse(line);
  const m = finder.find(text, region, leniency?.toUpperCase() === 'POSSIBLE');
  process.stdout.write(`${JSON.stringify({ id, m })}\n`);
}
