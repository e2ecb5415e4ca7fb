/** Reads are given to free threads, in the order in which they came; what is no longer wanted is never begun. */
import { expect, onTestFinished, test } from 'vitest';
import { startReaderPool } from '../../../electron/core/mirror/reader-pool.ts';
import { mirrorForTest } from './mirror.ts';

function pool(size: number) {
  const { folder } = mirrorForTest();
  const readers = startReaderPool(folder, { size });
  onTestFinished(() => readers.close());
  return readers;
}

/** A read that lasts until it is let go. */
function held(readers: ReturnType<typeof pool>) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const read = readers.read(async (db) => {
    await promise;
    return db.callsPage({ limit: 1 });
  });
  return { read, letGo: resolve };
}

test('one read at a time and thread; the next one begins when one ends', async () => {
  const readers = pool(2);
  const [first, second] = [held(readers), held(readers)];
  const begun: string[] = [];
  const later = ['third', 'fourth'].map((name) =>
    readers.read((db) => {
      begun.push(name);
      return db.callsPage({ limit: 1 });
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(begun).toEqual([]);
  first.letGo();
  await Promise.all([first.read, ...later]);
  expect(begun).toEqual(['third', 'fourth']);
  second.letGo();
  await second.read;
});

test('one that is aborted while it waits is never begun, and those behind it go on', async () => {
  const readers = pool(1);
  const first = held(readers);
  const typing = new AbortController();
  let begun = false;
  const unwanted = readers.read(async (db) => {
    begun = true;
    return db.callsPage({ limit: 1 });
  }, typing.signal);
  const wanted = readers.read((db) => db.callsPage({ limit: 1 }));
  typing.abort();
  await expect(unwanted).rejects.toThrow('aborted');
  first.letGo();
  await expect(wanted).resolves.toMatchObject({ rows: [] });
  expect(begun).toBe(false);
});

test('one that is aborted while it runs rejects, and leaves its thread to the next', async () => {
  const readers = pool(1);
  const typing = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const running = readers.read(async () => promise, typing.signal);
  typing.abort();
  resolve();
  await expect(running).rejects.toThrow('aborted');
  await expect(readers.read((db) => db.callsPage({ limit: 1 }))).resolves.toMatchObject({ rows: [] });
});

test('one that fails leaves its thread to the next', async () => {
  const readers = pool(1);
  const failing = readers.read(() => Promise.reject(new Error('no')));
  const next = readers.read((db) => db.callsPage({ limit: 1 }));
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toMatchObject({ rows: [] });
});

test('reads that wait when the mirror closes are refused', async () => {
  const readers = pool(1);
  const first = held(readers);
  const waiting = readers.read((db) => db.callsPage({ limit: 1 }));
  waiting.catch(() => {});
  const closing = readers.close();
  first.letGo();
  await first.read.catch(() => {});
  await expect(waiting).rejects.toThrow('closed');
  await closing;
  await expect(readers.read((db) => db.callsPage({ limit: 1 }))).rejects.toThrow('closed');
});
