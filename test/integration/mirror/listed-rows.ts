/** Messages and runs in any number, with few values in each column so that filters meet many and few of them. */
import type { Writable } from '../../../electron/core/mirror/open.ts';
import { messageStates, runStates } from '../../../shared/contract/filters.ts';
import type { Chance } from '../../fixtures/random.ts';

export interface MessageRecord {
  id: number;
  connection_id: string;
  message_id: string;
  call_id: string | null;
  event_type: string;
  endpoint_id: string;
  endpoint_name: string;
  url: string;
  state: string;
  attempts: number;
  first_attempt_at: number;
  last_attempt_at: number;
  last_status: number | null;
  last_error_kind: string | null;
  last_error: string | null;
  host: string;
  campaign: string | null;
  agent: string | null;
  incident: number | null;
}

export interface RunRecord {
  id: number;
  connection_id: string;
  run_id: string;
  call_id: string;
  flow_id: string;
  version: number;
  hash: string;
  trigger: string;
  local: number;
  status: string;
  state: string;
  started_at: number;
  duration_ms: number;
  failed_node: string | null;
  failed_type: string | null;
  error_kind: string | null;
  error: string | null;
  steps: number;
  root: string | null;
  replays: number;
  host: string;
  campaign: string | null;
  agent: string | null;
  incident: number | null;
}

/** Many share a moment, so that pages end between rows of the same time. */
const moment = (chance: Chance, count: number): number => 1_760_000_000_000 + 1000 * chance.below(Math.ceil(count / 3));

const columns = {
  connection_id: ['c1', 'c1', 'c1', 'c2'],
  host: ['crm.example:443', 'crm.example:443', 'erp.example:8443', 'rare.example:443'],
  campaign: [null, null, 'Spring', 'Autumn'],
  agent: [null, 'Ada', 'Berta'],
  incident: [null, null, null, 1, 2, 3],
} as const;

export function randomMessages(chance: Chance, count: number, from = 1): MessageRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const endpoint = chance.pick(['crm', 'crm', 'crm', 'erp']);
    const at = moment(chance, count);
    return {
      ...drawn(chance),
      id: from + n,
      message_id: `msg_${from + n}`,
      call_id: chance.pick([null, `call-${chance.below(50)}`]),
      event_type: chance.pick(['call.ended', 'call.ended', 'call.rated']),
      endpoint_id: endpoint,
      endpoint_name: endpoint.toUpperCase(),
      url: `https://${endpoint}.example/hook`,
      state: chance.pick([...messageStates, 'succeeded', 'succeeded']),
      attempts: 1 + Math.floor(chance.next() ** 3 * 9),
      first_attempt_at: at - 1000 * chance.below(100),
      last_attempt_at: at,
      last_status: chance.pick([null, 200, 200, 204, 404, 500, 503]),
      last_error_kind: chance.pick([null, null, 'timeout', 'dns']),
      last_error: chance.pick([null, 'No answer within 5 s.']),
    };
  });
}

/** Every tenth is a replay of the run before. */
export function randomRuns(chance: Chance, count: number, from = 1): RunRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const id = from + n;
    return {
      ...drawn(chance),
      id,
      run_id: `run-${id}`,
      call_id: `call-${chance.below(50)}`,
      flow_id: chance.pick(['after', 'after', 'before']),
      version: 1 + chance.below(3),
      hash: 'h',
      trigger: 'onCallEnd',
      local: 0,
      status: 'failed',
      state: chance.pick([...runStates, 'succeeded']),
      started_at: moment(chance, count),
      duration_ms: 5,
      failed_node: chance.pick([null, 'post', 'lookup']),
      failed_type: chance.pick([null, 'httpCall', 'customScript']),
      error_kind: chance.pick([null, 'http', 'timeout']),
      error: chance.pick([null, 'The receiver answered 503.']),
      steps: 1,
      root: n % 10 === 9 ? `run-${id - 1}` : null,
      replays: 0,
    };
  });
}

const drawn = (chance: Chance) => ({
  connection_id: chance.pick(columns.connection_id),
  host: chance.pick(columns.host),
  campaign: chance.pick(columns.campaign),
  agent: chance.pick(columns.agent),
  incident: chance.pick(columns.incident),
});

/** Puts rows into the mirror as the projections would, and counts their states. */
export function insertRows(
  db: Writable,
  table: 'webhook_message' | 'chain_run' | 'call',
  rows: readonly object[],
): void {
  const names = Object.keys(rows[0] ?? {});
  const insert = db.prepare(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  );
  const counts = {
    call: `SELECT 'calls', 0, count(*) FROM call`,
    webhook_message: `SELECT 'messages ' || state, 0, count(*) FROM webhook_message GROUP BY state`,
    chain_run: `SELECT 'runs ' || state, 0, count(*) FROM chain_run WHERE root IS NULL GROUP BY state`,
  };
  db.transaction(() => {
    for (const row of rows) insert.run(row);
    db.exec(`INSERT OR REPLACE INTO rollup ${counts[table]}`);
  })();
}
