/** Filters of the two lists, alone and in every combination, against a look at all rows. */
import { describe, expect, test } from 'vitest';
import { lookLimit } from '../../../electron/core/mirror/readers/narrowed.ts';
import { type MessageFilter, messageFilter, type RunFilter, runFilter } from '../../../shared/contract/filters.ts';
import type { Page } from '../../../shared/contract/index.ts';
import { type Chance, chance } from '../../fixtures/random.ts';
import { insertRows, type MessageRecord, type RunRecord, randomMessages, randomRuns } from './listed-rows.ts';
import { mirrorForTest } from './mirror.ts';

/** More than one page looks at. */
const many = 4 * lookLimit;

type Given<T> = { [K in keyof T]?: T[K] | undefined };

const messageParts: Given<MessageFilter>[] = [
  { show: 'failed' },
  { show: 'pending' },
  { show: 'succeeded' },
  { connection: 'c2' },
  { endpoint: 'erp' },
  { endpoint: 'crm' },
  { endpoint: 'nobody' },
  { host: 'rare.example:443' },
  { host: 'crm.example:443' },
  { eventType: 'call.rated' },
  { status: '503' },
  { status: '5xx' },
  { status: '2xx' },
  { status: '204' },
  { status: '9xx' },
  { errorKind: 'timeout' },
  { attempts: 2 },
  { attempts: 7 },
  { attempts: 900 },
  { campaign: 'Spring' },
  { agent: 'Ada' },
  { incident: 2 },
  { incident: 77 },
  { text: 'msg_12' },
  { text: '503' },
  { text: 'no ANSWER' },
  { text: '%' },
  { from: 1_760_002_000_000 },
  { to: 1_760_002_500_000 },
  { from: 1_760_001_000_000, to: 1_760_001_000_001 },
];

const runParts: Given<RunFilter>[] = [
  { show: 'failed' },
  { show: 'recovered' },
  { connection: 'c2' },
  { flow: 'before' },
  { version: 2 },
  { version: 0 },
  { failedNode: 'post' },
  { nodeType: 'customScript' },
  { errorKind: 'http' },
  { host: 'rare.example:443' },
  { campaign: 'Autumn' },
  { agent: 'Berta' },
  { incident: 3 },
  { text: 'lookup' },
  { text: 'run-77' },
  { from: 1_760_002_000_000, to: 1_760_003_000_000 },
];

/** Each part alone, then some of them together. */
function filters<T extends { show: unknown }>(parts: readonly Given<T>[], drawn: Chance, combined: number): Given<T>[] {
  const together = Array.from({ length: combined }, () =>
    Object.assign({}, ...Array.from({ length: 2 + drawn.below(3) }, () => drawn.pick(parts))),
  );
  return [...parts, ...together].map((part) => ({ show: 'all', ...part }));
}

const has = (value: unknown, text: string): boolean =>
  String(value ?? '')
    .toLowerCase()
    .includes(text.toLowerCase());

function matchesMessage(row: MessageRecord, filter: MessageFilter): boolean {
  const { show, text, status, attempts, from, to } = filter;
  const wanted = [
    [filter.connection, row.connection_id],
    [filter.endpoint, row.endpoint_id],
    [filter.host, row.host],
    [filter.eventType, row.event_type],
    [filter.errorKind, row.last_error_kind],
    [filter.campaign, row.campaign],
    [filter.agent, row.agent],
    [filter.incident, row.incident],
  ];
  const said = [row.message_id, row.endpoint_name, row.url, row.call_id, row.last_error, row.last_status];
  return (
    (show === 'all' || row.state === show) &&
    wanted.every(([asked, is]) => asked === undefined || asked === is) &&
    (status === undefined || new RegExp(`^${status.replace('xx', '..')}$`).test(String(row.last_status))) &&
    (attempts === undefined || row.attempts >= attempts) &&
    (from === undefined || row.last_attempt_at >= from) &&
    (to === undefined || row.last_attempt_at < to) &&
    (text === undefined || said.some((value) => has(value, text)))
  );
}

function matchesRun(row: RunRecord, filter: RunFilter): boolean {
  const { show, text, from, to } = filter;
  const wanted = [
    [filter.connection, row.connection_id],
    [filter.flow, row.flow_id],
    [filter.version, row.version],
    [filter.failedNode, row.failed_node],
    [filter.nodeType, row.failed_type],
    [filter.errorKind, row.error_kind],
    [filter.host, row.host],
    [filter.campaign, row.campaign],
    [filter.agent, row.agent],
    [filter.incident, row.incident],
  ];
  const said = [row.run_id, row.call_id, row.flow_id, row.failed_node, row.error];
  return (
    row.root === null &&
    (show === 'all' || row.state === show) &&
    wanted.every(([asked, is]) => asked === undefined || asked === is) &&
    (from === undefined || row.started_at >= from) &&
    (to === undefined || row.started_at < to) &&
    (text === undefined || said.some((value) => has(value, text)))
  );
}

/** All pages, each held to what a page promises. */
function everyPage(ask: (cursor: string | undefined) => Page<{ id: number }>, limit: number): number[] {
  const ids: number[] = [];
  let cursor: string | undefined;
  for (let turns = 0; turns < 10_000; turns += 1) {
    const page = ask(cursor);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    if (page.next !== undefined) expect(page.searchedTo !== undefined).toBe(page.rows.length < limit);
    else expect(page.searchedTo).toBeUndefined();
    ids.push(...page.rows.map(({ id }) => id));
    if (page.next === undefined) return ids;
    cursor = page.next;
  }
  throw new Error('the list does not end');
}

/** The number on the first page, against how many there are. */
function holdsTotal({ total, next, searchedTo }: Page<unknown>, all: number): void {
  if (total.exact) expect(total.count).toBe(all);
  else {
    expect(next ?? searchedTo).toBeDefined();
    expect(total.count).toBeLessThanOrEqual(Math.min(all, 1000));
  }
}

const ids = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);
const ascending = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);

describe('messages', () => {
  const drawn = chance(31);
  const rows = randomMessages(drawn, many);
  const newest = rows.toSorted((a, b) => b.last_attempt_at - a.last_attempt_at || b.id - a.id);

  test('every filter gives what a look at all rows gives, in pages and for a plan', () => {
    const mirror = mirrorForTest();
    insertRows(mirror.db, 'webhook_message', rows);
    for (const given of filters(messageParts, drawn, 120)) {
      const filter = messageFilter.parse(given);
      const wanted = ids(newest.filter((row) => matchesMessage(row, filter)));
      const limit = drawn.pick([50, 200]);
      const listed = everyPage((cursor) => mirror.read.messagesPage({ ...filter, limit, cursor }), limit);
      expect([filter, listed]).toEqual([filter, wanted]);
      holdsTotal(mirror.read.messagesPage({ ...filter, limit }), wanted.length);
      const selected = mirror.read.selectMessages(filter, many);
      expect([filter, ascending(selected.ids)]).toEqual([filter, ascending(wanted)]);
    }
  });

  test('rows that arrive while pages are turned are not taken for older ones: each that was there comes once', () => {
    const mirror = mirrorForTest();
    insertRows(mirror.db, 'webhook_message', rows);
    const filter = messageFilter.parse({ show: 'failed', host: 'crm.example:443' });
    let next = many + 1;
    const listed = everyPage((cursor) => {
      const later = randomMessages(drawn, 20, next).map((row) => ({
        ...row,
        last_attempt_at: 1_790_000_000_000 + next,
      }));
      next += 20;
      insertRows(mirror.db, 'webhook_message', later);
      return mirror.read.messagesPage({ ...filter, limit: 50, cursor });
    }, 50);
    const before = listed.filter((id) => id <= many);
    expect(before).toEqual(ids(newest.filter((row) => matchesMessage(row, filter))));
    expect(new Set(listed).size).toBe(listed.length);
  });
});

describe('runs', () => {
  const drawn = chance(32);
  const rows = randomRuns(drawn, many);
  const newest = rows.toSorted((a, b) => b.started_at - a.started_at || b.id - a.id);

  test('every filter gives what a look at all rows gives, in pages and for a plan', () => {
    const mirror = mirrorForTest();
    insertRows(mirror.db, 'chain_run', rows);
    for (const given of filters(runParts, drawn, 80)) {
      const filter = runFilter.parse(given);
      const wanted = ids(newest.filter((row) => matchesRun(row, filter)));
      const limit = drawn.pick([50, 200]);
      const listed = everyPage((cursor) => mirror.read.runsPage({ ...filter, limit, cursor }), limit);
      expect([filter, listed]).toEqual([filter, wanted]);
      holdsTotal(mirror.read.runsPage({ ...filter, limit }), wanted.length);
      const selected = mirror.read.selectRuns(filter, many);
      expect([filter, ascending(selected.ids)]).toEqual([filter, ascending(wanted)]);
    }
  });
});

describe('a filter that no index answers', () => {
  test('looks at so many rows for a page, says how far it came, and goes on from there', () => {
    const mirror = mirrorForTest();
    const rows = randomMessages(chance(33), many).map((row, n) => ({
      ...row,
      connection_id: n === 0 ? 'c9' : 'c1',
      last_attempt_at: 1_760_000_000_000 + n,
    }));
    insertRows(mirror.db, 'webhook_message', rows);
    const filter = messageFilter.parse({ show: 'all', connection: 'c9' });
    const first = mirror.read.messagesPage({ ...filter, limit: 50 });
    expect(first).toEqual({
      rows: [],
      next: expect.any(String),
      searchedTo: 1_760_000_000_000 + many - lookLimit,
      total: { count: 0, exact: false },
    });
    const listed = everyPage((cursor) => mirror.read.messagesPage({ ...filter, limit: 50, cursor }), 50);
    expect(listed).toEqual([1]);
  });
});
