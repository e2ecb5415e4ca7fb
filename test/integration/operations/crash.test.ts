/** A crash with an item in flight: nobody knows what became of it, and nothing is sent a second time by itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { usualPace } from '../../../shared/domain/bulk.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { until } from '../../fixtures/wait.ts';
import { mirrorForTest } from '../mirror/mirror.ts';
import { accepted, allRisks, harness } from './harness.ts';
import { startReceiver } from './receiver.ts';

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

test('killed while the receiver has the request: unknown outcome, and a further resend must be acknowledged', async () => {
  const receiver = await startReceiver();
  receiver.answer = null;
  const before = await harness();
  await before.commit(
    callEnded('altur', 'call-1'),
    webhookAttempted('msg-1', 1, { request: { ...attemptData('msg-1', 1).request, url: receiver.url } }),
  );
  await before.close();

  const process_ = spawn(process.execPath, [child, before.dataDir, new URL(receiver.url).host], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void process_.kill('SIGKILL'));
  const [line] = await once(process_.stdout, 'data');
  const operationId = String(line).trim();
  await until('the request to arrive', () => receiver.arrived.length === 1);
  process_.kill('SIGKILL');
  await once(process_, 'exit');

  const after = await harness({ dataDir: before.dataDir, allow: receiver.allow });
  expect(after.interrupted).toBe(1);
  const operation = await after.settled(operationId);
  expect(operation).toMatchObject({
    state: 'interrupted',
    counts: { unknown: 1 },
    items: [{ state: 'unknown', result: 'Aftercall ended while it was in flight; it may have taken effect.' }],
  });
  expect(operation.finishedAt).not.toBe(null);
  expect((await after.audit()).map(({ action }) => action)).toEqual([
    'resend planned',
    'resend started',
    'item unknown',
  ]);
  expect(
    await after.operations.run({ operationId, hash: operation.hash, acknowledged: ['unknown outcome'] }),
  ).toMatchObject({
    ok: false,
    refusal: { code: 'PLAN_CHANGED', data: { changes: ['the operation is already interrupted'] } },
  });
  expect(receiver.arrived).toHaveLength(1);

  // The message is free for a new operation.
  receiver.answer = 200;
  const again = await after.planResend();
  accepted(await after.operations.run({ ...again, acknowledged: allRisks(again) }));
  expect((await after.settled(again.operationId)).items).toMatchObject([{ state: 'succeeded' }]);
});

test('an operation of several items is interrupted too, and the truth may still be told later', () => {
  const mirror = mirrorForTest();
  const store = mirror.writer.operations;
  const item = (n: number) => ({
    id: `i${n}`,
    position: n,
    connectionId: 'c1',
    targetKind: 'message' as const,
    target: n,
    targetId: `m${n}`,
    callId: null,
    customerNumber: null,
    host: 'crm.example.com:443',
    endpoint: 'CRM',
    ineligible: null,
    risks: [],
    facts: { state: 'failed', 'tries so far': '1' },
  });
  mirror.commit(webhookAttempted('m1', 1), webhookAttempted('m2', 1));
  store.beginPlan({
    id: 'op',
    kind: 'resend',
    mode: 'same',
    executor: 'this machine',
    name: 'Two',
    reason: 'Friday',
    actor: 'tester',
    pace: usualPace,
    createdAt: 1,
  });
  store.planItems('op', [item(1), item(2)]);
  store.endPlan('op', { hash: 'h', request: '{}', total: 2, at: 1 });
  expect(store.start('op', { reason: null, acknowledged: [] }, 2)).toEqual({ ok: true });
  expect(store.take({ operationId: 'op', items: ['i1', 'i2'], skip: [], back: [] }, 2)).toEqual(['i1', 'i2']);
  store.settle({ itemId: 'i1', outcome: 'succeeded', result: 'HTTP 200' }, 3);
  expect(store.recover(4)).toBe(1);
  expect(mirror.rows('SELECT state, finished_at FROM operation')).toEqual([{ state: 'interrupted', finished_at: 4 }]);
  expect(mirror.rows('SELECT id, state FROM operation_item ORDER BY id')).toEqual([
    { id: 'i1', state: 'succeeded' },
    { id: 'i2', state: 'unknown' },
  ]);
  // Another connection has nothing to say of it.
  store.settle({ itemId: 'i2', outcome: 'failed', result: 'HTTP 404' }, 5, 'c2');
  // What really happened may still be told later; a fate that is known is not changed again.
  store.settle({ itemId: 'i2', outcome: 'succeeded', result: 'HTTP 204' }, 5, 'c1');
  store.settle({ itemId: 'i2', outcome: 'failed', result: 'HTTP 500' }, 6);
  expect(mirror.rows("SELECT state, result FROM operation_item WHERE id = 'i2'")).toEqual([
    { state: 'succeeded', result: 'HTTP 204' },
  ]);
  expect(mirror.rows('SELECT state, finished_at FROM operation')).toEqual([{ state: 'interrupted', finished_at: 4 }]);
  expect(store.recover(7)).toBe(0);
});
