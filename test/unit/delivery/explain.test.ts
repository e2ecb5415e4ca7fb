import { describe, expect, test } from 'vitest';
import { recordBody } from '../../../electron/core/delivery/body.ts';
import { explain, isTransient, outcomeOf } from '../../../electron/core/delivery/explain.ts';
import { type AttemptOutcome, type HttpErrorKind, httpErrorKinds } from '../../../shared/domain/webhook.ts';

const failure = (kind: HttpErrorKind, message = 'why') => ({ kind, message });

describe('outcomeOf', () => {
  test.each([200, 201, 202, 204, 299])('%i succeeded', (status) => {
    expect(outcomeOf({ status }, null)).toBe('succeeded');
  });
  test.each([300, 301, 304, 400, 404, 410, 429, 500, 503, 599])('%i failed', (status) => {
    expect(outcomeOf({ status }, null)).toBe('failed');
  });

  const withoutAnswer: Record<HttpErrorKind, AttemptOutcome> = {
    dns: 'failed',
    connect: 'failed',
    tls: 'failed',
    blocked: 'failed',
    timeout: 'unknown',
    reset: 'unknown',
    protocol: 'unknown',
    body: 'unknown',
    aborted: 'unknown',
    other: 'unknown',
  };
  test.each(httpErrorKinds)('%s without an answer', (kind) => {
    expect(outcomeOf(null, failure(kind))).toBe(withoutAnswer[kind]);
  });

  test('a 200 that broke off is unknown, a 500 that broke off is a failure', () => {
    expect(outcomeOf({ status: 200 }, failure('body'))).toBe('unknown');
    expect(outcomeOf({ status: 500 }, failure('body'))).toBe('failed');
  });

  test('neither answer nor error is unknown', () => {
    expect(outcomeOf(null, null)).toBe('unknown');
  });
});

describe('isTransient', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('%i may pass', (status) => {
    expect(isTransient({ status }, null)).toBe(true);
  });
  test.each([200, 301, 400, 401, 404, 410, 422, 501, 505])('%i will not', (status) => {
    expect(isTransient({ status }, null)).toBe(false);
  });
  test.each([
    ['connect', true],
    ['timeout', true],
    ['reset', true],
    ['body', true],
    ['dns', false],
    ['tls', false],
    ['blocked', false],
  ] as const)('%s: %s', (kind, transient) => {
    expect(isTransient(null, failure(kind))).toBe(transient);
  });
});

describe('explain', () => {
  const sentence = (
    response: Parameters<typeof explain>[0]['response'],
    error: Parameters<typeof explain>[0]['error'],
    durationMs = 5000,
  ) => explain({ response, error, outcome: outcomeOf(response, error), durationMs });

  test.each([
    [sentence({ status: 200 }, null, 40), 'Delivered: the receiver answered 200 OK in 40 ms.'],
    [sentence({ status: 204 }, null, 1230), 'Delivered: the receiver answered 204 No Content in 1.2 s.'],
    [
      sentence(null, failure('timeout')),
      'Timed out after 5.0 s waiting for a response; the receiver may have processed it.',
    ],
    [
      sentence({ status: 200 }, failure('timeout')),
      'Timed out after 5.0 s in the middle of the answer (200); the receiver may have processed it.',
    ],
    [
      sentence(null, failure('reset'), 120),
      'The receiver closed the connection after 0.1 s without an answer; the receiver may have processed it.',
    ],
    [sentence({ status: 500 }, null), 'The receiver answered 500 Internal Server Error.'],
    [sentence({ status: 799 }, null), 'The receiver answered 799.'],
    [
      sentence({ status: 301, headers: [['Location', 'https://b/']] }, null),
      'The receiver answered 301 Moved Permanently to https://b/; redirects are not followed.',
    ],
    [sentence({ status: 302 }, null), 'The receiver answered 302 Found; redirects are not followed.'],
    [
      sentence({ status: 410 }, null),
      'The receiver answered 410 Gone: it wants no more of these; consider disabling the endpoint.',
    ],
    [
      sentence({ status: 429, headers: [['Retry-After', '30']] }, null),
      'The receiver answered 429 Too Many Requests and asked to wait 30 s.',
    ],
    [
      sentence({ status: 401 }, null),
      'The receiver answered 401 Unauthorized: it did not accept the credentials or signature.',
    ],
    [
      sentence(null, failure('dns', 'The name x could not be resolved (no such name)')),
      'The name x could not be resolved (no such name).',
    ],
    [sentence(null, failure('connect', '')), 'Nothing was sent (connect).'],
    [
      sentence(null, failure('other', '')),
      'Failed for a reason the platform did not say; the receiver may have processed it.',
    ],
    [sentence(null, null), 'No answer was recorded; the receiver may have processed it.'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });

  test('every kind of error gives one sentence', () => {
    for (const kind of httpErrorKinds) expect(sentence(null, failure(kind)), kind).toMatch(/^[A-Zw][^\n]*\.$/);
  });
});

describe('recordBody', () => {
  test('text stays text, other bytes become base64', () => {
    expect(recordBody(Buffer.from('Grüße 😀'))).toEqual({ body: 'Grüße 😀', encoding: 'utf8' });
    expect(recordBody(Buffer.from([0xff, 0x00]))).toEqual({ body: '/wA=', encoding: 'base64' });
    expect(recordBody(Buffer.alloc(0))).toEqual({ body: '', encoding: 'utf8' });
  });

  test('a character torn by the cut is dropped, bad bytes elsewhere are not hidden', () => {
    const text = Buffer.from('ab😀');
    for (const cut of [1, 2, 3]) {
      expect(recordBody(text.subarray(0, text.length - cut), true)).toEqual({ body: 'ab', encoding: 'utf8' });
    }
    expect(recordBody(Buffer.from([0xff, 0x61, 0x62]), true).encoding).toBe('base64');
    expect(recordBody(text.subarray(0, 4), false).encoding).toBe('base64');
  });
});
