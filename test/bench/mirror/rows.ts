/** The rows of a mirror as its peers get them: ready made, those of an event together. */
import type { Readable } from '../../../electron/core/mirror/open.ts';
import { storedTurns } from '../../../electron/core/mirror/stored-turns.ts';
import { type PeerRows, type PeerTable, peerTable, wordsTable } from '../peers/peer.ts';

/** The key by which a row belongs to the event that made it. Rollups and incidents are left out: peers have less to write. */
const written = {
  event: 'seq',
  call: 'id',
  call_event: 'seq',
  transcript: 'call_id',
  webhook_message: 'id',
  webhook_attempt: 'seq',
  chain_run: 'id',
} as const;

/** Events lie packed here; a peer is given each with its bytes, as it was received. */
const ours = new Set(['pack', 'place', 'size']);

/** What events write. */
export const writtenTables = (db: Readable): PeerTable[] =>
  Object.keys(written).map((name) => {
    const table = peerTable(db, name);
    return name === 'event' ? { ...table, columns: table.columns.filter((column) => !ours.has(column.name)) } : table;
  });

/** What is asked, too: the words that were said, and reviews, of which there are none. */
export const askedTables = (db: Readable): PeerTable[] => [...writtenTables(db), peerTable(db, 'review'), wordsTable];

/** Rows by table of the events after `from`, up to `to`. */
export function rowsBetween(db: Readable): (from: number, to: number) => PeerRows {
  const reads = writtenTables(db).map(({ name, columns }) => {
    const key = Object.entries(written).find(([table]) => table === name)?.[1];
    const list = columns.map((column) => `"${column.name}"`).join(', ');
    const source = name === 'event' ? 'ledger' : name;
    const sql = `SELECT ${list} FROM ${source} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key}`;
    return [name, db.prepare<[number, number], unknown[]>(sql).raw(true)] as const;
  });
  return (from, to) => new Map(reads.map(([name, read]) => [name, read.all(from, to)]));
}

const spoken = `SELECT c.id, c.summary, t.turns FROM call c LEFT JOIN transcript t ON t.call_id = c.id WHERE c.id > ? AND c.id <= ?`;

/** What is searched for words, of the calls of those events. */
export function wordsBetween(db: Readable): (from: number, to: number) => unknown[][] {
  const read = db.prepare<[number, number], { id: number; summary: string | null; turns: string | null }>(spoken);
  return (from, to) =>
    read.all(from, to).map(({ id, summary, turns }) => {
      const said = storedTurns(turns).map(({ text }) => text);
      return [id, [...said, summary ?? ''].join(' ')];
    });
}

const atOnce = 20_000;

/** Every call with its words, bit by bit; the events themselves stay behind. */
export function* callsWithWords(db: Readable): Generator<PeerRows> {
  const calls = db
    .prepare<[number], unknown[]>(`SELECT * FROM call WHERE id > ? ORDER BY id LIMIT ${atOnce}`)
    .raw(true);
  const turns = db
    .prepare<[number, number], unknown[]>('SELECT * FROM transcript WHERE call_id > ? AND call_id <= ?')
    .raw(true);
  const words = wordsBetween(db);
  for (let after = 0; ; ) {
    const rows = calls.all(after);
    const last = Number(rows.at(-1)?.[0] ?? 0);
    if (rows.length === 0) return;
    yield new Map([
      ['call', rows],
      ['transcript', turns.all(after, last)],
      [wordsTable.name, words(after, last)],
    ]);
    after = last;
  }
}
