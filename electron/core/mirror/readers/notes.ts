/** Notes on a call, oldest first. */
import type { Note } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';

/** So many are shown of one call. */
const most = 1000;

export function noteReaders(db: Readable) {
  const ofCall = db.prepare<[number], Note>(
    `SELECT n.id, c.id AS callId, n.at, n.edited_at AS editedAt, n.actor, n.text
     FROM call c JOIN note n ON n.connection_id = c.connection_id AND n.call_id = c.call_id
     WHERE c.id = ? ORDER BY n.id LIMIT ${most}`,
  );
  return { notesOf: (callId: number): Note[] => ofCall.all(callId) };
}
