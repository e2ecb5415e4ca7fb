/** Filters of the list of calls, alone and together, against a look at all rows; what the calls that are found have in common. */
import { describe, expect, test } from 'vitest';
import { facetLook } from '../../../electron/core/mirror/readers/call-facets.ts';
import type { AskedCalls } from '../../../electron/core/mirror/readers/call-filter.ts';
import type { CallQuery } from '../../../electron/core/mirror/readers/calls.ts';
import { entryLimit, lookLimit } from '../../../electron/core/mirror/readers/narrowed.ts';
import { type CallFacetField, callFacetFields } from '../../../shared/domain/call.ts';
import { type Chance, chance } from '../../fixtures/random.ts';
import { insertRows } from './listed-rows.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

/** More than one page looks at. */
const many = 3 * lookLimit;
const first = 1_760_000_000_000;

function randomCalls({ below, pick, next }: Chance, count: number) {
  const states = ['none', 'none', 'succeeded', 'succeeded', 'failed', 'pending', 'recovered'];
  return Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    connection_id: pick(['c1', 'c1', 'c2']),
    call_id: `call-${n}`,
    dialect: pick(['altur', 'replicer']),
    direction: pick(['inbound', 'outbound', null]),
    customer_number: n % 50 === 0 ? '+49 30 1234567' : `+49151${n}`,
    customer_digits: n % 50 === 0 ? '76543210394' : [...`49151${n}`].reverse().join(''),
    agent_id: pick(['a1', null]),
    agent_name: pick(['Ada', 'Berta', null]),
    campaign: n % 997 === 0 ? 'Rare' : pick(['Spring', null]),
    // Many share a moment, so that pages end between calls of the same time.
    ended_at: first + 1000 * below(Math.ceil(count / 3)),
    ended_at_assumed: 0,
    duration_ms: next() < 0.1 ? null : 1000 * below(300),
    reason: pick(['hangup', 'timeout', null]),
    ended_by: pick(['customer', 'agent', 'system', null]),
    success: pick([0, 1, null]),
    sentiment: pick(['positive', 'neutral', 'negative', null]),
    disposition: pick(['sold', 'callback', null]),
    summary: n % 811 === 0 ? 'asked for a needle' : 'nothing',
    tags: n % 7 === 0 ? JSON.stringify(n % 14 === 0 ? ['vip', 'late'] : ['late']) : null,
    webhooks: pick(states),
    chains: pick(states),
  }));
}
type Call = ReturnType<typeof randomCalls>[number];

interface Mark {
  reviewed: boolean;
  flagged: boolean;
}

function filled(seed: number, count: number) {
  const mirror = mirrorForTest();
  const drawn = chance(seed);
  const calls = randomCalls(drawn, count);
  insertRows(mirror.db, 'call', calls);
  const marks = new Map<string, Mark>();
  const add = mirror.db.prepare(
    `INSERT INTO review (connection_id, call_id, ended_at, agent, reviewed_at, flagged_at, score, changed_at, actor)
     VALUES (?, ?, ?, '', ?, ?, ?, 1, 'me')`,
  );
  for (const { connection_id, call_id, ended_at } of calls.filter(() => drawn.next() < 0.05)) {
    const mark = { reviewed: drawn.next() < 0.7, flagged: drawn.next() < 0.3 };
    marks.set(call_id, mark);
    add.run(
      connection_id,
      call_id,
      ended_at,
      mark.reviewed ? 1 : null,
      mark.flagged ? 1 : null,
      mark.reviewed ? 4 : null,
    );
  }
  return { mirror, calls, marks };
}

const agentOf = ({ agent_name, agent_id }: Call) => agent_name ?? agent_id;
const failed = (call: Call, of: 'webhooks' | 'chains') => call[of] === 'failed';

/** Each part, and what it means of a call. */
const parts: [AskedCalls, (call: Call, mark: Mark | undefined) => boolean][] = [
  [{ show: 'failed' }, (call) => failed(call, 'webhooks') || failed(call, 'chains')],
  [{ show: 'failed webhooks' }, (call) => failed(call, 'webhooks')],
  [{ show: 'failed chains' }, (call) => failed(call, 'chains')],
  [{ show: 'recovered' }, (call) => call.webhooks === 'recovered' || call.chains === 'recovered'],
  [{ connection: 'c2' }, (call) => call.connection_id === 'c2'],
  [{ dialect: 'altur' }, (call) => call.dialect === 'altur'],
  [{ direction: 'inbound' }, (call) => call.direction === 'inbound'],
  [{ customer: '+49-30-1234567' }, (call) => call.customer_number === '+49 30 1234567'],
  [{ customer: 'sip:nobody' }, () => false],
  [{ agent: 'Ada' }, (call) => agentOf(call) === 'Ada'],
  [{ agent: 'a1' }, (call) => agentOf(call) === 'a1'],
  [{ agent: 'ada' }, () => false],
  [{ campaign: 'Rare' }, (call) => call.campaign === 'Rare'],
  [{ reason: 'timeout' }, (call) => call.reason === 'timeout'],
  [{ endedBy: 'agent' }, (call) => call.ended_by === 'agent'],
  [{ disposition: 'sold' }, (call) => call.disposition === 'sold'],
  [{ sentiment: 'negative' }, (call) => call.sentiment === 'negative'],
  [{ success: true }, (call) => call.success === 1],
  [{ success: false }, (call) => call.success === 0],
  [{ without: 'agent' }, (call) => agentOf(call) === null],
  [{ without: 'campaign' }, (call) => call.campaign === null],
  [{ without: 'reason' }, (call) => call.reason === null],
  [{ without: 'success' }, (call) => call.success === null],
  [{ tag: 'vip' }, (call) => call.tags?.includes('vip') ?? false],
  [{ longerThan: 120 }, (call) => call.duration_ms !== null && call.duration_ms > 120_000],
  [{ shorterThan: 5 }, (call) => call.duration_ms !== null && call.duration_ms < 5000],
  [{ from: first + 2_000_000 }, (call) => call.ended_at >= first + 2_000_000],
  [{ to: first + 2_500_000 }, (call) => call.ended_at < first + 2_500_000],
  [{ from: first + 1000, to: first + 1001 }, (call) => call.ended_at === first + 1000],
  [{ webhooks: 'pending' }, (call) => call.webhooks === 'pending'],
  [{ webhooks: 'failed' }, (call) => failed(call, 'webhooks')],
  [{ webhooks: 'recovered' }, (call) => call.webhooks === 'recovered'],
  [{ chains: 'failed' }, (call) => failed(call, 'chains')],
  [{ chains: 'recovered' }, (call) => call.chains === 'recovered'],
  [{ chains: 'none' }, (call) => call.chains === 'none'],
  [{ review: 'not reviewed' }, (_, mark) => !mark?.reviewed],
  [{ review: 'reviewed' }, (_, mark) => mark?.reviewed ?? false],
  [{ review: 'flagged' }, (_, mark) => mark?.flagged ?? false],
  [{ text: 'needle' }, (call) => call.summary.includes('needle')],
  [{ text: '0151 42' }, (call) => call.customer_digits.startsWith('24151')],
  [{ text: 'CALL-12' }, (call) => call.call_id.includes('call-12')],
];

function every({ read }: TestMirror, query: Omit<CallQuery, 'limit'>, limit: number) {
  const rows = [];
  for (let cursor: string | undefined, pages = 0; pages < 5000; pages += 1) {
    const page = read.callsPage({ ...query, limit, cursor });
    if (page.rows.length < limit && page.next !== undefined) expect(page.searchedTo).toBeDefined();
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === undefined) return rows;
  }
  throw new Error('the list does not end');
}

const newestFirst = (one: Call, other: Call) => other.ended_at - one.ended_at || other.id - one.id;

describe('every filter gives what a look at all rows gives, newest first', () => {
  function lookedAt(seed: number) {
    const { mirror, calls, marks } = filled(seed, many);
    const ordered = calls.toSorted(newestFirst);
    const wanted = (chosen: typeof parts) =>
      ordered.filter((call) => chosen.every(([, holds]) => holds(call, marks.get(call.call_id)))).map(({ id }) => id);
    return { mirror, wanted };
  }

  test('alone, as rows and as keys', () => {
    const { mirror, wanted } = lookedAt(101);
    for (const [filter, holds] of parts) {
      const ids = every(mirror, filter, 200).map(({ id }) => id);
      expect([filter, ids]).toEqual([filter, wanted([[filter, holds]])]);
      const walked: number[] = [];
      for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
        const page = mirror.read.callIds({ ...filter, limit: 200, cursor });
        walked.push(...page.ids);
        cursor = page.next;
      }
      expect(walked).toEqual(ids);
    }
  });

  test('in any combination, in pages of any size', () => {
    const { mirror, wanted } = lookedAt(102);
    const { shuffled, below, pick } = chance(102);
    for (let n = 0; n < 150; n += 1) {
      const chosen = shuffled(parts).slice(0, 2 + below(3));
      const keys = chosen.flatMap(([filter]) => Object.keys(filter));
      if (new Set(keys).size < keys.length) continue;
      const filter = Object.assign({}, ...chosen.map(([part]) => part));
      const ids = every(mirror, filter, pick([7, 50, 200])).map(({ id }) => id);
      expect([filter, ids]).toEqual([filter, wanted(chosen)]);
    }
  });
});

test('calls that something failed for are looked at further back for a page than others', () => {
  const mirror = mirrorForTest();
  const count = entryLimit + 2 * lookLimit;
  const calls = randomCalls(chance(105), count).map((call, n) => ({
    ...call,
    ended_at: first + n,
    webhooks: 'failed',
    duration_ms: n === 1 ? 2_000_000 : 1000,
    tags: n === 1 ? '["rare"]' : null,
  }));
  insertRows(mirror.db, 'call', calls);
  const look = (filter: AskedCalls) => mirror.read.callsPage({ ...filter, limit: 50 });
  const within = { total: { count: 0, exact: false }, rows: [], next: expect.any(String) };
  const long = { webhooks: 'failed', longerThan: 1000 } as const;
  const rare = { webhooks: 'failed', tag: 'rare' } as const;
  expect(look(long)).toEqual({ ...within, searchedTo: first + count - entryLimit });
  expect(look(rare)).toEqual({ ...within, searchedTo: first + count - lookLimit });
  for (const filter of [long, rare]) expect(every(mirror, filter, 50).map(({ id }) => id)).toEqual([2]);
});

test('totals are exact as far as they are counted, and those of all calls come from what is kept', () => {
  const { mirror } = filled(103, 1500);
  expect(mirror.read.callsPage({ limit: 5 }).total).toEqual({ count: 1500, exact: true });
  expect(mirror.read.callsPage({ limit: 5, from: 0 }).total).toEqual({ count: 1000, exact: false });
  expect(mirror.read.callsPage({ limit: 5, campaign: 'Rare' }).total).toEqual({ count: 2, exact: true });
});

test('rows say what the reviewer marked', () => {
  const { mirror, marks } = filled(104, 300);
  const rows = every(mirror, {}, 100);
  expect(rows.filter(({ review }) => review.reviewed || review.flagged).length).toBeGreaterThan(3);
  for (const { callId, review } of rows) {
    const { reviewed = false, flagged = false } = marks.get(callId) ?? {};
    expect([callId, review]).toEqual([callId, { reviewed, flagged, score: reviewed ? 4 : null }]);
  }
});

describe('facets', () => {
  const counted = (values: (string | null)[]) => {
    const counts: Record<string, number> = {};
    for (const value of values) if (value !== null) counts[value] = (counts[value] ?? 0) + 1;
    return counts;
  };
  const named: Partial<Record<CallFacetField, (call: Call) => string | null>> = {
    agent: agentOf,
    campaign: ({ campaign }) => campaign,
    reason: ({ reason }) => reason,
    disposition: ({ disposition }) => disposition,
    sentiment: ({ sentiment }) => sentiment,
    success: ({ success }) => (success === null ? null : String(success === 1)),
    direction: ({ direction }) => direction,
    endedBy: ({ ended_by }) => ended_by,
    webhooks: ({ webhooks }) => webhooks,
    chains: ({ chains }) => chains,
    dialect: ({ dialect }) => dialect,
    connection: ({ connection_id }) => connection_id,
  };
  const given = ({ read }: TestMirror, filter: AskedCalls) =>
    Object.fromEntries(
      read
        .callFacets(filter)
        .map(({ field, values, exact }) => [
          field,
          { exact, counts: Object.fromEntries(values.map(({ value, count }) => [value, count])) },
        ]),
    );

  test('count what is found; a field that is narrowed by keeps its other values', () => {
    const { mirror, calls } = filled(105, 1200);
    const facets = given(mirror, { agent: 'Ada', success: true });
    const [ada, converted] = [(call: Call) => agentOf(call) === 'Ada', (call: Call) => call.success === 1];
    for (const [field, value] of Object.entries(named)) {
      const found = calls.filter(
        (call) => (field === 'agent' || ada(call)) && (field === 'success' || converted(call)),
      );
      expect([field, facets[field]]).toEqual([field, { exact: true, counts: counted(found.map(value)) }]);
    }
    const both = calls.filter((call) => ada(call) && converted(call));
    const tags = both.flatMap((call): string[] => (call.tags ? JSON.parse(call.tags) : []));
    expect(facets.tag?.counts).toEqual(counted(tags));
  });

  test('of words that were typed count what these find', () => {
    const { mirror, calls } = filled(106, 1700);
    const facets = given(mirror, { text: 'needle' });
    const found = calls.filter(({ summary }) => summary.includes('needle'));
    expect(facets.dialect?.counts).toEqual(counted(found.map(({ dialect }) => dialect)));
  });

  test('of many calls are those of the newest, and say so', () => {
    const { mirror, calls } = filled(107, facetLook + 500);
    const facets = given(mirror, { dialect: 'altur', review: 'not reviewed' });
    expect(Object.keys(facets)).toEqual([...callFacetFields]);
    const { dialect } = given(mirror, { from: 0 });
    const newest = calls.toSorted(newestFirst).slice(0, facetLook);
    expect(dialect).toEqual({ exact: false, counts: counted(newest.map(({ dialect: each }) => each)) });
  });
});

test('facets of all calls are exact where sums are kept', () => {
  const { mirror } = filled(110, facetLook + 500);
  mirror.db.exec(
    "INSERT INTO share VALUES ('reason', 144, 0, 'hangup', 3, 2, 1, 0, 0), ('reason', 144, 0, '', 9, 4, 0, 0, 0)",
  );
  const facets = new Map(mirror.read.callFacets({}).map((facet) => [facet.field, facet]));
  expect(facets.get('reason')).toEqual({
    field: 'reason',
    exact: true,
    values: [{ value: 'hangup', label: 'hangup', count: 3 }],
  });
  expect(facets.get('success')?.values.map(({ count }) => count)).toEqual([6, 1]);
  expect(facets.get('direction')?.exact).toBe(false);
});

test('other calls of a customer are those with the same number, however it is written, page by page', () => {
  const { mirror, calls } = filled(108, 1000);
  const same = calls.filter(({ id }) => id % 50 === 1).toSorted(newestFirst);
  const [one] = same;
  if (!one) throw new Error('no call');
  const listed: number[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = mirror.read.relatedCalls({ id: one.id, limit: 6, cursor });
    if (cursor === undefined) expect(page.total).toEqual({ count: 19, exact: true });
    listed.push(...page.rows.map(({ id }) => id));
    cursor = page.next;
  }
  expect(listed).toEqual(same.slice(1).map(({ id }) => id));
  mirror.db.exec(`UPDATE call SET customer_number = NULL, customer_digits = NULL WHERE id = ${one.id}`);
  expect(mirror.read.relatedCalls({ id: one.id, limit: 6 })).toEqual({
    rows: [],
    next: undefined,
    total: { count: 0, exact: true },
  });
  expect(mirror.read.relatedCalls({ id: 999_999, limit: 6 }).rows).toEqual([]);
});

test('choices are the values that occur, each once, the most frequent first', () => {
  const { mirror } = filled(109, 700);
  mirror.db.exec("UPDATE call SET disposition = 'seldom' WHERE id = 1");
  mirror.db.exec(
    "INSERT INTO share VALUES ('agent', 144, 0, 'Ada', 3, 0, 0, 0, 0), ('agent', 144, 518400000, 'Ada', 2, 0, 0, 0, 0), ('agent', 144, 0, 'Berta', 4, 0, 0, 0, 0), ('agent', 144, 0, '', 9, 0, 0, 0, 0)",
  );
  const choices = mirror.read.callChoices();
  expect(choices.agents).toEqual([
    { value: 'Ada', label: 'Ada', count: 5 },
    { value: 'Berta', label: 'Berta', count: 4 },
  ]);
  expect(choices.dispositions.map(({ value }) => value).toSorted()).toEqual(['callback', 'seldom', 'sold']);
  expect(choices.dispositions.at(-1)?.value).toBe('seldom');
  expect(choices.tags.map(({ value }) => value)).toEqual(['late', 'vip']);
});
