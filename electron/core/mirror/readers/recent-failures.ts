/** How many failures are fresh and have not recovered, for whoever is to be told of a burst. Bounded, however many there are. */
import type { Readable } from '../open.ts';

export interface RecentFailures {
  /** Counted up to 10,000 each. */
  messages: number;
  runs: number;
  /** The incident with most of them. */
  worst: { incident: number; name: string; cause: string } | null;
}

const most = 10_000;

const freshMessages = `SELECT incident FROM webhook_message INDEXED BY message_state
  WHERE state = 'failed' AND last_attempt_at >= ? LIMIT ${most}`;
const freshRuns = `SELECT incident FROM chain_run INDEXED BY run_state
  WHERE root IS NULL AND state = 'failed' AND started_at >= ? LIMIT ${most}`;

export function recentFailureReaders(db: Readable) {
  const messages = db.prepare<[number], { incident: number | null }>(freshMessages);
  const runs = db.prepare<[number], { incident: number | null }>(freshRuns);
  const incident = db.prepare<[number], { id: number; name: string; status: number | null; kind: string | null }>(
    'SELECT id, scope_name AS name, status, error_kind AS kind FROM incident WHERE id = ?',
  );

  return {
    recentFailures(since: number): RecentFailures {
      const failed = { messages: messages.all(since), runs: runs.all(since) };
      const counts = new Map<number, number>();
      for (const { incident: id } of [...failed.messages, ...failed.runs]) {
        if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      const [first] = [...counts].sort(([, one], [, other]) => other - one);
      const known = first && incident.get(first[0]);
      return {
        messages: failed.messages.length,
        runs: failed.runs.length,
        worst: known
          ? {
              incident: known.id,
              name: known.name,
              cause: known.status === null ? (known.kind ?? 'failed') : `HTTP ${known.status}`,
            }
          : null,
      };
    },
  };
}
