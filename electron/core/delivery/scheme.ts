/**
 * Schemes by name. A platform announces one as a text: `standard-webhooks`, `altur`, `replicer`, `bearer`, `none`, or a plain digest with its
 * parameters, `hmac-sha256; header=X-Hub-Signature-256; encoding=hex; prefix="sha256="` (encoding is hex and the prefix empty unless stated).
 */
import { hmacHashes, type SigningScheme, signingScheme } from '../../../shared/domain/signing.ts';

/** `scheme` is `null` for what is not known here, and `why` then says so in a sentence. */
export type ReadScheme = { scheme: SigningScheme; why: null } | { scheme: null; why: string };

const plain: Readonly<Record<string, SigningScheme>> = {
  none: { kind: 'none' },
  'standard-webhooks': { kind: 'standard-webhooks' },
  altur: { kind: 'altur' },
  replicer: { kind: 'replicer' },
  bearer: { kind: 'bearer' },
};

/** Reads what a platform announced. Case and blanks around the parts do not matter. */
export function schemeOf(text: string): ReadScheme {
  const name = (text.split(';', 1)[0] ?? '').trim().toLowerCase();
  const known = Object.hasOwn(plain, name) ? plain[name] : undefined;
  if (known) return { scheme: known, why: null };
  const hash = hmacHashes.find((one) => name === `hmac-${one}`);
  if (!hash) return { scheme: null, why: `The signature scheme "${text.slice(0, 60)}" is not known here.` };
  const { header, encoding = 'hex', prefix = '' } = parametersOf(text.slice(text.indexOf(';') + 1));
  if (header === undefined) {
    return { scheme: null, why: `The scheme "${name}" was announced without the header that carries the signature.` };
  }
  const read = signingScheme.safeParse({ kind: 'hmac', header, hash, encoding: encoding.toLowerCase(), prefix });
  return read.success
    ? { scheme: read.data, why: null }
    : {
        scheme: null,
        why: `The scheme "${name}" was announced with a ${read.error.issues[0]?.path.join('.')} nobody can use.`,
      };
}

/** As a platform announces it; `schemeOf` reads it back. */
export function schemeText(scheme: SigningScheme): string {
  if (scheme.kind !== 'hmac') return scheme.kind;
  return `hmac-${scheme.hash}; header=${scheme.header}; encoding=${scheme.encoding}; prefix="${scheme.prefix.replace(/["\\]/g, '\\$&')}"`;
}

/** `name=value` or `name="value"`, between semicolons. */
function parametersOf(text: string): Record<string, string | undefined> {
  const found = text.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"]*))/g);
  return Object.fromEntries(
    [...found].map(([, name = '', quoted, bare = '']) => [
      name.toLowerCase(),
      quoted === undefined ? bare.trim() : quoted.replace(/\\(.)/g, '$1'),
    ]),
  );
}

/** The header that carries the signature or the token; `null` where nothing is signed. */
export function signatureHeaderOf(scheme: SigningScheme): string | null {
  switch (scheme.kind) {
    case 'none':
      return null;
    case 'standard-webhooks':
      return 'webhook-signature';
    case 'altur':
      return 'X-Altur-Signature';
    case 'replicer':
      return 'X-Replicer-Signature';
    case 'hmac':
      return scheme.header;
    case 'bearer':
      return 'Authorization';
  }
}
