import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signatureHeaders, signingProblem } from '../../../electron/core/delivery/sign.ts';

const body = Buffer.from('{"test": 2432232314}');
const input = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampS: 1614265330, body };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('standard-webhooks', () => {
  test('gives the signature of the specification', () => {
    expect(signatureHeaders('standard-webhooks', { ...input, secrets: [secret] })).toEqual([
      ['webhook-id', 'msg_p5jXN8AQM9LWM0D4loKWxJek'],
      ['webhook-timestamp', '1614265330'],
      ['webhook-signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    ]);
  });

  test('signs with every secret while one is being replaced', () => {
    const other = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const headers = signatureHeaders('standard-webhooks', { ...input, secrets: [other, secret] });
    const [first, second, ...more] = headers.find(([name]) => name === 'webhook-signature')?.[1].split(' ') ?? [];
    expect(first).toMatch(/^v1,/);
    expect(first).not.toBe(second);
    expect(second).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    expect(more).toEqual([]);
  });

  test('signs the bytes, also those that are no text', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const expected = createHmac('sha256', key).update('m.1.').update(bytes).digest('base64');
    const headers = signatureHeaders('standard-webhooks', { id: 'm', timestampS: 1, body: bytes, secrets: [secret] });
    expect(headers[2]).toEqual(['webhook-signature', `v1,${expected}`]);
  });

  test.each(['seed alone', 'seed and public half'])(
    'an ed25519 key (%s) gives a v1a signature that verifies',
    (form) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
      const half = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      const raw = form === 'seed alone' ? seed : Buffer.concat([seed, half]);
      const headers = signatureHeaders('standard-webhooks', { ...input, secrets: [`whsk_${raw.toString('base64')}`] });
      const [version, signature = ''] = headers[2]?.[1].split(',') ?? [];
      const content = Buffer.concat([Buffer.from(`${input.id}.${input.timestampS}.`), body]);
      expect(version).toBe('v1a');
      expect(verify(null, content, createPublicKey(privateKey), Buffer.from(signature, 'base64'))).toBe(true);
    },
  );
});

test('altur: base64 under a base64 secret, hex under any other', () => {
  const key = Buffer.from('a key of twenty-four byte');
  expect(signatureHeaders('altur', { ...input, secrets: [key.toString('base64')] })).toEqual([
    ['X-Altur-Signature', createHmac('sha256', key).update(body).digest('base64')],
  ]);
  expect(signatureHeaders('altur', { ...input, secrets: ['plain secret!'] })).toEqual([
    ['X-Altur-Signature', createHmac('sha256', 'plain secret!').update(body).digest('hex')],
  ]);
});

test('replicer: hex over the body, the rest goes along', () => {
  expect(signatureHeaders('replicer', { ...input, secrets: ['s'], eventType: 'call.ended' })).toEqual([
    ['X-Replicer-Event', 'call.ended'],
    ['X-Replicer-Delivery-Id', input.id],
    ['X-Replicer-Timestamp', '1614265330'],
    ['X-Replicer-Signature', createHmac('sha256', 's').update(body).digest('hex')],
  ]);
});

test.each([null, 'none'])('%s signs nothing', (scheme) => {
  expect(signatureHeaders(scheme, { ...input, secrets: [] })).toEqual([]);
  expect(signingProblem(scheme, [])).toBeNull();
});

describe('what cannot be signed', () => {
  test.each([
    ['rot13', ['x'], 'not known'],
    ['standard-webhooks', [], 'No signing secret'],
    ['altur', [''], 'No signing secret'],
    ['standard-webhooks', ['whsec_not base64!'], 'whsec_'],
    ['standard-webhooks', [`whsk_${Buffer.alloc(31).toString('base64')}`], 'whsk_'],
    ['constructor', ['x'], 'not known'],
  ])('%s with %j', (scheme, secrets, words) => {
    expect(signingProblem(scheme, secrets)).toContain(words);
    expect(() => signatureHeaders(scheme, { ...input, secrets })).toThrow(words);
  });
});
