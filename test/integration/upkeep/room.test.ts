/** Room that comes free is given back to the disk: piece by piece where the mirror was begun for it, by writing it anew where it was not. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { requestCompaction, whyNotCompactable } from '../../../electron/core/mirror/compaction.ts';
import { ingestUpkeep } from '../../../electron/core/mirror/ingest-upkeep.ts';
import { migrate } from '../../../electron/core/mirror/migrations/index.ts';
import { mirrorFile, openReadable } from '../../../electron/core/mirror/open.ts';
import { giveBack } from '../../../electron/core/upkeep/room.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { receivedAt } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { mirrorForTest, type TestMirror } from '../mirror/mirror.ts';

const note = (n: number) =>
  Array.from({ length: 400 }, (_, m) => ((n * 7919 + m * 104_729) % 99_991).toString(36)).join(' ');

/** Half a thousand calls, nearly all of them dropped again. */
function emptied(mirror: TestMirror): void {
  for (let n = 0; n < 500; n += 50)
    mirror.commit(
      ...Array.from({ length: 50 }, (_, m) => callEnded('replicer', `call-${n + m}`, { summary: note(n + m) })),
    );
  for (let after = 0; ; ) {
    const { seen, reached } = mirror.writer.dropRows({
      before: receivedAt + 1,
      at: receivedAt,
      after,
      keepMarked: true,
    });
    if (seen === 0) return;
    after = reached;
  }
}

const size = (folder: string) => statSync(mirrorFile(folder)).size;

test('piece by piece, while events come in and somebody reads; each piece is short', async () => {
  const mirror = mirrorForTest();
  emptied(mirror);
  mirror.db.pragma('wal_checkpoint(TRUNCATE)');
  const before = size(mirror.folder);
  const reader = openReadable(mirror.folder);
  const free = () => Number(mirror.db.pragma('freelist_count', { simple: true })) * 4096;
  const upkeep = ingestUpkeep(
    () => mirror.db,
    () => mirror.writer,
    () => {},
    { copied: () => {}, damaged: () => {} },
  );
  let steps = 0;
  const shares: number[] = [];
  const given = await giveBack({
    step: async () => {
      steps += 1;
      mirror.commit(callEnded('altur', `meanwhile-${steps}`));
      expect(reader.prepare('SELECT count(*) FROM call').pluck().get()).toBe(steps + 1);
      return upkeep.giveRoomBack();
    },
    from: free(),
    leave: 0,
    progress: (share) => shares.push(share),
    pause: async () => {},
    signal: new AbortController().signal,
  });
  reader.close();
  expect(steps).toBeGreaterThan(3);
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  expect(shares.at(-1)).toBe(1);
  expect(given).toBeGreaterThan(before / 2);
  expect(free()).toBe(0);
  mirror.db.pragma('wal_checkpoint(TRUNCATE)');
  expect(size(mirror.folder)).toBeLessThan(before / 2);
  expect(mirror.db.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('it stops with the engine, and what can stay free is left', async () => {
  const left = [900, 800, 700, 600];
  const ending = new AbortController();
  const give = (leave: number, signal: AbortSignal, onStep = () => {}) =>
    giveBack({
      step: async () => {
        onStep();
        return left.shift() ?? 0;
      },
      from: 1000,
      leave,
      progress: () => {},
      pause: async () => {},
      signal,
    });
  expect(await give(800, ending.signal)).toBe(200);
  expect(await give(0, ending.signal, () => ending.abort())).toBe(300);
});

test('a mirror that an older version began is written anew once, when it is opened next; from then on it goes piece by piece', () => {
  const folder = temporaryFolder();
  const old = new Database(mirrorFile(folder));
  migrate(old, 9);
  old.close();
  const mirror = mirrorForTest({ folder });
  emptied(mirror);
  expect(mirror.read.upkeepRecord().free.inPieces).toBe(false);
  const rows = mirror.projections();
  expect(whyNotCompactable(folder)).toBeNull();
  requestCompaction(folder);
  mirror.close();
  const before = size(folder);
  const next = mirrorForTest({ folder });
  expect(size(folder)).toBeLessThan(before / 2);
  expect(next.read.upkeepRecord().free).toEqual({ bytes: 0, inPieces: true });
  expect(next.projections()).toEqual(rows);
  expect(existsSync(join(folder, 'compact.request'))).toBe(false);
});

test('a reader that is held open lets the log grow but nobody wait; once it is gone the log is used anew', () => {
  const mirror = mirrorForTest();
  mirror.db.pragma('wal_autocheckpoint = 100');
  mirror.commit(callEnded('altur', 'first'));
  const log = () => statSync(`${mirrorFile(mirror.folder)}-wal`).size;
  const fill = (name: string) => {
    for (let n = 0; n < 60; n += 1) mirror.commit(callEnded('replicer', `${name}-${n}`, { summary: note(n) }));
  };
  const reader = openReadable(mirror.folder);
  reader.exec('BEGIN');
  expect(reader.prepare('SELECT count(*) FROM call').pluck().get()).toBe(1);
  fill('held');
  const grown = log();
  expect(grown).toBeGreaterThan(200 * 4096);
  expect(reader.prepare('SELECT count(*) FROM call').pluck().get()).toBe(1);
  reader.exec('COMMIT');
  reader.close();
  fill('free');
  // What was there is used again: it may be a batch larger, not twice.
  expect(log()).toBeLessThan(grown * 1.2);
  expect(mirror.value('SELECT count(*) FROM call')).toBe(121);
});
