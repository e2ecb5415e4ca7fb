/**
 * Takes rows away for good. What is true now (how many there are, what stands open) follows. Sums by the hour and what an incident came to
 * are history: they stay, and the part of those that go is kept, for a rebuild to begin with.
 */
import type { RunState } from '../../../../shared/domain/chain.ts';
import type { MessageState } from '../../../../shared/domain/webhook.ts';
import type { Writable } from '../open.ts';
import { hourOf, type Rollups } from '../rollups.ts';
import type { CallStanding } from './call-standing.ts';
import { type CountedAttempt, endpointProjection } from './endpoints.ts';
import { type CountedCall, figureProjection } from './figures.ts';
import type { IncidentProjection } from './incidents.ts';
import { incidentKeeper } from './past.ts';

/** Keys of rows, and of events of the ledger. */
export interface RowsToDrop {
  calls: readonly number[];
  messages: readonly number[];
  runs: readonly number[];
  /** All of theirs; not every one made a row. */
  events: readonly number[];
}

interface Message {
  connection_id: string;
  call_id: string | null;
  endpoint_id: string;
  endpoint_name: string;
  url: string;
  last_attempt_at: number;
  state: MessageState;
  incident: number | null;
}

type Attempt = CountedAttempt & { counts: number; incident: number | null };

interface Run {
  started_at: number;
  state: RunState;
  incident: number | null;
  root: string | null;
}

export function rowDropping(db: Writable, rollups: Rollups, incidents: IncidentProjection, standing: CallStanding) {
  const figures = figureProjection(db, 'past_');
  const endpoints = endpointProjection(db, 'past_');
  const keepIncident = incidentKeeper(db);
  const call = db.prepare<[number], CountedCall>(
    `SELECT ended_at, duration_ms, success, reason, webhooks, chains, campaign, agent_name, agent_id
     FROM call WHERE id = ?`,
  );
  const message = db.prepare<[number], Message>(
    `SELECT connection_id, call_id, endpoint_id, endpoint_name, url, last_attempt_at, state, incident
     FROM webhook_message WHERE id = ?`,
  );
  const attempts = db.prepare<[number], Attempt>(
    `SELECT outcome, status, error_kind, started_at, duration_ms, counts, incident FROM webhook_attempt WHERE message = ?`,
  );
  const run = db.prepare<[number], Run>('SELECT started_at, state, incident, root FROM chain_run WHERE id = ?');
  const endpoint = db.prepare<[string, string], { url: string; name: string }>(
    'SELECT url, name FROM endpoint WHERE connection_id = ? AND endpoint_id = ?',
  );
  const addFailure = db.prepare<[number, number]>(
    'INSERT INTO past_incident_hour (incident, hour, n) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1',
  );
  const prepared = (...statements: string[]) => statements.map((sql) => db.prepare<[number]>(sql));
  const remove = {
    call: prepared(
      'DELETE FROM call WHERE id = ?',
      'DELETE FROM call_event WHERE call_id = ?',
      'DELETE FROM transcript WHERE call_id = ?',
    ),
    message: prepared('DELETE FROM webhook_attempt WHERE message = ?', 'DELETE FROM webhook_message WHERE id = ?'),
    run: prepared('DELETE FROM chain_run WHERE id = ?'),
    event: prepared('DELETE FROM run_again WHERE seq = ?'),
  };
  /** Incidents that lose members or failures, by the newest event then. */
  const losing = new Map<number, number>();

  function noteFailure(incident: number | null, at: number, asOf: number): void {
    if (incident === null) return;
    losing.set(incident, asOf);
    addFailure.run(incident, hourOf(at));
  }

  /** Nobody has to look after it any more. */
  function leave({ incident, state }: Pick<Message | Run, 'incident' | 'state'>, at: number): void {
    if (incident === null) return;
    const standsAs = state === 'failed' ? 'open' : state === 'pending' ? 'pending' : 'over';
    incidents.moved({ incident, standing: standsAs }, { incident, standing: 'over' }, at);
  }

  function dropCall(id: number): void {
    const row = call.get(id);
    if (!row) return;
    figures.callMoved(null, row);
    rollups.add('calls', -1);
    for (const each of remove.call) each.run(id);
  }

  function dropMessage(id: number, asOf: number, at: number): void {
    const row = message.get(id);
    if (!row) return;
    const { connection_id: connectionId, endpoint_id: endpointId, last_attempt_at, state } = row;
    const met = endpoint.get(connectionId, endpointId) ?? { url: row.url, name: row.endpoint_name };
    endpoints.met(connectionId, { id: endpointId, ...met });
    for (const attempt of attempts.all(id)) {
      if (attempt.counts === 1) endpoints.attempted(connectionId, endpointId, attempt);
      noteFailure(attempt.incident, attempt.started_at, asOf);
    }
    figures.messageMoved(null, { connectionId, endpointId, at: last_attempt_at, state });
    leave(row, at);
    rollups.add(`messages ${state}`, -1);
    for (const each of remove.message) each.run(id);
    // Its call may stay.
    if (row.call_id !== null) standing.touch(connectionId, row.call_id);
  }

  function dropRun(id: number, asOf: number, at: number): void {
    const row = run.get(id);
    if (!row) return;
    if (row.root === null) {
      noteFailure(row.incident, row.started_at, asOf);
      leave(row, at);
      rollups.add(`runs ${row.state}`, -1);
    }
    for (const each of remove.run) each.run(id);
  }

  return {
    /** `asOf`: the newest event; `at`: epoch milliseconds UTC, now. */
    drop({ calls, messages, runs, events }: RowsToDrop, asOf: number, at: number): void {
      for (const id of calls) dropCall(id);
      for (const id of messages) dropMessage(id, asOf, at);
      for (const id of runs) dropRun(id, asOf, at);
      for (const seq of events) for (const each of remove.event) each.run(seq);
    },
    flush(): void {
      figures.flush();
      endpoints.flush();
      for (const [id, asOf] of losing) keepIncident(id, asOf);
      losing.clear();
    },
    discard(): void {
      losing.clear();
      figures.discard();
      endpoints.discard();
    },
  };
}
