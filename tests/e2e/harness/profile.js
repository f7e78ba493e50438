/**
 * A profile in which Firefox has been started once: a start in a copy of it costs half of one in an
 * empty folder, and no test gets more of another than the browser's own files.
 *
 * `node tests/e2e/harness/profile.js FOLDER` makes it; `PRONTO_PROFILE` says where it is.
 */

import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

/** Firefox's profile for one test. @param {string} home The test's own folder. */
export async function profileIn(home) {
  const folder = join(home, 'profile');
  const started = process.env.PRONTO_PROFILE;
  if (started) await cp(started, folder, { recursive: true });
  else await mkdir(folder);
  return folder;
}

/** @param {string} folder */
async function make(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    timeout: 90_000,
    executablePath: process.env.PRONTO_FIREFOX,
    userDataDir: folder,
    args: ['--remote-allow-system-access'],
  });
  await (await browser.newPage()).goto('data:text/html,first');
  await browser.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await make(process.argv[2] ?? '');
