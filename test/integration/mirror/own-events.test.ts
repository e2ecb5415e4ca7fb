/** What this machine wrote a moment ago is not checked again: the rows are those that a rebuild, which checks, makes of the same bytes. */
import { expect, test } from 'vitest';
import { localSource } from '../../../electron/core/local-source.ts';
import type { PlannedItem } from '../../../electron/core/mirror/operation-plans.ts';
import { ownAttempt, ownRun } from '../../../electron/core/mirror/own-events.ts';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { usualPace } from '../../../shared/domain/bulk.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import { chainRan, webhookAttempted } from '../../../shared/stream/events.ts';
import { chainRan as platformRan, runData, step } from '../../fixtures/events/chain-ran.ts';
import { answer, attemptData, webhookAttempted as platformTried } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const ref = (root: string): OperationRef => ({
  id: 'op',
  itemId: `item of ${root}`,
  mode: 'same',
  actor: 'tester',
  reason: 'Friday',
  root,
  parent: root,
});

/** With every field, as this machine writes it. */
const attempt = (messageId: string, overrides: Partial<ReturnType<typeof attemptData>> = {}) => {
  const data = attemptData(messageId, 2, { trigger: 'manual', operation: ref(messageId), ...overrides });
  const request = { ...data.request, bodyEncoding: 'utf8' as const };
  const response = data.response && { ...data.response, bodyEncoding: 'utf8' as const };
  const timing = { dnsMs: null, connectMs: 1.5, tlsMs: null, firstByteMs: 2.25, totalMs: 3.125 };
  return { ...data, request, response, timing, address: '203.0.113.7', certificate: null };
};

const run = (runId: string, of: string, overrides: Partial<ReturnType<typeof runData>> = {}) => {
  const data = runData(runId, { status: 'succeeded', operation: ref(of), ...overrides });
  const steps = data.steps.map(({ request, response, ...rest }) => ({
    ...rest,
    request: request && { ...request, bodyEncoding: 'utf8' as const },
    response: response && { ...response, bodyEncoding: 'utf8' as const },
  }));
  return { ...data, steps };
};

let written = 0;

function own(type: string, data: object) {
  written += 1;
  const event = { specversion: '1.0', id: `own-${written}`, source: localSource('m'), type, data };
  return { connectionId: 'c1', zone: 'UTC', events: [JSON.stringify(event)] };
}

function write(mirror: TestMirror, type: string, data: object): void {
  mirror.writer.round({ done: [own(type, data)], begin: [] });
}

/** Of a message that was tried once, and failed. */
const planned = (target: number, messageId: string): PlannedItem => ({
  id: `item of ${messageId}`,
  position: target,
  connectionId: 'c1',
  targetKind: 'message',
  target,
  targetId: messageId,
  callId: 'call-1',
  customerNumber: null,
  host: 'crm.example.com:443',
  endpoint: 'crm',
  ineligible: null,
  risks: [],
  facts: { state: 'failed', 'tries so far': '1' },
});

/** As it lies in the ledger: what was undefined is not there. */
const asWritten = <T>(data: T): unknown => JSON.parse(JSON.stringify(data));

test('it reads as its schema reads it', () => {
  for (const data of [
    attempt('m1', { response: answer(204) }),
    attempt('m2', { response: null, error: { kind: 'timeout', message: 'No complete answer within 5.0 s.' } }),
    attempt('m3', { certificate: { subject: 'crm', issuer: 'ca', validFrom: 1, validTo: 2 } }),
  ])
    expect(ownAttempt(asWritten(data))).toEqual(webhookAttempted.parse(asWritten(data)));
  for (const data of [run('r2', 'r1'), run('r3', 'r1', { steps: [step(), step({ nodeId: 'log', response: null })] })])
    expect(ownRun(asWritten(data))).toEqual(chainRan.parse(asWritten(data)));
});

test('what a clock or a receiver put out of bounds is left to the schema', () => {
  const early = '1970-01-01T00:00:00.000Z';
  expect(ownAttempt(asWritten(attempt('m1', { startedAt: early })))).toBe(null);
  expect(ownAttempt(asWritten(attempt('m1', { startedAt: 'soon' })))).toBe(null);
  expect(ownAttempt(asWritten(attempt('m1', { durationMs: -5 })))).toBe(null);
  expect(ownAttempt(asWritten(attempt('m1', { response: answer(42) })))).toBe(null);
  expect(ownRun(asWritten(run('r2', 'r1', { startedAt: early })))).toBe(null);
  expect(ownRun(asWritten(run('r2', 'r1', { steps: [step({ durationMs: 1e9 })] })))).toBe(null);
  expect(ownRun(asWritten(run('r2', 'r1', { steps: [step({ response: answer(42) })] })))).toBe(null);
});

test('a rebuild makes the same rows of it, and the same dead letters', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    platformTried('m1', 1),
    platformTried('m2', 1),
    platformTried('m3', 1),
    platformTried('m4', 1),
    platformRan('r1'),
    platformRan('r4'),
  );
  write(mirror, 'webhook.attempted', attempt('m1', { response: answer(200) }));
  write(mirror, 'webhook.attempted', attempt('m2', { response: answer(404, '{"error":"gone"}') }));
  write(mirror, 'webhook.attempted', attempt('m3', { response: null, error: { kind: 'reset', message: 'Gone.' } }));
  write(mirror, 'webhook.attempted', attempt('m4', { durationMs: 1e9 }));
  write(mirror, 'chain.ran', run('r2', 'r1'));
  write(mirror, 'chain.ran', run('r3', 'r4', { status: 'failed', durationMs: -1 }));
  const before = mirror.projections();
  const letters = mirror.rows('SELECT event_seq, code, reason FROM dead_letter');
  expect(letters).toHaveLength(2);
  expect(mirror.rows('SELECT message_id, state FROM webhook_message ORDER BY 1')).toEqual([
    { message_id: 'm1', state: 'recovered' },
    { message_id: 'm2', state: 'failed' },
    { message_id: 'm3', state: 'failed' },
    { message_id: 'm4', state: 'failed' },
  ]);
  expect(mirror.value("SELECT state FROM chain_run WHERE run_id = 'r1'")).toBe('recovered');
  rebuildProjections(mirror.db);
  expect(mirror.projections()).toEqual(before);
  expect(mirror.rows('SELECT event_seq, code, reason FROM dead_letter')).toEqual(letters);
});

test('what is begun in the same write is compared with what it has come to', () => {
  const mirror = mirrorForTest();
  mirror.commit(platformTried('m1', 1), platformTried('m2', 1));
  const { operations } = mirror.writer;
  operations.beginPlan({
    id: 'bulk',
    kind: 'resend',
    mode: 'same',
    executor: 'this machine',
    name: 'Two',
    reason: 'Friday',
    actor: 'tester',
    pace: usualPace,
    createdAt: 1,
  });
  operations.planItems('bulk', [planned(1, 'm1'), planned(2, 'm2')]);
  operations.endPlan('bulk', { hash: 'h', request: '{}', total: 2, at: 1 });
  operations.start('bulk', { reason: null, acknowledged: [] }, 1);
  const done = own('webhook.attempted', attempt('m1', { response: answer(200) }));
  const beginning = { operationId: 'bulk', items: ['item of m1', 'item of m2'], skip: [], back: [] };
  const { taken } = mirror.writer.round({ done: [done], begin: [beginning] });
  expect(taken).toEqual([['item of m2']]);
  expect(mirror.value("SELECT result FROM operation_item WHERE id = 'item of m1'")).toContain('is recovered');
});
