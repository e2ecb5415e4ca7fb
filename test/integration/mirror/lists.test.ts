/** Lists and searches: whole whatever the size of a page, the newest first, with numbers that say when they are not exact. */
import { expect, test } from 'vitest';
import type { Page } from '../../../shared/contract/index.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

/** Every page of a list, one after the other. */
function all<T>(page: (cursor: string | undefined) => Page<T>): T[] {
  const rows: T[] = [];
  let cursor: string | undefined;
  for (let turns = 0; turns < 1000; turns += 1) {
    const answer = page(cursor);
    rows.push(...answer.rows);
    cursor = answer.next;
    if (cursor === undefined) return rows;
  }
  throw new Error('the list does not end');
}

const random = () => {
  const mirror = mirrorForTest();
  mirror.commit(...randomEvents(chance(21), 500));
  return mirror;
};

test.each([1, 2, 7, 200])('pages of %i give every row once, newest first', (limit) => {
  const { read, rows } = random();
  const ids = (sql: string) => rows<{ id: number }>(sql).map(({ id }) => id);
  for (const [show, where] of [
    ['all', '1'],
    ['failed webhooks', "webhooks = 'failed'"],
    ['recovered', "webhooks = 'recovered' OR chains = 'recovered'"],
  ] as const) {
    const listed = all((cursor) => read.callsPage({ limit, show, cursor })).map(({ id }) => id);
    expect(listed).toEqual(ids(`SELECT id FROM call WHERE ${where} ORDER BY ended_at DESC, id DESC`));
  }
  for (const show of ['all', 'failed', 'pending', 'recovered', 'succeeded'] as const) {
    const where = show === 'all' ? '1' : `state = '${show}'`;
    const messages = all((cursor) => read.messagesPage({ limit, show, cursor })).map(({ id }) => id);
    expect(messages).toEqual(
      ids(`SELECT id FROM webhook_message WHERE ${where} ORDER BY last_attempt_at DESC, id DESC`),
    );
    expect(read.messagesPage({ limit, show }).total).toEqual({ count: messages.length, exact: true });
    if (show === 'pending') continue;
    const runs = all((cursor) => read.runsPage({ limit, show, cursor })).map(({ id }) => id);
    expect(runs).toEqual(
      ids(`SELECT id FROM chain_run WHERE root IS NULL AND ${where} ORDER BY started_at DESC, id DESC`),
    );
    expect(read.runsPage({ limit, show }).total).toEqual({ count: runs.length, exact: true });
  }
});

test('calls that ended at the same moment are neither lost nor doubled at the edge of a page', () => {
  const { read, commit } = mirrorForTest();
  commit(...Array.from({ length: 9 }, (_, n) => callEnded('replicer', `call-${n}`)));
  expect(all((cursor) => read.callsPage({ limit: 2, show: 'all', cursor })).map(({ callId }) => callId)).toEqual(
    Array.from({ length: 9 }, (_, n) => `call-${8 - n}`),
  );
});

function withNumbers(count: number): TestMirror {
  const mirror = mirrorForTest();
  const calls = Array.from({ length: count }, (_, n) =>
    callEnded('replicer', `call-${n}`, {
      customerPhone: `+49 151 ${String(n).padStart(4, '0')} 777`,
      endedAt: minute(n),
    }),
  );
  for (let at = 0; at < count; at += 256) mirror.commit(...calls.slice(at, at + 256));
  return mirror;
}

test('a number is found by its last digits, however either is written, page by page', () => {
  const { read } = withNumbers(120);
  const found = (text: string) => all((cursor) => read.callsPage({ limit: 50, show: 'all', text, cursor }));
  expect(found('0042777').map(({ callId }) => callId)).toEqual(['call-42']);
  expect(found('+49 (151) 0042-777').map(({ callId }) => callId)).toEqual(['call-42']);
  expect(found('777').map(({ callId }) => callId)).toEqual(Array.from({ length: 120 }, (_, n) => `call-${119 - n}`));
  expect(read.callsPage({ limit: 50, show: 'all', text: '777' }).total).toEqual({ count: 120, exact: true });
  expect(read.callsPage({ limit: 50, show: 'failed webhooks', text: '777' }).rows).toEqual([]);
});

test('more matches than are counted are all given, and the number says that it is a lower bound', () => {
  const { read } = withNumbers(1200);
  expect(read.callsPage({ limit: 50, show: 'all', text: '777' }).total).toEqual({ count: 1000, exact: false });
  const listed = all((cursor) => read.callsPage({ limit: 200, show: 'all', text: '777', cursor }));
  expect(new Set(listed.map(({ id }) => id)).size).toBe(1200);
  expect(listed).toHaveLength(1200);
});

test('digits inside a number or an id are found by looking', () => {
  const { read } = withNumbers(5);
  expect(read.callsPage({ limit: 5, show: 'all', text: '0003' }).rows.map(({ callId }) => callId)).toEqual(['call-3']);
});

test('words are found in names, ids, reasons and summaries; signs of the search language are plain letters', () => {
  const { read, commit } = mirrorForTest();
  commit(
    callEnded('replicer', 'call-1', { summary: '100% sure_thing', customerName: 'Åsa' }),
    callEnded('replicer', 'call-2', { summary: '100 sure thing', customerName: 'Bob' }),
  );
  const found = (text: string) => read.callsPage({ limit: 5, show: 'all', text }).rows.map(({ callId }) => callId);
  expect(found('100%')).toEqual(['call-1']);
  expect(found('sure_')).toEqual(['call-1']);
  expect(found('BOB')).toEqual(['call-2']);
  expect(found('\\')).toEqual([]);
  expect(found("'; DROP TABLE call; --")).toEqual([]);
});

test('a broken cursor begins at the top', () => {
  const { read } = random();
  const top = read.callsPage({ limit: 3, show: 'all' }).rows;
  for (const cursor of ['', 'x', '1', '1.2.3', '9'.repeat(40), '-1;']) {
    expect(read.callsPage({ limit: 3, show: 'all', cursor }).rows).toEqual(top);
  }
});

test('messages and runs are found by endpoint, flow, number, error and status', () => {
  const { read, commit } = mirrorForTest();
  commit(
    callEnded('replicer', 'call-1', { customerPhone: '+4915112345678' }),
    webhookAttempted('m1', 1),
    webhookAttempted('m2', 1, { callId: null, endpoint: { id: 'erp', url: 'https://erp', name: 'ERP' } }),
    chainRan('run-1'),
  );
  const messages = (text: string) =>
    read.messagesPage({ limit: 5, show: 'all', text }).rows.map(({ messageId }) => messageId);
  expect([messages('ERP'), messages('12345'), messages('500'), messages('m_')]).toEqual([
    ['m2'],
    ['m1'],
    ['m2', 'm1'],
    [],
  ]);
  const runs = (text: string) => read.runsPage({ limit: 5, show: 'all', text }).rows.map(({ runId }) => runId);
  expect([runs('answered 503'), runs('12345'), runs('after-call'), runs('nothing')]).toEqual([
    ['run-1'],
    ['run-1'],
    ['run-1'],
    [],
  ]);
});
