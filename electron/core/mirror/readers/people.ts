/** Whom calls were with: what their vendors said of the people, for what is masked and redacted. */
import type { Extracted } from '../../../../shared/domain/call.ts';
import { knownOf } from '../../privacy/known.ts';
import type { CallRef, Person } from '../../privacy/veil.ts';
import type { Readable } from '../open.ts';

interface Row {
  id: number;
  customer_number: string | null;
  from_number: string | null;
  to_number: string | null;
  customer_name: string | null;
  recording_url: string | null;
  link: string | null;
  extracted: string | null;
  metadata: string | null;
}

const columns = `c.id, c.customer_number, c.from_number, c.to_number, c.customer_name, c.recording_url, c.link, c.extracted, c.metadata`;

/** By what is asked for; exported so that a test can assert their plans. */
const peopleSql = {
  call: `SELECT ${columns} FROM call c WHERE c.id = ?`,
  message: `SELECT ${columns} FROM webhook_message m JOIN call c ON c.connection_id = m.connection_id AND c.call_id = m.call_id
    WHERE m.id = ?`,
  run: `SELECT ${columns} FROM chain_run r JOIN call c ON c.connection_id = r.connection_id AND c.call_id = r.call_id WHERE r.id = ?`,
  event: `SELECT ${columns} FROM call c WHERE c.id IN (
      SELECT id FROM call WHERE id = @seq
      UNION SELECT call_id FROM call_event WHERE seq = @seq AND seq <> call_id
      UNION SELECT k.id FROM chain_run r JOIN call k ON k.connection_id = r.connection_id AND k.call_id = r.call_id WHERE r.id = @seq
      UNION SELECT k.id FROM webhook_attempt a JOIN webhook_message m ON m.id = a.message
        JOIN call k ON k.connection_id = m.connection_id AND k.call_id = m.call_id WHERE a.seq = @seq)`,
} as const;

export function peopleReaders(db: Readable) {
  const one = {
    call: db.prepare<[number], Row>(peopleSql.call),
    message: db.prepare<[number], Row>(peopleSql.message),
    run: db.prepare<[number], Row>(peopleSql.run),
  };
  const ofEvent = db.prepare<{ seq: number }, Row>(peopleSql.event);

  function rowOf(ref: CallRef): Row | undefined {
    const id = Number(ref.slice(ref.indexOf(' ') + 1));
    if (ref.startsWith('call ')) return one.call.get(id);
    if (ref.startsWith('message ')) return one.message.get(id);
    return ref.startsWith('run ') ? one.run.get(id) : ofEvent.get({ seq: id });
  }

  return {
    /** Those of whom something is known. */
    people: (refs: readonly CallRef[]): [CallRef, Person][] =>
      refs.flatMap((ref) => {
        const row = rowOf(ref);
        return row ? [[ref, { callKey: row.id, known: knownOf(told(row)) }]] : [];
      }),
  };
}

function told(row: Row) {
  const extracted: Extracted[] = row.extracted === null ? [] : JSON.parse(row.extracted);
  const metadata: Record<string, unknown> | null = row.metadata === null ? null : JSON.parse(row.metadata);
  return {
    customerNumber: row.customer_number,
    from: row.from_number,
    to: row.to_number,
    customerName: row.customer_name,
    recordingUrl: row.recording_url,
    link: row.link,
    extracted,
    metadata,
  };
}
