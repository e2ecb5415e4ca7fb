/** What is said of a request's signature, in sentences for the operator. */
import type { SignatureReport, SigningScheme } from '../../../shared/domain/signing.ts';

type Found = SignatureReport['signatures'][number];

export function howSigned(scheme: SigningScheme): string {
  switch (scheme.kind) {
    case 'none':
      return 'Nothing is signed.';
    case 'standard-webhooks':
      return 'HMAC-SHA256 (v1) or ed25519 (v1a) over id.timestamp.body, in base64.';
    case 'altur':
      return 'HMAC-SHA256 over the raw body: in base64 under a base64 secret, in hex under any other.';
    case 'replicer':
      return 'HMAC-SHA256 over the raw body, in hex; delivery id and timestamp go along unsigned.';
    case 'hmac': {
      const behind = scheme.prefix === '' ? '' : ` behind “${scheme.prefix}”`;
      return `HMAC-${scheme.hash.toUpperCase()} over the raw body, in ${scheme.encoding}${behind}, in the header ${scheme.header}.`;
    }
    case 'bearer':
      return 'Nothing is signed: the secret itself goes along as an authorization.';
  }
}

/** `held`: how many secrets there are. */
export function conclusion(signatures: readonly Found[], held: number, header: string): string {
  if (signatures.length === 0) return `The request carries no ${header}: it was not signed.`;
  const { has, holds } = verdictsOf(signatures);
  if (holds) return `It holds under ${holds}.`;
  if (has('does not match')) {
    const which = held > 1 ? 'any secret' : 'the secret';
    return `It does not match ${which} held here: another secret was used, or the bytes are not those that were signed.`;
  }
  if (has('no secret')) return 'No secret is held here that could verify it.';
  return `What ${header} holds cannot be read as a signature of this scheme.`;
}

export function tokenVerdict(tokens: readonly Found[]): string {
  if (tokens.length === 0) return 'The request carries no authorization.';
  const { has, holds } = verdictsOf(tokens);
  if (holds) return `Its token is ${holds}.`;
  if (has('does not match')) return 'Its token is none of those held here.';
  if (has('no secret')) return 'No token is held here to compare it with.';
  return 'Its authorization is no bearer token.';
}

export const tokenLeftOut = 'The token was left out when the request was recorded.';

/** `header`: one that looks like a signature, where none is expected. */
export const unexpected = (header: string | null): string =>
  header === null
    ? 'Nothing is signed, and the request carries no signature.'
    : `The request carries ${header}, but no scheme is set for this endpoint.`;

/** `timestamp` as it was sent: epoch seconds, unless somebody made a mistake. */
export function timeSaid(timestamp: string): string {
  const at = /^\d{1,11}$/.test(timestamp) ? new Date(Number(timestamp) * 1000) : null;
  return at
    ? ` It says that it was signed on ${at.toISOString().replace('.000', '')}.`
    : ` Its timestamp “${timestamp.slice(0, 40)}” is not one in seconds.`;
}

function verdictsOf(signatures: readonly Found[]) {
  const verified = signatures.filter(({ verdict }) => verdict === 'verified');
  const current = verified.some(({ by }) => by === 'current');
  return {
    has: (wanted: Found['verdict']) => signatures.some(({ verdict }) => verdict === wanted),
    holds: current ? 'the current secret' : verified.length > 0 ? 'the secret before the rotation' : null,
  };
}
