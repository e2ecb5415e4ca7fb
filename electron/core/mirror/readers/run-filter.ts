/** What each part of a run filter means, and which index answers it. Replays are part of their original, never rows of a list. */
import { type RunFilter, runStates } from '../../../../shared/contract/filters.ts';
import type { Condition, Lead, ListTable, Narrowing } from './narrowed.ts';
import { likePattern } from './paging.ts';

export const runList: ListTable = { table: 'chain_run', alias: 'r', at: 'started_at' };

const original: Condition = { sql: 'r.root IS NULL' };

/** In the order of preference where two narrow alike; an index of some rows alone says which. */
const wholeNames = [
  ['failedNode', 'failed_node', 'run_failed_node', ''],
  ['errorKind', 'error_kind', 'run_error', ''],
  ['agent', 'agent', 'run_agent', ''],
  ['campaign', 'campaign', 'run_campaign', ''],
  ['host', 'host', 'run_host', " AND r.host <> ''"],
  ['flow', 'flow_id', 'run_flow', ''],
  ['nodeType', 'failed_type', 'run_failed_type', ''],
] as const;

/** Everything of the filter but `body`, which the search index answers. */
export function narrowRuns(filter: Omit<RunFilter, 'body'>): Narrowing {
  const { show, from, to } = filter;
  const conditions: Condition[] = [original];
  const leads: Lead[] = [];
  const ask = (sql: string, values: Condition['values'] = {}): Condition => {
    const condition = { sql, values };
    conditions.push(condition);
    return condition;
  };
  const lead = (index: string, stretches: readonly string[], ...answers: Condition[]) => {
    const originals = stretches.map((stretch) => `${stretch} AND ${original.sql}`);
    leads.push({ index, stretches: originals, answers: [original, ...answers] });
  };

  const state = show === 'all' ? null : ask('r.state = @show', { show });
  if (filter.incident !== undefined) {
    const incident = ask('r.incident = @incident', { incident: filter.incident });
    const states = state ? [state.sql] : runStates.map((one) => `r.state = '${one}'`);
    lead(
      'run_incident',
      states.map((one) => `${incident.sql} AND ${one}`),
      incident,
      ...(state ? [state] : []),
    );
  }
  for (const [name, column, index, held] of wholeNames) {
    const value = filter[name];
    if (value === undefined) continue;
    const same = ask(`r.${column} = @${name}`, { [name]: value });
    lead(index, [`${same.sql}${held}`], same);
  }
  if (state) lead('run_state', [state.sql], state);
  if (filter.connection !== undefined) ask('r.connection_id = @connection', { connection: filter.connection });
  if (filter.version !== undefined) ask('r.version = @version', { version: filter.version });
  if (filter.text) conditions.push({ sql: anywhere, values: { like: likePattern(filter.text) } });
  lead('run_newest', ['1']);
  const byStateAlone = conditions.length === (state ? 2 : 1) && from === undefined && to === undefined;
  return { conditions, leads, byStateAlone, from, to };
}

/** Anywhere in ids, flow, failed node, error, customer's number. The call is looked up last, and only where nothing else has it. */
const anywhere = `${['r.run_id', 'r.call_id', 'r.flow_id', 'r.failed_node', 'r.error']
  .map((text) => `${text} LIKE @like ESCAPE '\\'`)
  .join(' OR ')}
  OR EXISTS (SELECT 1 FROM chain f WHERE f.connection_id = r.connection_id AND f.flow_id = r.flow_id
    AND f.version = r.version AND f.name LIKE @like ESCAPE '\\')
  OR (SELECT c.customer_number FROM call c
    WHERE c.connection_id = r.connection_id AND c.call_id = r.call_id) LIKE @like ESCAPE '\\'`;
