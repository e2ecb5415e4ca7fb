/** Searching the index: sequences of events, newest first. A stretch at a time, from the newest back, for so long and no longer. */
import { statSync } from 'node:fs';
import type { Readable } from '../open.ts';
import { type Prepare, preparer } from '../readers/prepared.ts';
import { isDamage, openSearchReadable, searchFile, stretchTable } from './open.ts';
import type { Match } from './query.ts';

/** A stretch that was begun is finished; none is begun later than this. */
const longestMs = 10;
/** Statements kept: a few for each stretch, of which a million calls have seventy. */
const mostStatements = 1000;

export interface Found {
  /** Sequences of events that match, newest first. */
  seqs: number[];
  /** Every event from here on was looked at; 0 when all were. */
  lookedTo: number;
}

export interface SearchIndex {
  /** The newest event it knows; 0 when there is no index yet. */
  indexedTo(): number;
  /**
   * The newest matches before `below`, at most `most`; fewer when time runs out. `match`: as `matchOf` makes it. `among`: only these
   * events, newest first. Calls go by the event that made them.
   */
  newest(match: Match, below: number, most: number, among?: readonly number[]): Found;
  /** The newest `most` matches before `below`, or as many as time allows, in the order of how well they match. */
  best(match: Match, below: number, most: number): Found;
  /** All there are. */
  all(match: Match): number[];
  /** Whether one of these events matches. */
  hasAny(match: Match, seqs: readonly number[]): boolean;
  close(): void;
}

interface Open {
  db: Readable;
  file: number;
  prepare: Prepare;
}

/** `dataDir` may have no index yet. `onDamaged` is told when there is one that cannot be read; it finds nothing then. */
export function openSearchIndex(dataDir: string, onDamaged: () => void, now = () => performance.now()): SearchIndex {
  let open: Open | null = null;

  function close(): void {
    open?.db.close();
    open = null;
  }

  /** The index as it is now: one that was begun anew is another file. */
  function current(): Open | null {
    const file = statSync(searchFile(dataDir), { throwIfNoEntry: false })?.ino;
    if (open && open.file === file) return open;
    close();
    if (file === undefined) return null;
    const db = openSearchReadable(dataDir);
    open = db && { db, file, prepare: preparer(db, mostStatements) };
    return open;
  }

  function asked<T>(nothing: T, ask: (index: Open) => T): T {
    try {
      const index = current();
      return index ? ask(index) : nothing;
    } catch (error) {
      close();
      // Between the old file and the new one there may be none.
      if (error instanceof Error && 'code' in error && error.code === 'SQLITE_CANTOPEN') return nothing;
      if (!isDamage(error)) throw error;
      onDamaged();
      return nothing;
    }
  }

  const stretches = ({ prepare }: Open, below: number): number[] =>
    prepare<[number], { first: number }>('SELECT first FROM stretch WHERE first < ? ORDER BY first DESC')
      .all(below)
      .map(({ first }) => first);

  const inStretch = (
    { prepare }: Open,
    first: number,
    { table, query }: Match,
    below: number,
    most: number,
  ): number[] =>
    prepare<[string, number, number], { rowid: number }>(
      `SELECT rowid FROM ${stretchTable(table, first)} (?) WHERE rowid < ? ORDER BY rowid DESC LIMIT ?`,
    )
      .all(query, below, most)
      .map(({ rowid }) => rowid);

  function inStretchAmong(
    { prepare }: Open,
    first: number,
    { table, query }: Match,
    among: readonly number[],
  ): number[] {
    const [newest, oldest] = [among[0], among.at(-1)];
    if (newest === undefined || oldest === undefined) return [];
    const found = prepare<[string, number, number], { rowid: number }>(
      `SELECT rowid FROM ${stretchTable(table, first)} (?) WHERE rowid >= ? AND rowid <= ? ORDER BY rowid DESC`,
    ).all(query, oldest, newest);
    const wanted = new Set(among);
    return found.map(({ rowid }) => rowid).filter((seq) => wanted.has(seq));
  }

  const rankedIn = ({ prepare }: Open, first: number, { table, query }: Match, below: number, most: number) => {
    const of = stretchTable(table, first);
    return prepare<[string, number, number], { rowid: number; rank: number }>(
      `SELECT rowid, bm25(${of}) AS rank FROM ${of} (?) WHERE rowid < ? ORDER BY rowid DESC LIMIT ?`,
    ).all(query, below, most);
  };

  return {
    indexedTo: () =>
      asked(0, ({ prepare }) => prepare<[], { to: number }>('SELECT indexed_to AS "to" FROM progress').get()?.to ?? 0),
    newest: (match, below, most, among) =>
      asked<Found>({ seqs: [], lookedTo: 0 }, (index) => {
        const began = now();
        const seqs: number[] = [];
        const ahead = stretches(index, below);
        for (const [at, first] of ahead.entries()) {
          const end = ahead[at - 1] ?? below;
          seqs.push(
            ...(among
              ? inStretchAmong(
                  index,
                  first,
                  match,
                  among.filter((seq) => seq >= first && seq < end),
                )
              : inStretch(index, first, match, below, most - seqs.length)),
          );
          const last = seqs.at(-1);
          if (seqs.length >= most && last !== undefined) return { seqs, lookedTo: last };
          if (at < ahead.length - 1 && now() - began > longestMs) return { seqs, lookedTo: first };
        }
        return { seqs, lookedTo: 0 };
      }),
    best: (match, below, most) =>
      asked<Found>({ seqs: [], lookedTo: 0 }, (index) => {
        const began = now();
        const found: { rowid: number; rank: number }[] = [];
        let lookedTo = 0;
        for (const first of stretches(index, below)) {
          found.push(...rankedIn(index, first, match, below, most - found.length));
          const last = found.at(-1);
          lookedTo = found.length >= most && last ? last.rowid : first;
          if (found.length >= most || now() - began > longestMs) break;
        }
        // Words are weighed within their stretch; stretches are alike enough for that.
        found.sort((one, other) => one.rank - other.rank || other.rowid - one.rowid);
        const [oldest] = stretches(index, Number.MAX_SAFE_INTEGER).slice(-1);
        return {
          seqs: found.map(({ rowid }) => rowid),
          lookedTo: lookedTo === oldest && found.length < most ? 0 : lookedTo,
        };
      }),
    all: (match) =>
      asked<number[]>([], (index) => {
        const most = Number.MAX_SAFE_INTEGER;
        return stretches(index, most).flatMap((first) => inStretch(index, first, match, most, -1));
      }),
    hasAny: (match, seqs) =>
      asked(false, (index) => {
        const ahead = stretches(index, Number.MAX_SAFE_INTEGER);
        return seqs.some((seq) => {
          const first = ahead.find((one) => one <= seq);
          if (first === undefined) return false;
          // Asked for one rowid with "=", FTS5 forgets the words (SQLite 3.54.1).
          const one = index.prepare<[string, number, number], { rowid: number }>(
            `SELECT rowid FROM ${stretchTable(match.table, first)} (?) WHERE rowid >= ? AND rowid <= ?`,
          );
          return one.get(match.query, seq, seq) !== undefined;
        });
      }),
    close,
  };
}
