/**
 * Signs a webhook in the schemes that receivers check. Always over the raw bytes that go out: a body need not be valid UTF-8, and must
 * not be re-serialised. While a secret is being replaced Standard Webhooks signs with both; every other scheme has room for one
 * signature and takes the current secret.
 *
 * - `standard-webhooks`: standardwebhooks.com; HMAC-SHA256 (`v1`), or ed25519 (`v1a`) where the secret is such a key.
 * - `altur`: base64 HMAC-SHA256 under the decoded secret; hex under its text where the secret is not base64 (their older text).
 * - `replicer`: hex HMAC-SHA256 of the body; delivery id and timestamp go along unsigned.
 * - `hmac`: the digest of the body behind a prefix, in the header and the encoding that the operator states.
 * - `bearer`: the secret itself.
 */
import { createHmac, createSecretKey, sign } from 'node:crypto';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { fromBase64, secretProblem, standardKey } from './secret-keys.ts';

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
 * The headers that sign one try; none for `none`. Throws what `signingProblem` says, so ask that first where the operator can still
 * do something about it.
 */
export function signatureHeaders(scheme: SigningScheme, input: SignInput): HeaderList {
  const problem = signingProblem(scheme, input.secrets);
  if (problem !== null) throw new Error(problem);
  const { id, timestampS, body, secrets, eventType } = input;
  const [secret = ''] = secrets;
  switch (scheme.kind) {
    case 'none':
      return [];
    case 'standard-webhooks': {
      const timestamp = String(timestampS);
      const signatures = standardSigners(secrets).map((signer) => signer(id, timestamp, body));
      return [
        ['webhook-id', id],
        ['webhook-timestamp', timestamp],
        ['webhook-signature', signatures.join(' ')],
      ];
    }
    case 'altur':
      return [['X-Altur-Signature', alturSignature(secret, body)]];
    case 'replicer':
      return [
        ...(eventType === undefined ? [] : [['X-Replicer-Event', eventType] as const]),
        ['X-Replicer-Delivery-Id', id],
        ['X-Replicer-Timestamp', String(timestampS)],
        ['X-Replicer-Signature', createHmac('sha256', secret).update(body).digest('hex')],
      ];
    case 'hmac': {
      const digest = createHmac(scheme.hash, secret).update(body).digest(scheme.encoding);
      return [[scheme.header, `${scheme.prefix}${digest}`]];
    }
    case 'bearer':
      return [['Authorization', `Bearer ${secret}`]];
  }
}

/** To read a secret costs as much as a signature. Forgotten with the scheme and the list it was asked of. */
const problems = new WeakMap<readonly string[], WeakMap<SigningScheme, string | null>>();

/** Why a try cannot be signed, in a sentence for the operator; `null` when it can. */
export function signingProblem(scheme: SigningScheme, secrets: readonly string[]): string | null {
  const known = problems.get(secrets) ?? new WeakMap<SigningScheme, string | null>();
  problems.set(secrets, known);
  const found = known.get(scheme);
  if (found !== undefined) return found;
  const problem = problemOf(scheme, secrets);
  known.set(scheme, problem);
  return problem;
}

function problemOf(scheme: SigningScheme, secrets: readonly string[]): string | null {
  if (scheme.kind === 'none') return null;
  const [current = '', ...others] = secrets;
  if (current === '') return `No signing secret is stored, and the scheme "${scheme.kind}" needs one.`;
  const used = scheme.kind === 'standard-webhooks' ? [current, ...others] : [current];
  const why = used.map((secret) => secretProblem(scheme, secret)).find((problem) => problem !== null);
  return why === undefined ? null : `The stored signing secret does not fit the scheme "${scheme.kind}". ${why}`;
}

/** What Standard Webhooks signs. */
export function standardContent(id: string, timestamp: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}

type Signer = (id: string, timestamp: string, body: Buffer) => string;

/** To make a key costs several times what a signature does. Forgotten with the list it was made from. */
const signers = new WeakMap<readonly string[], Signer[]>();

function standardSigners(secrets: readonly string[]): Signer[] {
  const known = signers.get(secrets);
  if (known) return known;
  const made = secrets.map(standardSigner);
  signers.set(secrets, made);
  return made;
}

function standardSigner(secret: string): Signer {
  const key = standardKey(secret);
  if (!key) return () => '';
  if (!Buffer.isBuffer(key)) {
    return (id, timestamp, body) => `v1a,${sign(null, standardContent(id, timestamp, body), key).toString('base64')}`;
  }
  const made = createSecretKey(key);
  // A piece after the other: the body is not copied for it.
  return (id, timestamp, body) =>
    `v1,${createHmac('sha256', made).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

function alturSignature(secret: string, body: Buffer): string {
  const key = fromBase64(secret);
  return key
    ? createHmac('sha256', key).update(body).digest('base64')
    : createHmac('sha256', secret).update(body).digest('hex');
}
