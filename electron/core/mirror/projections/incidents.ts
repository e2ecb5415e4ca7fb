/**
 * Failures grouped by their cause. Each message and each original run belongs to the incident of its newest failure; it is open there
 * while it needs somebody. Written as each event is projected, so that closing and reopening depend on the order of events alone and
 * not on how they came in batches.
 */
import type { Writable } from '../open.ts';
import { hourOf, type Rollups } from '../rollups.ts';
import { tally } from '../tally.ts';
import { type Cause, causeDigest } from './cause.ts';

/** How a member stands in its incident: `pending` ones are open too. */
export type Membership = { incident: number; standing: 'open' | 'pending' | 'over' } | null;

export interface IncidentProjection {
  /**
   * One more failure of this cause, at `at` (epoch milliseconds UTC); answers with its incident, which `seq` makes when it is new.
   * `nameScope`: what the endpoint or flow is called, asked for only then.
   */
  failed(connectionId: string, cause: Cause, seq: number, at: number, nameScope: () => string): number;
  /** A message or run stands otherwise now; `at` is the time of what changed it. */
  moved(before: Membership, after: Membership, at: number): void;
  /** As of `Rollups`: failures by the hour, which no order changes, are written once per batch. */
  flush(): void;
  discard(): void;
}

/** Failures of one cause in one hour. */
interface Failures {
  incident: number;
  n: number;
  first: number;
  last: number;
}

export function incidentProjection(db: Writable, rollups: Rollups): IncidentProjection {
  const find = db.prepare<[string, string], { id: number; host: string }>(
    'SELECT id, host FROM incident WHERE connection_id = ? AND cause = ?',
  );
  const setHost = db.prepare<[string, number]>('UPDATE incident SET host = ? WHERE id = ?');
  // Without members until one stands in it: the failure may have been followed by another before it was told.
  const insert = db.prepare(
    `INSERT INTO incident (id, kind, connection_id, scope, scope_name, host, node_id, node_type, status, error_kind, text, cause,
       state, first_at, last_at, since, reopened, total, open, pending)
     VALUES (@id, @kind, @connectionId, @scope, @scopeName, @host, @nodeId, @nodeType, @status, @errorKind, @text, @digest,
       'closed', @at, @at, @at, 0, 0, 0, 0)`,
  );
  const note = db.prepare<[number, number, number]>(
    'UPDATE incident SET first_at = min(first_at, ?), last_at = max(last_at, ?) WHERE id = ?',
  );
  const noteHour = db.prepare<[number, number, number]>(
    'INSERT INTO incident_hour (incident, hour, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const failures = tally<Failures>((one, other) => ({
    incident: one.incident,
    n: one.n + other.n,
    first: Math.min(one.first, other.first),
    last: Math.max(one.last, other.last),
  }));
  // The right-hand sides see the row as it was.
  const change = db.prepare<{ id: number; total: number; open: number; pending: number; at: number }, { open: number }>(
    `UPDATE incident SET total = total + @total, open = open + @open, pending = pending + @pending,
       state = CASE WHEN open + @open > 0 THEN 'open' ELSE 'closed' END,
       since = CASE WHEN (open + @open > 0) = (state = 'open') THEN since ELSE @at END,
       reopened = reopened + (state = 'closed' AND total > 0 AND open + @open > 0)
     WHERE id = @id RETURNING open`,
  );

  function add(id: number, member: Membership, sign: 1 | -1): { total: number; open: number; pending: number } {
    if (member?.incident !== id) return { total: 0, open: 0, pending: 0 };
    return {
      total: sign,
      open: member.standing === 'over' ? 0 : sign,
      pending: member.standing === 'pending' ? sign : 0,
    };
  }

  return {
    failed(connectionId, cause, seq, at, nameScope) {
      const digest = causeDigest(cause);
      const known = find.get(connectionId, digest);
      const id = known?.id ?? seq;
      // Where it was seen last.
      if (known && known.host !== cause.host) setHost.run(cause.host, id);
      if (!known) {
        const { node, ...rest } = cause;
        insert.run({
          ...rest,
          id,
          connectionId,
          digest,
          at,
          scopeName: nameScope(),
          nodeId: node?.id ?? null,
          nodeType: node?.type ?? null,
        });
      }
      failures.add(`${id} ${hourOf(at)}`, { incident: id, n: 1, first: at, last: at });
      return id;
    },
    moved(before, after, at) {
      if (before?.incident === after?.incident && before?.standing === after?.standing) return;
      for (const id of new Set([before?.incident, after?.incident])) {
        if (id === undefined) continue;
        const left = add(id, before, -1);
        const joined = add(id, after, 1);
        const by = {
          total: left.total + joined.total,
          open: left.open + joined.open,
          pending: left.pending + joined.pending,
        };
        const open = change.get({ id, at, ...by })?.open ?? 0;
        rollups.add('incidents open', Number(open > 0) - Number(open - by.open > 0));
      }
    },
    flush() {
      for (const [, { incident, n, first, last }] of failures.take()) {
        note.run(first, last, incident);
        noteHour.run(incident, hourOf(first), n);
      }
    },
    discard: failures.discard,
  };
}
