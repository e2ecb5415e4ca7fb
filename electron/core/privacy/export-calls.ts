/**
 * A list of calls as a file: CSV for people, JSON for programs, a page of calls at a time, so that a million costs no more memory than two
 * hundred. Redacted, nothing that is personal is in it; what is chosen to be exported of it says of what kind it was.
 */
import type { CallColumn } from '../../../shared/contract/calls.ts';
import type { CallFilter } from '../../../shared/contract/filters.ts';
import type { CallDetail, CallExport } from '../../../shared/domain/call.ts';
import type { Json } from '../../../shared/domain/chain.ts';
import { type CsvValue, csvLine } from '../csv.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import { knownOf } from './known.ts';
import { redactedJson } from './redact.ts';

export interface ExportAsked {
  filter: CallFilter;
  ids?: readonly number[] | undefined;
  columns: readonly CallColumn[];
  format: 'csv' | 'ndjson' | 'json';
  redacted: boolean;
  zone: string;
  bom: boolean;
}

const callsAtOnce = 200;

/** `nameOf` names a connection. Ends when the signal aborts; the last piece is `done`. */
export async function* exportCalls(
  asked: ExportAsked,
  readers: ReaderPool,
  nameOf: (connectionId: string) => string,
  signal?: AbortSignal,
): AsyncGenerator<CallExport, void, void> {
  const { filter, ids, columns, format } = asked;
  const instant = instants(format === 'csv' ? asked.zone : 'UTC');
  const total = ids
    ? { count: ids.length, exact: true }
    : (await readers.read((db) => db.callsPage({ ...filter, limit: 1 }), signal)).total;
  let calls = 0;
  let opening = format === 'csv' ? `${asked.bom ? '\ufeff' : ''}${csvLine(columns)}` : format === 'json' ? '[' : '';
  for await (const page of pagesOf(filter, ids, readers, signal)) {
    const lines = page.map((call) => {
      const values = columns.map((column): [CallColumn, Json] => [column, columnValue(call, column, nameOf, instant)]);
      const shown = asked.redacted ? withoutPeople(values, call) : values;
      if (format === 'csv') return csvLine(shown.map(([, value]) => inCell(value)));
      return JSON.stringify(Object.fromEntries(shown));
    });
    const joined =
      format === 'csv'
        ? lines.join('')
        : format === 'ndjson'
          ? lines.map((line) => `${line}\n`).join('')
          : lines.join(',\n');
    const text = `${opening}${format === 'json' && calls > 0 && joined !== '' ? ',\n' : ''}${joined}`;
    opening = '';
    calls += page.length;
    yield { text, calls, total: calls > total.count ? { count: calls, exact: false } : total, done: false };
  }
  yield {
    text: `${opening}${format === 'json' ? ']\n' : ''}`,
    calls,
    total: { count: calls, exact: true },
    done: true,
  };
}

async function* pagesOf(
  filter: CallFilter,
  ids: readonly number[] | undefined,
  readers: ReaderPool,
  signal?: AbortSignal,
): AsyncGenerator<CallDetail[], void, void> {
  if (ids) {
    for (let from = 0; from < ids.length; from += callsAtOnce) {
      yield await readers.read((db) => db.callsInFull(ids.slice(from, from + callsAtOnce)), signal);
    }
    return;
  }
  let cursor: string | undefined;
  do {
    const asked = { ...filter, cursor, limit: callsAtOnce };
    const page = await readers.read((db) => db.callIds(asked), signal);
    yield await readers.read((db) => db.callsInFull(page.ids), signal);
    cursor = page.next;
  } while (cursor !== undefined);
}

const peopleColumns: Partial<Record<CallColumn, string>> = {
  customerNumber: '[number]',
  from: '[number]',
  to: '[number]',
  customerName: '[name]',
  link: '[link]',
  recordingUrl: '[link]',
};
/** Computed here or by a machine: nobody's words. */
const plainColumns = new Set<CallColumn>([
  'endedAt',
  'startedAt',
  'durationMs',
  'connection',
  'webhooks',
  'chains',
  'review',
]);

function withoutPeople(values: readonly [CallColumn, Json][], call: CallDetail): [CallColumn, Json][] {
  const known = knownOf(call);
  return values.map(([column, value]) => {
    if (value === null || plainColumns.has(column)) return [column, value];
    return [column, peopleColumns[column] ?? redactedJson(value, known)];
  });
}

function columnValue(
  call: CallDetail,
  column: CallColumn,
  nameOf: (connectionId: string) => string,
  instant: (at: number | null) => string | null,
): Json {
  switch (column) {
    case 'endedAt':
      return instant(call.endedAt);
    case 'startedAt':
      return instant(call.startedAt);
    case 'connection':
      return nameOf(call.connectionId);
    case 'review':
      return [call.review.reviewed ? 'reviewed' : 'not reviewed', ...(call.review.flagged ? ['flagged'] : [])].join(
        ', ',
      );
    case 'score':
      return call.review.score;
    case 'transcript':
      return call.transcript.map(({ role, name, text, atMs }) => ({ role, name, text, atMs }));
    case 'extracted':
    case 'metadata':
      return asJson(call[column]);
    default:
      return call[column];
  }
}

/** As a vendor sent it, so that it is JSON. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null));

function inCell(value: Json): CsvValue {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join('; ');
  return JSON.stringify(value);
}

/** ISO 8601: in UTC, or as a clock in the zone shows it, with its offset. */
function instants(zone: string): (at: number | null) => string | null {
  if (zone === 'UTC') return (at) => (at === null ? null : new Date(at).toISOString());
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  return (at) => {
    if (at === null) return null;
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const offset = part.timeZoneName?.replace('GMT', '') || 'Z';
    return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}${offset}`;
  };
}
