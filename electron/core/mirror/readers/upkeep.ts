/** Reading what was done for the mirror, and its ledger from the first event to the last. */
import type { Dropping, UpkeepDone } from '../../../../shared/domain/upkeep.ts';
import type { Readable } from '../open.ts';

export interface UpkeepRecord {
  done: UpkeepDone[];
  lastCheck: UpkeepDone | null;
  lastBackup: UpkeepDone | null;
  events: number;
  schema: number;
}

export function upkeepReaders(db: Readable) {
  const columns = 'id, what, at, duration_ms AS durationMs, problem, detail';
  const newest = db.prepare<[], UpkeepDone>(`SELECT ${columns} FROM upkeep ORDER BY id DESC LIMIT 50`);
  const last = db.prepare<[string], UpkeepDone>(
    `SELECT ${columns} FROM upkeep WHERE what = ? ORDER BY id DESC LIMIT 1`,
  );
  // Keys begin at 1 and have few holes: nobody counts millions of rows.
  const events = db.prepare<[], { n: number | null }>('SELECT max(seq) AS n FROM event');

  const ledger = db.prepare<[number, number], { seq: number; bytes: Buffer }>(
    'SELECT seq, bytes FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?',
  );

  const firstFrom = db.prepare<[number], { seq: number; at: number }>(
    'SELECT seq, received_at AS at FROM event WHERE seq >= ? ORDER BY seq LIMIT 1',
  );
  const reached = db.prepare<[Dropping], number>('SELECT seq FROM retention WHERE what = ?').pluck();

  /** The last event received before then: events lie in the order of their receipt, so it is looked for by halves. */
  function lastBefore(before: number): number {
    let [low, high] = [0, events.get()?.n ?? 0];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const found = firstFrom.get(middle);
      if (found && found.at < before) low = Math.max(middle, Math.min(found.seq, high));
      else high = middle - 1;
    }
    return low;
  }

  return {
    /** At most so many events would lose this if what was received before then went. */
    wouldDrop: (what: Dropping, before: number): number => Math.max(0, lastBefore(before) - (reached.get(what) ?? 0)),
    /** Events after `seq`, oldest first, as they were received: UTF-8, a line each, so many at most. */
    ledgerPage(after: number, limit: number): { text: string; events: number; last: number } {
      const rows = ledger.all(after, limit);
      const lines = rows.map(({ bytes }) => `${bytes.toString('utf8').replaceAll(/[\r\n]+/g, ' ')}\n`);
      return { text: lines.join(''), events: rows.length, last: rows.at(-1)?.seq ?? after };
    },
    upkeepRecord: (): UpkeepRecord => ({
      done: newest.all(),
      lastCheck: last.get('check') ?? null,
      lastBackup: last.get('backup') ?? null,
      events: events.get()?.n ?? 0,
      schema: Number(db.pragma('user_version', { simple: true })),
    }),
  };
}
