/** Core looks after its mirror: checks, backups while everything goes on, restoring one, everything as a file. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type Core, startCore } from '../../../electron/core/core.ts';
import { startIngestThread } from '../../../electron/core/mirror/ingest-thread.ts';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import { backupsIn, makeBackup } from '../../../electron/core/upkeep/backups.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';
import { seed, seeded, ways } from '../contract/core.ts';

/** A core on a seeded mirror, and one more whenever it wants to be started anew. */
async function watchedCore(folder = temporaryFolder()) {
  let core: Core | undefined;
  let restarts = 0;
  const start = async () => {
    core = await startCore({
      dataDir: folder,
      secrets: memorySecrets(),
      shell: 'test',
      version: '1',
      onFatal: () => {
        restarts += 1;
      },
    });
    return core;
  };
  const open = async () => {
    const [, overPort] = ways[0];
    const way = await overPort(await start());
    return way.client;
  };
  onTestFinished(async () => core?.close());
  return { folder, open, close: async () => core?.close(), restarts: () => restarts };
}

test('a mirror is read for damage, and the check is on record', async () => {
  const { folder, open } = await watchedCore();
  seed(folder);
  const client = await open();
  expect(await client.upkeep.check()).toMatchObject({ problems: [] });
  const health = await client.upkeep.health();
  expect(health.lastCheck?.problems).toEqual([]);
  expect(health.done[0]).toMatchObject({ what: 'check', problem: null });
  expect(health.running).toEqual([]);
});

test('health says how large everything is, and what is free', async () => {
  const { folder, open } = await watchedCore();
  seed(folder);
  const client = await open();
  const health = await until('the sizes', async () => {
    const now = await client.upkeep.health();
    return now.sizes && now;
  });
  const sizes = new Map(health.sizes?.kinds.map(({ kind, bytes }) => [kind, bytes]));
  expect(sizes.get('events')).toBeGreaterThan(32 << 10);
  expect([...sizes.values()].reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(health.files.mirror + health.files.wal);
  expect(health.diskFree).toBeGreaterThan(0);
  expect(health.events).toBe(seeded.calls + 5);
});

test('a backup is a whole mirror, and takes the place of the mirror when asked', async () => {
  const { folder, open, close, restarts } = await watchedCore();
  seed(folder);
  const client = await open();
  const made = await client.upkeep.backup();
  expect(backupsIn(join(folder, 'backups'))).toEqual([made]);
  const views = await client.views.save({ screen: 'calls', name: 'Made after the backup', search: '{}' });
  expect(views.name).toBe('Made after the backup');
  await client.upkeep.restore({ name: made.name });
  await until('core wants to be started anew', restarts);
  await close();

  const anew = await open();
  expect(await anew.views.list({ screen: 'calls' })).toEqual([]);
  expect((await anew.calls.page({})).total.count).toBe(seeded.calls);
  const { done } = await anew.upkeep.health();
  expect(done.map(({ what }) => what)).toEqual(['restore']);
  const audit = await anew.audit.page({});
  expect(audit.rows[0]).toMatchObject({ action: 'restore made' });
  expect(await anew.audit.verify()).toMatchObject({ brokenAt: null });
});

test('what is no mirror is refused with a reason, and everything goes on', async () => {
  const { folder, open, restarts } = await watchedCore();
  const client = await open();
  const letter = join(folder, 'letter.txt');
  writeFileSync(letter, 'Dear Ada, '.repeat(1000));
  await expect(client.upkeep.restore({ path: letter })).rejects.toMatchObject({ code: 'NOT_RESTORABLE' });
  await expect(client.upkeep.restore({ name: 'aftercall-never.db' })).rejects.toMatchObject({
    data: { why: 'There is no such file.' },
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(restarts()).toBe(0);
});

test('a backup that cannot be written says why, leaves nothing, and is on record', async () => {
  const { folder, open } = await watchedCore();
  const client = await open();
  writeFileSync(join(folder, 'no-folder'), '');
  const settings = await client.settings.get();
  await client.settings.update({ backup: { ...settings.backup, folder: join(folder, 'no-folder', 'deeper') } });
  await expect(client.upkeep.backup()).rejects.toMatchObject({ code: 'BACKUP_FAILED' });
  const { done } = await client.upkeep.health();
  expect(done[0]).toMatchObject({ what: 'backup', problem: expect.stringContaining('ENOTDIR') });
});

test('everything of the ledger comes as lines, byte for byte what was received', async () => {
  const { folder, open } = await watchedCore();
  seed(folder);
  const client = await open();
  const texts: string[] = [];
  let last = { events: 0, of: 0 };
  for await (const { text, ...progress } of await client.upkeep.exportEvents()) {
    texts.push(text);
    last = progress;
  }
  const lines = texts.join('').trimEnd().split('\n');
  expect(lines).toHaveLength(seeded.calls + 5);
  expect(last).toEqual({ events: lines.length, of: lines.length });
  for (const [at, line] of lines.entries()) {
    if (at > 3) break;
    expect(line).toBe((await client.events.get({ seq: at + 1 })).text);
  }
});

test('a backup made while events come in holds all that was durable when it began', async () => {
  const folder = temporaryFolder();
  seed(folder);
  const thread = await startIngestThread(
    folder,
    { opening: () => {}, changed: () => {}, streamState: () => {}, copied: () => {}, damaged: () => {} },
    (error) => {
      throw error;
    },
  );
  onTestFinished(() => thread.close());
  const target = join(folder, 'backups');
  let writing = true;
  onTestFinished(() => {
    writing = false;
  });
  let views = 0;
  const busy = (async () => {
    while (writing) {
      await thread.call.saveView({ screen: 'calls', name: `view ${views}`, search: '{}' });
      views += 1;
    }
  })();
  await until('something was written', () => views > 20);
  const before = views;
  const made = await makeBackup({
    folder: target,
    keep: 3,
    at: Date.now(),
    copy: (path) => thread.call.copyMirror(path),
    check: async () => [],
  });
  writing = false;
  await busy;
  const copy = new Database(join(target, made.name), { readonly: true });
  onTestFinished(() => void copy.close());
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(copy.prepare('SELECT count(*) FROM saved_view').pluck().get()).toBeGreaterThanOrEqual(before);
  expect(copy.prepare('SELECT count(*) FROM call').pluck().get()).toBe(seeded.calls);
});

test('only so many backups are kept, a damaged copy is none, and other files are left alone', async () => {
  const folder = temporaryFolder();
  const write = async (path: string) => writeFileSync(path, 'copy');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'holiday.jpg'), '');
  const make = (day: number, check: string[] = []) =>
    makeBackup({ folder, keep: 2, at: Date.UTC(2026, 10, day), copy: write, check: async () => check });
  for (const day of [1, 2, 3]) await make(day);
  await expect(make(4, ['row 7 missing from index'])).rejects.toThrow('row 7 missing');
  expect(backupsIn(folder).map(({ at }) => new Date(at).getUTCDate())).toEqual([3, 2]);
  expect(existsSync(join(folder, 'holiday.jpg'))).toBe(true);
  expect(readFileSync(join(folder, backupsIn(folder)[0]?.name ?? ''), 'utf8')).toBe('copy');
  rmSync(folder, { recursive: true, force: true });
});
