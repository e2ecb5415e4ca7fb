/** What is written of where events come from: connections with their positions and gaps, mappings, imports. */
import type { Connection, Gap } from '../../../shared/domain/connection.ts';
import type { Mapping } from '../../../shared/domain/mapping.ts';
import type { AuditWriter } from './audit.ts';
import type { ConnectionStore, StreamPosition } from './connection-store.ts';
import type { DeadLetters } from './dead-letters.ts';
import { type Advance, importStore, type NewImport } from './import-store.ts';
import { mappingStore } from './mapping-store.ts';
import type { Writable } from './open.ts';
import type { Transaction } from './transaction.ts';

interface SourceStores {
  connections: ConnectionStore;
  dead: DeadLetters;
  audit: AuditWriter;
}

export function sourceWriter(db: Writable, stores: SourceStores, transaction: Transaction, now: () => number) {
  const { connections, dead, audit } = stores;
  const mappings = mappingStore(db);
  const imports = importStore(db);
  return {
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
  };
}
