/**
 * One step of retention by whole rows: from the oldest event on, whatever is old enough leaves the mirror as a unit: the call, its messages
 * and runs, their events, what the search knows of them. Sums of the past stay. What cannot go yet is passed over, and met again when
 * retention begins anew at the oldest event.
 */
import type { DroppedRecording } from '../../../../shared/domain/upkeep.ts';
import { zonesOf } from '../connection-store.ts';
import type { Ledger, LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Projector } from '../projections/project.ts';
import { receive } from '../receive.ts';
import { droppedDays } from './dropped-days.ts';
import { eventRemoval } from './removal.ts';
import { type Unit, units } from './units.ts';

/** Whose oldest event was received before then goes. Times are epoch milliseconds UTC. */
export interface RowStep {
  before: number;
  at: number;
  /** Events up to this one were looked at. */
  after: number;
  /** Calls that somebody reviewed, flagged, scored or noted something of stay. */
  keepMarked: boolean;
}

export interface RowsDone {
  /** Events looked at; none when there is nothing (more) that is old enough. */
  seen: number;
  /** Events that went. */
  dropped: number;
  /** Where the next step goes on: its `after`. */
  reached: number;
  /** What may lie cached of calls that went. */
  recordings: DroppedRecording[];
}

/** What a step looks at, and with how many dropped events it ends: some milliseconds of work. */
const mostSeen = 200;
const enoughDropped = 24;

interface Row {
  connection_id: string;
  received_at: number;
  bytes: Buffer;
  bodies_dropped: number | null;
}

/** To be called in a transaction of the writer's, which flushes both. */
export function rowRetention(db: Writable, ledger: Ledger, projections: Projector) {
  const eventsAfter = db.prepare<[number, number], { seq: number; received_at: number }>(
    'SELECT seq, received_at FROM event WHERE seq > ? ORDER BY seq LIMIT ?',
  );
  const newest = db.prepare<[], number | null>('SELECT max(seq) FROM event').pluck();
  const readLate = db.prepare<[number], number>('SELECT 1 FROM dead_letter WHERE resolved_after >= ?').pluck();
  const isUnread = db.prepare<[number], number>(
    'SELECT 1 FROM dead_letter WHERE event_seq = ? AND resolved_at IS NULL',
  );
  const running = db.prepare<[], { kind: 'message' | 'run'; id: number }>(
    `SELECT target_kind AS kind, target AS id FROM operation_item WHERE state = 'running'`,
  );
  const isMarked = db.prepare<{ connection: string; call: string }>(
    `SELECT 1 FROM review WHERE connection_id = @connection AND call_id = @call
     UNION ALL SELECT 1 FROM note WHERE connection_id = @connection AND call_id = @call`,
  );
  const removeMarks = ['review', 'note', 'review_log'].map((table) =>
    db.prepare<[string, string]>(`DELETE FROM ${table} WHERE connection_id = ? AND call_id = ?`),
  );
  const callsOf = db
    .prepare<{ seq: number }, number>(
      'SELECT id FROM call WHERE id = @seq UNION SELECT call_id FROM call_event WHERE seq = @seq AND seq <> call_id',
    )
    .pluck();
  const eventsOf = db.prepare<[number], number>('SELECT seq FROM call_event WHERE call_id = ? ORDER BY seq').pluck();
  const unlink = db.prepare<[number]>('DELETE FROM call_event WHERE call_id = ?');
  const entryOf = db.prepare<[number], Row>(
    'SELECT connection_id, received_at, bytes, bodies_dropped FROM ledger WHERE seq = ?',
  );
  const recordingOf = db.prepare<[number], DroppedRecording>(
    `SELECT connection_id AS connectionId, call_id AS callId, recording_url AS url FROM call
     WHERE id = ? AND recording_url IS NOT NULL`,
  );
  const tellSearch = db.prepare<[number | null, number | null]>(
    'INSERT INTO search_due (call_id, event_seq) VALUES (?, ?)',
  );
  const find = units(db);
  const remove = eventRemoval(db, ledger);
  const days = droppedDays(db);

  function ledgerEvents(seq: number): LedgerEvent[] {
    return entryOf.all(seq).flatMap((row) => {
      const received = receive(row.bytes, row.received_at);
      if (received.kind !== 'event') return [];
      const { event, tooDeep } = received;
      const { connection_id: connectionId, received_at: receivedAt } = row;
      return { seq, connectionId, receivedAt, event, tooDeep, slimmed: row.bodies_dropped !== null };
    });
  }

  /** Calls of other units that lose an event: those with others stay and are told anew, the others go too. */
  function sharers({ calls, events: going }: Unit): { losing: Map<number, number[]>; left: number[] } {
    const losing = new Map<number, number[]>();
    const left: number[] = [];
    const goes = new Set(going);
    for (const call of new Set(going.flatMap((seq) => callsOf.all({ seq })))) {
      if (calls.includes(call)) continue;
      const others = eventsOf.all(call).filter((seq) => !goes.has(seq));
      if (others.length > 0) losing.set(call, others);
      else left.push(call);
    }
    return { losing, left };
  }

  /** Returns which recordings were of it. */
  function drop(unit: Unit, zones: ReadonlyMap<string, string>, how: { asOf: number; at: number }): DroppedRecording[] {
    const { connectionId, callId, messages, runs, events } = unit;
    const { losing, left } = sharers(unit);
    const calls = [...unit.calls, ...left];
    const recordings = calls.flatMap((id) => recordingOf.all(id));
    projections.dropRows({ calls, messages, runs, events }, how.asOf, how.at);
    for (const [call, others] of losing) {
      unlink.run(call);
      projections.retell(call, others.flatMap(ledgerEvents), zones.get(connectionId) ?? 'UTC');
      tellSearch.run(call, null);
    }
    // What is counted of them must be written before the next may take them.
    if (losing.size > 0) projections.flush();
    if (unit.calls.length > 0 && callId !== null) for (const each of removeMarks) each.run(connectionId, callId);
    for (const id of left) tellSearch.run(id, null);
    for (const seq of unit.events) tellSearch.run(unit.calls.includes(seq) ? seq : null, seq);
    return recordings;
  }

  return function step({ before, at, after, keepMarked }: RowStep): RowsDone {
    const asOf = newest.get() ?? 0;
    const done: RowsDone = { seen: 0, dropped: 0, reached: after, recordings: [] };
    // A rebuild could not tell which of the two came first.
    if (readLate.get(asOf) !== undefined) return done;
    const zones = zonesOf(db);
    const busy = new Set(running.all().map(({ kind, id }) => `${kind} ${id}`));
    const gone = new Set<number>();
    const rows = { calls: 0, messages: 0, runs: 0 };

    function mayGo({ connectionId, callId, messages, runs, events: all }: Unit): boolean {
      // Keys are never given twice, so the newest event stays.
      if (all.includes(asOf) || all.some((seq) => isUnread.get(seq) !== undefined)) return false;
      if (messages.some((id) => busy.has(`message ${id}`)) || runs.some((id) => busy.has(`run ${id}`))) return false;
      return !keepMarked || callId === null || !isMarked.get({ connection: connectionId, call: callId });
    }

    for (const { seq, received_at } of eventsAfter.all(after, mostSeen)) {
      if (received_at >= before || done.dropped >= enoughDropped) break;
      done.seen += 1;
      done.reached = seq;
      if (gone.has(seq)) continue;
      const unit = find.of(seq);
      if (!unit || !mayGo(unit)) continue;
      done.recordings.push(...drop(unit, zones, { asOf, at }));
      for (const each of unit.events) gone.add(each);
      done.dropped = gone.size;
      rows.calls += unit.calls.length;
      rows.messages += unit.messages.length;
      rows.runs += unit.runs.length;
      if (unit.whole) continue;
      done.reached = seq - 1;
      break;
    }
    if (gone.size > 0) {
      remove(gone);
      days.note(at, { ...rows, events: gone.size }, { highest: Math.max(...gone), youngest: ledger.gone.youngest() });
    }
    return done;
  };
}
