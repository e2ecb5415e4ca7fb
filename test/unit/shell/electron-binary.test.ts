import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchElectron, findElectron } from '../../../electron/launch/electron-binary.ts';

const elsewhere: Record<string, string> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const executable = elsewhere[process.platform] ?? 'electron';

/** Stands in for Electron's own installer: unpacks a binary of the wanted version. */
const installer = `
const fs = require('node:fs'); const path = require('node:path');
const dist = path.join(__dirname, 'dist');
fs.mkdirSync(path.dirname(path.join(dist, '${executable}')), { recursive: true });
fs.writeFileSync(path.join(dist, '${executable}'), ''); fs.writeFileSync(path.join(dist, 'version'), '45.4.1');
`;

let root: string;
let server: Server;
let mirror: string;
let asked: string[];
let status: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aftercall-electron-'));
  await mkdir(join(root, 'node_modules/electron'), { recursive: true });
  await writeFile(join(root, 'node_modules/electron/package.json'), '{"version":"45.4.1"}');
  await writeFile(join(root, 'node_modules/electron/install.js'), installer);
  asked = [];
  status = 200;
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  mirror = typeof address === 'object' ? `http://127.0.0.1:${address?.port}/` : '';
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true, force: true });
});

const dist = () => join(root, 'node_modules/electron/dist');

test('there is none until it has been fetched', () => {
  expect(findElectron(root, {})).toBeNull();
});

test('is fetched when the place it comes from answers', async () => {
  const said: string[] = [];
  expect(await fetchElectron(root, (line) => said.push(line), { ELECTRON_MIRROR: mirror })).toBe(
    join(dist(), executable),
  );
  expect(asked).toEqual(['HEAD /v45.4.1/SHASUMS256.txt']);
  expect(said).toEqual(['Fetching Electron 45.4.1 (once)…']);
});

test('is not tried for where the place does not have it, or cannot be reached', async () => {
  status = 404;
  expect(await fetchElectron(root, () => {}, { ELECTRON_MIRROR: mirror })).toBeNull();
  expect(await fetchElectron(root, () => {}, { ELECTRON_MIRROR: 'http://127.0.0.1:1/' })).toBeNull();
});

test('is taken from a cache brought along without asking the network', async () => {
  const env = { electron_config_cache: root, ELECTRON_MIRROR: mirror };
  expect(await fetchElectron(root, () => {}, env)).toBe(join(dist(), executable));
  expect(asked).toEqual([]);
});

test('a binary of another version is not used', async () => {
  await fetchElectron(root, () => {}, { ELECTRON_MIRROR: mirror });
  await writeFile(join(dist(), 'version'), '44.0.0');
  expect(findElectron(root, {})).toBeNull();
});

test('a binary brought along is used as it is', async () => {
  const brought = await mkdtemp(join(root, 'brought-'));
  expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: brought })).toBeNull();
  await mkdir(join(brought, executable, '..'), { recursive: true });
  await writeFile(join(brought, executable), '');
  expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: brought })).toBe(join(brought, executable));
});
