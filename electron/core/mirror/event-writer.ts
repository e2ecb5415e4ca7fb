/**
 * Takes events in. A batch of received events becomes ledger entries, projections, rollups and the new stream position in a single
 * transaction; only after its commit may the source acknowledge.
 */
import type { Topic } from '../../../shared/contract/index.ts';
import { isLocal, isOurs } from '../local-source.ts';
import { type ConnectionStore, type StreamPosition, zonesOf } from './connection-store.ts';
import type { DeadLetters } from './dead-letters.ts';
import { type Ledger, storable } from './ledger.ts';
import type { Writable } from './open.ts';
import type { Beginning } from './operation-items.ts';
import type { OperationStore } from './operation-store.ts';
import { guarded, isStorageFault } from './projections/guarded.ts';
import type { Projected, Projector } from './projections/project.ts';
import { type DeadLetterCode, type Received, receive, receiveText } from './receive.ts';
import type { Transaction } from './transaction.ts';

export interface Batch {
  connectionId: string;
  /** IANA zone of the connection. */
  zone: string;
  received: readonly Received[];
  position: StreamPosition | null;
  /** Events that this machine wrote itself; nobody else may say so. */
  local?: true;
  /** Done in the same transaction, when all of the batch is written. */
  alongside?: (done: Committed) => void;
}

/** What this machine did, and what it is about to do. */
export interface Round {
  /** CloudEvents as JSON, by connection. */
  done: readonly { connectionId: string; zone: string; events: readonly string[] }[];
  begin: readonly Beginning[];
}

export interface Committed {
  added: number;
  duplicates: number;
  deadLetters: number;
  /** Ids of events that are kept, but as dead letters. */
  unread: string[];
  topics: Set<Topic>;
}

interface Problem {
  code: DeadLetterCode;
  reason: string;
  /** `Received.same`. */
  same?: string;
}

/** An event that is in the ledger by now. */
interface Entered {
  item: Extract<Received, { kind: 'event' }>;
  seq: number;
}

/** What is no event of the ledger. */
interface Refused {
  frame: Received;
  position: string | null;
  problem: Problem;
}

/** What events are written to. */
export interface EventStores {
  entries: Ledger;
  projections: Projector;
  dead: DeadLetters;
  operations: OperationStore;
  connections: ConnectionStore;
}

export function eventWriter(db: Writable, stores: EventStores, transaction: Transaction, now: () => number) {
  const { entries, projections, dead, operations, connections } = stores;
  const guard = guarded(db, projections);
  const openLetters = db.prepare<[], { id: number }>(
    'SELECT id FROM dead_letter WHERE resolved_at IS NULL AND event_seq IS NOT NULL ORDER BY id',
  );
  const newestEvent = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM event');
  const deadById = db.prepare<[number], { event_seq: number | null }>(
    'SELECT event_seq FROM dead_letter WHERE id = ? AND resolved_at IS NULL',
  );
  const ledgerEntry = db.prepare<
    [number],
    { connection_id: string; received_at: number; bytes: Buffer; slimmed: number }
  >('SELECT connection_id, received_at, bytes, bodies_dropped IS NOT NULL AS slimmed FROM ledger WHERE seq = ?');

  const problemOf = db.prepare<[string, string], Problem>(
    `SELECT d.code, d.reason FROM source s JOIN event e ON e.source_id = s.id AND e.event_id = ?
       JOIN dead_letter d ON d.event_seq = e.seq WHERE s.uri = ? AND d.resolved_at IS NULL`,
  );
  const frames = db.prepare<[string, string, number, number], { id: number; bytes: Buffer }>(
    `SELECT id, bytes FROM dead_letter WHERE connection_id = ? AND code = ? AND resolved_at IS NULL AND event_seq IS NULL
       AND bytes IS NOT NULL AND id > ? ORDER BY id LIMIT ?`,
  );

  function note(connectionId: string, projected: Projected, topics: Set<Topic>): Problem | null {
    if (!projected.ok) return projected;
    for (const topic of projected.topics) topics.add(topic);
    if (projected.reads !== undefined) dead.resolve(projected.reads, now(), null);
    if (projected.settled) {
      operations.settle(projected.settled, now(), connectionId);
      topics.add('operations').add('audit');
    }
    return null;
  }

  function commitWith(batch: Batch, { project }: Projector): Committed {
    const done: Committed = { added: 0, duplicates: 0, deadLetters: 0, unread: [], topics: new Set() };
    const { connectionId, zone } = batch;
    const kept: (Entered | Refused)[] = [];
    // First all of them: rows that are written a table after the other cost less.
    for (const item of batch.received) {
      if (item.kind === 'unreadable') {
        kept.push({ frame: item, position: item.position ?? null, problem: item });
        continue;
      }
      if (isOurs(item.event.source) && !batch.local) {
        const problem: Problem = { code: 'invalid', reason: 'It claims to come from this machine.' };
        kept.push({ frame: item, position: item.sequence, problem });
        continue;
      }
      const seq = entries.append(connectionId, item.event, item.bytes, item.receivedAt, item.run);
      if (seq === null) done.duplicates += 1;
      else kept.push({ item, seq });
    }
    for (const each of kept) {
      if ('problem' in each) {
        const { frame, position, problem } = each;
        if (dead.addFrame(connectionId, frame.receivedAt, frame.bytes, position, problem)) done.deadLetters += 1;
        continue;
      }
      done.added += 1;
      const { seq, item } = each;
      const { event, bytes, receivedAt, ahead, tooDeep } = item;
      const own = batch.local === true && isLocal(event.source);
      const entry = { seq, connectionId, receivedAt, event, said: ahead?.(), tooDeep, own };
      const problem = note(connectionId, project(entry, zone), done.topics);
      if (!problem) continue;
      dead.addEvent(seq, connectionId, receivedAt, event.type, bytes.length, problem);
      done.unread.push(event.id);
      done.deadLetters += 1;
    }
    if (batch.position) connections.setPosition(connectionId, batch.position);
    if (done.deadLetters > 0) done.topics.add('deadLetters');
    batch.alongside?.(done);
    return done;
  }

  /** A projection that throws costs the event it throws at, not the transaction. */
  function projecting<T>(work: (projector: Projector) => T): T {
    try {
      return transaction(() => work(projections));
    } catch (error) {
      if (isStorageFault(error)) throw error;
      return transaction(() => work(guard));
    }
  }

  return {
    /** @throws a SQLite storage fault (disk full, I/O); the batch is then not committed and may be given again. */
    commit: (batch: Batch): Committed => projecting((projector) => commitWith(batch, projector)),
    /**
     * Writes what this machine did to the ledger, as a platform's events would be, and takes what it does next, so that both cost one
     * write to the disk. `taken` answers each of `begin`.
     */
    round({ done, begin }: Round): { committed: Committed[]; taken: string[][] } {
      const batches = done.map(({ connectionId, zone, events }): Batch => {
        const received = events.map((event) => receiveText(event, now()));
        return { connectionId, zone, received, position: null, local: true };
      });
      return projecting((projector) => {
        const committed = batches.map((batch) => commitWith(batch, projector));
        // What is taken is compared with rows.
        if (begin.length > 0) projector.flush();
        return { committed, taken: begin.map((beginning) => operations.take(beginning, now())) };
      });
    },
    /** Why an event that is kept cannot be read; `null` when it can, or is not there. */
    problemOf: (source: string, eventId: string): Problem | null => problemOf.get(storable(eventId), source) ?? null,
    /** Dead letters that are no events, oldest first, after the letter `after`. */
    frames: (connectionId: string, code: DeadLetterCode, after: number, limit: number) =>
      frames.all(connectionId, code, after, limit),
    /** Commits what a dead letter that was no event turned out to be. */
    commitFrame: (letter: number, batch: Batch): Committed =>
      projecting((projector) => {
        const done = commitWith(batch, projector);
        dead.resolveFrame(letter, now());
        done.topics.add('deadLetters');
        return done;
      }),
    /** Ids of the open dead letters that are events of the ledger, oldest first. */
    openDeadLetters: (): number[] => openLetters.all().map(({ id }) => id),
    /** Reads dead letters once more, all of them in one transaction: give some hundreds at a time. */
    retryDeadLetters(ids: readonly number[]): { tried: number; resolved: number; topics: Set<Topic> } {
      const zones = zonesOf(db);
      const seqs = ids.map((id) => deadById.get(id)?.event_seq ?? null).filter((seq) => seq !== null);
      const topics = new Set<Topic>(['deadLetters']);
      const newest = newestEvent.get()?.seq ?? 0;
      const resolved = transaction(() => {
        let understood = 0;
        for (const seq of seqs.sort((one, other) => one - other)) {
          const row = ledgerEntry.get(seq);
          const received = row && receive(row.bytes, row.received_at);
          if (!row || received?.kind !== 'event') continue;
          const entry = { ...received, seq, connectionId: row.connection_id, slimmed: row.slimmed === 1 };
          const zone = zones.get(row.connection_id) ?? 'UTC';
          const problem = note(row.connection_id, guard.project(entry, zone), topics);
          if (problem) dead.failAgain(seq, problem);
          else dead.resolve(seq, now(), newest);
          if (!problem) understood += 1;
        }
        return understood;
      });
      return { tried: seqs.length, resolved, topics };
    },
  };
}
