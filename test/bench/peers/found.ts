/** What a peer answers: the columns that Aftercall's own page reads, and of them the page that the contract promises. */

import { callRow, type Row, reviewOf, rowColumns } from '../../../electron/core/mirror/readers/call-row.ts';
import { foundRow, type Texts } from '../../../electron/core/mirror/readers/calls.ts';
import { countLimit, toCursor } from '../../../electron/core/mirror/readers/paging.ts';
import { termsOf } from '../../../electron/core/mirror/search/query.ts';
import type { Page } from '../../../shared/contract/index.ts';
import type { CallRow } from '../../../shared/domain/call.ts';

/** Of the call itself: in DuckDB and PostgreSQL the same words mean the same. */
export const agentColumn = 'coalesce(agent_name, agent_id)';

const columns = `count, ${rowColumns}`;
const counted = '(SELECT count(*) FROM found) AS count';

/** The newest calls of the agent `$1` whose webhooks failed, `$2` of them, with how many there are as far as that is counted. */
export const pageSql = `
  WITH found AS MATERIALIZED (
    SELECT id, ended_at FROM call WHERE ${agentColumn} = $1 AND webhooks = 'failed'
    ORDER BY ended_at DESC, id DESC LIMIT ${countLimit + 1}
  )
  SELECT ${columns} FROM (SELECT id, ${counted} FROM found ORDER BY ended_at DESC, id DESC LIMIT $2) f
  JOIN call c ON c.id = f.id ${reviewOf} ORDER BY c.ended_at DESC, c.id DESC`;

/** The newest calls of which `said` holds `condition`, which asks for `$1`; with the texts to show where. */
export const wordsSql = (condition: string): string => `
  WITH found AS MATERIALIZED (SELECT id FROM call_words WHERE ${condition} ORDER BY id DESC LIMIT ${countLimit + 1})
  SELECT ${columns}, t.turns, c.extracted FROM (SELECT id, ${counted} FROM found ORDER BY id DESC LIMIT $2) f
  JOIN call c ON c.id = f.id ${reviewOf} LEFT JOIN transcript t ON t.call_id = c.id ORDER BY c.id DESC`;

const names = `${columns}, t.turns, c.extracted`.split(', ').map((name) => name.replace(/^.\./, ''));
const numbers = new Set(
  'count id ended_at ended_at_assumed duration_ms success reviewed_at flagged_at score'
    .split(' ')
    .map((name) => names.indexOf(name)),
);

/** `values` as the statements above give them, one row more than `limit` where there are more; whole numbers in any type. */
export function pageOf(values: readonly (readonly unknown[])[], limit: number, word?: string): Page<CallRow> {
  const terms = word === undefined ? [] : termsOf(word);
  const found = values.map(asRow);
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  const count = found[0]?.count ?? 0;
  return {
    rows: shown.map((row) => (word === undefined ? callRow(row) : foundRow(row, row, terms))),
    next: last && toCursor({ at: last.ended_at, id: last.id }),
    total: { count: Math.min(count, countLimit), exact: count <= countLimit },
  };
}

type Found = Row & Texts & { count: number };

function asRow(values: readonly unknown[]): Found {
  return Object.fromEntries(
    values.map((value, index) => [names[index], value !== null && numbers.has(index) ? Number(value) : value]),
  ) as unknown as Found;
}
