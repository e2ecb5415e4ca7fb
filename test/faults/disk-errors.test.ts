/**
 * The disk refuses the n-th write, full or broken: core acknowledges nothing that is not on it, says in words why it rests, and goes on by
 * itself once the disk takes writes again. Before there is a mirror it says so and ends, and the next start finds nothing half done.
 */
import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { mirrorFile, openMirror } from '../../electron/core/mirror/open.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { until } from '../fixtures/wait.ts';
import { full, note } from './figures.ts';
import { expectKept, expectSameComputed, searchBehind } from './soundness.ts';
import { canInject, startTraced } from './traced.ts';

const events = 60;
/** `fresh`: counted from the making of the mirror on, so that its steps are met; else from its next opening on, and the stream is met. */
interface Moment {
  n: number;
  fresh: boolean;
}
const moments = (fresh: readonly number[], running: readonly number[]): Moment[] => [
  ...fresh.map((n) => ({ n, fresh: true })),
  ...running.map((n) => ({ n, fresh: false })),
];
const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);
const writes = full ? moments([1, 2, 3, 40, 120, 250, 400], upTo(100)) : moments([40], [12, 70]);
const syncs = full ? moments([1, 2, 5, 10, 16], upTo(30)) : moments([5], [9]);

/** What the mirror's files are written with; the last of them at a commit, when everything else has succeeded. */
const faults = [
  { name: 'ENOSPC at the n-th write', error: 'ENOSPC', calls: 'pwrite64', at: writes, says: /full/ },
  { name: 'EIO at the n-th write', error: 'EIO', calls: 'pwrite64', at: writes, says: /I\/O error/ },
  {
    name: 'EIO at the n-th sync',
    error: 'EIO',
    calls: 'fsync,fdatasync',
    at: syncs,
    says: /I\/O error/,
  },
];

test.skipIf(!canInject()).each(faults)(
  '$name: it rests, says so, goes on and loses nothing',
  {
    timeout: 3_600_000,
  },
  async ({ name, error, calls, at, says }) => {
    const counts = { refused: 0, rested: 0, unharmed: 0 };
    for (const { n, fresh } of at) {
      const platform = await startKeepingPlatform({ events, window: 4, seed: n });
      onTestFinished(() => platform.close());
      const dataDir = temporaryFolder();
      const mirror = mirrorFile(dataDir);
      if (!fresh) openMirror(dataDir).close();
      // Two in a row, so that the first try after the rest fails as well.
      const traced = startTraced(dataDir, platform.url, `${calls}:error=${error}:when=${n}..${n + 1}`, [
        mirror,
        `${mirror}-wal`,
      ]);
      onTestFinished(() => void traced.process.kill('SIGKILL'));
      let core = traced;
      let isOver = false;
      void traced.ended.then(() => {
        isOver = true;
      });
      await until(`n = ${n}: all of it, or an end`, () => isOver || platform.acknowledged === events);
      const said = traced.told.map(({ why }) => why ?? '').join('\n');
      if (isOver) {
        counts.refused += 1;
        expect(traced.told.at(-1), `n = ${n}`).toMatchObject({ phase: 'unavailable', code: 'unwritable' });
        expect(said, `n = ${n}`).toMatch(says);
        core = startTraced(dataDir, platform.url, null);
        onTestFinished(() => void core.process.kill('SIGKILL'));
        await until('all of it, after another start', () => platform.acknowledged === events);
      } else if (traced.told.some(({ phase }) => phase === 'paused' || phase === 'refused' || phase === 'waiting')) {
        counts.rested += 1;
        expect(said, `n = ${n}`).toMatch(says);
      } else counts.unharmed += 1;
      expectKept(dataDir, platform, platform.acknowledged);
      await until('the search', () => searchBehind(dataDir) === 0, { everyMs: 50 });
      await core.end();
      expectKept(dataDir, platform, events);
      expectSameComputed(dataDir);
      expect(platform.problems).toEqual([]);
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
    expect(counts.refused).toBeGreaterThan(0);
    expect(counts.rested).toBeGreaterThan(0);
    note(name, {
      'values of n': at.length,
      'refused to open, in words': counts.refused,
      'rested, in words, and went on': counts.rested,
      'nothing of it was seen': counts.unharmed,
      lost: 0,
      double: 0,
      differing: 0,
    });
  },
);
