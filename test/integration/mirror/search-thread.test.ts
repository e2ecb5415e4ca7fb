/** The search thread: it indexes when it is woken, and what stops it for a while stops nothing else. */
import { mkdirSync, rmdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { searchFile } from '../../../electron/core/mirror/search/open.ts';
import { startSearchThread } from '../../../electron/core/mirror/search/search-thread.ts';
import { messageFilter } from '../../../shared/contract/filters.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { until } from '../../fixtures/wait.ts';
import { mirrorForTest } from './mirror.ts';

function threadFor(folder: string) {
  const told = { indexed: 0, problems: [] as string[] };
  const thread = startSearchThread(folder, {
    indexed: () => {
      told.indexed += 1;
    },
    failed: (problem) => told.problems.push(problem),
  });
  onTestFinished(() => thread.close());
  return { thread, told };
}

const found = (mirror: ReturnType<typeof mirrorForTest>): number =>
  mirror.read.messagesPage({ ...messageFilter.parse({ show: 'all', body: 'down' }), limit: 50 }).rows.length;

test('what is in the ledger when it starts is indexed, then what comes, each time it is woken', async () => {
  const mirror = mirrorForTest();
  mirror.commit(webhookAttempted('m1', 1));
  const { thread, told } = threadFor(mirror.folder);
  await until('the first', () => found(mirror) === 1);
  await until('word of it', () => told.indexed === 1);
  mirror.commit(webhookAttempted('m2', 1));
  for (let n = 0; n < 50; n += 1) thread.wake();
  await until('the second', () => found(mirror) === 2);
  await until('word of it', () => told.indexed === 2);
  expect(told.problems).toEqual([]);
});

test('a file that cannot be opened is told of once, and tried again when it is woken', async () => {
  const mirror = mirrorForTest();
  mirror.commit(webhookAttempted('m1', 1));
  mkdirSync(searchFile(mirror.folder));
  const { thread, told } = threadFor(mirror.folder);
  await until('the problem', () => told.problems.length > 0);
  for (let n = 0; n < 5; n += 1) {
    thread.wake();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(told.problems).toEqual([expect.stringContaining('unable to open database file')]);
  rmdirSync(searchFile(mirror.folder));
  thread.wake();
  await until('the message', () => found(mirror) === 1);
});

test('closing it while it works waits for the batch it is at', async () => {
  const mirror = mirrorForTest();
  mirror.commit(...Array.from({ length: 3000 }, (_, n) => webhookAttempted(`m${n}`, 1)));
  const { thread } = threadFor(mirror.folder);
  await until('the beginning', () => mirror.read.figures().searchBehind < 3000);
  await thread.close();
  const { thread: next, told } = threadFor(mirror.folder);
  await until('the rest', () => mirror.read.figures().searchBehind === 0);
  expect(told.problems).toEqual([]);
  await next.close();
});
