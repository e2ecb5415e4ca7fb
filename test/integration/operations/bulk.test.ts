/** Resending many messages: real threads, files and sockets, a receiver that answers as each test needs. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { exportOperation } from '../../../electron/core/operations/export.ts';
import { bulkInput } from '../../../shared/contract/bulk.ts';
import type { Pace } from '../../../shared/domain/bulk.ts';
import type { OperationState } from '../../../shared/domain/operation.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { until } from '../../fixtures/wait.ts';
import { accepted, allRisks, type Harness, harness } from './harness.ts';
import { type Receiver, startReceiver } from './receiver.ts';

interface Scene extends Harness {
  receiver: Receiver;
}

const id = (n: number): string => `msg-${String(n).padStart(3, '0')}`;

const failedTry = (url: string, n: number, overrides: Parameters<typeof webhookAttempted>[2] = {}) =>
  webhookAttempted(id(n), 1, {
    callId: null,
    request: {
      ...attemptData(id(n), 1).request,
      url,
      headers: [['webhook-id', id(n)]],
    },
    startedAt: minute(n),
    ...overrides,
  });

/** `count` messages that failed, of no call. */
async function scene(count: number, dataDir?: string): Promise<Scene> {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow, ...(dataDir && { dataDir }) });
  await here.commit(...Array.from({ length: count }, (_, n) => failedTry(receiver.url, n)));
  return { ...here, receiver };
}

const quick: Partial<Pace> = { perHostPerS: 1000, perHostAtOnce: 4, canary: 0, stopAfter: 0 };

const plan = async (here: Harness, pace: Partial<Pace> = {}, select: object = { filter: { show: 'failed' } }) =>
  accepted(
    await here.operations.planBulk(
      bulkInput.parse({
        kind: 'resend',
        select,
        name: 'After the outage',
        reason: 'the CRM was down',
        pace: { ...quick, ...pace },
      }),
    ),
  );

const run = async (
  here: Harness,
  planned: { operationId: string; hash: string },
  acknowledged: readonly string[] = [],
) => accepted(await here.operations.run({ ...planned, acknowledged }));

const becomes = (here: Harness, operationId: string, state: OperationState) =>
  until(`the operation to be ${state}`, async () => {
    const operation = await here.readers.read((db) => db.operation(operationId));
    return operation?.state === state ? operation : null;
  });

const arrivedIds = ({ receiver }: Scene) => receiver.arrived.map(({ headers }) => String(headers['webhook-id']));

const actions = async (here: Harness) =>
  (await here.audit()).map(({ action }) => action).filter((action) => !action.startsWith('item'));

describe('a plan', () => {
  test('freezes what matches, in order, and tells all about it without a connection', async () => {
    const here = await scene(5);
    await here.commit(
      failedTry(here.receiver.url, 5, { response: null, error: { kind: 'timeout', message: 'No answer.' } }),
      failedTry(here.receiver.url, 6, { request: { ...attemptData(id(6), 1).request, url: 'ftp://x/' } }),
    );
    const planned = await plan(here, { perHostPerS: 2 });
    const host = new URL(here.receiver.url).host;
    expect(planned).toMatchObject({
      kind: 'resend',
      name: 'After the outage',
      reason: 'the CRM was down',
      total: 7,
      eligible: 6,
      ineligible: [{ code: 'address', count: 1 }],
      recovered: 0,
      risks: [{ code: 'unknown outcome', count: 1 }],
      riskSets: [{ codes: ['unknown outcome'], count: 1 }],
      needAcknowledging: 1,
      hosts: [{ host, items: 6, perS: 2, seconds: 3 }],
      estimateS: 3,
      example: { target: { messageId: id(0) }, request: { url: here.receiver.url } },
      platform: { available: false },
    });
    // A later failure is not part of it.
    await here.commit(failedTry(here.receiver.url, 7));
    const page = await here.readers.read((db) => db.operationItems({ operationId: planned.operationId, limit: 5 }));
    expect(page?.rows.map(({ target }) => target)).toMatchObject([0, 1, 2, 3, 4].map((n) => ({ messageId: id(n) })));
    const rest = await here.readers.read((db) =>
      db.operationItems({ operationId: planned.operationId, limit: 5, cursor: page?.next }),
    );
    expect(rest).toMatchObject({
      rows: [{ risks: [{ code: 'unknown outcome' }] }, { ineligible: { code: 'address' } }],
    });
    expect(here.receiver.connections()).toBe(0);
    expect((await plan(here)).hash).not.toBe(planned.hash);
  });

  test('of ids orders them, takes each once and leaves out what is not there', async () => {
    const here = await scene(3);
    const planned = await plan(here, {}, { ids: [3, 1, 3, 4711] });
    expect(planned.total).toBe(2);
    const operation = await here.readers.read((db) => db.operation(planned.operationId));
    expect(operation?.items.map((item) => item.target.id)).toEqual([1, 3]);
  });

  test('of nothing is refused; a cancelled one leaves nothing behind', async () => {
    const here = await scene(3);
    const input = bulkInput.parse({ kind: 'resend', select: { filter: { show: 'pending' } }, name: 'x', reason: 'y' });
    expect(await here.operations.planBulk(input)).toMatchObject({
      ok: false,
      refusal: { code: 'NOT_ELIGIBLE', data: { code: 'nothing' } },
    });
    const all = bulkInput.parse({ kind: 'resend', select: { filter: { show: 'failed' } }, name: 'x', reason: 'y' });
    await expect(here.operations.planBulk(all, AbortSignal.abort())).rejects.toThrow();
    expect((await here.readers.read((db) => db.operationsPage({ limit: 5 }))).rows).toEqual([]);
  });

  test.each([{ name: ' ' }, { reason: '' }])('without name and reason is no plan: %o', (wrong) => {
    const input = { kind: 'resend', select: { ids: [1] }, name: 'x', reason: 'y', ...wrong };
    expect(bulkInput.safeParse(input).success).toBe(false);
  });
});

test('a canary goes first, then it waits; go on sends the rest, each once', async () => {
  const here = await scene(30);
  const planned = await plan(here, { canary: 4 });
  await run(here, planned);
  const waiting = await becomes(here, planned.operationId, 'waiting');
  expect(waiting).toMatchObject({ counts: { succeeded: 4, planned: 26 }, why: expect.stringContaining('go on') });
  expect(here.receiver.arrived).toHaveLength(4);
  expect(await here.operations.goOn(planned.operationId, 'paused')).toMatchObject({
    refusal: { code: 'WRONG_STATE', data: { state: 'waiting' } },
  });
  accepted(await here.operations.goOn(planned.operationId, 'waiting'));
  const finished = await becomes(here, planned.operationId, 'finished');
  expect(finished).toMatchObject({ counts: { succeeded: 30 }, total: 30, why: null, reason: 'the CRM was down' });
  expect(arrivedIds(here).toSorted()).toEqual(Array.from({ length: 30 }, (_, n) => id(n)));
  expect(await actions(here)).toEqual(['resend planned', 'resend started', 'resend waits', 'resend goes on']);
  const ends = z.object({
    items: z.array(z.object({ outcome: z.string(), result: z.string(), targets: z.array(z.string()) })),
  });
  const ended = (await here.audit())
    .filter(({ action }) => action === 'items ended')
    .flatMap(({ detail }) => ends.parse(detail).items);
  expect(new Set(ended.map(({ outcome, result }) => `${outcome}, ${result}`))).toEqual(
    new Set(['succeeded, HTTP 200']),
  );
  expect(ended.flatMap(({ targets }) => targets).toSorted()).toEqual(Array.from({ length: 30 }, (_, n) => id(n)));
  expect((await here.readers.read((db) => db.messagesPage({ limit: 50, show: 'recovered' }))).rows).toHaveLength(30);
});

test('paused, nothing more begins; resumed, it goes on; aborted, the rest is skipped', async () => {
  const here = await scene(60);
  const planned = await plan(here, { perHostPerS: 40 });
  await run(here, planned);
  await until('some', () => here.receiver.arrived.length >= 5);
  const paused = accepted(await here.operations.pause(planned.operationId));
  expect(paused).toMatchObject({ state: 'paused', why: 'Paused by tester.' });
  await until('what was under way', async () => {
    const operation = await here.readers.read((db) => db.operation(planned.operationId));
    return !operation?.counts.running;
  });
  const sent = here.sent();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(here.sent()).toBe(sent);
  accepted(await here.operations.goOn(planned.operationId, 'paused'));
  await until('more', () => here.receiver.arrived.length > sent + 3);
  const aborted = accepted(await here.operations.abort(planned.operationId));
  expect(aborted.state).toBe('aborted');
  const { succeeded = 0, unknown = 0, skipped = 0 } = aborted.counts;
  expect(succeeded + unknown + skipped).toBe(60);
  expect(skipped).toBeGreaterThan(0);
  expect(here.sent()).toBeLessThan(60);
});

test('identical errors in a row pause it, and they are grouped', async () => {
  const here = await scene(30);
  here.receiver.answer = 422;
  const planned = await plan(here, { stopAfter: 5, perHostAtOnce: 1 });
  await run(here, planned);
  expect(await becomes(here, planned.operationId, 'paused')).toMatchObject({
    why: 'Stopped after 5 in a row ended the same way: HTTP 422.',
    counts: { failed: 5, planned: 25 },
    errors: [{ message: 'HTTP 422', count: 5 }],
  });
  here.receiver.answer = 200;
  accepted(await here.operations.goOn(planned.operationId, 'paused'));
  expect((await becomes(here, planned.operationId, 'finished')).counts).toMatchObject({ failed: 5, succeeded: 25 });
});

test('a host that asks to wait is left alone for as long', async () => {
  const here = await scene(4);
  here.receiver.answer = 429;
  here.receiver.headers = { 'retry-after': '1' };
  const planned = await plan(here, { perHostAtOnce: 1 });
  const began = Date.now();
  await run(here, planned);
  await until('the first', () => here.receiver.arrived.length === 1);
  here.receiver.answer = 200;
  await until('that it says so', () => here.operations.live(planned.operationId)?.why?.includes('asked to wait'));
  expect((await becomes(here, planned.operationId, 'finished')).counts).toEqual({ failed: 1, succeeded: 3 });
  expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
});

test('messages of one customer go one after another, by the end of their calls', async () => {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  // The later call's message failed first.
  await here.commit(
    callEnded('altur', 'late', { ended_at: minute(50) }),
    callEnded('altur', 'early', { ended_at: minute(10) }),
    failedTry(receiver.url, 1, { callId: 'late' }),
    failedTry(receiver.url, 2, { callId: 'early' }),
    failedTry(receiver.url, 3, { callId: 'early', startedAt: minute(4) }),
  );
  const planned = await plan(here);
  const operation = await here.readers.read((db) => db.operation(planned.operationId));
  const order = operation?.items.map(({ target }) => (target.kind === 'message' ? target.messageId : ''));
  expect(order).toEqual([id(2), id(3), id(1)]);
  await run(here, planned);
  await becomes(here, planned.operationId, 'finished');
  expect(arrivedIds({ ...here, receiver })).toEqual(order);
});

test('items with a risk are skipped unless acknowledged, and say why', async () => {
  const here = await scene(2);
  const doubtful = { response: null, error: { kind: 'timeout', message: 'No answer.' } } as const;
  await here.commit(failedTry(here.receiver.url, 2, doubtful));
  const first = await plan(here);
  await run(here, first);
  expect(await becomes(here, first.operationId, 'finished')).toMatchObject({
    counts: { succeeded: 2, skipped: 1 },
    items: [{}, {}, { state: 'skipped', result: expect.stringMatching(/^Not acknowledged: Try 1 may have been/) }],
  });
  const second = await plan(here);
  expect(second).toMatchObject({ total: 1, needAcknowledging: 1 });
  expect(await here.operations.run({ ...second, acknowledged: [] })).toMatchObject({
    refusal: { code: 'NEEDS_ACKNOWLEDGEMENT' },
  });
  await run(here, second, allRisks(second));
  expect((await becomes(here, second.operationId, 'finished')).counts).toEqual({ succeeded: 1 });
});

test('of the risks of many, each code is acknowledged for itself', async () => {
  const here = await scene(1);
  const doubtful = { response: null, error: { kind: 'timeout', message: 'No answer.' } } as const;
  await here.commit(
    failedTry(here.receiver.url, 1, doubtful),
    webhookAttempted(id(2), 1, {
      callId: null,
      response: answer(200),
      request: { ...attemptData(id(2), 1).request, url: here.receiver.url },
      startedAt: minute(2),
    }),
  );
  const planned = await plan(here, {}, { filter: { show: 'all' } });
  expect(planned.risks).toEqual([
    { code: 'unknown outcome', count: 1 },
    { code: 'succeeded since', count: 1 },
  ]);
  await run(here, planned, ['unknown outcome']);
  expect(await becomes(here, planned.operationId, 'finished')).toMatchObject({
    counts: { succeeded: 2, skipped: 1 },
    items: [{}, {}, { state: 'skipped', result: expect.stringMatching(/^Not acknowledged: Try 1 was delivered/) }],
  });
  const rest = await plan(here, {}, { ids: [3] });
  expect(await here.operations.run({ ...rest, acknowledged: ['unknown outcome'] })).toMatchObject({
    refusal: { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks: ['succeeded since'] } },
  });
});

test('what has recovered since, or is at work elsewhere, is not sent again', async () => {
  const here = await scene(3);
  const planned = await plan(here, { canary: 1 });
  await run(here, planned);
  await becomes(here, planned.operationId, 'waiting');
  await here.commit(
    webhookAttempted(id(1), 2, { callId: null, trigger: 'manual', response: answer(200), startedAt: minute(90) }),
  );
  here.receiver.answer = null;
  const single = await here.planResend({ messageId: 3 });
  accepted(await here.operations.run({ ...single, acknowledged: [] }));
  await until('the other one', () => here.receiver.arrived.length === 2);
  accepted(await here.operations.goOn(planned.operationId, 'waiting'));
  expect(await becomes(here, planned.operationId, 'finished')).toMatchObject({
    counts: { succeeded: 1, skipped: 2 },
    items: [
      { state: 'succeeded' },
      {
        state: 'skipped',
        result: expect.stringMatching(/^Changed since it was planned: state: was failed, is recovered/),
      },
      { state: 'skipped', result: 'Another operation was at work on it.' },
    ],
  });
  expect(here.receiver.arrived).toHaveLength(2);
});

test('a plan counts what goes out signed: a scheme without a secret signs nothing', async () => {
  const here = await scene(3);
  expect((await plan(here)).signed).toBe(0);
  await here.commit(endpointUpdated({ scheme: 'standard-webhooks' }));
  expect((await plan(here)).signed).toBe(0);
  await here.secrets.set('endpoint:c1:crm', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  expect((await plan(here)).signed).toBe(3);
  expect(here.sent()).toBe(0);
});

test('when more than items changed the plan is refused', async () => {
  const here = await scene(3);
  const planned = await plan(here);
  await here.commit(endpointUpdated({ scheme: 'standard-webhooks' }));
  expect(await here.operations.run({ ...planned, hash: 'f'.repeat(64), acknowledged: [] })).toMatchObject({
    refusal: {
      code: 'PLAN_CHANGED',
      data: {
        changes: ['this is not the plan that was shown', 'signature scheme: was none, is standard-webhooks'],
      },
    },
  });
  expect(here.sent()).toBe(0);
});

test('ended in the middle, it comes back paused and goes on where it was', async () => {
  const before = await scene(40);
  const planned = await plan(before, { perHostPerS: 40 });
  await run(before, planned);
  await until('some', () => before.receiver.arrived.length >= 5);
  await before.close();
  const after = await harness({ dataDir: before.dataDir, allow: before.receiver.allow });
  const paused = await after.readers.read((db) => db.operation(planned.operationId));
  expect(paused).toMatchObject({ state: 'paused', why: 'Aftercall ended while it ran.' });
  accepted(await after.operations.goOn(planned.operationId, 'paused'));
  const finished = await becomes(after, planned.operationId, 'finished');
  expect((finished.counts.succeeded ?? 0) + (finished.counts.unknown ?? 0)).toBe(40);
  const ids = arrivedIds(before);
  expect(new Set(ids).size).toBe(ids.length);
});

test('its report tells what was sent, where, with which result, by whom and why', async () => {
  const here = await scene(2);
  const planned = await plan(here);
  await run(here, planned);
  const operation = await becomes(here, planned.operationId, 'finished');
  const chunks: string[] = [];
  for await (const chunk of exportOperation(operation, 'csv', here.readers)) chunks.push(chunk);
  const [head, ...lines] = chunks.join('').trimEnd().split('\r\n');
  expect(head).toBe(
    'operation,name,reason,by,executor,item,kind,target,call,customer,host,state,httpStatus,result,startedAt,finishedAt',
  );
  const host = new URL(here.receiver.url).host;
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(
    new RegExp(
      `^${planned.operationId},After the outage,the CRM was down,tester,this machine,[^,]+,message,msg-001,,,${host},succeeded,200,HTTP 200,20`,
    ),
  );
});

test('runs are replayed in bulk by the same machinery', async () => {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  await here.commit(flowPublished({}, receiver.url));
  for (let n = 0; n < 12; n += 1)
    await here.commit(chainRan(`run-${n}`, { callId: `call-${n}`, startedAt: minute(n) }));
  const input = bulkInput.parse({
    kind: 'replay',
    select: { filter: { show: 'failed' } },
    name: 'Again',
    reason: 'the CRM was down',
    pace: { ...quick, canary: 2 },
  });
  const planned = accepted(await here.operations.planBulk(input));
  expect(planned).toMatchObject({ kind: 'replay', total: 12, eligible: 12, example: { dryRun: { version: 1 } } });
  await run(here, planned);
  expect((await becomes(here, planned.operationId, 'waiting')).counts).toEqual({ succeeded: 2, planned: 10 });
  accepted(await here.operations.goOn(planned.operationId, 'waiting'));
  expect((await becomes(here, planned.operationId, 'finished')).counts).toEqual({ succeeded: 12 });
  expect(receiver.arrived).toHaveLength(12);
  expect(new Set(receiver.arrived.map(({ headers }) => headers['idempotency-key'])).size).toBe(12);
});

test('runs are replayed in the newest version when that was asked for, and only while it is the newest', async () => {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  await here.commit(flowPublished({}, receiver.url));
  for (const n of [0, 1]) await here.commit(chainRan(`run-${n}`, { callId: `call-${n}`, startedAt: minute(n) }));
  await here.commit(flowPublished({ version: 2 }, `${receiver.url}/second`));
  const planNewest = async () =>
    accepted(
      await here.operations.planBulk(
        bulkInput.parse({
          kind: 'replay',
          version: 'current',
          select: { filter: { show: 'failed' } },
          name: 'Again',
          reason: 'the flow was wrong',
          pace: quick,
        }),
      ),
    );
  const stale = await planNewest();
  expect(stale).toMatchObject({ total: 2, eligible: 2, example: { dryRun: { version: 2 } } });
  await here.commit(flowPublished({ version: 3 }, `${receiver.url}/third`));
  expect(await here.operations.run({ ...stale, acknowledged: allRisks(stale) })).toMatchObject({
    refusal: {
      code: 'PLAN_CHANGED',
      data: { changes: [expect.stringMatching(/^flow: was version 2.* is version 3/)] },
    },
  });
  const planned = await planNewest();
  await run(here, planned, allRisks(planned));
  expect((await becomes(here, planned.operationId, 'finished')).counts).toEqual({ succeeded: 2 });
  expect(receiver.arrived.map(({ path }) => path)).toEqual(['/hooks/third', '/hooks/third']);
});
