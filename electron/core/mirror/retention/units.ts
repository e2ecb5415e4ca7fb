/** What goes together: a call with its messages and runs and all their events; or a message or runs of a call that nobody told of. */
import type { Readable } from '../open.ts';

export interface Unit {
  connectionId: string;
  /** As its vendor names the call; `null` for a message of no call. */
  callId: string | null;
  /** Keys of rows. */
  calls: number[];
  messages: number[];
  runs: number[];
  /** Of the ledger. */
  events: number[];
  /** False when it has so many messages that these are only some of them. */
  whole: boolean;
}

/** More messages of one call are several units, so that no step is long. */
const mostMessages = 100;

interface Owner {
  message: number | null;
  connection_id: string;
  call_id: string | null;
}

export function units(db: Readable) {
  const ownerOfAttempt = db.prepare<[number], Owner>(
    `SELECT m.id AS message, m.connection_id, m.call_id FROM webhook_attempt a JOIN webhook_message m ON m.id = a.message
     WHERE a.seq = ?`,
  );
  const ownerOfCallEvent = db.prepare<{ seq: number }, Owner>(
    `SELECT NULL AS message, connection_id, call_id FROM call WHERE id IN (
       SELECT id FROM call WHERE id = @seq
       UNION SELECT call_id FROM call_event WHERE seq = @seq AND seq <> call_id) ORDER BY id LIMIT 1`,
  );
  // A replay belongs to its original, wherever that belongs.
  const original = `LEFT JOIN chain_run o ON r.root IS NOT NULL AND o.connection_id = r.connection_id AND o.run_id = r.root
    AND o.root IS NULL`;
  const ownerOfRun = db.prepare<{ seq: number }, Owner>(
    `SELECT NULL AS message, r.connection_id, coalesce(o.call_id, r.call_id) AS call_id FROM chain_run r ${original}
     WHERE r.id = coalesce((SELECT run FROM run_again WHERE seq = @seq), @seq)`,
  );
  const callOf = db
    .prepare<[string, string], number>('SELECT id FROM call WHERE connection_id = ? AND call_id = ?')
    .pluck();
  const messagesOf = db
    .prepare<[string, string, number], number>(
      'SELECT id FROM webhook_message WHERE connection_id = ? AND call_id = ? LIMIT ?',
    )
    .pluck();
  const runsOf = db.prepare<[string, string], { id: number; run_id: string; root: string | null; of: string | null }>(
    `SELECT r.id, r.run_id, r.root, o.call_id AS "of" FROM chain_run r ${original} WHERE r.connection_id = ? AND r.call_id = ?`,
  );
  const replaysOf = db
    .prepare<[string, string], number>('SELECT id FROM chain_run WHERE connection_id = ? AND root = ?')
    .pluck();
  const attemptsOf = db.prepare<[number], number>('SELECT seq FROM webhook_attempt WHERE message = ?').pluck();
  const toldAgain = db.prepare<[number], number>('SELECT seq FROM run_again WHERE run = ?').pluck();
  const eventsOf = db.prepare<[number], number>('SELECT seq FROM call_event WHERE call_id = ?').pluck();

  function runsOfCall(connectionId: string, callId: string): number[] {
    const own = runsOf
      .all(connectionId, callId)
      .filter(({ root, of }) => root === null || of === null || of === callId);
    const replays = own.flatMap(({ run_id, root }) => (root === null ? replaysOf.all(connectionId, run_id) : []));
    return [...new Set([...own.map(({ id }) => id), ...replays])];
  }

  function unit(
    { connection_id: connectionId, call_id: callId }: Owner,
    rows: Pick<Unit, 'calls' | 'messages' | 'runs' | 'whole'>,
  ): Unit {
    const events = new Set([
      ...rows.calls.flatMap((id) => eventsOf.all(id)),
      ...rows.messages.flatMap((id) => attemptsOf.all(id)),
      ...rows.runs.flatMap((id) => [id, ...toldAgain.all(id)]),
    ]);
    return { connectionId, callId, ...rows, events: [...events] };
  }

  return {
    /** What the event belongs to; `null` for one that made no row, or one of an endpoint or a flow: these stay. */
    of(seq: number): Unit | null {
      const owner = ownerOfAttempt.get(seq) ?? ownerOfCallEvent.get({ seq }) ?? ownerOfRun.get({ seq });
      if (!owner) return null;
      const { connection_id: connectionId, call_id: callId, message } = owner;
      if (callId === null)
        return unit(owner, { calls: [], messages: message === null ? [] : [message], runs: [], whole: true });
      const messages = messagesOf.all(connectionId, callId, mostMessages + 1);
      if (messages.length > mostMessages)
        return unit(owner, { calls: [], messages: messages.slice(0, mostMessages), runs: [], whole: false });
      const runs = runsOfCall(connectionId, callId);
      return unit(owner, { calls: callOf.all(connectionId, callId), messages, runs, whole: true });
    },
  };
}
