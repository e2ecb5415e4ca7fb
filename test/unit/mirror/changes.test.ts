/** The push of changes: gathered, paced, never lost on a slow reader, and over when the reader leaves or core ends. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createChanges } from '../../../electron/core/changes.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

test('the first word is how things stand, then what changed', async () => {
  const changes = createChanges();
  const seen = changes.watch();
  expect((await seen.next()).value).toEqual({ revision: 0, topics: [] });
  const next = seen.next();
  changes.note(['calls']);
  changes.note(['webhooks', 'calls']);
  await vi.advanceTimersByTimeAsync(0);
  expect((await next).value).toEqual({ revision: 1, topics: ['calls', 'webhooks'] });
});

test('at most four times a second, whatever happens', async () => {
  const changes = createChanges();
  const seen = changes.watch();
  await seen.next();
  let told = 0;
  void (async () => {
    for await (const _ of seen) told += 1;
  })();
  for (let ms = 0; ms < 2000; ms += 10) {
    changes.note(['calls']);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(told).toBeGreaterThanOrEqual(7);
  expect(told).toBeLessThanOrEqual(9);
  changes.close();
});

test('a reader that was slow gets every topic it missed at once', async () => {
  const changes = createChanges();
  const seen = changes.watch();
  await seen.next();
  const first = seen.next();
  changes.note(['calls']);
  await vi.advanceTimersByTimeAsync(300);
  await first;
  for (const topic of ['webhooks', 'chains', 'audit'] as const) {
    changes.note([topic]);
    await vi.advanceTimersByTimeAsync(300);
  }
  expect((await seen.next()).value).toEqual({ revision: 4, topics: ['webhooks', 'chains', 'audit'] });
});

test('ends when the reader leaves, while it waits or before, and when core ends', async () => {
  const changes = createChanges();
  const leaving = new AbortController();
  const seen = changes.watch(leaving.signal);
  await seen.next();
  const waiting = seen.next();
  leaving.abort();
  expect(await waiting).toEqual({ done: true, value: undefined });

  const left = changes.watch(AbortSignal.abort());
  await left.next();
  expect((await left.next()).done).toBe(true);

  const last = changes.watch();
  await last.next();
  const ended = last.next();
  changes.close();
  expect((await ended).done).toBe(true);
});
