import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openKeychain } from '../../../electron/main/keychain.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aftercall-keychain-'));
  path = join(directory, 'secrets.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A keychain whose "encryption" can be told from plain text, with a key that can be changed behind our back. */
function keychain({
  available = Promise.resolve(true),
  backend = 'gnome_libsecret',
  key = 'k1',
  rotated = false,
}: {
  available?: Promise<boolean>;
  backend?: string;
  key?: string;
  rotated?: boolean;
} = {}) {
  return {
    isAsyncEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: vi.fn(async (text: string) => Buffer.from(`${key}:${Buffer.from(text).toString('hex')}`)),
    async decryptStringAsync(bytes: Buffer) {
      const [usedKey, text = ''] = bytes.toString().split(':');
      if (usedKey !== key && !rotated) throw new Error('cannot decrypt');
      return { result: Buffer.from(text, 'hex').toString(), shouldReEncrypt: usedKey !== key };
    },
  } as unknown as Electron.SafeStorage;
}

const say = () => {};

test('secrets are kept encrypted and are there after a restart', async () => {
  const secrets = await openKeychain(path, keychain(), say, 'linux');
  expect(secrets.kind).toBe('keychain');
  await secrets.set('connection:a', 'token');
  expect(await readFile(path, 'utf8')).not.toContain('"token"');
  expect(await (await openKeychain(path, keychain(), say, 'linux')).get('connection:a')).toBe('token');
});

test.each([{ backend: 'basic_text' }, { backend: 'unknown' }, { available: Promise.resolve(false) }])(
  'without a keychain worth the name (%j) they stay in memory, and it is said',
  async (circumstances) => {
    const said: string[] = [];
    const secrets = await openKeychain(path, keychain(circumstances), (line) => said.push(line), 'linux');
    await secrets.set('a', '1');
    expect([secrets.kind, await secrets.get('a'), said.length]).toEqual(['memory', '1', 1]);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  },
);

test('a keychain that does not answer is not waited for without end: secrets stay in memory, and it is said', async () => {
  vi.useFakeTimers();
  try {
    const said: string[] = [];
    const silent = keychain({ available: new Promise(() => {}) });
    const opening = openKeychain(path, silent, (line) => said.push(line), 'linux');
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await opening).kind).toBe('memory');
    expect(said).toEqual([expect.stringMatching(/^The keychain does not answer: tokens are kept in memory/)]);
  } finally {
    vi.useRealTimers();
  }
});

test('one that answers late, but in time, is used', async () => {
  vi.useFakeTimers();
  try {
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 20_000));
    const opening = openKeychain(path, keychain({ available: late }), say, 'linux');
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    expect((await opening).kind).toBe('keychain');
  } finally {
    vi.useRealTimers();
  }
});

test('other systems have no such back-end to distrust', async () => {
  expect((await openKeychain(path, keychain({ backend: 'unknown' }), say, 'darwin')).kind).toBe('keychain');
});

test('a secret that can no longer be decrypted counts as missing, and it is said', async () => {
  await (await openKeychain(path, keychain(), say, 'linux')).set('a', '1');
  const said: string[] = [];
  const secrets = await openKeychain(path, keychain({ key: 'k2' }), (line) => said.push(line), 'linux');
  expect(await secrets.get('a')).toBeNull();
  expect(said[0]).toContain('cannot be decrypted');
});

test('a secret is encrypted anew when the system changed its key', async () => {
  await (await openKeychain(path, keychain(), say, 'linux')).set('a', '1');
  const before = await readFile(path, 'utf8');
  const secrets = await openKeychain(path, keychain({ key: 'k2', rotated: true }), say, 'linux');
  expect(await secrets.get('a')).toBe('1');
  expect(await readFile(path, 'utf8')).not.toBe(before);
});
