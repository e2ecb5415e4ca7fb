/** Failures become incidents by their cause; they close, come back, and count exactly. */
import { describe, expect, test } from 'vitest';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, failedStep, flowPublished, replayOf } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

interface Stored {
  id: number;
  state: string;
  total: number;
  open: number;
  pending: number;
  reopened: number;
  since: number;
  first_at: number;
  last_at: number;
}
const stored = (mirror: TestMirror) => mirror.rows<Stored>('SELECT * FROM incident ORDER BY id');
const at = (text: string) => Date.parse(text);

const ours = { source: 'aftercall://machine/test' };
const fails = (id: string, n = 1, overrides = {}) => webhookAttempted(id, n, { callId: `call-${id}`, ...overrides });
const works = (id: string, n: number, overrides = {}) =>
  webhookAttempted(id, n, { callId: `call-${id}`, trigger: 'manual', response: answer(204, ''), ...overrides }, ours);

describe('messages', () => {
  test('of one cause are one incident, whatever differs between them', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      ...['a', 'b', 'c'].map((id, n) => fails(id, 1 + n, { response: answer(503, `{"error":"job ${n}1 failed"}`) })),
      fails('d', 4, { response: answer(503, '{"error":"other words"}') }),
      fails('e', 5, { response: null, error: { kind: 'timeout', message: 'No answer within 5.0 s.' } }),
    );
    expect(stored(mirror)).toMatchObject([
      { id: 1, total: 3, open: 3, state: 'open', first_at: at(minute(1)), last_at: at(minute(3)) },
      { total: 1, open: 1 },
      { total: 1, open: 1 },
    ]);
    const page = mirror.read.incidentsPage({ limit: 10, show: 'open' });
    expect(page.rows.map(({ title, open }) => [title, open])).toEqual([
      ['Timeout from CRM: No answer within … s.', 1],
      ['503 from CRM: other words', 1],
      ['503 from CRM: job … failed', 3],
    ]);
    expect(page.total).toEqual({ count: 3, exact: true });
    expect(mirror.read.figures().openIncidents).toBe(3);
  });

  test('of an endpoint that moved stay one incident, at the address seen last', () => {
    const mirror = mirrorForTest();
    const request = (url: string) => ({ method: 'POST', url, headers: [], body: '' });
    mirror.commit(fails('a', 1, { request: request('https://old.example/') }));
    mirror.commit(fails('b', 2, { request: request('https://new.example:8443/') }));
    expect(stored(mirror)).toMatchObject([{ total: 2, host: 'new.example:8443' }]);
    expect(mirror.value('SELECT count(DISTINCT host) FROM webhook_message')).toBe(2);
  });

  test('close it when all have recovered, and bring it back', () => {
    const mirror = mirrorForTest();
    mirror.commit(fails('a', 1), fails('b', 2));
    mirror.commit(works('a', 3));
    expect(stored(mirror)).toMatchObject([{ state: 'open', open: 1, total: 2 }]);
    mirror.commit(works('b', 4));
    expect(stored(mirror)).toMatchObject([{ state: 'closed', open: 0, total: 2, reopened: 0, since: at(minute(4)) }]);
    expect(mirror.read.incidentsPage({ limit: 10, show: 'open' }).rows).toEqual([]);
    expect(mirror.read.figures().openIncidents).toBe(0);
    expect(mirror.read.incidentsPage({ limit: 10, show: 'closed' }).rows).toHaveLength(1);
    mirror.commit(fails('c', 9));
    expect(stored(mirror)).toMatchObject([{ state: 'open', open: 1, total: 3, reopened: 1, since: at(minute(9)) }]);
  });

  test('that a platform will try again are counted as pending; its own success takes them out', () => {
    const mirror = mirrorForTest();
    mirror.commit(fails('a', 1, { nextAttemptAt: minute(30) }));
    expect(stored(mirror)).toMatchObject([{ state: 'open', open: 1, pending: 1 }]);
    mirror.commit(fails('a', 2, { response: answer(204, '') }));
    expect(stored(mirror)).toMatchObject([{ state: 'closed', open: 0, pending: 0, total: 1 }]);
  });

  test('that fail otherwise the next time move to that incident', () => {
    const mirror = mirrorForTest();
    mirror.commit(fails('a', 1), fails('a', 2, { response: answer(401, '{"error":"who are you"}') }));
    expect(stored(mirror)).toMatchObject([
      { state: 'closed', total: 0, open: 0 },
      { state: 'open', total: 1, open: 1 },
    ]);
    expect(mirror.read.incidentsPage({ limit: 5, show: 'all' }).rows.map(({ status }) => status)).toEqual([401]);
    // A try that was made before, told late, changes nothing of where it stands now.
    mirror.commit(fails('a', 0, { attempt: 1 }));
    expect(stored(mirror)).toMatchObject([{ total: 0 }, { total: 1 }]);
  });

  test('sent to another address neither recover nor fail anew', () => {
    const mirror = mirrorForTest();
    mirror.commit(fails('a', 1));
    const elsewhere = { operation: { ...replayOf('a'), mode: 'other url' } };
    mirror.commit(works('a', 2, elsewhere));
    expect(mirror.rows('SELECT state, attempts, recovered_by FROM webhook_message')).toEqual([
      { state: 'failed', attempts: 2, recovered_by: null },
    ]);
    mirror.commit(works('a', 3, { ...elsewhere, response: answer(404, 'no such hook') }));
    expect(stored(mirror)).toMatchObject([{ open: 1, total: 1 }]);
    expect(mirror.rows('SELECT last_status FROM webhook_message')).toEqual([{ last_status: 500 }]);
    mirror.commit(works('a', 4));
    expect(mirror.rows('SELECT state, recovered_by FROM webhook_message')).toEqual([
      { state: 'recovered', recovered_by: 4 },
    ]);
    const sums = 'SELECT sum(n) FROM endpoint_hour';
    expect(mirror.value(sums)).toBe(2);
  });

  test('are counted by the hour, and by call', () => {
    const mirror = mirrorForTest();
    const hour = 3_600_000;
    const now = Math.floor(Date.now() / hour) * hour + 1000;
    const ago = (hours: number) => new Date(now - hours * hour).toISOString();
    mirror.commit(
      fails('a', 1, { startedAt: ago(0), callId: 'same' }),
      fails('b', 1, { startedAt: ago(0), callId: 'same' }),
      fails('c', 1, { startedAt: ago(2), callId: null }),
      fails('d', 1, { startedAt: ago(30), callId: 'other' }),
    );
    const [row] = mirror.read.incidentsPage({ limit: 1, show: 'all' }).rows;
    expect(row?.trend.slice(-3)).toEqual([1, 0, 2]);
    expect(row?.trend).toHaveLength(24);
    const detail = mirror.read.incident(row?.id ?? 0);
    expect(detail?.hours).toHaveLength(168);
    expect(detail?.hours.reduce((sum, { failures }) => sum + failures, 0)).toBe(4);
    expect(detail?.calls).toEqual({ count: 2, exact: true });
    expect(detail?.example?.text).toBe('The receiver answered 500 Internal Server Error.');
  });
});

describe('runs', () => {
  test('of one failed node are one incident, which a replay that succeeds closes', () => {
    const mirror = mirrorForTest();
    mirror.commit(flowPublished(), chainRan('r1'), chainRan('r2', { callId: 'call-2' }));
    expect(stored(mirror)).toMatchObject([{ state: 'open', total: 2, open: 2 }]);
    expect(mirror.read.incidentsPage({ limit: 5, show: 'open', kind: 'chains' }).rows).toMatchObject([
      { title: '503 at post of After the call', node: { id: 'post', type: 'httpCall' }, host: 'crm.example.com:443' },
    ]);
    expect(mirror.read.incidentsPage({ limit: 5, show: 'open', kind: 'webhooks' }).rows).toEqual([]);
    const replay = (root: string) =>
      chainRan(`replay-${root}`, { status: 'succeeded', startedAt: minute(50), operation: replayOf(root) }, ours);
    mirror.commit(replay('r1'), replay('r2'));
    expect(stored(mirror)).toMatchObject([{ state: 'closed', total: 2, open: 0, since: at(minute(50)) }]);
  });

  test('made from a call are originals: what failed here recovers by a replay', () => {
    const mirror = mirrorForTest();
    const operation = { ...replayOf('made'), mode: 'from call' };
    mirror.commit(chainRan('made', { operation }, ours));
    expect(mirror.rows('SELECT root, trigger, local, state FROM chain_run')).toEqual([
      { root: null, trigger: 'onCallEnd', local: 1, state: 'failed' },
    ]);
    expect(stored(mirror)).toMatchObject([{ state: 'open', total: 1, open: 1 }]);
    mirror.commit(chainRan('again', { status: 'succeeded', operation: replayOf('made') }, ours));
    expect(stored(mirror)).toMatchObject([{ state: 'closed', total: 1, open: 0 }]);
    expect(mirror.rows('SELECT state, replays, recovered_by FROM chain_run WHERE root IS NULL')).toEqual([
      { state: 'recovered', replays: 1, recovered_by: 1 },
    ]);
  });

  test('whose replay came first are never open', () => {
    const mirror = mirrorForTest();
    mirror.commit(chainRan('replay-1', { status: 'succeeded', operation: replayOf('r1') }, ours), chainRan('r1'));
    expect(stored(mirror)).toMatchObject([{ state: 'closed', total: 1, open: 0, reopened: 0 }]);
  });

  test('told twice count once', () => {
    const mirror = mirrorForTest();
    mirror.commit(chainRan('r1'), chainRan('r1', { steps: [failedStep({ nodeId: 'another' })] }));
    expect(stored(mirror)).toMatchObject([{ total: 1, open: 1 }]);
  });
});

test('messages and runs carry the campaign and the agent of their call, whichever comes first', () => {
  const mirror = mirrorForTest();
  const call = callEnded('replicer', 'call-1', { agentName: 'Diana', campaignName: 'Spring' });
  mirror.commit(webhookAttempted('before', 1), chainRan('r1'));
  mirror.commit(call);
  mirror.commit(webhookAttempted('after', 1));
  const names = mirror.rows<{ agent: string }>(
    'SELECT agent FROM webhook_message UNION ALL SELECT agent FROM chain_run',
  );
  expect(names).toHaveLength(3);
  expect(new Set(names.map(({ agent }) => agent))).toEqual(
    new Set([mirror.value('SELECT coalesce(agent_name, agent_id) FROM call')]),
  );
});

test('a text finds incidents by what they say, where and how', () => {
  const mirror = mirrorForTest();
  mirror.commit(fails('a', 1), fails('b', 1, { response: answer(422, '{"error":"100% wrong"}') }));
  const found = (text: string) =>
    mirror.read.incidentsPage({ limit: 5, show: 'all', text }).rows.map(({ status }) => status);
  expect(found('wrong')).toEqual([422]);
  expect(found('422')).toEqual([422]);
  expect(found('crm')).toEqual([422, 500]);
  expect(found('%')).toEqual([]);
});

test('paging gives every incident once', () => {
  const mirror = mirrorForTest();
  const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
  mirror.commit(...words.map((word, n) => fails(word, 1, { response: answer(500, word), startedAt: minute(n % 3) })));
  const seen: number[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = mirror.read.incidentsPage({ limit: 2, show: 'all', cursor });
    seen.push(...page.rows.map(({ id }) => id));
    cursor = page.next;
    more = cursor !== undefined;
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
});

test('a text among more incidents than a page looks at is found by going on', () => {
  const mirror = mirrorForTest();
  mirror.commit(fails('a', 1, { response: answer(500, 'needle') }));
  mirror.db.exec(`INSERT INTO incident SELECT 100 + n, kind, connection_id, scope, scope_name, host, node_id, node_type, status,
      error_kind, 'hay', 'cause ' || n, state, first_at + n, last_at + n, since, 0, 1, 1, 0
    FROM incident, (WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 30000) SELECT n FROM many)`);
  const asked = { limit: 5, show: 'all', text: 'needle' } as const;
  const first = mirror.read.incidentsPage(asked);
  expect(first).toMatchObject({ rows: [], next: expect.any(String), searchedTo: expect.any(Number) });
  expect(first.total).toEqual({ count: 0, exact: false });
  const second = mirror.read.incidentsPage({ ...asked, cursor: first.next });
  expect(second.rows).toMatchObject([{ id: 1, text: 'needle' }]);
  expect(second.next).toBeUndefined();
  const all = mirror.read.incidentsPage({ limit: 5, show: 'all' });
  expect(all).toMatchObject({ total: { count: 1000, exact: false } });
  expect(all.searchedTo).toBeUndefined();
});
