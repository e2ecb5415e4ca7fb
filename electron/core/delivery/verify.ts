/**
 * Explains the signature of a recorded request: what was signed, and whether each signature holds under the secrets held here.
 * Comparisons take the same time wherever two values differ. What a platform sent is judged as a receiver would: over the raw bytes.
 */
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { SignatureReport, SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { isSecretHeader, mask } from './headers.ts';
import { fromBase64, standardKey } from './secret-keys.ts';
import { standardContent } from './sign.ts';
import { conclusion, howSigned, timeSaid, tokenLeftOut, tokenVerdict, unexpected } from './signature-words.ts';

export interface SignedRequest {
  headers: HeaderList;
  body: Buffer;
}

type Found = SignatureReport['signatures'][number];

/** Says how one secret fares: `null` where it is of another kind than the signature. */
type Holds = (secret: string) => boolean | null;

/** More signatures than anybody rotates through; a header full of them is not worth the time. */
const mostSignatures = 20;
const shownBytes = 4096;

/** `secrets`: the current one first. */
export function explainSignature(
  request: SignedRequest,
  scheme: SigningScheme,
  secrets: readonly string[],
): SignatureReport {
  return { scheme, how: howSigned(scheme), ...read(request, scheme, secrets) };
}

type Read = Omit<SignatureReport, 'scheme' | 'how'>;

function read(request: SignedRequest, scheme: SigningScheme, secrets: readonly string[]): Read {
  const { headers, body } = request;
  switch (scheme.kind) {
    case 'none': {
      const other = headers.find(([name]) => /signature/i.test(name));
      return { signed: null, signatures: [], verdict: unexpected(other?.[0] ?? null) };
    }
    case 'standard-webhooks':
      return readStandard(request, secrets);
    case 'altur':
      return readDigests(request, 'X-Altur-Signature', secrets, (value) => alturHolds(value, body));
    case 'replicer':
      return readDigests(request, 'X-Replicer-Signature', secrets, (value) => {
        const digest = fromHex(value, 32);
        return digest && ((secret) => same(createHmac('sha256', secret).update(body).digest(), digest));
      });
    case 'hmac': {
      const { header, hash, encoding, prefix } = scheme;
      const bytes = createHash(hash).digest().length;
      return readDigests(request, header, secrets, (value) => {
        const digest = value.startsWith(prefix) ? decoded(value.slice(prefix.length), encoding, bytes) : null;
        return digest && ((secret) => same(createHmac(hash, secret).update(body).digest(), digest));
      });
    }
    case 'bearer':
      return readBearer(request, secrets);
  }
}

/** Their newer text: base64 under the decoded secret. Their older one: hex under its text. */
function alturHolds(value: string, body: Buffer): Holds | null {
  const hex = fromHex(value, 32);
  if (hex) return (secret) => same(createHmac('sha256', secret).update(body).digest(), hex);
  const base64 = fromBase64(value);
  if (base64?.length !== 32) return null;
  return (secret) => {
    const key = fromBase64(secret);
    return key && same(createHmac('sha256', key).update(body).digest(), base64);
  };
}

function readBearer({ headers }: SignedRequest, secrets: readonly string[]): Read {
  const values = valuesOf(headers, 'authorization').slice(0, mostSignatures);
  const signatures = values.map((value): Found => {
    const token = /^Bearer +(.+)$/i.exec(value)?.[1] ?? null;
    const judged =
      token === null || token.includes(mask)
        ? unreadable
        : judge(secrets, (secret) => same(digestOf(secret), digestOf(token)));
    return { header: 'Authorization', value: token === null ? mask : `Bearer ${mask}`, ...judged };
  });
  const leftOut = values.some((value) => value.includes(mask));
  return { signed: null, signatures, verdict: leftOut ? tokenLeftOut : tokenVerdict(signatures) };
}

function readStandard({ headers, body }: SignedRequest, secrets: readonly string[]): Read {
  const brand = valuesOf(headers, 'webhook-signature').length === 0 ? 'svix' : 'webhook';
  const carried = valuesOf(headers, `${brand}-signature`);
  const header = carried.length === 0 ? 'webhook-signature' : `${brand}-signature`;
  const [id] = valuesOf(headers, `${brand}-id`);
  const [timestamp] = valuesOf(headers, `${brand}-timestamp`);
  const content = id === undefined || timestamp === undefined ? null : standardContent(id, timestamp, body);
  const values = carried
    .flatMap((value) => value.split(' '))
    .filter((value) => value !== '')
    .slice(0, mostSignatures);
  const signatures = values.map((value): Found => {
    const holds = content && standardHolds(value, content);
    return { header, value, ...(holds ? judge(secrets, holds) : unreadable) };
  });
  const missing = [id === undefined ? `${brand}-id` : null, timestamp === undefined ? `${brand}-timestamp` : null];
  const absent = missing.filter((name) => name !== null).join(' and ');
  const said = timestamp === undefined ? '' : timeSaid(timestamp);
  return {
    signed: content && excerpt(content),
    signatures,
    verdict:
      signatures.length > 0 && absent !== ''
        ? `The request carries a signature but no ${absent}, so what was signed is not known.`
        : `${conclusion(signatures, secrets.length, header)}${signatures.length > 0 ? said : ''}`,
  };
}

function standardHolds(value: string, content: Buffer): Holds | null {
  const [version, text = ''] = value.split(',', 2);
  const signature = fromBase64(text);
  if (version === 'v1' && signature?.length === 32) {
    return (secret) => {
      const key = standardKey(secret);
      return Buffer.isBuffer(key) ? same(createHmac('sha256', key).update(content).digest(), signature) : null;
    };
  }
  if (version === 'v1a' && signature?.length === 64) {
    return (secret) => {
      const key = standardKey(secret);
      return key === null || Buffer.isBuffer(key) ? null : verify(null, content, createPublicKey(key), signature);
    };
  }
  return null;
}

/** Of a scheme that puts the digest of the raw body into one header. */
function readDigests(
  { headers, body }: SignedRequest,
  header: string,
  secrets: readonly string[],
  read: (value: string) => Holds | null,
): Read {
  const signatures = valuesOf(headers, header)
    .slice(0, mostSignatures)
    .map((value): Found => {
      const holds = read(value);
      const judged = holds ? judge(secrets, holds) : unreadable;
      // A header that usually holds a secret, and may hold one here: a scheme can be set wrongly.
      const doubtful = judged.verdict !== 'verified' && isSecretHeader(header) && !/signature/i.test(header);
      return { header, value: doubtful ? mask : value, ...judged };
    });
  return { signed: excerpt(body), signatures, verdict: conclusion(signatures, secrets.length, header) };
}

const unreadable: Pick<Found, 'verdict' | 'by'> = { verdict: 'unreadable', by: null };

function judge(secrets: readonly string[], holds: Holds): Pick<Found, 'verdict' | 'by'> {
  const fared = secrets.map(holds);
  const at = fared.indexOf(true);
  if (at >= 0) return { verdict: 'verified', by: at === 0 ? 'current' : 'previous' };
  return { verdict: fared.some((one) => one === false) ? 'does not match' : 'no secret', by: null };
}

function excerpt(signed: Buffer): NonNullable<SignatureReport['signed']> {
  const truncated = signed.length > shownBytes;
  // The decoder holds back a character that the cut has torn apart.
  const text = new TextDecoder().decode(signed.subarray(0, shownBytes), { stream: truncated });
  return { text, truncated, bytes: signed.length };
}

function valuesOf(headers: HeaderList, wanted: string): string[] {
  const lower = wanted.toLowerCase();
  return headers.filter(([name]) => name.toLowerCase() === lower).map(([, value]) => value.trim());
}

/** The lengths are no secret. */
function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

function fromHex(text: string, bytes: number): Buffer | null {
  return text.length === bytes * 2 && /^[0-9a-f]+$/i.test(text) ? Buffer.from(text, 'hex') : null;
}

function decoded(text: string, encoding: 'hex' | 'base64' | 'base64url', bytes: number): Buffer | null {
  if (encoding === 'hex') return fromHex(text, bytes);
  const plain = encoding === 'base64' ? text : text.replaceAll('-', '+').replaceAll('_', '/');
  const digest = fromBase64(plain);
  return digest?.length === bytes ? digest : null;
}
