/**
 * An office's relay as a child process, between a desk and its simulated PBX; and a wire before it,
 * on which a test can count what goes over it. A relay that is started again keeps its address.
 */

import { execFile, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** @typedef {Awaited<ReturnType<typeof startRelay>>} Relay */

const program = process.env.PRONTO_RELAY ?? '';
const run = promisify(execFile);

/** How this office dials, and that it dials so for everybody. */
const OFFICE = { country: 'IT', outside_prefix: '0', internal_extensions: ['[2-6]XX'] };

/**
 * @param {number} pbx The port of the PBX.
 * @param {{office?: Record<string, unknown>, top?: Record<string, unknown>, ans?: Record<string, unknown>}} [more] Lines of relay.toml.
 */
export async function startRelay(pbx, { office = {}, top = {}, ans } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pronto-e2e-relay-'));
  const config = join(folder, 'relay.toml');
  /** @type {import('node:child_process').ChildProcess} */
  let child;
  await write(0);
  // One who was there before it started need not be waited for.
  /** @type {string | undefined} */
  let first = await add('anna', '201');
  const port = await start();
  await write(port);
  const wire = await startWire(port);

  /** @param {string} name @param {string} extension */
  async function add(name, extension) {
    const person = ['user', 'add', name, '--extension', extension, '--interface', 'SIP'];
    return (await run(program, ['--config', config, ...person])).stdout.trim();
  }

  /** @param {number} listen */
  async function write(listen) {
    const settings = { pbx_address: `http://127.0.0.1:${pbx}`, ...OFFICE, ...office };
    const lines = { listen: `127.0.0.1:${listen}`, names: ['relay.test'], state: 'state', ...top };
    const events = ans ? `\n[ans]\n${toml(ans)}` : '';
    await writeFile(config, `${toml(lines)}${events}\n[office]\n${toml(settings)}`);
  }

  async function start() {
    child = spawn(program, ['--config', config], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stderr) });
    for await (const line of lines) {
      const ready = /the relay is ready address=\S+:(\d+)/.exec(line);
      // It goes on to say things, and must not wait until somebody reads them.
      if (ready) {
        child.stderr?.resume();
        return Number(ready[1]);
      }
      console.error(line);
    }
    throw new Error('the relay ended');
  }

  /** @param {'SIGTERM' | 'SIGKILL'} signal */
  const end = (signal) => new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
  const orphan = () => child.kill();
  process.once('exit', orphan);

  return {
    /** Over the wire that counts. */
    url: `http://127.0.0.1:${wire.port}`,
    port,
    wire,
    folder,

    /** Gives a person a token. @param {string} name @param {string} extension */
    async token(name, extension) {
      if (name === 'anna' && extension === '201' && first) {
        const token = first;
        first = undefined;
        return token;
      }
      // A relay that runs looks at its people every two seconds; a request tells when it has.
      const token = await add(name, extension);
      while ((await this.ask(token, '/api/me')).status === 401);
      return token;
    },

    /** @param {string} name */
    revoke: (name) => run(program, ['--config', config, 'user', 'revoke', name]),

    /** As another screen of the person would. @param {string} token @param {string} path @param {object} [body] */
    async ask(token, path, body) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
        body: body && JSON.stringify(body),
      });
      return { status: answer.status, said: await answer.json() };
    },

    /** Ends without a word, and is there again. */
    async restart() {
      await end('SIGKILL');
      await start();
    },

    /** Ends without a word. */
    die: () => end('SIGKILL'),
    start,

    async stop() {
      process.off('exit', orphan);
      await end('SIGTERM');
      await wire.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** JSON's texts, numbers and lists are TOML's too. @param {Record<string, unknown>} values */
const toml = (values) => Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('');

/**
 * Passes bytes on, and remembers the heads of requests: `GET /api/events …`.
 * @param {number} [to] Without it nobody is behind it: it reads, and closes.
 */
export async function startWire(to) {
  /** @type {string[]} */
  const heads = [];
  const beats = new EventEmitter();
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  const server = createServer((near) => {
    open.add(near);
    near.on('close', () => open.delete(near)).on('error', () => near.destroy());
    near.once('data', (bytes) => {
      heads.push(String(bytes));
      if (to === undefined) return near.destroy();
      const far = connect(to, '127.0.0.1', () => {
        far.write(bytes);
        near.pipe(far).pipe(near);
      });
      far.on('data', (said) => {
        // A comment: the stream's heartbeat.
        if (String(said).includes(':\n\n')) beats.emit('beat');
      });
      open.add(far);
      far.on('close', () => { open.delete(far); near.destroy(); }).on('error', () => near.destroy());
      near.on('close', () => far.destroy());
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    heads,
    /** Requests of this beginning. @param {string} start */
    count: (start) => heads.filter((head) => head.startsWith(start)).length,
    open: () => open.size,
    /** Waits for so many heartbeats of a relay. @param {number} beatsWanted */
    async beat(beatsWanted) {
      for (let heard = 0; heard < beatsWanted; heard += 1) await once(beats, 'beat');
    },
    stop: () => new Promise((resolve) => {
      for (const socket of open) socket.destroy();
      server.close(resolve);
    }),
  };
}
