/** How a webhook is signed. A scheme says how, never with what: secrets stay in core. */
import { z } from 'zod';

/** A name of the token alphabet of RFC 9110. */
const headerName = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'letters, digits and dashes');

export const hmacHashes = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
export const hmacEncodings = ['hex', 'base64', 'base64url'] as const;

/**
 * `standard-webhooks`: v1, and v1a where the secret is an ed25519 key; `altur` and `replicer`: the vendors' own; `hmac`: a digest of the
 * raw body in a header, behind a fixed prefix; `bearer`: the secret itself as an authorization.
 */
export const signingScheme = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('standard-webhooks') }),
  z.object({ kind: z.literal('altur') }),
  z.object({ kind: z.literal('replicer') }),
  z.object({
    kind: z.literal('hmac'),
    header: headerName,
    hash: z.enum(hmacHashes),
    encoding: z.enum(hmacEncodings),
    prefix: z
      .string()
      .max(40)
      .regex(/^[\x20-\x7e]*$/, 'printable ASCII only'),
  }),
  z.object({ kind: z.literal('bearer') }),
]);
export type SigningScheme = z.output<typeof signingScheme>;
export type SigningKind = SigningScheme['kind'];

/** What the signature of one recorded try says, and whether it holds under the secrets held here. */
export interface SignatureReport {
  scheme: SigningScheme;
  /** In a sentence, e.g. “HMAC-SHA256 over id.timestamp.body, in base64”. */
  how: string;
  /** What was signed, as text; the body cut after 4 KiB, `null` where nothing is signed. */
  signed: { text: string; truncated: boolean; bytes: number } | null;
  /** One for each signature found; none when the request carried none. */
  signatures: {
    header: string;
    /** As it was sent; a bearer's token is masked. */
    value: string;
    verdict: 'verified' | 'does not match' | 'no secret' | 'unreadable';
    /** Which of the secrets held here: the current one, or the one before the rotation. */
    by: 'current' | 'previous' | null;
  }[];
  /** The conclusion, in one sentence. */
  verdict: string;
}
