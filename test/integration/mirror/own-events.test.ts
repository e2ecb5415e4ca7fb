/** What this machine wrote a moment ago is not checked again: the rows are those that a rebuild, which checks, makes of the same bytes. */
import { expect, test } from 'vitest';
import { localSource } from '../../../electron/core/local-source.ts';
import { ownAttempt, ownRun } from '../../../electron/core/mirror/own-events.ts';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
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

function write(mirror: TestMirror, type: string, data: object): void {
  written += 1;
  const event = { specversion: '1.0', id: `own-${written}`, source: localSource('m'), type, data };
  mirror.writer.round({ done: [{ connectionId: 'c1', zone: 'UTC', events: [JSON.stringify(event)] }], begin: [] });
}

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
