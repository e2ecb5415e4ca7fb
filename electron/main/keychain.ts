/**
 * The desktop shell's secrets: encrypted by the system's keychain, kept in a file of ours. Where Linux has no keychain Electron would
 * encrypt with a key that everybody knows; then secrets stay in memory instead, and the console says so.
 */
import type { SafeStorage } from 'electron';
import { z } from 'zod';
import { memorySecrets, type SecretStore } from '../core/secrets.ts';
import { readPrivateFile, writePrivateFile } from '../launch/private-file.ts';

const fileContent = z.object({ format: z.literal('aftercall-keychain/1'), values: z.record(z.string(), z.base64()) });

/** To be called once the app is ready. `say` hears about anything that could not be used. */
export async function openKeychain(
  path: string,
  storage: SafeStorage,
  say: (line: string) => void,
  platform: NodeJS.Platform = process.platform,
): Promise<SecretStore> {
  if (!(await isTrustworthy(storage, platform))) {
    say('There is no keychain here: tokens are kept in memory and have to be entered again after a restart.');
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

async function isTrustworthy(storage: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  if (!(await storage.isAsyncEncryptionAvailable())) return false;
  if (platform !== 'linux') return true;
  return !['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend());
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
