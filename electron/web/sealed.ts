/**
 * Text sealed with a passphrase: AES-256-GCM under a key that scrypt makes of it. Parameters and salt travel with the text, so they
 * can be raised later; they are authenticated with it, so they cannot be lowered by anybody else.
 */
import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { z } from 'zod';

const base64 = z.base64();

/** As stored. `N`, `r`, `p` are scrypt's; the ceiling keeps a tampered file from exhausting memory. */
export const sealedText = z.object({
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z
      .number()
      .int()
      .min(2)
      .max(2 ** 20),
    r: z.number().int().min(1).max(16),
    p: z.number().int().min(1).max(8),
    salt: base64,
  }),
  cipher: z.literal('aes-256-gcm'),
  iv: base64,
  tag: base64,
  text: base64,
});
export type SealedText = z.infer<typeof sealedText>;

/** A passphrase's key, made once: scrypt is slow on purpose. */
export interface SealingKey {
  kdf: SealedText['kdf'];
  key: Buffer;
}

/** OWASP's advice for scrypt: 128 MiB, some tenths of a second. */
const strength = { N: 2 ** 17, r: 8, p: 1 } as const;

/** Makes the key of `passphrase` with the parameters of a sealed text, or with today's and a new salt. */
export async function sealingKey(passphrase: string, kdf?: SealedText['kdf']): Promise<SealingKey> {
  const used = kdf ?? { name: 'scrypt', ...strength, salt: randomBytes(16).toString('base64') };
  const options = { N: used.N, r: used.r, p: used.p, maxmem: 256 * used.N * used.r };
  const key = await derive(passphrase.normalize('NFKC'), Buffer.from(used.salt, 'base64'), options);
  return { kdf: used, key };
}

export function seal(text: string, { kdf, key }: SealingKey): SealedText {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(JSON.stringify(kdf)));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    kdf,
    cipher: 'aes-256-gcm',
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    text: sealed.toString('base64'),
  };
}

/** The text, or `null` when the key is not the one it was sealed with, or it has been tampered with. */
export function unseal(sealed: SealedText, { key }: SealingKey): string | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(JSON.stringify(sealed.kdf)));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    const text = Buffer.concat([decipher.update(Buffer.from(sealed.text, 'base64')), decipher.final()]);
    return text.toString('utf8');
  } catch {
    // OpenSSL says no more than "unable to authenticate", for either reason.
    return null;
  }
}

function derive(passphrase: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
