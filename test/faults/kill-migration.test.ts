/** The process ends while an older mirror is brought up to date: it is found as it was or as it is to be, and the next start does the rest. */
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { migrate, newestVersion } from '../../electron/core/mirror/migrations/index.ts';
import { mirrorFile, openReadable } from '../../electron/core/mirror/open.ts';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { bytesOf, receivedAt } from '../fixtures/events/envelope.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { until } from '../fixtures/wait.ts';
import { full, note } from './figures.ts';
import { canInject, startTraced } from './traced.ts';

/** Each step of the schema asks the disk to be sure once; before them the lock and the log are made. */
const moments = full ? Array.from({ length: 16 }, (_, index) => index + 1) : [3, 6];
const events = 40;

function olderMirror(folder: string): void {
  const db = new Database(mirrorFile(folder));
  db.pragma('journal_mode = WAL');
  migrate(db, 1);
  db.exec("INSERT INTO source (uri) VALUES ('//old')");
  const add = db.prepare("INSERT INTO event VALUES (?, 1, ?, 'c1', 'call.ended', ?, ?)");
  for (let n = 1; n <= 50; n += 1)
    add.run(n, `old-${n}`, receivedAt, bytesOf(callEnded('altur', `call-${n}`, {}, { id: `old-${n}` })));
  db.close();
}

const schema = (db: Database.Database) =>
  db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();

test.skipIf(!canInject())(
  'killed at the n-th sync of it, an older mirror is whole at the next start',
  { timeout: full ? 1_800_000 : 120_000 },
  async () => {
    const fresh = new Database(':memory:');
    migrate(fresh);
    const versions = new Set<number>();
    for (const n of moments) {
      const dataDir = temporaryFolder();
      olderMirror(dataDir);
      const platform = await startKeepingPlatform({ events, window: 4, seed: n });
      onTestFinished(() => platform.close());
      const traced = startTraced(dataDir, platform.url, `fsync,fdatasync:signal=KILL:when=${n}`);
      onTestFinished(() => void traced.process.kill('SIGKILL'));
      await traced.ended;
      const left = new Database(mirrorFile(dataDir));
      versions.add(Number(left.pragma('user_version', { simple: true })));
      expect(left.prepare('SELECT count(*) FROM event').pluck().get()).toBeGreaterThanOrEqual(50);
      expect(left.pragma('integrity_check', { simple: true })).toBe('ok');
      left.close();

      const again = startTraced(dataDir, platform.url, null);
      onTestFinished(() => void again.process.kill('SIGKILL'));
      await until(`the rest after n = ${n}`, () => platform.acknowledged === events, { timeoutMs: 60_000 });
      await again.end();
      const db = openReadable(dataDir);
      expect(db.pragma('user_version', { simple: true })).toBe(newestVersion);
      expect(schema(db)).toEqual(schema(fresh));
      expect(
        db.prepare("SELECT count(*) FROM event WHERE event_id LIKE 'old-%'").pluck().get(),
        'what it held before',
      ).toBe(50);
      expect(db.prepare('SELECT count(*) FROM call WHERE id <= 50').pluck().get()).toBe(50);
      db.close();
      await platform.close();
    }
    if (full) expect(versions.size).toBeGreaterThan(4);
    note('SIGKILL at the n-th sync while an older mirror is brought up to date', {
      'values of n': moments.length,
      'schemas it was left at': versions.size,
      lost: 0,
    });
  },
);
