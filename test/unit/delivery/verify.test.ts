import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signatureHeaders } from '../../../electron/core/delivery/sign.ts';
import { explainSignature } from '../../../electron/core/delivery/verify.ts';
import { hmacEncodings, hmacHashes, type SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { type Chance, chance } from '../../fixtures/random.ts';

const standard: SigningScheme = { kind: 'standard-webhooks' };
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = Buffer.from('{"test": 2432232314}');
const published: HeaderList = [
  ['Webhook-Id', 'msg_p5jXN8AQM9LWM0D4loKWxJek'],
  ['Webhook-Timestamp', '1614265330'],
  ['Webhook-Signature', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
];

const bytes = (random: Chance, length: number): Buffer => Buffer.from(Array.from({ length }, () => random.below(256)));

/** An ed25519 key as platforms hand it out. */
function edwardsSecret(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return `whsk_${privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64')}`;
}

/** A scheme that signs the body, and a secret that fits it. */
function signing(random: Chance): { scheme: SigningScheme; made: () => string } {
  const text = () => bytes(random, 1 + random.below(40)).toString('base64url');
  switch (random.below(4)) {
    case 0:
      return {
        scheme: standard,
        made: () => (random.next() < 0.3 ? edwardsSecret() : `whsec_${bytes(random, 24).toString('base64')}`),
      };
    case 1:
      return {
        scheme: { kind: 'altur' },
        made: () => (random.next() < 0.5 ? bytes(random, 32).toString('base64') : `!${text()}`),
      };
    case 2:
      return { scheme: { kind: 'replicer' }, made: text };
    default:
      return {
        scheme: {
          kind: 'hmac',
          header: 'X-Hub-Signature',
          hash: random.pick(hmacHashes),
          encoding: random.pick(hmacEncodings),
          prefix: random.pick(['', 'sha256=', 'v0:']),
        },
        made: text,
      };
  }
}

describe('whatever was signed', () => {
  test.each(Array.from({ length: 150 }, (_, seed) => seed))(
    'holds, and no more once a byte differs (seed %i)',
    (seed) => {
      const random = chance(seed);
      const { scheme, made } = signing(random);
      const current = made();
      const previous = made();
      const content = bytes(random, random.below(200));
      const headers = signatureHeaders(scheme, {
        id: 'msg_1',
        timestampS: 1_700_000_000 + random.below(1000),
        body: content,
        secrets: [current],
      });
      const verdicts = (of: { headers: HeaderList; body: Buffer }, secrets: readonly string[]) =>
        explainSignature(of, scheme, secrets).signatures.map(({ verdict, by }) => [verdict, by]);

      expect(verdicts({ headers, body: content }, [current, previous])).toEqual([['verified', 'current']]);
      expect(verdicts({ headers, body: content }, [previous, current])).toEqual([['verified', 'previous']]);
      expect(verdicts({ headers, body: content }, [])).toEqual([['no secret', null]]);
      expect(verdicts({ headers, body: content }, [previous])).not.toContainEqual(['verified', expect.anything()]);

      const longer = Buffer.concat([content, Buffer.from([random.below(256)])]);
      expect(verdicts({ headers, body: longer }, [current])).toEqual([['does not match', null]]);
      for (let turn = 0; turn < 8 && content.length > 0; turn++) {
        const flipped = Buffer.from(content);
        const at = random.below(flipped.length);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << random.below(8)), at);
        expect(verdicts({ headers, body: flipped }, [current])).toEqual([['does not match', null]]);
      }
      if (scheme.kind !== 'standard-webhooks') return;
      for (const [wanted, value] of [
        ['webhook-id', 'msg_2'],
        ['webhook-timestamp', '1'],
      ] as const) {
        const other = headers.map(([name, text]) => [name, name === wanted ? value : text] as const);
        expect(verdicts({ headers: other, body: content }, [current])).toEqual([['does not match', null]]);
      }
    },
  );

  test.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'while rotating, each signature is by its own secret (seed %i)',
    (seed) => {
      const random = chance(1000 + seed);
      const secrets = [`whsec_${bytes(random, 24).toString('base64')}`, edwardsSecret()];
      const headers = signatureHeaders(standard, { id: 'm', timestampS: 1, body, secrets });
      const report = explainSignature({ headers, body }, standard, secrets);
      expect(report.signatures.map(({ verdict, by }) => [verdict, by])).toEqual([
        ['verified', 'current'],
        ['verified', 'previous'],
      ]);
      const later = explainSignature({ headers, body }, standard, [`whsec_${bytes(random, 24).toString('base64')}`]);
      expect(later.signatures.map(({ verdict }) => verdict)).toEqual(['does not match', 'no secret']);
    },
  );
});

describe('Standard Webhooks', () => {
  test('the published example is told with what was signed and when', () => {
    expect(explainSignature({ headers: published, body }, standard, [secret])).toEqual({
      scheme: standard,
      how: 'HMAC-SHA256 (v1) or ed25519 (v1a) over id.timestamp.body, in base64.',
      signed: { text: 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}', truncated: false, bytes: 60 },
      signatures: [
        {
          header: 'webhook-signature',
          value: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
          verdict: 'verified',
          by: 'current',
        },
      ],
      verdict: 'It holds under the current secret. It says that it was signed on 2021-02-25T15:02:10Z.',
    });
  });

  test('the same under the names that Svix gives the headers', () => {
    const headers = published.map(([name, value]) => [name.replace('Webhook', 'svix'), value] as const);
    expect(explainSignature({ headers, body }, standard, [secret]).signatures).toMatchObject([
      { header: 'svix-signature', verdict: 'verified' },
    ]);
  });

  test.each([
    ['v1', 'unreadable'],
    ['v1,', 'unreadable'],
    ['v1,not-base64!', 'unreadable'],
    ['v1,AAAA', 'unreadable'],
    ['v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', 'unreadable'],
    [`v1a,${Buffer.alloc(64).toString('base64')}`, 'no secret'],
    [`v1,${Buffer.alloc(32).toString('base64')}`, 'does not match'],
  ])('a signature of %j is told as %s', (value, verdict) => {
    const headers = [...published.slice(0, 2), ['webhook-signature', value] as const];
    const report = explainSignature({ headers, body }, standard, [secret]);
    expect(report.signatures).toEqual([{ header: 'webhook-signature', value, verdict, by: null }]);
  });

  test.each([
    [['Webhook-Id'], 'no webhook-id'],
    [['Webhook-Timestamp'], 'no webhook-timestamp'],
    [['Webhook-Id', 'Webhook-Timestamp'], 'no webhook-id and webhook-timestamp'],
  ])('without %j nothing can be said of it', (missing, words) => {
    const headers = published.filter(([name]) => !missing.includes(name));
    const report = explainSignature({ headers, body }, standard, [secret]);
    expect(report).toMatchObject({ signed: null, signatures: [{ verdict: 'unreadable' }] });
    expect(report.verdict).toContain(words);
  });

  test('a timestamp that is no number of seconds is told as such', () => {
    const headers = published.map(
      ([name, value]) => [name, name === 'Webhook-Timestamp' ? 'yesterday' : value] as const,
    );
    const { verdict } = explainSignature({ headers, body }, standard, [secret]);
    expect(verdict).toContain('does not match');
    expect(verdict).toContain('“yesterday” is not one in seconds');
  });

  test('an unsigned request is told as unsigned', () => {
    const report = explainSignature({ headers: published.slice(0, 2), body }, standard, [secret]);
    expect(report).toMatchObject({ signatures: [], verdict: expect.stringContaining('was not signed') });
  });

  test('a header full of signatures is looked at only so far', () => {
    const value = Array.from({ length: 3000 }, () => `v1,${Buffer.alloc(32).toString('base64')}`).join(' ');
    const headers = [...published.slice(0, 2), ['webhook-signature', value] as const];
    expect(explainSignature({ headers, body }, standard, [secret]).signatures).toHaveLength(20);
  });

  test('a long body is shown to 4 KiB, whole characters only', () => {
    const long = Buffer.from('é'.repeat(5000));
    const report = explainSignature({ headers: published, body: long }, standard, [secret]);
    expect(report.signed).toMatchObject({ truncated: true, bytes: 10_000 + 40 });
    expect(report.signed?.text.length).toBeLessThan(4096);
    expect(report.signed?.text).not.toContain('\uFFFD');
  });
});

test('altur is verified by both of their texts, over the raw bytes', () => {
  const raw = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  const key = Buffer.alloc(32, 9);
  const base64 = key.toString('base64');
  const newer = createHmac('sha256', key).update(raw).digest('base64');
  const older = createHmac('sha256', base64).update(raw).digest('hex');
  for (const value of [newer, older, older.toUpperCase()]) {
    const headers: HeaderList = [['x-altur-signature', value]];
    const report = explainSignature({ headers, body: raw }, { kind: 'altur' }, [base64]);
    expect(report.signatures, value).toMatchObject([{ verdict: 'verified', by: 'current' }]);
  }
});

describe('secrets stay unseen', () => {
  const token = 'hunter2-hunter2-hunter2';

  test.each([
    [[token], 'verified', 'current'],
    [['other', token], 'verified', 'previous'],
    [['other'], 'does not match', null],
    [[], 'no secret', null],
  ])('a bearer token is compared with %j and masked', (secrets, verdict, by) => {
    const headers: HeaderList = [['AUTHORIZATION', `bearer ${token}`]];
    const report = explainSignature({ headers, body }, { kind: 'bearer' }, secrets);
    expect(report).toMatchObject({ signed: null, signatures: [{ value: 'Bearer ••••••', verdict, by }] });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('an authorization of another kind is masked too', () => {
    const headers: HeaderList = [['Authorization', 'Basic aHVudGVyMjpodW50ZXIy']];
    const report = explainSignature({ headers, body }, { kind: 'bearer' }, [token]);
    expect(report.signatures).toEqual([{ header: 'Authorization', value: '••••••', verdict: 'unreadable', by: null }]);
    expect(report.verdict).toContain('no bearer token');
  });

  test('a token that was left out of the record is told as left out', () => {
    const headers: HeaderList = [['Authorization', 'Bearer ••••••']];
    expect(explainSignature({ headers, body }, { kind: 'bearer' }, [token]).verdict).toContain('left out');
  });

  test.each(['X-Api-Key', 'Authorization'])('a plain digest set up for %s does not show what is none', (header) => {
    const scheme: SigningScheme = { kind: 'hmac', header, hash: 'sha256', encoding: 'hex', prefix: '' };
    for (const value of [token, Buffer.alloc(32, 1).toString('hex')]) {
      const report = explainSignature({ headers: [[header, value]], body }, scheme, ['s']);
      expect(report.signatures).toMatchObject([{ value: '••••••' }]);
    }
    const real = createHmac('sha256', 's').update(body).digest('hex');
    expect(explainSignature({ headers: [[header, real]], body }, scheme, ['s']).signatures).toMatchObject([
      { value: real, verdict: 'verified' },
    ]);
  });
});

test('without a scheme a signature that comes all the same is pointed out', () => {
  const { signatures, verdict } = explainSignature({ headers: published, body }, { kind: 'none' }, [secret]);
  expect(signatures).toEqual([]);
  expect(verdict).toContain('Webhook-Signature');
  expect(explainSignature({ headers: [], body }, { kind: 'none' }, []).verdict).toContain('Nothing is signed');
});
