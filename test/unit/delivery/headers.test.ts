import { describe, expect, test } from 'vitest';
import {
  headerProblem,
  isSecretHeader,
  mask,
  maskHeaders,
  resendableHeaders,
  sendableHeaders,
} from '../../../electron/core/delivery/headers.ts';

test('drops what the connection owns, in any spelling', () => {
  const owned = ['Host', 'CONTENT-LENGTH', 'Transfer-Encoding', 'Connection', 'Keep-Alive', 'TE', 'Trailer', 'Upgrade'];
  const headers = [...owned.map((name) => [name, 'x'] as const), ['Content-Type', 'text/plain'] as const];
  expect(sendableHeaders(headers)).toEqual([['Content-Type', 'text/plain']]);
});

test('drops what a Connection header names as hop-by-hop', () => {
  const headers = [
    ['Connection', 'close, X-Hop'],
    ['X-Hop', '1'],
    ['X-End', '2'],
  ] as const;
  expect(sendableHeaders(headers)).toEqual([['X-End', '2']]);
});

test('a recorded signature is not sent again', () => {
  const headers = [
    ['webhook-id', 'msg_1'],
    ['Webhook-Timestamp', '1'],
    ['webhook-signature', 'v1,x'],
    ['svix-signature', 'v1,x'],
    ['X-Altur-Signature', 'x'],
    ['X-Replicer-Signature', 'x'],
    ['X-Replicer-Delivery-Id', 'x'],
    ['X-Custom', 'stays'],
  ] as const;
  expect(resendableHeaders(headers)).toEqual([['X-Custom', 'stays']]);
});

test('given a new signature, it replaces the recorded one, and ids it does not set stay', () => {
  const recorded = [
    ['webhook-id', 'msg_1'],
    ['webhook-timestamp', '1'],
    ['webhook-signature', 'v1,x'],
    ['X-Custom', 'stays'],
  ] as const;
  expect(resendableHeaders(recorded, [])).toEqual([
    ['webhook-id', 'msg_1'],
    ['X-Custom', 'stays'],
  ]);
  const signature = [
    ['webhook-id', 'msg_1'],
    ['webhook-timestamp', '2'],
    ['webhook-signature', 'v1,y'],
  ] as const;
  expect(resendableHeaders(recorded, signature)).toEqual([['X-Custom', 'stays'], ...signature]);
});

describe('headerProblem', () => {
  test.each([
    ['X-A', 'line\r\nX-B: injected'],
    ['X-A', 'line\nX-B: injected'],
    ['X-A', 'nul\0'],
    ['X-A', 'smile 😀'],
    ['X-A', 'del\x7f'],
    ['X A', 'blank in the name'],
    ['X-A\r\nX-B', 'break in the name'],
    ['', 'no name'],
    ['Ümlaut', 'x'],
  ])('refuses %j: %j', (name, value) => {
    expect(headerProblem([[name, value]])).toMatch(/nothing was sent/);
  });

  test('accepts Latin-1, tabs and empty values', () => {
    expect(
      headerProblem([
        ['X-A', 'Grüße\tüberall'],
        ['X-B', ''],
      ]),
    ).toBeNull();
  });
});

describe('masking', () => {
  test.each([
    'Authorization',
    'cookie',
    'Set-Cookie',
    'X-API-Key',
    'x-apikey',
    'X-Auth-Token',
    'X-Hub-Signature-256',
    'webhook-signature',
    'X-Altur-Signature',
    'Client-Secret',
    'x_session',
    'X-Amz-Security-Token',
  ])('%s is secret', (name) => {
    expect(isSecretHeader(name)).toBe(true);
  });

  test.each([
    'Content-Type',
    'Idempotency-Key',
    'User-Agent',
    'X-Monkey',
    'X-Tokenizer-Version',
    'X-Author',
    'webhook-id',
    'Date',
  ])('%s is not', (name) => {
    expect(isSecretHeader(name)).toBe(false);
  });

  test('an authorization keeps its scheme', () => {
    const masked = maskHeaders([
      ['Authorization', 'Bearer abc'],
      ['authorization', 'abc'],
      ['X-A', 'seen'],
    ]);
    expect(masked).toEqual([
      ['Authorization', `Bearer ${mask}`],
      ['authorization', mask],
      ['X-A', 'seen'],
    ]);
  });
});
