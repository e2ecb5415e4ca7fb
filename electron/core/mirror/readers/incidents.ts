/** Reading incidents: the list by state, one with its trend, its calls and its newest failure. */
import type { Page } from '../../../../shared/contract/index.ts';
import type { Incident, IncidentDetail } from '../../../../shared/domain/incident.ts';
import type { MessageState } from '../../../../shared/domain/webhook.ts';
import { explain } from '../../delivery/explain.ts';
import type { Readable } from '../open.ts';
import { hourOf } from '../rollups.ts';
import { eventDetails } from './details.ts';
import { countLimit, fromCursor, type Key, likePattern, scanLimit, toCursor } from './paging.ts';

export interface IncidentQuery {
  cursor?: string | undefined;
  limit: number;
  text?: string | undefined;
  show: 'open' | 'closed' | 'all';
  kind?: Incident['kind'] | undefined;
}

interface Row {
  id: number;
  kind: Incident['kind'];
  connection_id: string;
  scope: string;
  scope_name: string;
  newest_name: string | null;
  host: string;
  node_id: string | null;
  node_type: string | null;
  status: number | null;
  error_kind: string | null;
  text: string;
  state: Incident['state'];
  first_at: number;
  last_at: number;
  since: number;
  reopened: number;
  total: number;
  open: number;
  pending: number;
}

const hourMs = 3_600_000;
const trendHours = 24;
const detailHours = 7 * 24;
const mostCalls = 10_000;

/** A flow or an endpoint may have been renamed since. */
const newestName = `CASE i.kind
  WHEN 'chains' THEN (SELECT f.name FROM chain f WHERE f.connection_id = i.connection_id AND f.flow_id = i.scope
    ORDER BY f.version DESC, f.seq DESC LIMIT 1)
  ELSE (SELECT e.name FROM endpoint e WHERE e.connection_id = i.connection_id AND e.endpoint_id = i.scope) END AS newest_name`;

const states = { open: "state = 'open'", closed: "state = 'closed'", all: '1' } as const;

type Narrowed = Pick<IncidentQuery, 'show' | 'kind' | 'text'>;

/** From a key on, newest failure first; one page looks at no more of them, however few are wanted. */
const stretch = (columns: string, { show }: Narrowed): string =>
  `SELECT ${columns} FROM incident WHERE ${states[show]} AND total > 0 AND (last_at, id) < (@at, @id)
   ORDER BY last_at DESC, id DESC LIMIT ${scanLimit}`;

const searched = ['text', 'scope_name', 'newest_name', 'host', 'node_id', 'error_kind', 'CAST(status AS TEXT)'];

const newestIncidents = (narrowed: Narrowed): string =>
  `SELECT i.*, ${newestName} FROM (${stretch('*', narrowed)}) i WHERE ${narrowed.kind ? 'kind = @kind' : '1'}
   ${narrowed.text ? `AND (${searched.map((column) => `${column} LIKE @like ESCAPE '\\'`).join(' OR ')})` : ''}
   LIMIT @limit`;

export function incidentReaders(db: Readable, now: () => number = Date.now) {
  const details = eventDetails(db);
  const one = db.prepare<[number], Row>(`SELECT i.*, ${newestName} FROM incident i WHERE id = ?`);
  const hours = db.prepare<[number, number], { hour: number; n: number }>(
    'SELECT hour, n FROM incident_hour WHERE incident = ? AND hour >= ?',
  );
  const calls = {
    webhooks: db.prepare<[number], { n: number }>(
      `SELECT count(*) AS n FROM (SELECT DISTINCT connection_id, call_id FROM webhook_message
       WHERE incident = ? AND state IN ('failed', 'pending') AND call_id IS NOT NULL LIMIT ${mostCalls + 1})`,
    ),
    chains: db.prepare<[number], { n: number }>(
      `SELECT count(*) AS n FROM (SELECT DISTINCT connection_id, call_id FROM chain_run
       WHERE incident = ? AND state = 'failed' LIMIT ${mostCalls + 1})`,
    ),
  };
  const newestMessage = db.prepare<[number, string], { id: number }>(
    `SELECT id FROM webhook_message WHERE incident = ? AND state = ? ORDER BY last_attempt_at DESC, id DESC LIMIT 1`,
  );
  const newestTry = db.prepare<[number, number], { seq: number; at: number }>(
    `SELECT seq, started_at AS at FROM webhook_attempt WHERE message = ? AND incident = ?
     ORDER BY started_at DESC, seq DESC LIMIT 1`,
  );
  const newestRun = db.prepare<[number, string], { id: number; error: string | null; at: number }>(
    `SELECT id, error, started_at AS at FROM chain_run WHERE incident = ? AND state = ?
     ORDER BY started_at DESC, id DESC LIMIT 1`,
  );

  /** Failures per hour, oldest first, the present hour last. */
  function failures(id: number, count: number): { at: number; failures: number }[] {
    const first = hourOf(now()) - (count - 1) * hourMs;
    const known = new Map(hours.all(id, first).map(({ hour, n }) => [hour, n]));
    return Array.from({ length: count }, (_, index) => {
      const at = first + index * hourMs;
      return { at, failures: known.get(at) ?? 0 };
    });
  }

  const incident = (row: Row): Incident => ({
    id: row.id,
    kind: row.kind,
    connectionId: row.connection_id,
    scope: row.scope,
    scopeName: nameOf(row),
    host: row.host,
    node: row.node_id === null ? null : { id: row.node_id, type: row.node_type ?? '' },
    status: row.status,
    errorKind: row.error_kind,
    text: row.text,
    title: titleOf(row),
    state: row.state,
    firstAt: row.first_at,
    lastAt: row.last_at,
    since: row.since,
    reopened: row.reopened,
    total: row.total,
    open: row.open,
    pending: row.pending,
    trend: failures(row.id, trendHours).map((hour) => hour.failures),
  });

  function example({ id, kind }: Row): IncidentDetail['example'] {
    if (kind === 'chains') {
      const run = firstOf((state) => newestRun.get(id, state));
      return run ? { id: run.id, text: run.error ?? 'The run failed.', at: run.at } : null;
    }
    const message = firstOf((state) => newestMessage.get(id, state));
    const last = message && newestTry.get(message.id, id);
    return last ? { id: message.id, text: explain(details.attempt(last.seq)), at: last.at } : null;
  }

  return {
    incidentsPage({ cursor, limit, text, show, kind }: IncidentQuery): Page<Incident> {
      const narrowed = { show, kind, text: text || undefined };
      const rows = newest(narrowed, cursor, limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const more = rows.length > limit;
      const end = more && last ? { at: last.last_at, id: last.id } : endOf(narrowed, cursor);
      return {
        rows: page.map(incident),
        next: end ? toCursor(end) : undefined,
        total: total(narrowed),
        ...(end && !more && { searchedTo: end.at }),
      };
    },
    incident(id: number): IncidentDetail | null {
      const row = one.get(id);
      if (!row) return null;
      const affected = calls[row.kind].get(id)?.n ?? 0;
      return {
        ...incident(row),
        calls: { count: Math.min(affected, mostCalls), exact: affected <= mostCalls },
        hours: failures(id, detailHours),
        example: example(row),
      };
    },
  };

  function newest(narrowed: Narrowed, cursor: string | undefined, limit: number): Row[] {
    const values = { ...fromCursor(cursor), kind: narrowed.kind, like: likePattern(narrowed.text ?? ''), limit };
    return db.prepare<[object], Row>(newestIncidents(narrowed)).all(values);
  }

  /** The last incident that is looked at from there on; `null` when there are no more. */
  function endOf(narrowed: Narrowed, cursor: string | undefined): Key | null {
    const sql = `SELECT * FROM (${stretch('last_at AS at, id', narrowed)}) LIMIT 1 OFFSET ${scanLimit - 1}`;
    return db.prepare<[Key], Key>(sql).get(fromCursor(cursor)) ?? null;
  }

  function total(narrowed: Narrowed): Page<never>['total'] {
    const n = newest(narrowed, undefined, countLimit + 1).length;
    return { count: Math.min(n, countLimit), exact: n <= countLimit && endOf(narrowed, undefined) === null };
  }
}

/** What still needs somebody tells more than what is over. Each state is one stretch of an index. */
function firstOf<T>(newest: (state: MessageState) => T | undefined): T | undefined {
  for (const state of ['failed', 'pending', 'recovered', 'succeeded'] as const) {
    const found = newest(state);
    if (found) return found;
  }
  return undefined;
}

const nameOf = ({ newest_name, scope_name }: Row): string => newest_name || scope_name;

const kindWords: Record<string, string> = {
  dns: 'Name not found',
  connect: 'No connection',
  tls: 'TLS failed',
  timeout: 'Timeout',
  reset: 'Connection closed',
  protocol: 'Not HTTP',
  body: 'Answer broke off',
  blocked: 'Blocked by the guard',
  aborted: 'Stopped',
  template: 'Template',
  script: 'Script',
  limit: 'Limit reached',
  unsupported: 'Unsupported',
  flow: 'Flow',
  http: 'Refused',
};

/** In one line: what, where, and the words of it. */
function titleOf(row: Row): string {
  const what = row.status === null ? (kindWords[row.error_kind ?? ''] ?? 'Failure') : String(row.status);
  const where = row.kind === 'chains' ? `at ${row.node_id ?? 'the chain'} of ${nameOf(row)}` : `from ${nameOf(row)}`;
  return `${what} ${where}${row.text ? `: ${row.text}` : ''}`;
}
