/**
 * The simulated PBX as a child process, and its control address.
 *
 * Every wait is a request that the simulator answers when the thing has happened: no test sleeps.
 */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** @typedef {{ n: number, method: string, target: string, srv: number | null, info: number | null, headers: Record<string, string> }} Heard */

const program = process.env.PRONTO_SIMULATOR ?? '';

/** @param {string[]} [flags] */
export async function startSimulator(flags = []) {
  const child = spawn(program, ['--port', '0', '--control-port', '0', '--json', ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([
    new Promise((resolve) => lines.once('line', (line) => resolve([line]))),
    new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`simulator ended: ${code}`)))),
  ]);
  const { port, control } = JSON.parse(first);

  /** @param {string} path @returns {Promise<any>} */
  const get = async (path) => read(await fetch(control + path));
  /** @param {string} path @param {object} [body] @returns {Promise<any>} */
  const post = async (path, body = {}) =>
    read(await fetch(control + path, { method: 'POST', body: JSON.stringify(body) }));

  return {
    port: Number(port),
    get,
    post,
    /** @returns {Promise<Heard[]>} What was heard so far, of one service if asked. @param {number} [srv] */
    async heard(srv) {
      const all = /** @type {Heard[]} */ (await get('/heard'));
      return srv === undefined ? all : all.filter((request) => request.srv === srv);
    },
    /** Waits until the PBX has heard so many requests of a service. @param {Record<string, string | number>} query */
    waitHeard: (query) => get(`/heard/wait?${params({ timeout_ms: WAIT_MS, ...query })}`),
    /** @param {Record<string, string | number>} query */
    waitCalls: (query) => get(`/calls/wait?${params({ timeout_ms: WAIT_MS, ...query })}`),
    stop() {
      child.stdin.end();
      return new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

/** The longest that the simulator waits; the test has its own limit. */
const WAIT_MS = 120_000;

/** @param {Record<string, string | number>} query */
function params(query) {
  return new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
}

/** @param {Response} response */
async function read(response) {
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`control answered ${response.status}: ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}
