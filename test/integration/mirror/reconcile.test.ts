/** Calls, runs and webhooks that do not match each other, and leave the queue when they do. */
import { describe, expect, test } from 'vitest';
import { type DiscrepancyKind, discrepancyKinds } from '../../../shared/domain/reconcile.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, flowPublished, replayOf } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

type Subscription = NonNullable<Parameters<typeof endpointUpdated>[0]>['subscription'];

const calls = (mirror: TestMirror, kind: DiscrepancyKind) =>
  mirror.read.discrepanciesPage({ kind, limit: 50 }).rows.map(({ callId }) => callId);
const ofFlow = (id: string, flowid = 'after-call', attributes = {}) =>
  callEnded('replicer', id, {}, { flowid, ...attributes });

describe('a call without a run', () => {
  const kind = 'call without run';

  test('of a flow with an after-call chain is one, until its run arrives', () => {
    const mirror = mirrorForTest();
    mirror.commit(flowPublished(), ofFlow('c1'), ofFlow('c2'));
    expect(calls(mirror, kind).sort()).toEqual(['c1', 'c2']);
    const { rows, total } = mirror.read.discrepanciesPage({ kind, limit: 1 });
    expect(total).toEqual({ count: 2, exact: true });
    expect(rows).toMatchObject([{ flow: { id: 'after-call', name: 'After the call' }, run: null, endpoint: null }]);
    mirror.commit(chainRan('r1', { callId: 'c1' }));
    expect(calls(mirror, kind)).toEqual(['c2']);
  });

  test('leaves the queue by a run made from the call', () => {
    const mirror = mirrorForTest();
    mirror.commit(flowPublished(), ofFlow('c1'));
    const operation = { ...replayOf('made-here'), mode: 'from call' };
    mirror.commit(
      chainRan('made-here', { callId: 'c1', status: 'succeeded', operation }, { source: 'aftercall://machine/test' }),
    );
    expect(calls(mirror, kind)).toEqual([]);
    expect(mirror.rows('SELECT state, root FROM chain_run')).toEqual([{ state: 'succeeded', root: null }]);
    expect(mirror.value('SELECT chains FROM call')).toBe('succeeded');
  });

  test('is none without a chain in the flow, without a flow, or too soon', () => {
    const mirror = mirrorForTest();
    const nodes = [{ id: 'say', type: 'say', config: {}, on: {} }];
    mirror.commit(
      flowPublished(),
      flowPublished({ flowId: 'plain', nodes }),
      ofFlow('c1', 'plain'),
      ofFlow('c2', 'never published'),
      callEnded('replicer', 'c3'),
      callEnded('replicer', 'c4', { endedAt: new Date().toISOString() }, { flowid: 'after-call' }),
    );
    expect(calls(mirror, kind)).toEqual([]);
  });
});

test('events that come twice or in another order make none', () => {
  const mirror = mirrorForTest();
  const run = chainRan('r1', { callId: 'c1' });
  const call = ofFlow('c1');
  mirror.commit(webhookAttempted('m1', 1, { callId: 'c1' }), run, call, run, call);
  mirror.commit(
    flowPublished(),
    endpointUpdated({ subscription: { eventTypes: ['call.ended'] } }, { time: '2024-01-01T00:00:00Z' }),
  );
  for (const kind of discrepancyKinds) expect([kind, calls(mirror, kind)]).toEqual([kind, []]);
});

test('a flow without an after-call chain in its newest version asks for no run, whatever came first', () => {
  const mirror = mirrorForTest();
  const nodes = [{ id: 'say', type: 'say', config: {}, on: {} }];
  mirror.commit(ofFlow('c1'), flowPublished({ version: 2, nodes }), flowPublished({ version: 1 }));
  expect(calls(mirror, 'call without run')).toEqual([]);
  mirror.commit(flowPublished({ version: 3 }));
  expect(calls(mirror, 'call without run')).toEqual(['c1']);
});

describe('a run without a call', () => {
  const kind = 'run without call';

  test('is one where other calls of the flow are reported', () => {
    const mirror = mirrorForTest();
    mirror.commit(flowPublished(), chainRan('r1', { callId: 'alone' }));
    expect(calls(mirror, kind)).toEqual([]);
    mirror.commit(ofFlow('reported'));
    expect(mirror.read.discrepanciesPage({ kind, limit: 5 }).rows).toMatchObject([
      { callId: 'alone', run: { runId: 'r1' }, flow: { name: 'After the call' } },
    ]);
    mirror.commit(ofFlow('alone'));
    expect(calls(mirror, kind)).toEqual([]);
  });
});

describe('a webhook that was never attempted', () => {
  const kind = 'webhook never attempted';
  const subscribed = (subscription: Subscription, more = {}) =>
    endpointUpdated({ subscription, ...more }, { time: '2024-01-01T00:00:00Z' });

  test('is missed where the endpoint is subscribed to the call', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      subscribed({ eventTypes: ['call.ended'] }),
      callEnded('replicer', 'call-1'),
      callEnded('altur', 'c2'),
    );
    expect(calls(mirror, kind).sort()).toEqual(['c2', 'call-1']);
    expect(mirror.read.discrepanciesPage({ kind, limit: 1 }).rows[0]?.endpoint).toMatchObject({ id: 'crm' });
    mirror.commit(webhookAttempted('m1', 1, { callId: 'call-1' }));
    expect(calls(mirror, kind)).toEqual(['c2']);
  });

  test('of several endpoints, none is left out where a page ends', () => {
    const mirror = mirrorForTest();
    const ids = ['crm', 'billing', 'mail'];
    mirror.commit(
      ...ids.map((id) => subscribed({ eventTypes: [] }, { id, name: id })),
      callEnded('replicer', 'c1', { endedAt: minute(1) }),
      callEnded('replicer', 'c2', { endedAt: minute(2) }),
    );
    const first = mirror.read.discrepanciesPage({ kind, limit: 2 });
    expect(first.rows.map(({ callId, endpoint }) => [callId, endpoint?.id])).toEqual(
      ids.toSorted().map((id) => ['c2', id]),
    );
    const second = mirror.read.discrepanciesPage({ kind, limit: 2, cursor: first.next });
    expect(second.rows.map(({ callId }) => callId)).toEqual(['c1', 'c1', 'c1']);
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(6);
    expect(second.next).toBeUndefined();
  });

  test('leaves the queue when its attempt, a dead letter until then, can be read', () => {
    const mirror = mirrorForTest();
    mirror.db.exec(
      `CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_attempt BEGIN SELECT raise(ABORT, 'not yet'); END`,
    );
    mirror.commit(
      subscribed({ eventTypes: [] }),
      callEnded('replicer', 'call-1'),
      webhookAttempted('m1', 1, { callId: 'call-1' }),
    );
    expect(calls(mirror, kind)).toEqual(['call-1']);
    mirror.db.exec('DROP TRIGGER refuse');
    mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters());
    expect(calls(mirror, kind)).toEqual([]);
  });

  test.each([
    ['of another dialect', { eventTypes: [], dialect: 'altur' }, {}],
    ['of another agent', { eventTypes: [], agentIds: ['nobody'] }, {}],
    ['of another campaign', { eventTypes: [], campaigns: ['none'] }, {}],
    ['of other events', { eventTypes: ['contact.created'] }, {}],
    ['when it is switched off', { eventTypes: [] }, { enabled: false }],
    ['when it says nothing of what it is told', null, {}],
  ])('is not missed %s', (_, subscription, more) => {
    const mirror = mirrorForTest();
    mirror.commit(subscribed(subscription, more), callEnded('replicer', 'call-1'));
    expect(calls(mirror, kind)).toEqual([]);
  });

  test('is not missed of a call before the endpoint was there', () => {
    const mirror = mirrorForTest();
    const later = endpointUpdated({ subscription: { eventTypes: [] } }, { time: new Date().toISOString() });
    mirror.commit(later, callEnded('replicer', 'call-1'));
    expect(calls(mirror, kind)).toEqual([]);
  });
});

test('pages give each once, also where thousands of calls that are well lie between', () => {
  const mirror = mirrorForTest();
  const missing = new Set([3, 2500, 2501, 4999]);
  const ids = Array.from({ length: 5000 }, (_, n) => `c${n}`);
  mirror.commit(endpointUpdated({ subscription: { eventTypes: [] } }, { time: '2024-01-01T00:00:00Z' }));
  mirror.commit(...ids.map((id, n) => callEnded('replicer', id, { endedAt: minute(n) })));
  mirror.commit(...ids.filter((_, n) => !missing.has(n)).map((id) => webhookAttempted(`m-${id}`, 1, { callId: id })));
  const seen: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined, more = true; more; pages += 1) {
    const page = mirror.read.discrepanciesPage({ kind: 'webhook never attempted', limit: 3, cursor });
    seen.push(...page.rows.map(({ callId }) => callId));
    if (page.next !== undefined && page.rows.length < 3) expect(page.searchedTo).toBeTypeOf('number');
    cursor = page.next;
    more = cursor !== undefined;
  }
  expect(seen).toEqual(['c4999', 'c2501', 'c2500', 'c3']);
  expect(pages).toBeLessThan(6);
  expect(mirror.read.figures().discrepancies).toBe(4);
});
