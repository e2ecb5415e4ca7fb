/** Damage to the index of the text search: it holds nothing up, and the index is made anew by itself. */
import { existsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { searchFile } from '../../electron/core/mirror/search/open.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { until } from '../fixtures/wait.ts';
import { connected, events, noise, overwrite, page, started } from './damaging.ts';
import { expectSameComputed, searchBehind } from './soundness.ts';

test.each<[string, (path: string) => void]>([
  ['noise in place of the file', (path) => writeFileSync(path, noise(8, 3 * page))],
  ['a file cut to a page', (path) => truncateSync(path, page)],
  ['noise in the middle', (path) => overwrite(path, Math.floor(statSync(path).size / page / 2) * page, noise(9, page))],
])('a text search with %s holds nothing up, and is whole again by itself', async (what, inflict) => {
  const platform = await startKeepingPlatform({ events, window: 500, seed: 6 });
  onTestFinished(() => platform.close());
  const dataDir = temporaryFolder();
  const first = await started(dataDir);
  await connected(first.core, platform);
  await until('all of it', () => platform.acknowledged === events);
  await until('the search', () => searchBehind(dataDir) === 0);
  await first.core.close();
  inflict(searchFile(dataDir));
  const { core, client } = await started(dataDir);
  const before = statSync(searchFile(dataDir), { throwIfNoEntry: false })?.birthtimeMs;
  // Searches find most of it; the check finds what no search has met.
  expect((await client.upkeep.check()).problems).toEqual([]);
  if (what === 'noise in the middle') {
    await until(
      'another file',
      () => existsSync(searchFile(dataDir)) && statSync(searchFile(dataDir)).birthtimeMs !== before,
    );
  }
  await until('the search', () => searchBehind(dataDir) === 0);
  await core.close();
  expectSameComputed(dataDir);
});
