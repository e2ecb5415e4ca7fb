/** What a stored secret means to a scheme: the key it stands for, or what is wrong with it. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { SigningScheme } from '../../../shared/domain/signing.ts';

/**
 * Why `secret` cannot be used with `scheme`, in a sentence for the operator that does not repeat it; `null` when it can. Secrets are kept
 * one to a line, so none may hold a line break.
 */
export function secretProblem(scheme: SigningScheme, secret: string): string | null {
  if (secret === '') return 'It is empty.';
  if (/[\r\n]/.test(secret)) return 'It holds a line break.';
  switch (scheme.kind) {
    case 'standard-webhooks':
      return standardKey(secret) === null ? standardProblem(secret) : null;
    case 'bearer':
      return /^[\x21-\x7e]+$/.test(secret)
        ? null
        : 'A bearer token is visible ASCII without blanks; nothing else fits into the header.';
    case 'none':
    case 'altur':
    case 'replicer':
    case 'hmac':
      return null;
  }
}

function standardProblem(secret: string): string {
  if (secret.startsWith('whpk_'))
    return 'It is a public key; signing needs the private one, which begins with "whsk_".';
  if (secret.startsWith('whsk_')) {
    return 'After "whsk_" it needs the base64 of an ed25519 key: 32 bytes, or 64 with the public half that belongs to it.';
  }
  return 'Standard Webhooks expects "whsec_" or "whsk_" and base64.';
}

/** Bytes for HMAC, a private key for ed25519, `null` when the secret is neither. */
export function standardKey(secret: string): Buffer | KeyObject | null {
  if (secret.startsWith('whsk_')) return ed25519Key(fromBase64(secret.slice('whsk_'.length)));
  return fromBase64(secret.replace(/^whsec_/, ''));
}

/** PKCS #8 around the 32-byte seed (RFC 8410, 7). */
const pkcs8Ed25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

function ed25519Key(raw: Buffer | null): KeyObject | null {
  if (!raw || (raw.length !== 32 && raw.length !== 64)) return null;
  const der = Buffer.concat([pkcs8Ed25519, raw.subarray(0, 32)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  if (raw.length === 32) return key;
  const half = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return half.equals(raw.subarray(32)) ? key : null;
}

/** Strict: Node's own decoder skips what it does not know. Padding may be absent. `null` also for nothing. */
export function fromBase64(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  const canonical = bytes.toString('base64').replace(/=+$/, '');
  return canonical === text.replace(/=+$/, '') ? bytes : null;
}
