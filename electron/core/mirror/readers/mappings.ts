/** Payloads that mappings read or may read, and imports. What no dialect knew is found by its dead letter, also when it is resolved. */
import type { ImportJob } from '../../../../shared/domain/import.ts';
import type { Mapping, MappingSample } from '../../../../shared/domain/mapping.ts';
import { importJobs } from '../import-store.ts';
import { mappingReader } from '../mapping-store.ts';
import type { Readable } from '../open.ts';
import { receive } from '../receive.ts';

/** `payload`: the event's data as JSON, `null` where the event has none. `letter`: the dead letter's key. */
export interface MappablePayload {
  letter: number;
  seq: number;
  receivedAt: number;
  payload: string | null;
}

interface Row {
  letter: number;
  seq: number;
  receivedAt: number;
  bytes: Buffer;
  resolved: number | null;
}

const columns = 'd.id AS letter, e.seq, e.received_at AS receivedAt, e.bytes, d.resolved_at AS resolved';
const from = `FROM dead_letter d INDEXED BY dead_letter_kind JOIN ledger e ON e.seq = d.event_seq
  WHERE d.connection_id = ? AND d.code = 'unknown dialect'`;
/** Enough to tell one payload from another. */
const shownChars = 64 << 10;
const mostSamples = 20;
/** Payloads can be long; a page of them must not be. */
const mostChars = 8 << 20;

export function mappingReaders(db: Readable) {
  const mapping = mappingReader(db);
  const jobs = importJobs(db);
  const unread = db.prepare<[string, number, number], Row>(
    `SELECT ${columns} ${from} AND d.id > ? AND d.resolved_at IS NULL ORDER BY d.id LIMIT ?`,
  );
  const all = db.prepare<[string, number, number], Row>(`SELECT ${columns} ${from} AND d.id > ? ORDER BY d.id LIMIT ?`);
  const newest = db.prepare<[string, number], Row>(`SELECT ${columns} ${from} ORDER BY d.id DESC LIMIT ?`);
  const count = db.prepare<[string], { all: number; open: number }>(
    `SELECT count(*) AS "all", sum(resolved_at IS NULL) AS open FROM dead_letter INDEXED BY dead_letter_kind
     WHERE connection_id = ? AND code = 'unknown dialect' AND event_seq IS NOT NULL`,
  );
  const event = db.prepare<[number], { connectionId: string; receivedAt: number; bytes: Buffer }>(
    'SELECT connection_id AS connectionId, received_at AS receivedAt, bytes FROM ledger WHERE seq = ?',
  );

  const payloadOf = (bytes: Buffer, receivedAt: number): string | null => {
    const received = receive(bytes, receivedAt);
    if (received.kind !== 'event' || received.tooDeep || received.event.data === undefined) return null;
    return JSON.stringify(received.event.data);
  };

  return {
    mapping: (connectionId: string): Mapping | null => mapping(connectionId),
    /** Oldest first, after the letter `after`; `all`: also those that were read since. Fewer than `limit` does not mean the end. */
    mappable(connectionId: string, { after, limit, all: every }: { after: number; limit: number; all: boolean }) {
      const found: MappablePayload[] = [];
      let chars = 0;
      for (const { letter, seq, receivedAt, bytes } of (every ? all : unread).iterate(connectionId, after, limit)) {
        const payload = payloadOf(bytes, receivedAt);
        found.push({ letter, seq, receivedAt, payload });
        chars += payload?.length ?? 0;
        if (chars > mostChars) break;
      }
      return found;
    },
    mappableCount: (connectionId: string): { all: number; open: number } => {
      const row = count.get(connectionId);
      return { all: row?.all ?? 0, open: row?.open ?? 0 };
    },
    mappingSamples: (connectionId: string): MappingSample[] =>
      newest.all(connectionId, mostSamples).flatMap(({ seq, receivedAt, bytes, resolved }) => {
        const payload = payloadOf(bytes, receivedAt);
        if (payload === null) return [];
        const text = payload.slice(0, shownChars);
        const state = resolved === null ? 'unread' : 'mapped';
        return [
          { seq, receivedAt, bytes: payload.length, state, text, truncated: payload.length > shownChars } as const,
        ];
      }),
    /** An event's payload as JSON, with whose it is; `null` when there is none. */
    payload(seq: number): { connectionId: string; payload: string } | null {
      const row = event.get(seq);
      const payload = row ? payloadOf(row.bytes, row.receivedAt) : null;
      return row && payload !== null ? { connectionId: row.connectionId, payload } : null;
    },
    imports: (): ImportJob[] => jobs.all(),
  };
}
