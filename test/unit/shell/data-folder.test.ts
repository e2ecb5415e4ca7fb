import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asDataFolderTrouble, DataFolderUnusable, makeDataFolder } from '../../../electron/program/data-folder.ts';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'aftercall-folder-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

const rights = async (path: string) => (await stat(path)).mode & 0o777;

test('is made with all that leads to it, for its owner alone, and nothing is left in it', async () => {
  makeDataFolder(join(place, 'a/b'));
  expect([await rights(join(place, 'a')), await rights(join(place, 'a/b'))]).toEqual([0o700, 0o700]);
  expect(await readdir(join(place, 'a/b'))).toEqual([]);
});

test('one that is there stays as it is', async () => {
  await writeFile(join(place, 'mirror.db'), 'x');
  await chmod(place, 0o755);
  makeDataFolder(place);
  expect([await rights(place), await readdir(place)]).toEqual([0o755, ['mirror.db']]);
});

test('a file in its place is said', async () => {
  const file = join(place, 'file');
  await writeFile(file, '');
  expect(() => makeDataFolder(file)).toThrow(`The data folder ${file} cannot be used: it is not a folder.`);
  expect(() => makeDataFolder(join(file, 'a/b'))).toThrow(/cannot be used: it is not a folder\.$/);
});

test.runIf(process.platform === 'linux').each(['/proc', '/proc/none', '/proc/none/deeper'])(
  '%s, where nothing can be made, is said at once',
  (path) => {
    expect(() => makeDataFolder(path)).toThrow(`The data folder ${path} cannot be used: nothing can be kept there.`);
  },
);

test.runIf(process.getuid?.() !== 0 && process.platform !== 'win32')(
  'a folder of somebody else’s is said',
  async () => {
    await chmod(place, 0o500);
    for (const path of [place, join(place, 'a')]) {
      expect(() => makeDataFolder(path)).toThrow(`The data folder ${path} cannot be used: you may not write there.`);
    }
  },
);

test.each([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'you may not write there'],
])('%s on something inside it is told of the folder', (code, reason) => {
  const error = Object.assign(new Error(code), { code, path: join(place, 'demo/port') });
  const trouble = asDataFolderTrouble(error, place);
  expect(trouble).toBeInstanceOf(DataFolderUnusable);
  expect(trouble).toMatchObject({ message: `The data folder ${place} cannot be used: ${reason}.` });
});

test('the same elsewhere, or anything else, is left alone', () => {
  const elsewhere = Object.assign(new Error('x'), { code: 'EACCES', path: `${place}-other/file` });
  const other = new Error('x');
  expect([asDataFolderTrouble(elsewhere, place), asDataFolderTrouble(other, place)]).toEqual([elsewhere, other]);
});
