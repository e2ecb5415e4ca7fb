/** The one writer: everything that is written to the mirror, by who has it written. */
import { auditWriter } from './audit.ts';
import { connectionStore } from './connection-store.ts';
import { deadLetters } from './dead-letters.ts';
import { eventWriter } from './event-writer.ts';
import { ledger } from './ledger.ts';
import type { Writable } from './open.ts';
import { operationStore } from './operation-store.ts';
import { operatorWriter } from './operator-writer.ts';
import { projector } from './projections/project.ts';
import { sourceWriter } from './source-writer.ts';
import { transactions } from './transaction.ts';
import { upkeepWriter } from './upkeep-writer.ts';

export type Writer = ReturnType<typeof createWriter>;

export function createWriter(db: Writable, now: () => number = Date.now) {
  const audit = auditWriter(db);
<<<<<<< electron/core/mirror/writer.ts
  const stores = {
    entries: ledger(db),
    projections: projector(db),
    dead: deadLetters(db),
    operations: operationStore(db, audit),
    connections: connectionStore(db),
    audit,
  };
  const { entries, projections, operations } = stores;
  const transaction = transactions(db, [entries, projections, operations]);
=======
  const connections = connectionStore(db);
  const operations = operationStore(db, audit);
  const views = viewStore(db);
  const upkeep = upkeepStore(db);
  const reviews = reviewStore(db, audit);
  const notes = noteStore(db, audit);
  const endpoints = endpointStore(db);
  const settings = settingStore(db);
  const mappings = mappingStore(db);
  const imports = importStore(db);
  const drop = dropping(db, entries, projections);
  const dropRows = rowRetention(db, entries, projections);
  const oldestDue = db.prepare<[], number | null>('SELECT min(n) FROM search_due').pluck();
  // The newest says how far the search is to get, so it stays.
  const trimDue = db.prepare<[number]>(
    `DELETE FROM search_due WHERE n <= min(?, (SELECT min(n) FROM search_due) + 2000, (SELECT max(n) FROM search_due) - 1)`,
  );
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

  /** All or nothing; what the caches learnt from a rolled-back transaction is forgotten. */
  function transaction<T>(work: () => T): T {
    try {
      return db
        .transaction(() => {
          const done = work();
          entries.flush();
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
      const seq = entries.append(connectionId, item.event, item.bytes, item.receivedAt, item.run);
      if (seq === null) {
        done.duplicates += 1;
        continue;
      }
      done.added += 1;
      const { event, receivedAt, tooDeep } = item;
      const own = batch.local === true && isLocal(event.source);
      const entry = { seq, connectionId, receivedAt, event, tooDeep, own };
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
    mapping: mappings.current,
    /** Why a mapping could not read an event that is a dead letter. */
    noteUnmapped(failed: readonly { seq: number; why: string }[], version: number): void {
      transaction(() => {
        for (const { seq, why } of failed) {
          dead.failAgain(seq, {
            code: 'unknown dialect',
            reason: `Version ${version} of the mapping fails on it: ${why}`,
          });
        }
      });
    },
    saveMapping(mapping: Mapping): void {
      transaction(() => {
        mappings.save(mapping);
        const { connectionId, version, actor, when, fields } = mapping;
        audit({
          at: now(),
          actor,
          action: 'mapping changed',
          subject: connectionId,
          detail: { version, when, fields },
        });
      });
    },
    imports: {
      get: imports.get,
      last: imports.last,
      begin: (job: NewImport, actor: string): number =>
        transaction(() => {
          const id = imports.add(job, now());
          const { connectionId, name, size } = job;
          audit({ at: now(), actor, action: 'import begun', subject: connectionId, detail: { name, size } });
          return id;
        }),
      again: (id: number, name: string): void => transaction(() => imports.again(id, name)),
      /** Called alongside a batch, so in its transaction. */
      advance: (id: number, advance: Advance): void => imports.advance(id, advance),
      end: (id: number, state: 'done' | 'cancelled' | 'failed' | 'interrupted', why: string | null): void =>
        transaction(() => imports.end(id, state, now(), why)),
      interrupt: (): void => transaction(imports.interrupt),
    },
    position: connections.position,
    maxBytes: connections.maxBytes,
    setMaxBytes: connections.setMaxBytes,
    connections: (): Connection[] => connections.list(),
    /** `newToken`: whether the token was changed with it; the token itself is nowhere but in the secret store. */
    saveConnection(connection: Connection, actor: string, action: string, newToken = false): void {
      transaction(() => {
        connections.save(connection);
        const { id, name, url, zone, enabled, allow, scheme } = connection;
        const signed = scheme ? { scheme: scheme.kind } : {};
        const allowed = allow.map(({ host, ranges }) => `${host}: ${ranges.join(', ')}`);
        audit({
          at: now(),
          actor,
          action,
          subject: id,
          detail: { name, url, zone, enabled, allowed, newToken, ...signed },
        });
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
      mark: (...given: Parameters<typeof reviews.mark>) => transaction(() => reviews.mark(...given)),
      undo: (...given: Parameters<typeof reviews.undo>) => transaction(() => reviews.undo(...given)),
      saveQueue: (...given: Parameters<typeof reviews.saveQueue>) => transaction(() => reviews.saveQueue(...given)),
      removeQueue: (...given: Parameters<typeof reviews.removeQueue>) =>
        transaction(() => reviews.removeQueue(...given)),
      orderQueues: (ids: readonly number[]) => transaction(() => reviews.orderQueues(ids)),
      saveCard: (...given: Parameters<typeof reviews.saveCard>) => transaction(() => reviews.saveCard(...given)),
    },
    /** What was done for the mirror itself; of a backup the audit is told too. */
    noteUpkeep: (done: Omit<UpkeepDone, 'id'>, actor: string): void =>
      transaction(() => {
        upkeep.note(done);
        const { at, what, detail, problem } = done;
        if (what !== 'check')
          audit({
            at,
            actor,
            action: doneActions[what] ?? `${what} made`,
            subject: detail,
            detail: { problem },
          });
      }),
    /** The next step of retention. */
    drop: (step: DropStep): DropDone => transaction(() => drop(step)),
    trimSearchDue(upTo: number): void {
      // Mostly there is nothing, and nothing is to be written then.
      if ((oldestDue.get() ?? upTo) < upTo) transaction(() => trimDue.run(upTo));
    },
    dropRows: (step: RowStep): RowsDone => transaction(() => dropRows(step)),
    notes: {
      add: (...given: Parameters<typeof notes.add>) => transaction(() => notes.add(...given)),
      update: (...given: Parameters<typeof notes.update>) => transaction(() => notes.update(...given)),
      remove: (...given: Parameters<typeof notes.remove>) => transaction(() => notes.remove(...given)),
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

const doneActions: Partial<Record<UpkeepDone['what'], string>> = {
  retention: 'retention dropped',
  room: 'room given back',
};

interface Problem {
  code: DeadLetterCode;
  reason: string;
}

/** Every call in a transaction of its own. */
function wrapped(store: OperationStore, transaction: <T>(work: () => T) => T): OperationStore {
>>>>>>> /tmp/upkeep-land-new
  return {
    ...eventWriter(db, stores, transaction, now),
    ...sourceWriter(db, stores, transaction, now),
    ...operatorWriter(db, stores, transaction, now),
    ...upkeepWriter(db, stores, transaction),
  };
}
