/** Computes every projection anew from the ledger. What only the operator knows (operations, audit) is not touched. */
import type { Topic } from '../../../shared/contract/index.ts';
import { zonesOf } from './connection-store.ts';
import { deadLetters } from './dead-letters.ts';
import type { Writable } from './open.ts';
import { guarded } from './projections/guarded.ts';
import { projector } from './projections/project.ts';
import { receive } from './receive.ts';
import { rollups as openRollups } from './rollups.ts';

/** Every table that is a projection, in no particular order. */
export const projectionTables = [
  'call',
  'call_event',
  'transcript',
  'endpoint',
  'webhook_message',
  'webhook_attempt',
  'chain',
  'chain_run',
  'chain_step',
  'rollup',
] as const;

/**
 * One transaction: readers see the old rows until the new ones are complete. Returns how many events were projected. Today's rules
 * may read what was a dead letter, or not read what was none; either is noted there. `at`: epoch milliseconds UTC.
 */
export function rebuildProjections(db: Writable, at = Date.now()): { projected: number; topics: Topic[] } {
  const rollups = openRollups(db);
  const projections = guarded(db, projector(db, rollups), rollups);
  const dead = deadLetters(db);
  const zones = zonesOf(db);
  const page = db.prepare<[number], { seq: number; connection_id: string; received_at: number; bytes: Buffer }>(
    'SELECT seq, connection_id, received_at, bytes FROM event WHERE seq > ? ORDER BY seq LIMIT 500',
  );
  let projected = 0;
  db.transaction(() => {
    for (const table of projectionTables) db.exec(`DELETE FROM ${table}`);
    let after = 0;
    for (let rows = page.all(after); rows.length > 0; rows = page.all(after)) {
      for (const row of rows) {
        after = row.seq;
        const received = receive(row.bytes, row.received_at);
        if (received.kind !== 'event') continue;
        const entry = {
          seq: row.seq,
          connectionId: row.connection_id,
          receivedAt: row.received_at,
          event: received.event,
        };
        const done = projections.project(entry, zones.get(row.connection_id) ?? 'UTC');
        if (done.ok) {
          projected += 1;
          dead.resolve(row.seq, at);
        } else {
          dead.addEvent(row.seq, row.connection_id, row.received_at, entry.event.type, row.bytes.length, done);
        }
      }
      projections.flush();
    }
    rollups.flush();
  }).immediate();
  return { projected, topics: ['calls', 'webhooks', 'chains', 'deadLetters'] };
}
