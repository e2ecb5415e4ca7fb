import { createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { schemeOf, schemeText } from '../../../electron/core/delivery/scheme.ts';
import { secretProblem } from '../../../electron/core/delivery/secret-keys.ts';
import { signatureHeaders, signingProblem } from '../../../electron/core/delivery/sign.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';

const body = Buffer.from('{"test": 2432232314}');
const input = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampS: 1614265330, body };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const standard: SigningScheme = { kind: 'standard-webhooks' };

describe('standard-webhooks', () => {
  test('gives the signature of the specification', () => {
    expect(signatureHeaders(standard, { ...input, secrets: [secret] })).toEqual([
      ['webhook-id', 'msg_p5jXN8AQM9LWM0D4loKWxJek'],
      ['webhook-timestamp', '1614265330'],
      ['webhook-signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    ]);
  });

  test('signs with every secret while one is being replaced', () => {
    const other = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const headers = signatureHeaders(standard, { ...input, secrets: [other, secret] });
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
    const headers = signatureHeaders(standard, { id: 'm', timestampS: 1, body: bytes, secrets: [secret] });
    expect(headers[2]).toEqual(['webhook-signature', `v1,${expected}`]);
  });

  test.each(['seed alone', 'seed and public half'])(
    'an ed25519 key (%s) gives a v1a signature that verifies',
    (form) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
      const half = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      const raw = form === 'seed alone' ? seed : Buffer.concat([seed, half]);
      const headers = signatureHeaders(standard, { ...input, secrets: [`whsk_${raw.toString('base64')}`] });
      const [version, signature = ''] = headers[2]?.[1].split(',') ?? [];
      const content = Buffer.concat([Buffer.from(`${input.id}.${input.timestampS}.`), body]);
      expect(version).toBe('v1a');
      expect(verify(null, content, createPublicKey(privateKey), Buffer.from(signature, 'base64'))).toBe(true);
    },
  );
});

test('altur: base64 under a base64 secret, hex under any other', () => {
  const key = Buffer.from('a key of twenty-four byte');
  expect(signatureHeaders({ kind: 'altur' }, { ...input, secrets: [key.toString('base64')] })).toEqual([
    ['X-Altur-Signature', createHmac('sha256', key).update(body).digest('base64')],
  ]);
  expect(signatureHeaders({ kind: 'altur' }, { ...input, secrets: ['plain secret!'] })).toEqual([
    ['X-Altur-Signature', createHmac('sha256', 'plain secret!').update(body).digest('hex')],
  ]);
});

test('replicer: hex over the body, the rest goes along', () => {
  expect(signatureHeaders({ kind: 'replicer' }, { ...input, secrets: ['s'], eventType: 'call.ended' })).toEqual([
    ['X-Replicer-Event', 'call.ended'],
    ['X-Replicer-Delivery-Id', input.id],
    ['X-Replicer-Timestamp', '1614265330'],
    ['X-Replicer-Signature', createHmac('sha256', 's').update(body).digest('hex')],
  ]);
});

test('the published ed25519 key gives the published signature, beside the one of the older secret', () => {
  const key = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
  const signature = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
  expect(signatureHeaders(standard, { ...input, secrets: [key] })[2]).toEqual(['webhook-signature', signature]);
  expect(signatureHeaders(standard, { ...input, secrets: [key, secret] })[2]?.[1]).toBe(
    `${signature} v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=`,
  );
});

describe('a plain digest', () => {
  test.each([
    ['sha1', 'hex', 'sha1='],
    ['sha256', 'base64', ''],
    ['sha384', 'base64url', 'v0:'],
    ['sha512', 'hex', 'sha512='],
  ] as const)('%s in %s behind "%s", with the current secret alone', (hash, encoding, prefix) => {
    const scheme: SigningScheme = { kind: 'hmac', header: 'X-Hub-Signature', hash, encoding, prefix };
    expect(signatureHeaders(scheme, { ...input, secrets: ['now', 'before'] })).toEqual([
      ['X-Hub-Signature', `${prefix}${createHmac(hash, 'now').update(body).digest(encoding)}`],
    ]);
  });
});

test('bearer sends the current secret', () => {
  expect(signatureHeaders({ kind: 'bearer' }, { ...input, secrets: ['t0ken', 'older'] })).toEqual([
    ['Authorization', 'Bearer t0ken'],
  ]);
});

test('none signs nothing', () => {
  expect(signatureHeaders({ kind: 'none' }, { ...input, secrets: [] })).toEqual([]);
  expect(signingProblem({ kind: 'none' }, [])).toBeNull();
});

const hmac: SigningScheme = { kind: 'hmac', header: 'X-Sig', hash: 'sha256', encoding: 'hex', prefix: '' };

describe('what cannot be signed', () => {
  test.each([
    [standard, [], 'No signing secret'],
    [{ kind: 'altur' }, [''], 'No signing secret'],
    [standard, ['whsec_not base64!'], 'whsec_'],
    [standard, [secret, 'whsec_not base64!'], 'whsec_'],
    [standard, [`whsk_${Buffer.alloc(31).toString('base64')}`], 'whsk_'],
    [standard, [`whsk_${Buffer.alloc(64).toString('base64')}`], 'public half'],
    [standard, [`whpk_${Buffer.alloc(32).toString('base64')}`], 'public key'],
    [{ kind: 'bearer' }, ['two words'], 'without blanks'],
    [{ kind: 'bearer' }, ['a\r\nx-admin: 1'], 'line break'],
    [hmac, ['a\nb'], 'line break'],
  ] as [SigningScheme, string[], string][])('%j with %j', (scheme, secrets, words) => {
    expect(signingProblem(scheme, secrets)).toContain(words);
    expect(() => signatureHeaders(scheme, { ...input, secrets })).toThrow(words);
  });

  test('a secret kept from before the rotation stops only a scheme that signs with it', () => {
    expect(signingProblem({ kind: 'bearer' }, ['good', 'two words'])).toBeNull();
  });

  test('what is said of a secret does not repeat it', () => {
    for (const kind of ['standard-webhooks', 'bearer'] as const)
      expect(secretProblem({ kind }, 'hunter2 hunter2')).not.toContain('hunter2');
  });
});

describe('schemes as platforms announce them', () => {
  const known: SigningScheme[] = [
    { kind: 'none' },
    standard,
    { kind: 'altur' },
    { kind: 'replicer' },
    { kind: 'bearer' },
    hmac,
    { kind: 'hmac', header: 'X-Hub-Signature-256', hash: 'sha512', encoding: 'base64url', prefix: 'a;b="c\\d"' },
  ];
  test.each(known)('%j is read as it is told', (scheme) => {
    expect(schemeOf(schemeText(scheme))).toEqual({ scheme, why: null });
  });

  test('the parts of a digest may be left out or differ in case', () => {
    expect(schemeOf(' HMAC-SHA256 ;Header=X-Sig').scheme).toEqual(hmac);
    expect(schemeOf('hmac-sha1; header="X-Sig"; encoding=BASE64; prefix=sha1=').scheme).toEqual({
      kind: 'hmac',
      header: 'X-Sig',
      hash: 'sha1',
      encoding: 'base64',
      prefix: 'sha1=',
    });
  });

  test.each([
    ['rot13', 'not known'],
    ['', 'not known'],
    ['constructor', 'not known'],
    ['hmac-md5; header=X-Sig', 'not known'],
    ['hmac-sha256', 'without the header'],
    ['hmac-sha256; header="X Sig"', 'header'],
    ['hmac-sha256; header=X-Sig; encoding=rot13', 'encoding'],
    ['hmac-sha256; header=X-Sig; prefix="\u00e9"', 'prefix'],
  ])('%j is none, and says why', (text, words) => {
    const { scheme, why } = schemeOf(text);
    expect(scheme).toBeNull();
    expect(why).toContain(words);
  });
});
