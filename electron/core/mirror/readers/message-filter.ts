/** What each part of a message filter means, and which index answers it. One meaning for lists, counts and bulk plans. */
import type { MessageFilter } from '../../../../shared/contract/filters.ts';
import { messageStates } from '../../../../shared/contract/filters.ts';
import type { Readable } from '../open.ts';
import { type Condition, distinctValues, type Lead, type ListTable, type Narrowing } from './narrowed.ts';
import { likePattern } from './paging.ts';

export const messageList: ListTable = { table: 'webhook_message', alias: 'm', at: 'last_attempt_at' };

/** More values than this in one index are not walked side by side; another index leads. */
const mostStretches = 16;

const wholeNames = [
  ['errorKind', 'last_error_kind', 'message_error'],
  ['agent', 'agent', 'message_agent'],
  ['campaign', 'campaign', 'message_campaign'],
  ['host', 'host', 'message_host'],
  ['endpoint', 'endpoint_id', 'message_endpoint'],
] as const;

/** Everything of the filter but `body`, which the search index answers. */
export function narrowMessages(db: Readable, filter: Omit<MessageFilter, 'body'>): Narrowing {
  const { show, from, to } = filter;
  const conditions: Condition[] = [];
  const leads: Lead[] = [];
  const ask = (sql: string, values: Condition['values'] = {}): Condition => {
    const condition = { sql, values };
    conditions.push(condition);
    return condition;
  };
  const lead = (index: string, stretches: readonly string[], ...answers: Condition[]) =>
    leads.push({ index, stretches, answers });

  const state = show === 'all' ? null : ask('m.state = @show', { show });
  if (filter.incident !== undefined) {
    const incident = ask('m.incident = @incident', { incident: filter.incident });
    const states = state ? [state.sql] : messageStates.map((one) => `m.state = '${one}'`);
    lead(
      'message_incident',
      states.map((one) => `${incident.sql} AND ${one}`),
      incident,
      ...(state ? [state] : []),
    );
  }
  if (filter.status !== undefined) {
    const status = statusCondition(filter.status);
    conditions.push(status);
    const stretches = statusStretches(db, filter.status);
    if (stretches) lead('message_status', stretches, status);
  }
  for (const [name, column, index] of wholeNames) {
    const value = filter[name];
    if (value === undefined) continue;
    const same = ask(`m.${column} = @${name}`, { [name]: value });
    lead(index, [same.sql], same);
  }
  if (filter.attempts !== undefined && filter.attempts > 1) {
    const { attempts } = filter;
    const tried = ask('m.attempts >= @attempts', { attempts });
    const at = { table: 'webhook_message', index: 'message_tried', column: 'attempts', where: 'attempts > 1' };
    const counts = distinctValues(db, at, { from: attempts }, mostStretches);
    const stretches = forEach(counts, (count) => `m.attempts = ${count} AND m.attempts > 1`);
    if (stretches) lead(at.index, stretches, tried);
  }
  if (state) lead('message_state', [state.sql], state);
  if (filter.eventType !== undefined) {
    const type = ask('m.event_type = @eventType', { eventType: filter.eventType });
    lead('message_type', [type.sql], type);
  }
  if (filter.connection !== undefined) ask('m.connection_id = @connection', { connection: filter.connection });
  if (filter.text) conditions.push({ sql: anywhere, values: { like: likePattern(filter.text) } });
  lead('message_newest', ['1']);
  const byStateAlone = conditions.length === (state ? 1 : 0) && from === undefined && to === undefined;
  return { conditions, leads, byStateAlone, from, to };
}

/** Anywhere in ids, endpoint, address, customer's number, error. The call is looked up last, and only where nothing else has it. */
const anywhere = `${[
  'm.message_id',
  'm.endpoint_name',
  'm.url',
  'm.call_id',
  'm.last_error',
  'CAST(m.last_status AS TEXT)',
]
  .map((text) => `${text} LIKE @like ESCAPE '\\'`)
  .join(' OR ')}
  OR (m.call_id IS NOT NULL AND (SELECT c.customer_number FROM call c
    WHERE c.connection_id = m.connection_id AND c.call_id = m.call_id) LIKE @like ESCAPE '\\')`;

/** A status, or all of a class. */
function statusCondition(status: string): Condition {
  if (!status.endsWith('xx')) return { sql: 'm.last_status = @status', values: { status: Number(status) } };
  const first = Number(status[0]) * 100;
  return {
    sql: 'm.last_status >= @status AND m.last_status < @statusEnd',
    values: { status: first, statusEnd: first + 100 },
  };
}

/** A status's part of its index, or that of each status of a class; the index knows none below 300. */
function statusStretches(db: Readable, status: string): readonly string[] | undefined {
  const first = Number(status[0]) * 100;
  if (first < 300) return undefined;
  const of = { table: 'webhook_message', index: 'message_status', column: 'last_status', where: 'last_status >= 300' };
  const values = status.endsWith('xx')
    ? distinctValues(db, of, { from: first, below: first + 100 }, mostStretches)
    : [Number(status)];
  return forEach(values, (value) => `m.last_status = ${value} AND m.last_status >= 300`);
}

/** Where no value occurs, the stretch of one that never does. */
function forEach(values: readonly number[] | undefined, sql: (value: number) => string): readonly string[] | undefined {
  return values && (values.length > 0 ? values : [0]).map(sql);
}
