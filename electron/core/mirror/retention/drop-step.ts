/**
 * One step of retention: the next few events of the ledger, oldest first, are replaced by slimmer ones. How far it has come is written in
 * the same transaction, so that whatever ends it, it goes on where it stood. Whole packs are taken, because a pack is never changed.
 */
import type { DroppedRecording, Slimming } from '../../../../shared/domain/upkeep.ts';
import { zonesOf } from '../connection-store.ts';
import type { Ledger, LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import { mostEvents } from '../packing/packer.ts';
import type { Projector } from '../projections/project.ts';
import { receive } from '../receive.ts';
import { droppedDays } from './dropped-days.ts';
import { slimmed } from './slimmed.ts';

/** `before`: of events received before then, in epoch milliseconds UTC. `at`: now. */
export interface DropStep {
  what: Slimming;
  before: number;
  at: number;
}

export interface DropDone {
  /** Events looked at; none when there is nothing to do (any more). */
  seen: number;
  dropped: number;
  /** Of calls that lost where their recording is. */
  recordings: DroppedRecording[];
}

/** As much as a pack has: some milliseconds of work. */
const enoughBytes = 256 << 10;

interface Row {
  seq: number;
  connection_id: string;
  received_at: number;
  bytes: Buffer;
  pack: number | null;
  bodies_dropped: number | null;
  words_dropped: number | null;
}

/** To be called in a transaction of the writer's, which flushes both. */
export function dropping(db: Writable, ledger: Ledger, projections: Projector) {
  const columns = 'seq, connection_id, received_at, bytes, pack, bodies_dropped, words_dropped';
  const after = db.prepare<[number], Row>(`SELECT ${columns} FROM ledger WHERE seq > ? ORDER BY seq`);
  const one = db.prepare<[number], Row>(`SELECT ${columns} FROM ledger WHERE seq = ?`);
  const reached = db.prepare<[Slimming], number>('SELECT seq FROM retention WHERE what = ?').pluck();
  const reach = db.prepare<[Slimming, number]>(
    'INSERT INTO retention (what, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
  );
  // One that nobody could read yet is kept whole until somebody can.
  const unread = db.prepare<[number], number>('SELECT 1 FROM dead_letter WHERE event_seq = ? AND resolved_at IS NULL');
  const markBodies = db.prepare<[number, number]>(
    'UPDATE event SET bodies_dropped = coalesce(bodies_dropped, ?) WHERE seq = ?',
  );
  const markWords = db.prepare<[number, number]>('UPDATE event SET words_dropped = ? WHERE seq = ?');
  const removePack = db.prepare<[number]>('DELETE FROM pack WHERE id = ?');
  const callsOf = db
    .prepare<[number, number], number>(
      'SELECT id FROM call WHERE id = ? UNION SELECT call_id FROM call_event WHERE seq = ? AND seq <> call_id',
    )
    .pluck();
  const eventsOf = db.prepare<[number], number>('SELECT seq FROM call_event WHERE call_id = ? ORDER BY seq').pluck();
  const recordingOf = db.prepare<[number], DroppedRecording>(
    `SELECT connection_id AS connectionId, call_id AS callId, recording_url AS url FROM call
     WHERE id = ? AND recording_url IS NOT NULL`,
  );
  const days = droppedDays(db);
  const reread = db.prepare<[number | null, number | null]>(
    'INSERT INTO search_due (call_id, event_seq) VALUES (?, ?)',
  );

  /** One whole pack, or what lies by itself before the next; all of their events old enough. */
  function next(what: Slimming, before: number): Row[] {
    const rows: Row[] = [];
    let whole = 0;
    let bytes = 0;
    for (const row of after.iterate(reached.get(what) ?? 0)) {
      const begins = row.pack === null || row.pack !== rows.at(-1)?.pack;
      if (begins) whole = rows.length;
      const isEnough = row.pack !== null || rows.length >= mostEvents || bytes >= enoughBytes;
      if (begins && rows.length > 0 && isEnough) return rows;
      if (row.received_at >= before) return rows.slice(0, whole);
      rows.push(row);
      bytes += row.bytes.length;
    }
    return rows;
  }

  function entryOf({ seq, connection_id, received_at, bytes, bodies_dropped }: Row): LedgerEvent | null {
    const received = receive(bytes, received_at);
    if (received.kind !== 'event' || received.tooDeep) return null;
    const { event, tooDeep } = received;
    const slimmedNow = bodies_dropped !== null;
    return { seq, connectionId: connection_id, receivedAt: received_at, event, tooDeep, slimmed: slimmedNow };
  }

  function slimmerOf(row: Row, what: Slimming, zone: string): LedgerEvent | null {
    if (row.words_dropped !== null || unread.get(row.seq) !== undefined) return null;
    const entry = entryOf(row);
    const event = entry && slimmed(entry, what, zone);
    return entry && event && { ...entry, event, slimmed: true };
  }

  /** The rows of calls of which less is said now, made anew from their events. */
  function retell(slim: ReadonlyMap<number, LedgerEvent>, zones: ReadonlyMap<string, string>): DroppedRecording[] {
    const calls = new Set([...slim.keys()].flatMap((seq) => callsOf.all(seq, seq)));
    const recordings = [...calls].flatMap((call) => recordingOf.all(call));
    for (const call of calls) {
      // The event that made the row comes first, whichever was received first.
      const seqs = [call, ...eventsOf.all(call).filter((seq) => seq !== call)];
      // What lies in a pack of this transaction cannot be read back before its commit.
      const events = seqs.flatMap((seq) => slim.get(seq) ?? one.all(seq).flatMap((row) => entryOf(row) ?? []));
      projections.retell(call, events, zones.get(events[0]?.connectionId ?? '') ?? 'UTC');
      reread.run(call, null);
    }
    return recordings;
  }

  return function drop({ what, before, at }: DropStep): DropDone {
    const rows = next(what, before);
    const last = rows.at(-1);
    if (!last) return { seen: 0, dropped: 0, recordings: [] };
    const zones = zonesOf(db);
    const slim = new Map<number, LedgerEvent>();
    for (const row of rows) {
      const slimmer = slimmerOf(row, what, zones.get(row.connection_id) ?? 'UTC');
      if (slimmer) slim.set(row.seq, slimmer);
    }
    let recordings: DroppedRecording[] = [];
    if (slim.size > 0) {
      // Before the packs they are read from are gone.
      if (what === 'transcripts') recordings = retell(slim, zones);
      for (const { seq, bytes } of rows) {
        const slimmer = slim.get(seq);
        ledger.replace(seq, slimmer ? Buffer.from(JSON.stringify(slimmer.event)) : bytes);
        if (!slimmer) continue;
        markBodies.run(at, seq);
        if (what === 'transcripts') markWords.run(at, seq);
        if (slimmer.event.type !== 'call.ended') reread.run(null, seq);
      }
      for (const pack of new Set(rows.map(({ pack }) => pack))) if (pack !== null) removePack.run(pack);
      days.note(at, { [what]: slim.size });
    }
    reach.run(what, last.seq);
    return { seen: rows.length, dropped: slim.size, recordings };
  };
}
