/** How an attempt or a run ended, as the schedule sees it. */
import { describe, expect, test } from 'vitest';
import { endingOfAttempt, endingOfRun } from '../../../electron/core/operations/endings.ts';
import type { ChainRanData } from '../../../shared/stream/events.ts';
import { failedStep, step } from '../../fixtures/events/chain-ran.ts';
import { answer, attemptData } from '../../fixtures/events/webhook-attempted.ts';

const now = Date.UTC(2026, 0, 1);

const asking = (status: number, retryAfter: string) => ({
  ...answer(status),
  headers: [['Retry-After', retryAfter]] as [string, string][],
});

describe('an attempt', () => {
  test.each([
    ['2xx', { response: answer(204) }, { error: null, transient: false, retryAfterMs: null }],
    ['503', { response: answer(503) }, { error: 'HTTP 503', transient: true, retryAfterMs: null }],
    ['422', { response: answer(422) }, { error: 'HTTP 422', transient: false, retryAfterMs: null }],
    [
      'a timeout, however it was worded',
      { response: null, error: { kind: 'timeout' as const, message: 'No answer after 5012 ms.' } },
      { error: 'timeout', transient: true, retryAfterMs: null },
    ],
    [
      'a refusal by the guard',
      { response: null, error: { kind: 'blocked' as const, message: 'Refused.' } },
      { error: 'blocked', transient: false, retryAfterMs: null },
    ],
  ])('with %s', (_name, data, ending) => {
    expect(endingOfAttempt(attemptData('m', 1, data), now)).toEqual(ending);
  });

  test.each<[number, string, number | null]>([
    [429, '120', 120_000],
    [503, 'Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    [503, 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    [503, 'soon', null],
    [429, '-5', null],
    [500, '120', null],
    [200, '120', null],
  ])('answered %i with Retry-After %o asks to wait %o ms', (status, value, wait) => {
    expect(endingOfAttempt(attemptData('m', 1, { response: asking(status, value) }), now).retryAfterMs).toBe(wait);
  });
});

describe('a run', () => {
  const run = (overrides: Partial<ChainRanData>): ChainRanData => ({
    runId: 'r',
    callId: 'c',
    chain: { flowId: 'f', version: 1, hash: 'h' },
    trigger: 'onCallEnd',
    event: {},
    vars: {},
    steps: [],
    status: 'failed',
    startedAt: '2026-01-01T00:00:00Z',
    durationMs: 1,
    ...overrides,
  });

  test('that succeeded has no error', () => {
    expect(endingOfRun(run({ status: 'succeeded', steps: [step()] }), now)).toEqual({
      error: null,
      transient: false,
      retryAfterMs: null,
    });
  });

  test('that failed names the node, the kind and the status', () => {
    expect(endingOfRun(run({ steps: [step({ nodeId: 'first' }), failedStep()] }), now)).toEqual({
      error: 'post: http 503',
      transient: true,
      retryAfterMs: null,
    });
  });

  test('whose last request was asked to wait does so', () => {
    expect(endingOfRun(run({ steps: [failedStep({ response: asking(429, '7') })] }), now).retryAfterMs).toBe(7000);
  });

  test.each([
    ['timeout', true],
    ['connect', true],
    ['blocked', false],
    ['dns', false],
  ])('whose request met %s: transient is %o', (kind, transient) => {
    const lost = failedStep({ response: null, error: { kind, message: 'x' } });
    expect(endingOfRun(run({ steps: [lost] }), now)).toMatchObject({ error: `post: ${kind}`, transient });
  });

  test('that failed without a request is no sign of a receiver that is down', () => {
    const script = failedStep({
      nodeId: 'js',
      request: null,
      response: null,
      error: { kind: 'script', message: 'threw' },
    });
    expect(endingOfRun(run({ steps: [script] }), now)).toMatchObject({ error: 'js: script', transient: false });
  });
});
