/** An operation's report as text, a chunk of lines at a time: what was sent, where, with which result, by whom and why. */
import { csvLine } from '../csv.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { ReportRow, StoredOperation } from '../mirror/readers/operations.ts';

const linesAtOnce = 1000;

export async function* exportOperation(
  operation: StoredOperation,
  format: 'csv' | 'ndjson',
  readers: ReaderPool,
  signal?: AbortSignal,
): AsyncGenerator<string, void, void> {
  const line = (values: Values): string =>
    format === 'csv' ? csvLine(headings.map((name) => values[name])) : `${JSON.stringify(values)}\n`;
  if (format === 'csv') yield csvLine(headings);
  for (let position = -1; ; ) {
    const from = position;
    const rows = await readers.read((db) => db.reportRows(operation.id, from, linesAtOnce), signal);
    if (rows.length > 0) yield rows.map((row) => line(valuesOf(operation, row))).join('');
    const last = rows.at(-1);
    if (!last || rows.length < linesAtOnce) return;
    position = last.position;
  }
}

type Values = Record<(typeof headings)[number], string | number | null>;

const headings = [
  'operation',
  'name',
  'reason',
  'by',
  'executor',
  'item',
  'kind',
  'target',
  'call',
  'customer',
  'host',
  'state',
  'httpStatus',
  'result',
  'startedAt',
  'finishedAt',
] as const;

function valuesOf(operation: StoredOperation, row: ReportRow): Values {
  return {
    operation: operation.id,
    name: operation.name,
    reason: operation.reason,
    by: operation.actor,
    executor: operation.executor,
    item: row.item,
    kind: row.kind,
    target: row.target,
    call: row.call,
    customer: row.customer,
    host: row.where,
    state: row.state,
    httpStatus: row.httpStatus,
    result: row.result,
    startedAt: instant(row.startedAt),
    finishedAt: instant(row.finishedAt),
  };
}

const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
