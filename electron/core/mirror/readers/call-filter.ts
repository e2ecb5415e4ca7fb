/** What each part of a call filter means, and which index answers it. One meaning for the list, facets, queues and exports. */
import type { CallFilter } from '../../../../shared/contract/filters.ts';
import { reversedDigits } from '../projections/call-record.ts';
import type { Condition, Lead, ListTable, Narrowing } from './narrowed.ts';
import { likePattern } from './paging.ts';

export const callList: ListTable = { table: 'call', alias: 'c', at: 'ended_at' };

/** Parts that are left out ask for nothing. `sampled`: of a sample of so many per cent. */
export type AskedCalls = { [Part in keyof CallFilter]?: CallFilter[Part] | undefined } & {
  sampled?: number | undefined;
};

/** Which part of the table a `show` is, and the index that holds just that. */
const shown = {
  failed: ["c.webhooks = 'failed' OR c.chains = 'failed'", 'call_failed'],
  'failed webhooks': ["c.webhooks = 'failed'", 'call_webhooks_failed'],
  'failed chains': ["c.chains = 'failed'", 'call_chains_failed'],
  recovered: ["c.webhooks = 'recovered' OR c.chains = 'recovered'", 'call_recovered'],
} as const satisfies Partial<Record<CallFilter['show'], readonly [string, string]>>;

/** What those indexes hold beside the order: nearly all that lists of such calls are narrowed by. */
const held: ReadonlySet<string> = new Set([
  'agent_name',
  'agent_id',
  'campaign',
  'reason',
  'disposition',
  'connection_id',
  'dialect',
  'direction',
  'ended_by',
  'sentiment',
  'success',
  'duration_ms',
  'webhooks',
  'chains',
]);

/** How calls stand that only few do: what asks for them, and the index they lie in. */
const standing = {
  webhooks: {
    failed: shown['failed webhooks'],
    recovered: [`(${shown.recovered[0]}) AND c.webhooks = 'recovered'`, shown.recovered[1]],
  },
  chains: {
    failed: shown['failed chains'],
    recovered: [`(${shown.recovered[0]}) AND c.chains = 'recovered'`, shown.recovered[1]],
  },
} as const satisfies Record<string, Record<'failed' | 'recovered', readonly [string, string]>>;

/** An agent goes by name; by its id where the vendor gives no name. */
export const agentColumn = 'coalesce(c.agent_name, c.agent_id)';

/** In the order of preference where two narrow alike. */
const indexedNames = [
  ['agent', agentColumn, 'call_agent'],
  ['disposition', 'c.disposition', 'call_disposition'],
  ['reason', 'c.reason', 'call_reason'],
  ['campaign', 'c.campaign', 'call_campaign'],
] as const;

/** The indexes of those whose failed calls lie together. */
const failedOf: Partial<Record<(typeof indexedNames)[number][0], string>> = {
  agent: 'call_agent_failed',
  campaign: 'call_campaign_failed',
};

/** Few values each: looked up row by row. */
const plainNames = [
  ['connection', 'c.connection_id'],
  ['dialect', 'c.dialect'],
  ['direction', 'c.direction'],
  ['endedBy', 'c.ended_by'],
  ['sentiment', 'c.sentiment'],
] as const;

const unsaid = {
  agent: [agentColumn, 'call_agent'],
  campaign: ['c.campaign', 'call_campaign'],
  reason: ['c.reason', 'call_reason'],
  success: ['c.success', null],
} as const satisfies Record<NonNullable<CallFilter['without']>, readonly [string, string | null]>;

const reviewOf = 'SELECT 1 FROM review v WHERE v.connection_id = c.connection_id AND v.call_id = c.call_id';
const reviews = {
  'not reviewed': `NOT EXISTS (${reviewOf} AND v.reviewed_at IS NOT NULL)`,
  reviewed: `EXISTS (${reviewOf} AND v.reviewed_at IS NOT NULL)`,
  flagged: `EXISTS (${reviewOf} AND v.flagged_at IS NOT NULL)`,
} as const satisfies Record<NonNullable<CallFilter['review']>, string>;

/** Flags are few, wherever their calls lie. */
const flaggedCalls = `review v INDEXED BY review_flagged
  CROSS JOIN call c ON c.connection_id = v.connection_id AND c.call_id = v.call_id`;

const isFailed = (state: string | undefined): boolean => state?.startsWith('failed') === true;

/** Everything of the filter but `text`, `saidBy` and `order`. */
export function narrowCalls(filter: AskedCalls): Narrowing {
  const { show = 'all', from, to } = filter;
  const conditions: Condition[] = [];
  const leads: Lead[] = [];
  const ask = (sql: string, values: Condition['values'] = {}): Condition => {
    const condition = { sql, values };
    conditions.push(condition);
    return condition;
  };
  const lead = (index: string, answer: Condition, holds?: typeof held) =>
    leads.push({ index, stretches: [`(${answer.sql})`], answers: [answer], ...(holds && { holds }) });

  if (filter.review) {
    const reviewed = ask(reviews[filter.review]);
    if (filter.review === 'flagged')
      leads.push({
        index: 'review_flagged',
        rows: flaggedCalls,
        stretches: ['v.flagged_at IS NOT NULL'],
        answers: [reviewed],
      });
  }
  if (filter.customer !== undefined) {
    const digits = reversedDigits(filter.customer);
    if (digits === null) ask('c.customer_number = @customer', { customer: filter.customer });
    else lead('call_digits', ask('c.customer_digits = @customer', { customer: digits }));
  }
  const areFailed = [show, filter.webhooks, filter.chains].some(isFailed);
  for (const [part, column, index] of indexedNames) {
    const value = filter[part];
    if (value === undefined) continue;
    const named = ask(`${column} = @${part}`, { [part]: value });
    const few = areFailed ? failedOf[part] : undefined;
    if (few === undefined) lead(index, named);
    else
      leads.push({ index: few, stretches: [`(${named.sql}) AND (${shown.failed[0]})`], answers: [named], holds: held });
  }
  const areParted = leads.some(({ holds }) => holds);
  /** All that failed lead where no part of them does. */
  const leadFew = (state: string, index: string, answer: Condition) => {
    if (!(areParted && isFailed(state))) lead(index, answer, held);
  };
  if (filter.without) {
    const [column, index] = unsaid[filter.without];
    const missing = ask(`${column} IS NULL`);
    if (index) lead(index, missing);
  }
  if (show !== 'all') leadFew(show, shown[show][1], ask(shown[show][0]));
  for (const [part, column] of plainNames) {
    const value = filter[part];
    if (value !== undefined) ask(`${column} = @${part}`, { [part]: value });
  }
  for (const part of ['webhooks', 'chains'] as const) {
    const state = filter[part];
    if (state === 'failed' || state === 'recovered') {
      const [sql, index] = standing[part][state];
      leadFew(state, index, ask(sql));
    } else if (state !== undefined) ask(`c.${part} = @${part}`, { [part]: state });
  }
  if (filter.success !== undefined) ask('c.success = @success', { success: Number(filter.success) });
  if (filter.tag !== undefined)
    ask('EXISTS (SELECT 1 FROM json_each(c.tags) t WHERE t.value = @tag)', { tag: filter.tag });
  if (filter.longerThan !== undefined) ask('c.duration_ms > @longer', { longer: filter.longerThan * 1000 });
  if (filter.shorterThan !== undefined) ask('c.duration_ms < @shorter', { shorter: filter.shorterThan * 1000 });
  if (filter.sampled !== undefined) ask('in_sample(c.connection_id, c.call_id, @sampled)', { sampled: filter.sampled });
  leads.push({ index: 'call_newest', stretches: ['1'], answers: [] });
  const byStateAlone = conditions.length === 0 && from === undefined && to === undefined;
  return { conditions, leads, byStateAlone, from, to };
}

/** The number's last digits, however either is written: a range of their index. */
export function endingIn(narrowing: Narrowing, digits: string): Narrowing {
  const { from, to } = digitRange(digits);
  const ending = {
    sql: 'c.customer_digits >= @digitsFrom AND c.customer_digits < @digitsTo',
    values: { digitsFrom: from, digitsTo: to },
  };
  const lead: Lead = { index: 'call_digits', stretches: [ending.sql], answers: [ending] };
  return withText(narrowing, ending, lead);
}

/** Where a number that ends in these digits lies in its index, which has the last digit first. */
export function digitRange(digits: string): { from: string; to: string } {
  const from = reversedDigits(digits) ?? '';
  // ':' follows '9'.
  return { from, to: `${from}:` };
}

/** Anywhere in number, names, id, reason, summary: looked for row by row. */
export function containing(narrowing: Narrowing, text: string): Narrowing {
  return withText(narrowing, { sql: anywhere, values: { like: likePattern(text) } });
}

const anywhere = [
  'customer_number',
  'customer_name',
  'agent_name',
  'campaign',
  'call_id',
  'disposition',
  'reason',
  'summary',
]
  .map((column) => `c.${column} LIKE @like ESCAPE '\\'`)
  .join(' OR ');

function withText(narrowing: Narrowing, text: Condition, ...leads: Lead[]): Narrowing {
  return {
    ...narrowing,
    conditions: [...narrowing.conditions, text],
    leads: [...leads, ...narrowing.leads],
    byStateAlone: false,
  };
}
