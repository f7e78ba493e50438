/**
 * Serves the test pages on loopback, under as many host names as a test likes.
 *
 * `/NAME.html` is a file of `tests/e2e/pages/`; `/npm/…` a file of node_modules; a test can add
 * pages of its own with headers.
 */

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../pages/', import.meta.url);

/** @typedef {{ body: string, headers?: Record<string, string> }} Page */

export async function startPages() {
  /** @type {Map<string, Page>} */
  const own = new Map();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    try {
      const page = own.get(path) ?? { body: await readFile(fileURLToPath(new URL(`.${path}`, folder)), 'utf8') };
      const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...page.headers });
      response.end(page.body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    /** @param {string} path @param {string} [host] */
    url: (path, host = 'crm.test') => `http://${host}:${port}${path}`,
    /** @param {string} path @param {string} body @param {Record<string, string>} [headers] */
    add: (path, body, headers = {}) => own.set(path, { body, headers }),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
