/** Computes every projection anew from the ledger. What only the operator knows (operations, audit) is not touched. */
import type { Topic } from '../../../shared/contract/index.ts';
import { zonesOf } from './connection-store.ts';
import { deadLetters } from './dead-letters.ts';
import type { Writable } from './open.ts';
import { guarded, isStorageFault } from './projections/guarded.ts';
import { takeUpPast } from './projections/past.ts';
import { type Projector, projector } from './projections/project.ts';
import { receive } from './receive.ts';

/** Every table that is a projection, in no particular order. */
export const projectionTables = [
  'call',
  'call_event',
  'transcript',
  'endpoint',
  'endpoint_hour',
  'webhook_message',
  'webhook_attempt',
  'chain',
  'chain_run',
  'run_again',
  'incident',
  'incident_hour',
  'call_hour',
  'share',
  'rollup',
] as const;

interface EventRow {
  seq: number;
  connection_id: string;
  received_at: number;
  bytes: Buffer;
  bodies_dropped: number | null;
}

const none = Number.POSITIVE_INFINITY;

/** Told of how many events were projected out of how many there are. */
type Progress = (done: number, of: number) => void;

/** After a step of the schema that the rows in the mirror do not know yet. */
export function projectAnewIfDue(db: Writable, tell: Progress = () => {}): void {
  const due = db.prepare<[], { what: string }>(`SELECT what FROM pending_work WHERE what = 'project anew'`).get();
  if (due) rebuildProjections(db, Date.now(), tell);
}

/**
 * One transaction: readers see the old rows until the new ones are complete. Returns how many events were projected. Today's rules
 * may read what was a dead letter, or not read what was none; either is noted there. `at`: epoch milliseconds UTC.
 */
export function rebuildProjections(
  db: Writable,
  at = Date.now(),
  tell: Progress = () => {},
): { projected: number; topics: Topic[] } {
  const projections = projector(db);
  const guard = guarded(db, projections);
  const dead = deadLetters(db);
  const zones = zonesOf(db);
  const page = db.prepare<[number], EventRow>(
    'SELECT seq, connection_id, received_at, bytes, bodies_dropped FROM ledger WHERE seq > ? ORDER BY seq LIMIT 500',
  );
  const one = db.prepare<[number], EventRow>(
    'SELECT seq, connection_id, received_at, bytes, bodies_dropped FROM ledger WHERE seq = ?',
  );
  // Nearly all that lies between the first and the last: retention takes from the beginning on, and leaves some.
  const ends = db.prepare<[], { first: number; last: number }>(
    'SELECT coalesce(min(seq), 1) AS first, coalesce(max(seq), 0) AS last FROM event',
  );
  let projected = 0;

  function project(row: EventRow, into: Projector): void {
    const received = receive(row.bytes, row.received_at);
    if (received.kind !== 'event') return;
    const { event, tooDeep } = received;
    const { seq, connection_id: connectionId, received_at: receivedAt } = row;
    const entry = { seq, connectionId, receivedAt, event, tooDeep, slimmed: row.bodies_dropped !== null };
    const done = into.project(entry, zones.get(row.connection_id) ?? 'UTC');
    if (done.ok) {
      projected += 1;
      dead.resolve(row.seq, at, null);
      if (done.reads !== undefined) dead.resolve(done.reads, at, null);
    } else {
      dead.addEvent(row.seq, row.connection_id, row.received_at, event.type, row.bytes.length, done);
    }
  }

  /** All of them written at once, or none: false where one of them cannot be projected. */
  const together = db.transaction((rows: readonly EventRow[]) => {
    for (const row of rows) project(row, projections);
    projections.flush();
  });
  function quickly(rows: readonly EventRow[]): boolean {
    const before = projected;
    try {
      together(rows);
      return true;
    } catch (error) {
      if (isStorageFault(error)) throw error;
      projections.discard();
      projected = before;
      return false;
    }
  }

  db.transaction(() => {
    for (const table of projectionTables) db.exec(`DELETE FROM ${table}`);
    const past = takeUpPast(db);
    // What was understood only later takes part only from then on, as it did the first time.
    const late = dead.readLate();
    const isLate = new Set(late.map(({ seq }) => seq));

    /** What happened between the event before this one and this one. What retention did comes first: it never acts after the other. */
    function before(seq: number): void {
      for (;;) {
        const dropped = past.next() ?? none;
        const read = late[0]?.after ?? none;
        if (Math.min(dropped, read) >= seq) return;
        if (dropped <= read) {
          past.take();
        } else {
          const row = one.get(late.shift()?.seq ?? 0);
          if (row) project(row, guard);
        }
      }
    }
    const isQuiet = (upTo: number): boolean => Math.min(past.next() ?? none, late[0]?.after ?? none) >= upTo;

    const { first, last } = ends.get() ?? { first: 1, last: 0 };
    const of = last - first + 1;
    let after = 0;
    if (of > 0) tell(0, of);
    for (let rows = page.all(after); rows.length > 0; rows = page.all(after)) {
      after = rows.at(-1)?.seq ?? after;
      const own = rows.filter(({ seq }) => !isLate.has(seq));
      if (!isQuiet(after) || !quickly(own)) {
        for (const row of own) {
          before(row.seq);
          project(row, guard);
        }
      }
      tell(after - first + 1, of);
    }
    before(none);
    db.exec(`DELETE FROM pending_work WHERE what = 'project anew'`);
  }).immediate();
  return { projected, topics: ['calls', 'webhooks', 'chains', 'incidents', 'endpoints', 'deadLetters'] };
}
