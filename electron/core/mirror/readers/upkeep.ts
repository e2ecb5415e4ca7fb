/** Reading what was done for the mirror, and its ledger from the first event to the last. */
import type { UpkeepDone } from '../../../../shared/domain/upkeep.ts';
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

  return {
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
