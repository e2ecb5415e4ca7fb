/**
 * Signs a webhook in the schemes receivers of the known platforms check. Always over the raw bytes that go out: a body need not be
 * valid UTF-8, and must not be re-serialised.
 *
 * - `standard-webhooks`: standardwebhooks.com; HMAC-SHA256 (`v1`), one signature per secret, so a receiver may rotate; a secret
 *   that begins with `whsk_` is an ed25519 key and gives `v1a`.
 * - `altur`: base64 HMAC-SHA256 under the decoded secret; hex under its text where the secret is not base64 (their older text).
 * - `replicer`: hex HMAC-SHA256 of the body; delivery id and timestamp go along unsigned.
 */
import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { HeaderList } from '../../../shared/domain/webhook.ts';

const signatureSchemes = ['standard-webhooks', 'altur', 'replicer'] as const;

export interface SignInput {
  /** The message's id: the receiver's key for telling a repetition. */
  id: string;
  /** Epoch seconds. */
  timestampS: number;
  body: Buffer;
  /** As kept in the secret store; the first is the current one. */
  secrets: readonly string[];
  /** Sent along by schemes that name the event. */
  eventType?: string;
}

/**
 * The headers that sign one try; none for `null` and `'none'`. Throws what `signingProblem` says, so ask that first where the
 * operator can still do something about it.
 */
export function signatureHeaders(scheme: string | null, input: SignInput): HeaderList {
  const problem = signingProblem(scheme, input.secrets);
  if (problem !== null) throw new Error(problem);
  switch (scheme) {
    case 'standard-webhooks':
      return standardWebhooks(input);
    case 'altur':
      return [['X-Altur-Signature', alturSignature(input)]];
    case 'replicer':
      return replicer(input);
    default:
      return [];
  }
}

/** Why a try cannot be signed, in a sentence for the operator; `null` when it can. */
export function signingProblem(scheme: string | null, secrets: readonly string[]): string | null {
  if (scheme === null || scheme === 'none') return null;
  if (!signatureSchemes.some((known) => known === scheme)) return `The signature scheme "${scheme}" is not known here.`;
  if (secrets.length === 0 || secrets.includes('')) return `No signing secret is stored, and "${scheme}" needs one.`;
  if (scheme !== 'standard-webhooks') return null;
  const bad = secrets.find((secret) => standardKey(secret) === null);
  return bad === undefined
    ? null
    : 'The signing secret is not what Standard Webhooks expects: "whsec_" or "whsk_" and base64.';
}

function standardWebhooks({ id, timestampS, body, secrets }: SignInput): HeaderList {
  const content = Buffer.concat([Buffer.from(`${id}.${timestampS}.`), body]);
  const signatures = secrets.map((secret) => {
    const key = standardKey(secret);
    if (Buffer.isBuffer(key)) return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
    return key ? `v1a,${sign(null, content, key).toString('base64')}` : '';
  });
  return [
    ['webhook-id', id],
    ['webhook-timestamp', String(timestampS)],
    ['webhook-signature', signatures.join(' ')],
  ];
}

/** Bytes for HMAC, a private key for ed25519, `null` when the secret is neither. */
function standardKey(secret: string): Buffer | KeyObject | null {
  if (secret.startsWith('whsk_')) return ed25519Key(fromBase64(secret.slice('whsk_'.length)));
  return fromBase64(secret.replace(/^whsec_/, ''));
}

/** PKCS #8 around the 32-byte seed (RFC 8410, 7); the public half, where it is appended, is derived again. */
const pkcs8Ed25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

function ed25519Key(raw: Buffer | null): KeyObject | null {
  if (!raw || (raw.length !== 32 && raw.length !== 64)) return null;
  const key = Buffer.concat([pkcs8Ed25519, raw.subarray(0, 32)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function alturSignature({ secrets: [secret = ''], body }: SignInput): string {
  const key = fromBase64(secret);
  return key
    ? createHmac('sha256', key).update(body).digest('base64')
    : createHmac('sha256', secret).update(body).digest('hex');
}

function replicer({ id, timestampS, body, secrets: [secret = ''], eventType }: SignInput): HeaderList {
  return [
    ...(eventType === undefined ? [] : [['X-Replicer-Event', eventType] as const]),
    ['X-Replicer-Delivery-Id', id],
    ['X-Replicer-Timestamp', String(timestampS)],
    ['X-Replicer-Signature', createHmac('sha256', secret).update(body).digest('hex')],
  ];
}

/** Strict: Node's own decoder skips what it does not know. Padding may be absent. */
function fromBase64(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  const canonical = bytes.toString('base64').replace(/=+$/, '');
  return canonical === text.replace(/=+$/, '') ? bytes : null;
}
