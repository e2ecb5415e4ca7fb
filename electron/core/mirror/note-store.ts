/** Notes on calls. They lie with the call as its vendor names it, so that they outlive a mirror that is made anew; the audit is told. */
import type { Note } from '../../../shared/domain/call.ts';
import type { AuditLine } from './audit.ts';
import type { Writable } from './open.ts';

interface StoredNote {
  id: number;
  connection_id: string;
  call_id: string;
  at: number;
  edited_at: number | null;
  actor: string;
  text: string;
}

export function noteStore(db: Writable, audit: (line: AuditLine) => void) {
  const callOf = db.prepare<[number], { connection_id: string; call_id: string }>(
    'SELECT connection_id, call_id FROM call WHERE id = ?',
  );
  const keyOf = db
    .prepare<[string, string], number>('SELECT id FROM call WHERE connection_id = ? AND call_id = ?')
    .pluck();
  const insert = db
    .prepare<[string, string, number, string, string], number>(
      'INSERT INTO note (connection_id, call_id, at, actor, text) VALUES (?, ?, ?, ?, ?) RETURNING id',
    )
    .pluck();
  const change = db.prepare<[string, number, number], StoredNote>(
    'UPDATE note SET text = ?, edited_at = ? WHERE id = ? RETURNING *',
  );
  const remove = db.prepare<[number], StoredNote>('DELETE FROM note WHERE id = ? RETURNING *');

  const tell = (
    action: string,
    note: Pick<StoredNote, 'connection_id' | 'call_id' | 'id'>,
    actor: string,
    at: number,
  ) => audit({ at, actor, action, subject: note.call_id, detail: { connectionId: note.connection_id, note: note.id } });

  return {
    /** `callId`: the mirror's key. `null` when there is no such call. To be called in a transaction, as all of these. */
    add(callId: number, text: string, actor: string, at: number): Note | null {
      const call = callOf.get(callId);
      const id = call && insert.get(call.connection_id, call.call_id, at, actor, text);
      if (!call || id === undefined) return null;
      tell('note added', { ...call, id }, actor, at);
      return { id, callId, at, editedAt: null, actor, text };
    },
    update(id: number, text: string, actor: string, at: number): Note | null {
      const note = change.get(text, at, id);
      if (!note) return null;
      tell('note changed', note, actor, at);
      const callId = keyOf.get(note.connection_id, note.call_id) ?? 0;
      return { id, callId, at: note.at, editedAt: note.edited_at, actor: note.actor, text };
    },
    remove(id: number, actor: string, at: number): boolean {
      const note = remove.get(id);
      if (note) tell('note removed', note, actor, at);
      return note !== undefined;
    },
  };
}
