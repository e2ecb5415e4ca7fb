/** A mirror of a test's own, on a real file, with what tests ask of it. */
import { onTestFinished } from 'vitest';
import type { StreamPosition } from '../../../electron/core/mirror/connection-store.ts';
import type { Committed } from '../../../electron/core/mirror/event-writer.ts';
import { openMirror, type Writable } from '../../../electron/core/mirror/open.ts';
import { createReaders, type Readers } from '../../../electron/core/mirror/readers/index.ts';
import { projectionTables } from '../../../electron/core/mirror/rebuild.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { createWriter, type Writer } from '../../../electron/core/mirror/writer.ts';
import { frame, receivedAt } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';

export interface TestMirror {
  folder: string;
  db: Writable;
  writer: Writer;
  read: Readers;
  /** Commits events (or raw frames, as texts) as one batch of connection `c1`. */
  commit(...events: unknown[]): Committed;
  commitAt(position: StreamPosition | null, ...events: unknown[]): Committed;
  rows<T = Record<string, unknown>>(sql: string, ...parameters: unknown[]): T[];
  /** The only row's only value. */
  value<T>(sql: string, ...parameters: unknown[]): T;
  /** Every row of every projection. */
  projections(): Record<string, unknown[]>;
  close(): void;
}

export const connectionId = 'c1';

/** `zone` applies to times without one. */
export function mirrorForTest({ folder = temporaryFolder(), zone = 'UTC' } = {}): TestMirror {
  const opened = openMirror(folder);
  const { db } = opened;
  const writer = createWriter(db, () => receivedAt);
  // On a clock that stands still: how far a page looks must not depend on how busy the machine is.
  const search = openSearchIndex(
    folder,
    () => {},
    () => 0,
  );
  let isOpen = true;
  const close = () => {
    search.close();
    if (isOpen) opened.close();
    isOpen = false;
  };
  onTestFinished(close);
  const commitAt = (position: StreamPosition | null, ...events: unknown[]) =>
    writer.commit({ connectionId, zone, received: events.map((event) => frame(event)), position, local: true });
  const rows = <T>(sql: string, ...parameters: unknown[]): T[] => db.prepare<unknown[], T>(sql).all(...parameters);
  return {
    folder,
    db,
    writer,
    read: createReaders(db, search),
    commit: (...events) => commitAt(null, ...events),
    commitAt,
    rows,
    value<T>(sql: string, ...parameters: unknown[]): T {
      const [first] = db
        .prepare<unknown[], T>(sql)
        .pluck()
        .all(...parameters);
      if (first === undefined) throw new Error(`no row: ${sql}`);
      return first;
    },
    projections: () =>
      Object.fromEntries(projectionTables.map((table) => [table, sorted(rows(`SELECT * FROM ${table}`))])),
    close,
  };
}

/** In an order that depends on their values alone. */
const sorted = (rows: unknown[]): unknown[] =>
  rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
