import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const electron = vi.hoisted(() => ({
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
}));
vi.mock('electron', () => electron);
const { readWindowState } = await import('../../../electron/main/window-state.ts');

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aftercall-window-'));
  path = join(directory, 'window.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const place = { x: 100, y: 50, width: 1200, height: 800, maximized: false };

test.each([
  ['where it was', place, place],
  ['on a display that is gone: not there', { ...place, x: 3000 }, null],
  ['with only a sliver in sight: not there', { ...place, x: 1880 }, null],
  ['too small to use: not so', { ...place, width: 20 }, null],
  ['at no number: not so', { ...place, x: null }, null],
])('a window comes back %s', async (_name, stored, expected) => {
  await writeFile(path, JSON.stringify(stored));
  expect(readWindowState(path)).toEqual(expected);
});

test('without a file, or with a broken one, there is no place to come back to', async () => {
  expect(readWindowState(path)).toBeNull();
  await writeFile(path, '{');
  expect(readWindowState(path)).toBeNull();
});
