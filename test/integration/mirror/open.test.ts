/** Opening the mirror: one writer at a time, whoever dies; and when it cannot be opened, why. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startCore } from '../../../electron/core/core.ts';
import { MirrorUnavailable } from '../../../electron/core/mirror/errors.ts';
import { keptOfLog } from '../../../electron/core/mirror/kept-of-log.ts';
import { newestVersion } from '../../../electron/core/mirror/migrations/index.ts';
import { mirrorFile, openMirror, openReadable } from '../../../electron/core/mirror/open.ts';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { mirrorForTest } from './mirror.ts';

const holder = fileURLToPath(new URL('./hold-mirror.ts', import.meta.url));

async function hold(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [holder, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [data] = await once(child.stdout ?? child, 'data');
  return { child, said: String(data).trim() };
}

function refusal(folder: string): MirrorUnavailable {
  try {
    openMirror(folder).close();
  } catch (error) {
    if (error instanceof MirrorUnavailable) return error;
    throw error;
  }
  throw new Error('it opened');
}

test('a second opening in the same process is refused, until the first is closed', () => {
  const mirror = mirrorForTest();
  expect(refusal(mirror.folder)).toMatchObject({
    code: 'locked',
    message: `Another Aftercall has this mirror open (${mirror.folder}). Close it, or start this one with another data folder.`,
  });
  mirror.commit(callEnded('altur', 'call-1'));
  mirror.close();
  expect(mirrorForTest({ folder: mirror.folder }).value('SELECT count(*) FROM call')).toBe(1);
});

test('a second process is refused, and let in once the first was killed', async () => {
  const folder = temporaryFolder();
  const { child, said } = await hold(folder);
  expect(said).toBe('open');
  expect(refusal(folder).code).toBe('locked');
  expect((await hold(folder)).said).toBe('locked');
  child.kill('SIGKILL');
  await once(child, 'exit');
  openMirror(folder).close();
});

test('core does not start on a mirror that another process has, says so, and starts once it is free', async () => {
  const folder = temporaryFolder();
  const { child } = await hold(folder);
  const options = { dataDir: folder, secrets: memorySecrets(), shell: 'test', version: 'test' } as const;
  await expect(startCore(options)).rejects.toMatchObject({ name: 'MirrorUnavailable', code: 'locked' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await startCore(options)).close();
});

test('a mirror of a newer version is refused in words, and left as it is', () => {
  const folder = temporaryFolder();
  const opened = openMirror(folder);
  opened.db.exec('CREATE TABLE from_the_future (x)');
  opened.db.pragma(`user_version = ${newestVersion + 1}`);
  opened.close();
  const before = readFileSync(mirrorFile(folder));
  expect(refusal(folder)).toMatchObject({
    code: 'future',
    message: `The mirror was written by a newer Aftercall (schema ${newestVersion + 1}; this version knows ${newestVersion}). Update Aftercall to open it.`,
  });
  expect(readFileSync(mirrorFile(folder)).equals(before)).toBe(true);
  // The lock is given back, so that the newer version can open it.
  expect(refusal(folder).code).toBe('future');
});

test('a file that is no mirror is left untouched', () => {
  const folder = temporaryFolder();
  writeFileSync(mirrorFile(folder), 'not a database, but somebody’s file of some length '.repeat(50));
  const before = readFileSync(mirrorFile(folder));
  expect(refusal(folder).code).toBe('corrupt');
  expect(readFileSync(mirrorFile(folder)).equals(before)).toBe(true);
});

test('a data folder that cannot be made or written is told apart', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  expect(refusal(join(folder, 'file', 'data')).code).toBe('unwritable');
  mkdirSync(join(folder, 'taken', 'mirror.db'), { recursive: true });
  expect(refusal(join(folder, 'taken')).code).toBe('unwritable');
});

test('a reader cannot write', () => {
  const mirror = mirrorForTest();
  const reader = openReadable(mirror.folder);
  onTestFinished(() => void reader.close());
  expect(() => reader.exec('DELETE FROM machine')).toThrow(/readonly/);
  expect(reader.prepare('SELECT count(*) AS n FROM machine').get()).toEqual({ n: 1 });
});

test('what is committed is on the disk before it is acknowledged', () => {
  const mirror = mirrorForTest();
  expect(mirror.db.pragma('synchronous', { simple: true })).toBe(2);
  expect(mirror.db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(mirror.db.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('each mirror names its machine, and keeps the name', () => {
  const one = mirrorForTest();
  const name = one.value<string>('SELECT id FROM machine');
  expect(name).toMatch(/^[0-9a-f]{16}$/);
  one.close();
  expect(mirrorForTest({ folder: one.folder }).value('SELECT id FROM machine')).toBe(name);
  expect(mirrorForTest().value('SELECT id FROM machine')).not.toBe(name);
});

test('a reader that holds on makes the log grow; it is cut again when they are done', () => {
  const mirror = mirrorForTest();
  const log = () => statSync(`${mirrorFile(mirror.folder)}-wal`).size;
  mirror.commit(callEnded('altur', 'call-1'));
  const reader = openReadable(mirror.folder);
  onTestFinished(() => void reader.close());
  reader.exec('BEGIN');
  expect(reader.prepare('SELECT count(*) FROM call').pluck().get()).toBe(1);
  const write = mirror.db.prepare(`INSERT INTO dead_letter (connection_id, at, code, reason, size, bytes)
    VALUES ('c1', 0, 'unreadable', 'large', 0, randomblob(${8 << 20}))`);
  for (let n = 0; n < 8; n += 1) write.run();
  expect(log()).toBeGreaterThan(8 * (8 << 20));
  // As it was when the reading began.
  expect(reader.prepare('SELECT count(*) FROM dead_letter').pluck().get()).toBe(0);
  reader.exec('COMMIT');
  // The first puts what is there in its place, the second begins the log anew.
  mirror.commit(callEnded('altur', 'call-2'));
  mirror.commit(callEnded('altur', 'call-3'));
  expect(log()).toBeLessThanOrEqual(keptOfLog);
  expect(mirror.value('SELECT count(*) FROM dead_letter')).toBe(8);
  expect(mirror.value('SELECT count(*) FROM call')).toBe(3);
});
