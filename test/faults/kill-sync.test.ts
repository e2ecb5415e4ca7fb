/** The process ends at the n-th time it asks the disk to be sure: nothing acknowledged is lost, nothing is double, all figures agree. */
import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openReadable } from '../../electron/core/mirror/open.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { until } from '../fixtures/wait.ts';
import { full, note } from './figures.ts';
import { committed, expectKept, expectSameComputed, searchBehind } from './soundness.ts';
import { canInject, startTraced } from './traced.ts';

/** Low ones fall into the first opening and its migrations, the others into the stream. */
const short = [1, 8, 33, 70, 160];
const moments = full ? Array.from({ length: 200 }, (_, index) => index + 1) : short;
const events = 500;

test.skipIf(!canInject())(
  `ended at the n-th sync, n of ${moments.length}, nothing is lost or double`,
  {
    timeout: 3_600_000,
  },
  async () => {
    let [ended, acknowledgedInAll, inStream] = [0, 0, 0];
    for (const n of moments) {
      const platform = await startKeepingPlatform({ events, window: 4, seed: n });
      const dataDir = temporaryFolder();
      onTestFinished(() => platform.close());
      const traced = startTraced(dataDir, platform.url, `fsync,fdatasync:signal=KILL:when=${n}`);
      onTestFinished(() => void traced.process.kill('SIGKILL'));
      const { signal, code } = await traced.ended;
      expect(signal === 'SIGKILL' || code === 137, `n = ${n}: it was to be killed`).toBe(true);
      ended += 1;
      const acknowledged = platform.acknowledged;
      acknowledgedInAll += acknowledged;
      if (acknowledged > 0) inStream += 1;
      expectKept(dataDir, platform, acknowledged);

      const again = startTraced(dataDir, platform.url, null);
      onTestFinished(() => void again.process.kill('SIGKILL'));
      await until(`the rest after n = ${n}`, () => platform.acknowledged === events);
      await until('the search', () => searchBehind(dataDir) === 0, { everyMs: 50 });
      await again.end();
      expectKept(dataDir, platform, events);
      expectSameComputed(dataDir);
      expect(platform.problems).toEqual([]);
      const db = openReadable(dataDir);
      expect(committed(db)).toBe(events);
      db.close();
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
    // Most of them must have met a stream in progress, or they prove little.
    expect(inStream).toBeGreaterThan(moments.length / 3);
    note('SIGKILL at the n-th sync', {
      'values of n': ended,
      'in mid-stream': inStream,
      'acknowledged before': acknowledgedInAll,
      lost: 0,
      double: 0,
      differing: 0,
    });
  },
);
