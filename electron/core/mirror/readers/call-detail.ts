/** One call with everything known of it, and the events it came from. */
import type { CallDetail, CallField, EventRef } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { type CallRecord, columnOf, parseProvenance } from '../projections/call-record.ts';
import { storedTurns } from '../stored-turns.ts';
import { callRow, flag, parsed, type ReviewColumns, selectCall } from './call-row.ts';

interface NamedRecording {
  connectionId: string;
  callId: string;
  url: string | null;
}

export function callDetailReaders(db: Readable) {
  const byId = db.prepare<[number], CallRecord & ReviewColumns>(selectCall);
  const turns = db.prepare<[number], { turns: string }>('SELECT turns FROM transcript WHERE call_id = ?');
  const events = db.prepare<{ id: number; connection: string; call: string }, EventRef>(
    `SELECT seq, event_id AS eventId, type, received_at AS receivedAt, size AS bytes FROM ledger WHERE seq IN (
       SELECT seq FROM call_event WHERE call_id = @id
       UNION SELECT id FROM chain_run WHERE connection_id = @connection AND call_id = @call
       UNION SELECT a.seq FROM webhook_message m JOIN webhook_attempt a ON a.message = m.id
         WHERE m.connection_id = @connection AND m.call_id = @call)
     ORDER BY seq`,
  );

  const dropped = db
    .prepare<[number], number | null>(
      'SELECT max(e.words_dropped) FROM call_event c JOIN event e ON e.seq = c.seq WHERE c.call_id = ?',
    )
    .pluck();
  const named = db.prepare<[number], NamedRecording>(
    'SELECT connection_id AS connectionId, call_id AS callId, recording_url AS url FROM call WHERE id = ?',
  );
  const byName = db
    .prepare<[string, string], number>('SELECT id FROM call WHERE connection_id = ? AND call_id = ?')
    .pluck();

  return {
    /** Where the vendor said the recording of a call is. */
    recordingOf: (id: number): NamedRecording | null => named.get(id) ?? null,
    /** The mirror's key of a call as its vendor names it. */
    callKeyOf: (connectionId: string, callId: string): number | null => byName.get(connectionId, callId) ?? null,
    call(id: number): CallDetail | null {
      const record = byId.get(id);
      if (!record) return null;
      const said = turns.get(id);
      return {
        ...callRow(record),
        from: record.from_number,
        to: record.to_number,
        startedAt: record.started_at,
        status: record.status,
        answeredBy: record.answered_by,
        tags: parsed(record.tags, []),
        extracted: parsed(record.extracted, []),
        transcript: storedTurns(said?.turns ?? null),
        recordingUrl: record.recording_url,
        link: record.link,
        followUp: flag(record.follow_up),
        cost: record.cost,
        metadata: parsed(record.metadata, null),
        remarks: parsed(record.remarks, []),
        wordsDroppedAt: dropped.get(id) ?? null,
        masked: false,
        revealed: false,
        provenance: provenanceOf(record, said !== undefined),
        events: events.all({ id, connection: record.connection_id, call: record.call_id }),
      };
    },
  };
}

/** Every field the call has, with the event that gave it: the one that made the row unless another is noted. */
function provenanceOf(record: CallRecord, hasTranscript: boolean): CallDetail['provenance'] {
  const later = parseProvenance(record.provenance);
  const known: CallDetail['provenance'] = {};
  for (const [field, column] of Object.entries(columnOf) as [keyof typeof columnOf, keyof CallRecord][]) {
    const assumed = field === 'endedAt' && record.ended_at_assumed === 1;
    if (record[column] !== null && !assumed) known[field] = later[field] ?? record.id;
  }
  const transcript: CallField = 'transcript';
  if (hasTranscript) known[transcript] = later[transcript] ?? record.id;
  return known;
}
