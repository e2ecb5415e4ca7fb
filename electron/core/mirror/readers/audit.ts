/** Reading the audit: its lines, newest first, narrowed by who did what to what and when; and whether it was left as it was written. */

import type { AuditFilter } from '../../../../shared/contract/filters.ts';
import type { Page } from '../../../../shared/contract/index.ts';
import type { AuditChoices, AuditRow } from '../../../../shared/domain/operation.ts';
import { verifyAudit } from '../audit.ts';
import type { Readable } from '../open.ts';
import { type Condition, distinctValues, type Lead, type ListTable, narrowedPages } from './narrowed.ts';
import { countLimit, likePattern } from './paging.ts';

const auditList: ListTable = { table: 'audit', alias: 'a', at: 'at' };
const mostChoices = 200;

/** Each is a column with an index of its own, in the list's order. */
const exact = ['subject', 'action', 'actor'] as const;
const anywhere = `a.action || char(10) || a.subject || char(10) || a.actor || char(10) || a.detail LIKE @text ESCAPE '\\'`;

export function auditReaders(db: Readable) {
  const pages = narrowedPages(db, auditList);
  const byIds = db.prepare<[string], Omit<AuditRow, 'detail'> & { detail: string }>(
    `SELECT a.id, a.at, a.actor, a.action, a.subject, a.detail, a.hash FROM json_each(?) b CROSS JOIN audit a ON a.id = b.value`,
  );
  // It only grows, one by one, so the newest key is the count.
  const auditCount = db.prepare<[], { n: number | null }>('SELECT max(id) AS n FROM audit');

  function choices(column: 'action' | 'actor') {
    const index = `audit_${column}`;
    const counted = db
      .prepare<[string], number>(
        `SELECT count(*) FROM (SELECT 1 FROM audit INDEXED BY ${index} WHERE ${column} = ? LIMIT ${countLimit + 1})`,
      )
      .pluck();
    return (): AuditChoices['actions'] =>
      (distinctValues<string>(db, { table: 'audit', index, column }, { from: '' }, mostChoices) ?? [])
        .map((value) => ({ value, label: value, n: counted.get(value) ?? 0 }))
        .sort((one, other) => other.n - one.n || (one.value < other.value ? -1 : 1))
        .map(({ n, ...choice }) => ({ ...choice, count: n > countLimit ? null : n }));
  }
  const actions = choices('action');
  const actors = choices('actor');

  return {
    auditPage({
      cursor,
      limit,
      from,
      to,
      text,
      ...by
    }: AuditFilter & { cursor?: string | undefined; limit: number }): Page<AuditRow> {
      const conditions: Condition[] = [];
      const leads: Lead[] = [];
      for (const column of exact) {
        const value = by[column];
        if (value === undefined) continue;
        const condition = { sql: `a.${column} = @${column}`, values: { [column]: value } };
        conditions.push(condition);
        leads.push({ index: `audit_${column}`, stretches: [condition.sql], answers: [condition] });
      }
      if (text) conditions.push({ sql: anywhere, values: { text: likePattern(text) } });
      leads.push({ index: 'audit_at', stretches: ['1'], answers: [] });
      const all = conditions.length === 0 && from === undefined && to === undefined;
      const { keys, ...page } = pages.page({ conditions, leads, byStateAlone: all, from, to }, cursor, limit);
      const rows = byIds.all(JSON.stringify(keys.map(({ id }) => id)));
      return {
        ...page,
        rows: rows.map(({ detail, ...line }) => ({ ...line, detail: JSON.parse(detail) })),
        ...(all && { total: { count: auditCount.get()?.n ?? 0, exact: true } }),
      };
    },
    auditChoices: (): AuditChoices => ({ actions: actions(), actors: actors() }),
    verifyAudit: () => verifyAudit(db),
  };
}
