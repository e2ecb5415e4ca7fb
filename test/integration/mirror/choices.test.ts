/** What the filters can be set to: the values that occur, the most frequent first, at the same small cost whatever lies in the mirror. */
import { expect, test } from 'vitest';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { chance } from '../../fixtures/random.ts';
import { insertRows, randomMessages, randomRuns } from './listed-rows.ts';
import { connectionId, mirrorForTest } from './mirror.ts';

const by = <T>(rows: readonly T[], of: (row: T) => unknown): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = of(row);
    if (value !== null && value !== '') counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  return counts;
};

const mostFrequentFirst = (counts: Map<string, number>) =>
  [...counts].sort(([, a], [, b]) => b - a).map(([value, count]) => ({ value, label: value, count }));

test('values of messages come with how often they occur, the most frequent first', () => {
  const mirror = mirrorForTest();
  const rows = randomMessages(chance(41), 1001);
  insertRows(mirror.db, 'webhook_message', rows);
  const choices = mirror.read.messageChoices();
  expect(choices.hosts).toEqual(mostFrequentFirst(by(rows, (row) => row.host)));
  expect(choices.eventTypes).toEqual(mostFrequentFirst(by(rows, (row) => row.event_type)));
  expect(choices.errorKinds).toEqual(mostFrequentFirst(by(rows, (row) => row.last_error_kind)));
  expect(choices.campaigns).toEqual(mostFrequentFirst(by(rows, (row) => row.campaign)));
  expect(choices.agents).toEqual(mostFrequentFirst(by(rows, (row) => row.agent)));
  const failures = rows.filter(({ last_status }) => last_status !== null && last_status >= 300);
  expect(choices.statuses).toEqual(mostFrequentFirst(by(failures, (row) => row.last_status)));
});

test('values of runs are those of originals', () => {
  const mirror = mirrorForTest();
  const rows = randomRuns(chance(42), 1001);
  insertRows(mirror.db, 'chain_run', rows);
  const originals = rows.filter(({ root }) => root === null);
  const choices = mirror.read.runChoices();
  expect(choices.failedNodes).toEqual(mostFrequentFirst(by(originals, (row) => row.failed_node)));
  expect(choices.nodeTypes).toEqual(mostFrequentFirst(by(originals, (row) => row.failed_type)));
  expect(choices.errorKinds).toEqual(mostFrequentFirst(by(originals, (row) => row.error_kind)));
  expect(choices.hosts).toEqual(mostFrequentFirst(by(originals, (row) => row.host)));
  expect(choices.campaigns).toEqual(mostFrequentFirst(by(originals, (row) => row.campaign)));
});

test('what occurs too often to be counted has no number, and stands before what occurs less', () => {
  const mirror = mirrorForTest();
  const rows = randomMessages(chance(43), 6000).map((row, n) => ({
    ...row,
    last_attempt_at: 1_760_000_000_000 + n,
    agent: n % 6 === 0 ? 'Sometimes' : n % 6 === 1 && n < 600 ? 'Seldom' : 'Always',
  }));
  insertRows(mirror.db, 'webhook_message', rows);
  expect(mirror.read.messageChoices().agents).toEqual([
    { value: 'Always', label: 'Always', count: null },
    { value: 'Sometimes', label: 'Sometimes', count: null },
    { value: 'Seldom', label: 'Seldom', count: 100 },
  ]);
});

test('of thousands of values the most frequent of the newest are offered', () => {
  const mirror = mirrorForTest();
  const rows = randomMessages(chance(44), 3000).map((row, n) => ({
    ...row,
    agent: n % 3 === 0 ? 'Ada' : `agent ${n}`,
  }));
  insertRows(mirror.db, 'webhook_message', rows);
  const { agents } = mirror.read.messageChoices();
  expect(agents).toHaveLength(200);
  expect(agents[0]).toMatchObject({ value: 'Ada' });
});

test('endpoints go by their names, flows by name with their versions, also those that were never published', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    endpointUpdated(),
    flowPublished({ version: 1 }),
    flowPublished({ version: 2, name: 'Renamed' }),
    chainRan('run-1'),
    chainRan('run-2', { chain: { flowId: 'unpublished', version: 7, hash: 'x' } }),
  );
  const endpoint = mirror.rows<{ endpoint_id: string; name: string }>('SELECT endpoint_id, name FROM endpoint')[0];
  expect(mirror.read.messageChoices().endpoints).toEqual([
    { connectionId, value: endpoint?.endpoint_id, label: endpoint?.name, count: 0 },
  ]);
  expect(mirror.read.runChoices().flows).toEqual([
    { connectionId, value: 'after-call', label: 'Renamed', versions: [2, 1], count: 1 },
    { connectionId, value: 'unpublished', label: 'unpublished', versions: [7], count: 1 },
  ]);
});

test('an empty mirror offers nothing', () => {
  const { read } = mirrorForTest();
  expect([...Object.values(read.messageChoices()), ...Object.values(read.runChoices())].flat()).toEqual([]);
});
