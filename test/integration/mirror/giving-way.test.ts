/** Which threads give way to others, as the system counts it: on Linux alone a thread's niceness is its own. */
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { startReaderPool } from '../../../electron/core/mirror/reader-pool.ts';
import { startSearchThread } from '../../../electron/core/mirror/search/search-thread.ts';
import { createUpkeepThread } from '../../../electron/core/upkeep/upkeep-thread.ts';
import { until } from '../../fixtures/wait.ts';
import { mirrorForTest } from './mirror.ts';

/** How many threads of this process give way. */
function giving(): number {
  return readdirSync('/proc/self/task').filter((id) => getPriority(Number(id)) > getPriority()).length;
}

test.runIf(process.platform === 'linux')(
  'the text search gives way, readers and whoever started them do not',
  async () => {
    const mirror = mirrorForTest();
    const readers = startReaderPool(mirror.folder);
    await readers.read((db) => db.figures());
    expect(giving()).toBe(0);
    const search = startSearchThread(mirror.folder, { indexed: () => {}, failed: () => {} });
    onTestFinished(() => readers.close());
    await until('the search to give way', () => giving() === 1);
    await search.close();
    expect(giving()).toBe(0);
  },
);

test.runIf(process.platform === 'linux')('a check of the mirror gives way, as long as it takes', async () => {
  const mirror = mirrorForTest();
  const { check, close } = createUpkeepThread(mirror.folder);
  const seen = new Set<number>();
  expect(await check(null, () => seen.add(giving()))).toEqual([]);
  await close();
  expect([...seen]).toEqual([1]);
  expect(giving()).toBe(0);
});
