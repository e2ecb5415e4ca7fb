/** A text index that is damaged while the console runs: searches find less for a moment, and everything by and by. */
import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { onTestFinished, test } from 'vitest';
import { searchFile } from '../../../electron/core/mirror/search/open.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';
import { seed, startTestCore, ways } from './core.ts';

test('a reader that finds it damaged has it made anew', async () => {
  const dataDir = temporaryFolder();
  seed(dataDir);
  const first = await startTestCore(dataDir);
  const [, open] = ways[0];
  const before = await open(first);
  await until('the index', async () => (await before.client.system.status()).searchBehind === 0);
  await before.close();
  await first.close();
  const index = new Database(searchFile(dataDir));
  index.pragma('wal_checkpoint(TRUNCATE)');
  index.close();

  const core = await startTestCore(dataDir);
  onTestFinished(() => core.close());
  const { client, close } = await open(core);
  onTestFinished(close);
  await until('the search thread', async () => (await client.system.status()).searchBehind === 0);
  const path = searchFile(dataDir);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096);
  writeFileSync(path, bytes, { flag: 'r+' });
  await until('the message', async () => (await client.webhooks.page({ show: 'all', body: 'down' })).rows.length === 1);
});
