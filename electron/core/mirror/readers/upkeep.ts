/** Reading what was done for the mirror, and its ledger from the first event to the last. */
import type { DroppedDay, Dropping, Slimming, UpkeepDone, WouldDrop } from '../../../../shared/domain/upkeep.ts';
import type { Readable } from '../open.ts';

export interface UpkeepRecord {
  done: UpkeepDone[];
  lastCheck: UpkeepDone | null;
  lastBackup: UpkeepDone | null;
  events: number;
  schema: number;
  /** The newest first. */
  dropped: DroppedDay[];
  /** The newest time a platform told of: when the newest call ended. */
  toldAt: number | null;
  lastRetention: UpkeepDone | null;
  /** Bytes of the file that hold nothing, and whether they can be given back piece by piece. */
  free: { bytes: number; inPieces: boolean };
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
  const reached = db.prepare<[Slimming], number>('SELECT seq FROM retention WHERE what = ?').pluck();

  const first = db.prepare<[], number | null>('SELECT min(seq) FROM event').pluck();
  const calls = db.prepare<[], number>(`SELECT value FROM rollup WHERE metric = 'calls' AND bucket = 0`).pluck();
  const newestCall = db.prepare<[], number | null>('SELECT max(ended_at) FROM call').pluck();
  const days = db.prepare<[], DroppedDay>(
    'SELECT at, calls, messages, runs, events, bodies, transcripts FROM dropped ORDER BY day DESC LIMIT 30',
  );
  // A row a day, so the first that reaches it is found after a few.
  const droppedAt = db
    .prepare<[number], number>('SELECT at FROM dropped WHERE highest >= ? ORDER BY day LIMIT 1')
    .pluck();
  const pragma = (name: string): number => Number(db.pragma(name, { simple: true }));

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
    /**
     * At most so many events would lose this, or go, if what was received before then went; of whole rows, with so many calls. Both are
     * reckoned from the keys, so that nobody counts millions of rows.
     */
    wouldDrop(what: Dropping, before: number): WouldDrop {
      const last = lastBefore(before);
      if (what !== 'rows') return { events: Math.max(0, last - (reached.get(what) ?? 0)), calls: 0 };
      const oldest = first.get() ?? 1;
      const [old, all] = [Math.max(0, last - oldest + 1), Math.max(1, (events.get()?.n ?? 0) - oldest + 1)];
      return { events: old, calls: Math.round(((calls.get() ?? 0) * old) / all) };
    },
    /** When retention took things as old as the event of this key; `null` when it never did. */
    droppedAt: (seq: number): number | null => droppedAt.get(seq) ?? null,
    /** Bytes of the mirror that hold something. */
    usedBytes: (): number => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size'),
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
      schema: pragma('user_version'),
      dropped: days.all(),
      toldAt: newestCall.get() ?? null,
      lastRetention: last.get('retention') ?? null,
      free: { bytes: pragma('freelist_count') * pragma('page_size'), inPieces: pragma('auto_vacuum') === 2 },
    }),
  };
}
