/**
 * Failures grouped by their cause. Each message and each original run belongs to the incident of its newest failure; it is open there
 * while it needs somebody. Those that a transaction speaks of are read once, changed in memory event by event, so that closing and
 * reopening depend on the order of events alone and not on how they came in batches, and written once.
 */
import type { Writable } from '../open.ts';
import { hourOf, type Rollups } from '../rollups.ts';
import { tally } from '../tally.ts';
import { type Cause, causeDigest, causeText } from './cause.ts';

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
  /** As of `Rollups`. */
  flush(): void;
  discard(): void;
}

/** What changes of an incident. */
interface Incident {
  id: number;
  host: string;
  state: 'open' | 'closed';
  first_at: number;
  last_at: number;
  since: number;
  reopened: number;
  total: number;
  open: number;
  pending: number;
}

/** What never does. */
interface Cast {
  kind: string;
  connectionId: string;
  scope: string;
  scopeName: string;
  nodeId: string | null;
  nodeType: string | null;
  status: number | null;
  errorKind: string | null;
  text: string;
  digest: string;
}

export function incidentProjection(db: Writable, rollups: Rollups): IncidentProjection {
  const changing = 'id, host, state, first_at, last_at, since, reopened, total, open, pending';
  const byCause = db.prepare<[string, string], Incident>(
    `SELECT ${changing} FROM incident WHERE connection_id = ? AND cause = ?`,
  );
  const byId = db.prepare<[number], Incident>(`SELECT ${changing} FROM incident WHERE id = ?`);
  const insert = db.prepare<Incident & Cast>(
    `INSERT INTO incident (id, kind, connection_id, scope, scope_name, host, node_id, node_type, status, error_kind, text, cause,
       state, first_at, last_at, since, reopened, total, open, pending)
     VALUES (@id, @kind, @connectionId, @scope, @scopeName, @host, @nodeId, @nodeType, @status, @errorKind, @text, @digest,
       @state, @first_at, @last_at, @since, @reopened, @total, @open, @pending)`,
  );
  const update = db.prepare<Incident>(
    `UPDATE incident SET host = @host, state = @state, first_at = @first_at, last_at = @last_at, since = @since,
       reopened = @reopened, total = @total, open = @open, pending = @pending WHERE id = @id`,
  );
  const noteHour = db.prepare<[number, number, number]>(
    'INSERT INTO incident_hour (incident, hour, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  /** As they stand by now. */
  const known = new Map<number, Incident>();
  const ofCause = new Map<string, Incident>();
  /** Those that are not in the table yet. */
  const fresh = new Map<number, Cast>();
  const hours = tally<{ incident: number; hour: number; n: number }>((one, other) => ({ ...one, n: one.n + other.n }));

  /** The row itself, or the one that is kept of it. */
  function kept(row: Incident | undefined): Incident | undefined {
    if (!row) return undefined;
    const same = known.get(row.id) ?? row;
    known.set(row.id, same);
    return same;
  }

  /** Without members until one stands in it: the failure may have been followed by another before it was told. */
  function begun(
    connectionId: string,
    cause: Cause,
    seq: number,
    at: number,
    scopeName: string,
    digest: string,
  ): Incident {
    const { node, host, ...rest } = cause;
    fresh.set(seq, {
      ...rest,
      connectionId,
      scopeName,
      digest,
      nodeId: node?.id ?? null,
      nodeType: node?.type ?? null,
    });
    const none = { reopened: 0, total: 0, open: 0, pending: 0 };
    const incident: Incident = { id: seq, host, state: 'closed', first_at: at, last_at: at, since: at, ...none };
    known.set(seq, incident);
    return incident;
  }

  return {
    failed(connectionId, cause, seq, at, nameScope) {
      const text = causeText(cause);
      const key = `${connectionId} ${text}`;
      let incident = ofCause.get(key);
      if (!incident) {
        const digest = causeDigest(text);
        incident = kept(byCause.get(connectionId, digest)) ?? begun(connectionId, cause, seq, at, nameScope(), digest);
        ofCause.set(key, incident);
      }
      // Where it was seen last.
      incident.host = cause.host;
      incident.first_at = Math.min(incident.first_at, at);
      incident.last_at = Math.max(incident.last_at, at);
      const hour = hourOf(at);
      hours.add(`${incident.id} ${hour}`, { incident: incident.id, hour, n: 1 });
      return incident.id;
    },
    moved(before, after, at) {
      if (before?.incident === after?.incident && before?.standing === after?.standing) return;
      for (const id of new Set([before?.incident, after?.incident])) {
        const incident = id === undefined ? undefined : (known.get(id) ?? kept(byId.get(id)));
        if (!incident) continue;
        const wasOpen = incident.open > 0;
        const hadMembers = incident.total > 0;
        add(incident, before, -1);
        add(incident, after, 1);
        const isOpen = incident.open > 0;
        if (isOpen === wasOpen) continue;
        incident.state = isOpen ? 'open' : 'closed';
        incident.since = at;
        if (isOpen && hadMembers) incident.reopened += 1;
        rollups.add('incidents open', isOpen ? 1 : -1);
      }
    },
    flush() {
      for (const incident of known.values()) {
        const cast = fresh.get(incident.id);
        if (cast) insert.run({ ...incident, ...cast });
        else update.run(incident);
      }
      for (const [, { incident, hour, n }] of hours.take()) noteHour.run(incident, hour, n);
      forget();
    },
    discard() {
      hours.discard();
      forget();
    },
  };

  function forget(): void {
    known.clear();
    ofCause.clear();
    fresh.clear();
  }
}

function add(incident: Incident, member: Membership, sign: 1 | -1): void {
  if (member?.incident !== incident.id) return;
  incident.total += sign;
  if (member.standing !== 'over') incident.open += sign;
  if (member.standing === 'pending') incident.pending += sign;
}
