/** A resend follows what the operator set for its endpoint: switched off, how long it waits, how fast it goes. */
import { expect, test } from 'vitest';
import { attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { until } from '../../fixtures/wait.ts';
import { accepted, type Harness, harness } from './harness.ts';
import { failures, planAll } from './outage.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** `count` messages to endpoint `crm` that failed. */
async function scene(count: number): Promise<Harness & { receiver: Receiver }> {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  await here.commit(...failures(count, receiver.url));
  return { ...here, receiver };
}

const pace = { perHostPerS: 1000, perHostAtOnce: 8, canary: 0 };

test('nothing goes to an endpoint that is switched off, and the plan says what to do', async () => {
  const here = await scene(2);
  await here.setEndpoint({ enabled: false });
  const plan = await here.planResend();
  expect(plan).toMatchObject({
    eligible: 0,
    items: [{ ineligible: { code: 'endpoint off', message: expect.stringMatching(/Switch it on under Endpoints/) } }],
  });
  expect(await here.operations.run({ ...plan, acknowledged: [] })).toMatchObject({
    refusal: { code: 'NOT_ELIGIBLE', data: { code: 'endpoint off' } },
  });
  expect(await planAll(here, pace)).toMatchObject({ eligible: 0, ineligible: [{ code: 'endpoint off', count: 2 }] });
  expect(await here.planResend({ url: `${here.receiver.url}/elsewhere` })).toMatchObject({ eligible: 1 });
  expect(here.sent()).toBe(0);
});

test('switched off after it was planned, the plan falls', async () => {
  const here = await scene(2);
  const planned = await planAll(here, pace);
  await here.setEndpoint({ enabled: false });
  expect(await here.operations.run({ ...planned, acknowledged: [] })).toMatchObject({
    refusal: { code: 'PLAN_CHANGED', data: { changes: ['endpoint: was on, is off'] } },
  });
});

test('an answer is waited for as long as the endpoint is given', async () => {
  const here = await scene(1);
  here.receiver.answer = null;
  await here.setEndpoint({ timeoutMs: 150 });
  const plan = await here.planResend();
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  const operation = await here.settled(plan.operationId);
  expect(operation.items).toMatchObject([{ state: 'unknown', result: 'No complete answer within 0.1 s.' }]);
});

test('its limits hold beside the pace, and the plan reckons with them', async () => {
  const here = await scene(12);
  await here.setEndpoint({ perS: 20, atOnce: 1 });
  const planned = await planAll(here, pace);
  expect(planned.hosts).toMatchObject([{ items: 12, perS: 20, seconds: 0.6 }]);
  expect(planned.estimateS).toBeCloseTo(0.6);
  const began = Date.now();
  accepted(await here.operations.run({ ...planned, acknowledged: [] }));
  await until('the end', () => (here.receiver.arrived.length === 12 ? true : null));
  expect(Date.now() - began).toBeGreaterThan(400);
  expect(here.receiver.connections()).toBe(1);
});

test('a plan that was never run can be discarded; the audit keeps it', async () => {
  const here = await scene(3);
  const planned = await planAll(here, pace);
  const other = await here.planResend();
  expect(await here.operations.discard(planned.operationId)).toEqual({ ok: true, value: undefined });
  const page = await here.readers.read((db) => db.operationsPage({ limit: 10 }));
  expect(page).toMatchObject({ rows: [{ id: other.operationId }], total: { count: 1, exact: true } });
  expect((await here.audit()).at(-1)).toMatchObject({ action: 'resend discarded', subject: planned.operationId });
  expect(await here.operations.run({ ...planned, acknowledged: [] })).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
  accepted(await here.operations.run({ ...other, acknowledged: [] }));
  await here.settled(other.operationId);
  expect(await here.operations.discard(other.operationId)).toMatchObject({
    refusal: { code: 'WRONG_STATE', data: { state: 'finished' } },
  });
});

test('items are told by what the plan found of them', async () => {
  const here = await scene(1);
  const { receiver } = here;
  const other = (id: string, change: object) =>
    webhookAttempted(id, 1, {
      callId: null,
      request: { ...attemptData(id, 1).request, url: receiver.url, headers: [] },
      ...change,
    });
  await here.commit(
    other('doubtful', { response: null, error: { kind: 'timeout', message: 'No answer.' } }),
    other('nowhere', { request: { ...attemptData('nowhere', 1).request, url: 'ftp://x/' } }),
  );
  const { operationId } = await planAll(here, pace);
  const found = async (plan: 'will run' | 'cannot' | 'needs acknowledging', state?: 'planned' | 'skipped') => {
    const page = await here.readers.read((db) => db.operationItems({ operationId, plan, state, limit: 10 }));
    return [page?.total.count, ...(page?.rows ?? []).map(({ target }) => 'messageId' in target && target.messageId)];
  };
  expect(await found('will run')).toEqual([1, 'msg-0']);
  expect(await found('cannot')).toEqual([1, 'nowhere']);
  expect(await found('needs acknowledging')).toEqual([1, 'doubtful']);
  expect(await found('cannot', 'skipped')).toEqual([0]);
});

test('a message whose body retention dropped is not sent, and the plan says why', async () => {
  const here = await scene(1);
  expect(await here.planResend()).toMatchObject({ eligible: 1 });
  const now = Date.now() + 1;
  await here.drop({ what: 'bodies', before: now, at: now });
  const plan = await here.planResend();
  expect(plan).toMatchObject({ eligible: 0, items: [{ ineligible: { code: 'dropped' } }] });
  expect(await here.operations.run({ ...plan, acknowledged: [] })).toMatchObject({
    refusal: { code: 'NOT_ELIGIBLE', data: { code: 'dropped' } },
  });
  expect(here.sent()).toBe(0);
});
