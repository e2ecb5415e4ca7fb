/** What of a request is its payload, and which requests are the same delivery. */
import { describe, expect, test } from 'vitest';
import { readPayload, unpack } from '../../../electron/core/sources/hooks/body.ts';
import { deliveryKey } from '../../../electron/core/sources/hooks/delivery-key.ts';

const form = 'application/x-www-form-urlencoded; charset=utf-8';

describe('a form', () => {
  test.each([
    ['payload=%7B%22a%22%3A1%7D', { a: 1 }],
    ['a=1&b=%C3%A4', { a: '1', b: 'ä' }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['payload={oops&b=1', { payload: '{oops', b: '1' }],
    ['data=%5B1%5D&data=%5B2%5D', { data: ['[1]', '[2]'] }],
    ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
  ])('%s', (body, value) => {
    expect(readPayload(Buffer.from(body), form)).toMatchObject({ ok: true, value, verbatim: false });
  });

  test('with too many fields is refused', () => {
    expect(readPayload(Buffer.from('a=1&'.repeat(2000)), form)).toMatchObject({ ok: false, status: 400 });
  });
});

test('two encodings are unpacked from the last to the first; three are refused', async () => {
  const { gzipSync, deflateSync } = await import('node:zlib');
  const body = deflateSync(gzipSync('{}'));
  expect(await unpack(body, 'gzip, deflate', 100)).toEqual({ ok: true, bytes: Buffer.from('{}') });
  expect(await unpack(body, 'gzip, deflate, br', 100)).toMatchObject({ ok: false, status: 415 });
});

describe('the key of a delivery', () => {
  const key = (headers: [string, string][], value: unknown, body = JSON.stringify(value)) =>
    deliveryKey(headers, value, Buffer.from(body));

  test('is the delivery’s id where it has one, whatever else it carries', () => {
    expect(key([['Webhook-Id', 'm1']], { a: 1 })).toBe(key([['webhook-id', 'm1']], { a: 2 }));
    expect(key([['X-Replicer-Delivery-Id', 'd1']], {})).not.toBe(key([['webhook-id', 'd1']], {}));
  });

  test('of an envelope is its id and what it is about: another time of sending makes no other delivery', () => {
    const envelope = { id: 'evt-1', event: 'call.ended', timestamp: '1', data: { callId: 'c' } };
    expect(key([], envelope)).toBe(key([], { ...envelope, timestamp: '2' }));
    expect(key([], envelope)).not.toBe(key([], { ...envelope, data: { callId: 'd' } }));
    expect(key([], envelope)).not.toBe(key([], { ...envelope, event: 'call.rated' }));
  });

  test('of a payload whose id is the call’s is all of it: a second report is another event', () => {
    expect(key([], { id: 'call-1', status: 'a' })).not.toBe(key([], { id: 'call-1', status: 'b' }));
    expect(key([], { id: 'call-1', status: 'a' })).toBe(key([], { id: 'call-1', status: 'a' }));
  });

  test.each(['', ' ', 'x'.repeat(300)])('an id that is none (%j) is passed over', (id) => {
    expect(key([['webhook-id', id]], { a: 1 })).toMatch(/^sha256 /);
  });
});
