/** How a webhook message stands, computed from all its tries however they arrive. */
import { describe, expect, test } from 'vitest';
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

interface Try {
  /** Minutes after the first. */
  at: number;
  answer?: number;
  error?: 'timeout' | 'connect';
  manual?: boolean;
  /** Made by this machine. */
  here?: boolean;
  next?: number;
}

const local = { source: 'aftercall://machine/test' };

function attempted({ at, answer: status, error, manual, here, next }: Try): Record<string, unknown> {
  const overrides: Partial<WebhookAttemptedData> = {
    startedAt: minute(at),
    trigger: manual || here ? 'manual' : 'auto',
    response: status === undefined ? null : answer(status),
    error: error ? { kind: error, message: `${error}!` } : null,
    nextAttemptAt: next === undefined ? null : minute(next),
  };
  return webhookAttempted('m1', at + 1, overrides, here ? local : {});
}

const message = (mirror: TestMirror) => mirror.read.messagesPage({ limit: 5, show: 'all' }).rows[0];

const cases: [string, Try[], Record<string, unknown>][] = [
  [
    'one that is delivered',
    [{ at: 0, answer: 200 }],
    { state: 'succeeded', attempts: 1, lastStatus: 200, recoveredBy: null },
  ],
  ['one refused for good', [{ at: 0, answer: 400 }], { state: 'failed', lastStatus: 400, nextAttemptAt: null }],
  ['a redirect', [{ at: 0, answer: 301 }], { state: 'failed', lastStatus: 301 }],
  [
    'no answer',
    [{ at: 0, error: 'timeout' }],
    { state: 'failed', lastStatus: null, lastError: { kind: 'timeout', message: 'timeout!' } },
  ],
  [
    'one the platform will try again',
    [{ at: 0, answer: 503, next: 5 }],
    { state: 'pending', nextAttemptAt: Date.parse(minute(5)) },
  ],
  [
    'one that ran out of tries',
    [
      { at: 0, answer: 503, next: 5 },
      { at: 5, answer: 503 },
    ],
    { state: 'failed', attempts: 2, nextAttemptAt: null },
  ],
  [
    'one the platform’s own retry delivered',
    [
      { at: 0, answer: 503, next: 5 },
      { at: 5, answer: 204 },
    ],
    { state: 'succeeded', attempts: 2, recoveredBy: null, nextAttemptAt: null },
  ],
  [
    'one a person delivered after it had failed',
    [
      { at: 0, answer: 500 },
      { at: 1, answer: 500, manual: true },
      { at: 2, answer: 200, manual: true },
    ],
    { state: 'recovered', attempts: 3, recoveredBy: 3, lastStatus: 200 },
  ],
  [
    'one this machine delivered',
    [
      { at: 0, error: 'connect' },
      { at: 3, answer: 200, here: true },
    ],
    { state: 'recovered', recoveredBy: 2, lastError: null },
  ],
  [
    'a further try that fails after a success',
    [
      { at: 0, answer: 200 },
      { at: 1, answer: 500, manual: true },
    ],
    { state: 'succeeded', lastStatus: 500, recoveredBy: null },
  ],
  [
    'a resend that fails while the platform will still try',
    [
      { at: 0, answer: 503, next: 60 },
      { at: 1, answer: 503, here: true },
    ],
    { state: 'pending', attempts: 2, nextAttemptAt: Date.parse(minute(60)) },
  ],
  [
    'the platform’s word after such a resend',
    [
      { at: 0, answer: 503, next: 60 },
      { at: 1, answer: 503, here: true },
      { at: 60, answer: 503 },
    ],
    { state: 'failed', attempts: 3, nextAttemptAt: null },
  ],
];

describe.each(cases)('%s', (_name, tries, expected) => {
  const events = tries.map(attempted);

  test('is told when the tries come in order', () => {
    const mirror = mirrorForTest();
    for (const event of events) mirror.commit(event);
    expect(message(mirror)).toMatchObject(expected);
  });

  test('is told the same when they come in reverse, in one batch, and twice', () => {
    const mirror = mirrorForTest();
    mirror.commit(...events.toReversed(), ...events);
    expect(message(mirror)).toMatchObject(expected);
    const state = String(expected.state);
    expect(mirror.rows("SELECT metric, value FROM rollup WHERE metric LIKE 'messages %'")).toEqual([
      { metric: `messages ${state}`, value: 1 },
    ]);
  });
});

test('a late try moves the message from one number to the other', () => {
  const mirror = mirrorForTest();
  mirror.commit(attempted({ at: 5, answer: 500 }));
  expect(mirror.read.figures().failedMessages).toBe(1);
  mirror.commit(attempted({ at: 0, answer: 200 }));
  expect(mirror.read.figures().failedMessages).toBe(0);
  expect(message(mirror)).toMatchObject({ state: 'succeeded', firstAttemptAt: Date.parse(minute(0)), lastStatus: 500 });
});

test('the timeline counts tries in the order of their start and says who made each', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    attempted({ at: 4, answer: 200, here: true }),
    attempted({ at: 0, answer: 500 }),
    attempted({ at: 2, error: 'timeout' }),
  );
  const timeline = mirror.read.message(1)?.timeline;
  expect(timeline?.map(({ number, by, outcome, startedAt }) => [number, by, outcome, startedAt])).toEqual([
    [1, 'platform', 'failed', Date.parse(minute(0))],
    [2, 'platform', 'unknown', Date.parse(minute(2))],
    [3, 'this machine', 'succeeded', Date.parse(minute(4))],
  ]);
  expect(timeline?.[2]?.request).toEqual({
    method: 'POST',
    url: 'https://crm.example.com/hooks',
    headers: [
      ['content-type', 'application/json'],
      ['webhook-id', 'm1'],
      ['webhook-timestamp', '1761991200'],
      ['webhook-signature', 'v1,c2lnbmF0dXJl'],
    ],
    body: '{"call":"call-1"}',
    encoding: 'utf8',
  });
});

test('an endpoint is known by its first try and then by what the platform says of it', () => {
  const mirror = mirrorForTest();
  mirror.commit(webhookAttempted('m1', 1));
  expect(mirror.read.storedEndpoint('c1', 'crm')).toMatchObject({
    url: 'https://crm.example.com/hooks',
    name: 'CRM',
    announced: { scheme: null, enabled: true },
  });
  mirror.commit(
    endpointUpdated({ scheme: 'standard-webhooks', enabled: false, name: 'New CRM' }),
    webhookAttempted('m2', 1),
  );
  expect(mirror.read.storedEndpoint('c1', 'crm')).toMatchObject({
    url: 'https://crm.example.com/hooks',
    name: 'New CRM',
    announced: { scheme: 'standard-webhooks', enabled: false },
  });
});

test('an answer of 999 is an answer, as some hosts give it', () => {
  const mirror = mirrorForTest();
  expect(mirror.commit(attempted({ at: 0, answer: 999 }))).toMatchObject({ deadLetters: 0 });
  expect(message(mirror)).toMatchObject({ state: 'failed', lastStatus: 999 });
});
