// The finder's wasm beside libphonenumber-js (max metadata), in turns; prints one JSON object.
//
//     node benches/find/bench.js FOLDER_OF_THE_WASM

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { findPhoneNumbersInText, getCountries, getExampleNumber } from 'libphonenumber-js/max';
import { load } from './finder.js';
import { HOSTILE, directory, pages, prose } from './texts.js';

const ROUNDS = 5;
const MODULES = join(import.meta.dirname, '../../node_modules');
const folder = process.argv[2];
const finder = await load(folder);

/** @typedef {import('libphonenumber-js').CountryCode} CountryCode */
/** @typedef {{ours: number, theirs: number, ours_found?: number, theirs_found?: number}} Row */
/** @typedef {{find: number, process: number}} First */

/** @param {number[]} times */
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

/** @param {() => number} work @returns {[number, number]} Milliseconds and what it found. */
function timed(work) {
  const started = performance.now();
  const found = work();
  return [performance.now() - started, found];
}

/** Both in turns. @param {() => number} ours @param {() => number} theirs @returns {Row} */
function inTurns(ours, theirs) {
  /** @type {[number, number][]} */
  const one = [];
  /** @type {[number, number][]} */
  const other = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    one.push(timed(ours));
    other.push(timed(theirs));
  }
  const times = (/** @type {[number, number][]} */ rounds) => median(rounds.map(([time]) => time));
  return { ours: times(one), theirs: times(other), ours_found: one[0][1], theirs_found: other[0][1] };
}

/** @param {string[]} texts @param {CountryCode} region */
function finders(texts, region) {
  const sum = (/** @type {(text: string) => number} */ count) => texts.reduce((all, text) => all + count(text), 0);
  return inTurns(
    () => sum((text) => finder.find(text, region).length),
    () => sum((text) => findPhoneNumbersInText(text, region).length),
  );
}

/** @param {string} whose @returns {First} */
const first = (whose) =>
  JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'first.js'), whose], { encoding: 'utf8' }));

/**
 * How much longer eight times the text takes, eight being linear: the least of some runs, as what
 * else the machine does only adds.
 */
function growth() {
  const units = 64 * 1024;
  const once = (/** @type {string} */ text) =>
    Math.min(...Array.from({ length: 2 * ROUNDS }, () => timed(() => finder.find(text, 'IT').length)[0]));
  return HOSTILE.map(([name, bit]) => {
    const text = bit.repeat(Math.ceil((8 * units) / bit.length));
    const [small, large] = [once(text.slice(0, units)), once(text)];
    return { name, small, large, factor: large / small };
  });
}

async function memory() {
  const fresh = await load(folder);
  const before = fresh.memory();
  const examples = JSON.parse(readFileSync(join(MODULES, 'libphonenumber-js/examples.mobile.json'), 'utf8'));
  for (const region of getCountries()) {
    const example = getExampleNumber(region, examples);
    if (example) fresh.find(`Tel. ${example.formatNational()}, ${example.formatInternational()}`, region);
  }
  return { before, after: fresh.memory() };
}

/** @param {string} file */
const zipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

const real = await pages();
const latin = prose(10_000_000);
const result = {
  pages: { ...finders(real, 'US'), texts: real.length, units: real.join('').length },
  directory: finders([directory(10_000)], 'IT'),
  prose: inTurns(
    () => finder.find(latin, 'IT').length,
    () => Number(/\d/.test(latin)),
  ),
  growth: growth(),
  ...inTurnsOfProcesses(),
  memory: await memory(),
  gzipped: {
    finder: zipped(join(folder, 'finder_bg.wasm')),
    peer: zipped(join(MODULES, 'libphonenumber-js/bundle/libphonenumber-max.js')),
  },
};
console.log(JSON.stringify(result));

/** @returns {{first: Row, process: Row}} */
function inTurnsOfProcesses() {
  /** @type {First[]} */
  const ours = [];
  /** @type {First[]} */
  const theirs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(first(folder));
    theirs.push(first('peer'));
  }
  const row = (/** @type {keyof First} */ key) => ({
    ours: median(ours.map((times) => times[key])),
    theirs: median(theirs.map((times) => times[key])),
  });
  return { first: row('find'), process: row('process') };
}
