/**
 * The one writer. A batch of received events becomes ledger entries, projections, rollups and the new stream position in a single
 * transaction; only after its commit may the source acknowledge.
 */
import type { Topic } from '../../../shared/contract/index.ts';
import type { Connection, Gap } from '../../../shared/domain/connection.ts';
import type { EndpointKey } from '../../../shared/domain/endpoint.ts';
import { isOurs } from '../local-source.ts';
import { type AuditLine, auditWriter } from './audit.ts';
import { connectionStore, zonesOf } from './connection-store.ts';
import { deadLetters } from './dead-letters.ts';
import { type EndpointChange, endpointStore } from './endpoint-store.ts';
import { ledger } from './ledger.ts';
import type { Writable } from './open.ts';
import { type Beginning, type OperationStore, operationStore } from './operation-store.ts';
import { guarded, isStorageFault } from './projections/guarded.ts';
import { type Projected, type Projector, projector } from './projections/project.ts';
import { type DeadLetterCode, type Received, receive, receiveText } from './receive.ts';
import { reviewStore } from './review-store.ts';
import { type StoredSettings, settingStore } from './setting-store.ts';
import { type ViewToSave, viewStore } from './view-store.ts';

/** Where a stream resumes: after `sequence` of `epoch`; `null` sequence means from the oldest event kept. */
export interface StreamPosition {
  epoch: string;
  sequence: string | null;
}

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

export type Writer = ReturnType<typeof createWriter>;

export function createWriter(db: Writable, now: () => number = Date.now) {
  const entries = ledger(db);
  const projections = projector(db);
  const dead = deadLetters(db);
  const audit = auditWriter(db);
  const connections = connectionStore(db);
  const operations = operationStore(db, audit);
  const views = viewStore(db);
  const reviews = reviewStore(db, audit);
  const endpoints = endpointStore(db);
  const settings = settingStore(db);
  const guard = guarded(db, projections);
  const openLetters = db.prepare<[], { id: number }>(
    'SELECT id FROM dead_letter WHERE resolved_at IS NULL AND event_seq IS NOT NULL ORDER BY id',
  );
  const newestEvent = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM event');
  const deadById = db.prepare<[number], { event_seq: number | null }>(
    'SELECT event_seq FROM dead_letter WHERE id = ? AND resolved_at IS NULL',
  );
  const ledgerEntry = db.prepare<[number], { connection_id: string; received_at: number; bytes: Buffer }>(
    'SELECT connection_id, received_at, bytes FROM event WHERE seq = ?',
  );

  /** All or nothing; what the caches learnt from a rolled-back transaction is forgotten. */
  function transaction<T>(work: () => T): T {
    try {
      return db
        .transaction(() => {
          const done = work();
          projections.flush();
          operations.flush();
          return done;
        })
        .immediate();
    } catch (error) {
      projections.discard();
      operations.discard();
      entries.discard();
      throw error;
    }
  }

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
    for (const item of batch.received) {
      if (item.kind === 'unreadable') {
        const { receivedAt, bytes, position = null } = item;
        if (dead.addFrame(connectionId, receivedAt, bytes, position, item)) done.deadLetters += 1;
        continue;
      }
      if (isOurs(item.event.source) && !batch.local) {
        const problem: Problem = { code: 'invalid', reason: 'It claims to come from this machine.' };
        if (dead.addFrame(connectionId, item.receivedAt, item.bytes, item.sequence, problem)) done.deadLetters += 1;
        continue;
      }
      const seq = entries.append(connectionId, item.event, item.bytes, item.receivedAt);
      if (seq === null) {
        done.duplicates += 1;
        continue;
      }
      done.added += 1;
      const entry = { ...item, seq, connectionId };
      const problem = note(connectionId, project(entry, zone), done.topics);
      if (problem) {
        dead.addEvent(seq, connectionId, item.receivedAt, item.event.type, item.bytes.length, problem);
        done.unread.push(item.event.id);
        done.deadLetters += 1;
      }
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
      return projecting((projector) => ({
        committed: batches.map((batch) => commitWith(batch, projector)),
        taken: begin.map((beginning) => operations.take(beginning, now())),
      }));
    },
    /** An event that was too big to receive: stepped over at `position`, and never silently. */
    stepOver(connectionId: string, to: { epoch: string; sequence: string }, reason: string): void {
      transaction(() => {
        dead.addFrame(connectionId, now(), null, to.sequence, { code: 'too large', reason });
        connections.setPosition(connectionId, to);
      });
    },
    /** Keeps a gap and moves on to where the platform can go on from. */
    recordGap(gap: Omit<Gap, 'id'>, resume: StreamPosition): void {
      transaction(() => {
        connections.addGap(gap);
        connections.setPosition(gap.connectionId, resume);
      });
    },
    position: connections.position,
    maxBytes: connections.maxBytes,
    setMaxBytes: connections.setMaxBytes,
    connections: (): Connection[] => connections.list(),
    /** `newToken`: whether the token was changed with it; the token itself is nowhere but in the secret store. */
    saveConnection(connection: Connection, actor: string, action: string, newToken = false): void {
      transaction(() => {
        connections.save(connection);
        const { id, name, url, zone, enabled, allow } = connection;
        const allowed = allow.map(({ host, ranges }) => `${host}: ${ranges.join(', ')}`);
        audit({ at: now(), actor, action, subject: id, detail: { name, url, zone, enabled, allowed, newToken } });
      });
    },
    removedConnectionAt: connections.removedAt,
    removeConnection(id: string, actor: string): boolean {
      return transaction(() => {
        const removed = connections.remove(id);
        if (removed) audit({ at: now(), actor, action: 'connection removed', subject: id, detail: {} });
        return removed;
      });
    },
    audit: (line: AuditLine) => transaction(() => audit(line)),
    operations: wrapped(operations, transaction),
    changeEndpoint: (key: EndpointKey, change: EndpointChange, doing: Omit<AuditLine, 'at'>): void =>
      transaction(() => {
        endpoints.change(key, change);
        audit({ at: now(), ...doing });
      }),
    noteEndpointSecret: (key: EndpointKey, at: number | null, doing: Omit<AuditLine, 'at'>): void =>
      transaction(() => {
        endpoints.secretAt(key, at);
        audit({ at: now(), ...doing });
      }),
    removeEndpoint: (key: EndpointKey, doing: Omit<AuditLine, 'at'>): boolean =>
      transaction(() => {
        const removed = endpoints.remove(key);
        if (removed) audit({ at: now(), ...doing });
        return removed;
      }),
    endpointIds: endpoints.idsOf,
    settings: settings.all,
    saveSettings: (sections: StoredSettings, lines: readonly Omit<AuditLine, 'at'>[]): void =>
      transaction(() => {
        settings.save(sections);
        for (const line of lines) audit({ at: now(), ...line });
      }),
    /** Every change in a transaction of its own. */
    reviews: {
      change: (...given: Parameters<typeof reviews.change>) => transaction(() => reviews.change(...given)),
      undo: (...given: Parameters<typeof reviews.undo>) => transaction(() => reviews.undo(...given)),
      saveQueue: (...given: Parameters<typeof reviews.saveQueue>) => transaction(() => reviews.saveQueue(...given)),
      removeQueue: (...given: Parameters<typeof reviews.removeQueue>) =>
        transaction(() => reviews.removeQueue(...given)),
      orderQueues: (ids: readonly number[]) => transaction(() => reviews.orderQueues(ids)),
      saveCard: (...given: Parameters<typeof reviews.saveCard>) => transaction(() => reviews.saveCard(...given)),
    },
    saveView: (view: ViewToSave) => transaction(() => views.save(view)),
    removeView: (id: number) => transaction(() => views.remove(id)),
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
          const entry = { ...received, seq, connectionId: row.connection_id };
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

interface Problem {
  code: DeadLetterCode;
  reason: string;
}

/** Every call in a transaction of its own. */
function wrapped(store: OperationStore, transaction: <T>(work: () => T) => T): OperationStore {
  return {
    planSingle: (operation, item, end) => transaction(() => store.planSingle(operation, item, end)),
    beginPlan: (operation) => transaction(() => store.beginPlan(operation)),
    planItems: (id, items) => transaction(() => store.planItems(id, items)),
    endPlan: (id, end) => transaction(() => store.endPlan(id, end)),
    dropPlan: (id) => transaction(() => store.dropPlan(id)),
    discardPlan: (id, at) => transaction(() => store.discardPlan(id, at)),
    start: (id, how, at) => transaction(() => store.start(id, how, at)),
    take: (beginning, at) => transaction(() => store.take(beginning, at)),
    expire: (itemId, result, at) => transaction(() => store.expire(itemId, result, at)),
    settle: (settled, at, connectionId) => transaction(() => store.settle(settled, at, connectionId)),
    move: (id, from, to, why, at) => transaction(() => store.move(id, from, to, why, at)),
    abort: (id, at) => transaction(() => store.abort(id, at)),
    recover: (at) => transaction(() => store.recover(at)),
    refused: (id, why, at) => transaction(() => store.refused(id, why, at)),
    flush: store.flush,
    discard: store.discard,
  };
}
