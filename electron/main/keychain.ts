/**
 * The desktop shell's secrets: encrypted by the system's keychain, kept in a file of ours. Where Linux has no keychain Electron would
 * encrypt with a key that everybody knows; then secrets stay in memory instead, and the console says so.
 */
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { memorySecrets, type SecretStore } from '../core/secrets.ts';
import { readPrivateFile, writePrivateFile } from '../launch/private-file.ts';

const fileContent = z.object({ format: z.literal('aftercall-keychain/1'), values: z.record(z.string(), z.base64()) });

/** Long enough to type a password into the keychain's own question; until then there is no core. */
const patienceMs = 30_000;

/**
 * To be called once the app is ready, and its window open: the keychain may ask the operator to unlock it, or not answer at all. `say`
 * hears about anything that could not be used.
 */
export async function openKeychain(
  path: string,
  storage: SafeStorage,
  say: (line: string) => void,
  platform: NodeJS.Platform = process.platform,
): Promise<SecretStore> {
  const objection = await withinPatience(objectionTo(storage, platform), 'The keychain does not answer');
  if (objection !== null) {
    say(`${objection}: tokens are kept in memory and have to be entered again after a restart.`);
    return memorySecrets();
  }
  const held = await readValues(path, say);
  const save = (): Promise<void> => {
    const content = { format: 'aftercall-keychain/1', values: Object.fromEntries(held) };
    return writePrivateFile(path, Buffer.from(`${JSON.stringify(content)}\n`));
  };
  let writing: Promise<void> = Promise.resolve();
  const inTurn = (): Promise<void> => {
    const turn = writing.then(save);
    writing = turn.catch(() => undefined);
    return turn;
  };
  const put = async (name: string, value: string): Promise<void> => {
    held.set(name, (await storage.encryptStringAsync(value)).toString('base64'));
    await inTurn();
  };

  return {
    kind: 'keychain',
    path,
    async get(name) {
      const encrypted = held.get(name);
      if (encrypted === undefined) return null;
      try {
        const { result, shouldReEncrypt } = await storage.decryptStringAsync(Buffer.from(encrypted, 'base64'));
        if (shouldReEncrypt) await put(name, result);
        return result;
      } catch (error) {
        // Another user's keychain, or one that was reset: the secret is lost and has to be entered again.
        say(`A stored token cannot be decrypted any more: ${error instanceof Error ? error.message : String(error)}`);
        return null;
      }
    },
    set: put,
    async delete(name) {
      if (held.delete(name)) await inTurn();
    },
  };
}

/** Why secrets are not to be entrusted to it; `null` when they are. */
async function objectionTo(storage: SafeStorage, platform: NodeJS.Platform): Promise<string | null> {
  const none = 'There is no keychain here';
  if (!(await storage.isAsyncEncryptionAvailable())) return none;
  if (platform !== 'linux') return null;
  return ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend()) ? none : null;
}

/** What `answer` resolves to, or `otherwise` when that takes too long. */
async function withinPatience<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patienceMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readValues(path: string, say: (line: string) => void): Promise<Map<string, string>> {
  const bytes = await readPrivateFile(path);
  if (bytes === null) return new Map();
  try {
    return new Map(Object.entries(fileContent.parse(JSON.parse(bytes.toString('utf8'))).values));
  } catch {
    say(`${path} is no secrets file of Aftercall; it is left alone until a token is stored.`);
    return new Map();
  }
}
