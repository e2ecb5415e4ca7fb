import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureBuilt } from '../../../electron/launch/build.ts';

let root: string;
let said: string[];
const say = (line: string) => void said.push(line);

/** Stands in for the build tool: counts its runs, writes the page, or fails as a build does. */
const buildTool = `
const fs = require('node:fs');
fs.appendFileSync('runs', '.');
if (fs.existsSync('broken')) { console.error('renderer/app/main.tsx:3 unexpected token'); process.exit(1); }
fs.mkdirSync('out/renderer', { recursive: true });
fs.writeFileSync('out/renderer/index.html', '<!doctype html>');
`;

async function put(path: string, text = ''): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Everything laid down so far becomes a minute old. */
async function age(...paths: string[]): Promise<void> {
  const then = new Date(Date.now() - 60_000);
  for (const path of paths) await utimes(join(root, path), then, then);
}

const runs = async () => (await readFile(join(root, 'runs'), 'utf8').catch(() => '')).length;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'aftercall-build-'));
  said = [];
  await put('node_modules/vite/bin/vite.js', buildTool);
  await put('node_modules/vite/package.json', '{"type":"commonjs"}');
  await put('renderer/app/main.tsx');
  await put('shared/contract.ts');
  await put('package-lock.json');
  await age('renderer/app/main.tsx', 'renderer/app', 'renderer', 'shared/contract.ts', 'shared', 'package-lock.json');
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('builds what is missing, once', async () => {
  await ensureBuilt(root, 'renderer', say);
  await ensureBuilt(root, 'renderer', say);
  expect([await runs(), said.length]).toEqual([1, 1]);
});

test('builds again after a source deep in the tree has changed', async () => {
  await ensureBuilt(root, 'renderer', say);
  await age('out/renderer/index.html');
  await put('renderer/app/main.tsx', 'changed');
  await ensureBuilt(root, 'renderer', say);
  expect(await runs()).toBe(2);
});

test('builds again after a source was deleted', async () => {
  await put('renderer/app/other.tsx');
  await age('renderer/app/other.tsx', 'renderer/app');
  await ensureBuilt(root, 'renderer', say);
  await age('out/renderer/index.html');
  await rm(join(root, 'renderer/app/other.tsx'));
  await ensureBuilt(root, 'renderer', say);
  expect(await runs()).toBe(2);
});

test('two starts at once build once', async () => {
  await Promise.all([ensureBuilt(root, 'renderer', say), ensureBuilt(root, 'renderer', say)]);
  expect(await runs()).toBe(1);
});

test('takes over from a build that was killed', async () => {
  await put('out/.building', '999999999');
  await ensureBuilt(root, 'renderer', say);
  expect(await runs()).toBe(1);
});

test('passes on what the build tool says when it fails, and tries again next time', async () => {
  await put('broken');
  await expect(ensureBuilt(root, 'renderer', say)).rejects.toMatchObject({
    name: 'BuildFailed',
    output: expect.stringContaining('main.tsx:3 unexpected token'),
  });
  await rm(join(root, 'broken'));
  await ensureBuilt(root, 'renderer', say);
  expect(await runs()).toBe(2);
});
