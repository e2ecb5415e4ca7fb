/**
 * The browser shell's secrets: one file only the user can read, sealed when a passphrase is given. A file that was plain is sealed the
 * first time a passphrase comes with it; a sealed one never falls back to plain.
 */
import { z } from 'zod';
import type { SecretStore } from '../core/secrets.ts';
import { readPrivateFile, writePrivateFile } from '../launch/private-file.ts';
import { type SealingKey, seal, sealedText, sealingKey, unseal } from './sealed.ts';

const values = z.record(z.string(), z.string());
const fileContent = z.union([
  z.object({ format: z.literal('aftercall-secrets/1'), values }),
  z.object({ format: z.literal('aftercall-secrets/1'), sealed: sealedText }),
]);

/** The secrets cannot be opened; `message` is for the operator. */
export class SecretsUnavailable extends Error {
  override name = 'SecretsUnavailable';
  readonly code: 'passphrase needed' | 'wrong passphrase' | 'unreadable';

  constructor(code: SecretsUnavailable['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Opens the file at `path`, or begins a new one at the first `set`. Throws `SecretsUnavailable` when it is sealed and `passphrase` is
 * missing or not the right one, or when it is no secrets file; nothing is overwritten then.
 */
export async function openFileSecrets(path: string, passphrase: string | null): Promise<SecretStore> {
  const stored = await readStored(path);
  let sealing: SealingKey | null = null;
  let entries: Record<string, string> = {};

  if (stored !== null && 'sealed' in stored) {
    if (passphrase === null) {
      throw new SecretsUnavailable(
        'passphrase needed',
        `The secrets in ${path} are encrypted; their passphrase is needed.`,
      );
    }
    sealing = await sealingKey(passphrase, stored.sealed.kdf);
    const text = unseal(stored.sealed, sealing);
    if (text === null) {
      throw new SecretsUnavailable('wrong passphrase', `The passphrase does not open the secrets in ${path}.`);
    }
    entries = values.parse(JSON.parse(text));
  } else if (stored !== null) {
    entries = stored.values;
  }

  const held = new Map(Object.entries(entries));
  const save = async (): Promise<void> => {
    const plain = Object.fromEntries(held);
    const content = sealing ? { sealed: seal(JSON.stringify(plain), sealing) } : { values: plain };
    await writePrivateFile(path, Buffer.from(`${JSON.stringify({ format: 'aftercall-secrets/1', ...content })}\n`));
  };
  if (passphrase !== null && sealing === null) {
    sealing = await sealingKey(passphrase);
    if (held.size > 0) await save();
  }

  let writing: Promise<void> = Promise.resolve();
  /** One write after the other; a failed one is its caller's to hear of, not the next one's. */
  const inTurn = (): Promise<void> => {
    const turn = writing.then(save);
    writing = turn.catch(() => undefined);
    return turn;
  };

  return {
    kind: sealing ? 'encrypted file' : 'plain file',
    path,
    get: async (name) => held.get(name) ?? null,
    async set(name, value) {
      held.set(name, value);
      await inTurn();
    },
    async delete(name) {
      if (held.delete(name)) await inTurn();
    },
  };
}

async function readStored(path: string): Promise<z.infer<typeof fileContent> | null> {
  const bytes = await readPrivateFile(path);
  if (bytes === null) return null;
  try {
    return fileContent.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new SecretsUnavailable(
      'unreadable',
      `${path} is no secrets file of Aftercall. Move it away to begin a new one.`,
    );
  }
}
