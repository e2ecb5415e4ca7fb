/**
 * What people would use instead of the mirror, given the very same rows. A peer gets them ready made: it parses, merges and projects
 * nothing, keeps no rollups and no text index beside the ledger while it writes. Whoever is ahead of it all the same is ahead.
 */
import type { Readable } from '../../../electron/core/mirror/open.ts';

export interface PeerColumn {
  name: string;
  type: 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB';
}

export interface PeerTable {
  name: string;
  columns: PeerColumn[];
  key: string[];
  /** Columns or expressions in the order of the index. */
  indexes: { name: string; unique: boolean; columns: string; where: string | null }[];
}

/** Rows by table, their values in the order of the table's columns. */
export type PeerRows = ReadonlyMap<string, readonly (readonly unknown[])[]>;

export interface Peer {
  /** Writes rows in one transaction, durable when it returns. */
  commit(rows: PeerRows): Promise<void>;
  /** Once, before all else: what is there at the beginning, in whatever way is fastest. Indexes are made afterwards. */
  fill(batches: Iterable<PeerRows>): Promise<void>;
  /** The newest calls of an agent whose webhooks failed, as `pageSql` gives them. */
  page(agent: string, most: number): Promise<unknown[][]>;
  /** The newest calls in which a word is said that begins so, as `wordsSql` gives them. */
  words(beginning: string, most: number): Promise<unknown[][]>;
  /** Calls and failures per day since a time, durations' median and 95th percentile per day, calls by agent and by reason. */
  charts(since: number): Promise<unknown[][][]>;
  close(): Promise<void>;
}

export interface PeerMaker {
  id: 'pglite' | 'duckdb' | 'postgres';
  name: string;
  /** A server may be written to by another process than the one that asks it. */
  isServer: boolean;
  /** Why it cannot run on this machine. */
  missing(): string | null;
  /** A new, empty database in `folder` with these tables. A server serves until this is closed. */
  start(folder: string, tables: readonly PeerTable[]): Promise<Peer>;
  /** One that is there: a server's while it serves, any other's after it was closed. */
  open(folder: string, tables: readonly PeerTable[]): Promise<Peer>;
}

/** A table of a mirror, as another database would declare it. */
export function peerTable(db: Readable, name: string): PeerTable {
  const columns = db
    .prepare<[string], { name: string; type: PeerColumn['type']; pk: number }>(
      'SELECT name, type, pk FROM pragma_table_info(?)',
    )
    .all(name);
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  const indexes = db
    .prepare<[string], { name: string; unique: number; origin: string; sql: string | null }>(
      `SELECT l.name, l."unique", l.origin, s.sql FROM pragma_index_list(?) l JOIN sqlite_schema s ON s.name = l.name`,
    )
    .all(name)
    .filter(({ origin }) => origin !== 'pk');
  const columnsOf = db.prepare<[string], string>('SELECT name FROM pragma_index_info(?) ORDER BY seqno').pluck();
  return {
    name,
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
    key: key.map((column) => column.name),
    indexes: indexes.map((index) => ({
      name: `${name}_${index.name}`,
      unique: index.unique === 1,
      columns: index.sql?.match(/\bON \w+ \(([\s\S]*?)\)\s*(?:WHERE|$)/)?.[1] ?? columnsOf.all(index.name).join(', '),
      where: index.sql?.match(/\bWHERE\b([\s\S]*)$/i)?.[1]?.trim() ?? null,
    })),
  };
}

/** What is searched for words: the peers' own way to find them stands on it. */
export const wordsTable: PeerTable = {
  name: 'call_words',
  columns: [
    { name: 'id', type: 'INTEGER' },
    { name: 'said', type: 'TEXT' },
  ],
  key: ['id'],
  indexes: [],
};

/** Values column by column. */
export const columnwise = (table: PeerTable, rows: readonly (readonly unknown[])[]): unknown[][] =>
  table.columns.map((_, index) => rows.map((row) => row[index] ?? null));

/** Rows as CSV, which every peer takes in fastest: nothing at all is null, and text stands in quotes. */
export const csv = (rows: readonly (readonly unknown[])[]): string =>
  rows.map((row) => `${row.map(csvValue).join(',')}\n`).join('');

const csvValue = (value: unknown): string => {
  if (value === null) return '';
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
};
