import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFileSecrets } from '../../../electron/web/secrets.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aftercall-secrets-'));
  path = join(directory, 'data', 'secrets.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);

describe('without a passphrase', () => {
  test('secrets are there again after a restart, readable by their owner alone', async () => {
    const secrets = await openFileSecrets(path, null);
    expect([secrets.kind, secrets.path]).toEqual(['plain file', path]);
    await secrets.set('connection:a', 'tøken');
    await secrets.set('connection:b', 'other');
    await secrets.delete('connection:b');
    const again = await openFileSecrets(path, null);
    expect(await again.get('connection:a')).toBe('tøken');
    expect(await again.get('connection:b')).toBeNull();
    expect([await mode(path), await mode(join(directory, 'data'))]).toEqual(['600', '700']);
  });

  test('rights that were widened are narrowed again', async () => {
    await (await openFileSecrets(path, null)).set('a', '1');
    await chmod(path, 0o644);
    await openFileSecrets(path, null);
    expect(await mode(path)).toBe('600');
  });

  test('a name that nobody set is not there, though every object has it', async () => {
    await (await openFileSecrets(path, null)).set('a', '1');
    expect(await (await openFileSecrets(path, null)).get('constructor')).toBeNull();
  });

  test('writes at the same moment all last, and leave no drafts behind', async () => {
    const secrets = await openFileSecrets(path, null);
    await Promise.all(Array.from({ length: 20 }, (_, index) => secrets.set(`name${index}`, String(index))));
    const again = await openFileSecrets(path, null);
    expect(await again.get('name19')).toBe('19');
    expect(await readdir(join(directory, 'data'))).toEqual(['secrets.json']);
  });

  test('a file of something else is reported and left alone', async () => {
    await (await openFileSecrets(path, null)).set('a', '1');
    await writeFile(path, '{"half":');
    await expect(openFileSecrets(path, null)).rejects.toMatchObject({ code: 'unreadable' });
    expect(await readFile(path, 'utf8')).toBe('{"half":');
  });
});

describe('with a passphrase', () => {
  test('nothing can be read in the file, and the same passphrase opens it', async () => {
    const secrets = await openFileSecrets(path, 'correct horse');
    expect(secrets.kind).toBe('encrypted file');
    await secrets.set('connection:a', 'plain-to-see');
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain('plain-to-see');
    expect(text).not.toContain('connection:a');
    expect(await (await openFileSecrets(path, 'correct horse')).get('connection:a')).toBe('plain-to-see');
  });

  test('another passphrase, or none, is refused and changes nothing', async () => {
    await (await openFileSecrets(path, 'correct horse')).set('a', '1');
    const before = await readFile(path);
    await expect(openFileSecrets(path, 'battery')).rejects.toMatchObject({ code: 'wrong passphrase' });
    await expect(openFileSecrets(path, null)).rejects.toMatchObject({ code: 'passphrase needed' });
    expect(await readFile(path)).toEqual(before);
  });

  test('a plain file is sealed the first time a passphrase comes with it', async () => {
    await (await openFileSecrets(path, null)).set('a', 'plain-to-see');
    const sealed = await openFileSecrets(path, 'correct horse');
    expect(await sealed.get('a')).toBe('plain-to-see');
    expect(await readFile(path, 'utf8')).not.toContain('plain-to-see');
  });

  test('weaker parameters written into the file do not pass unnoticed', async () => {
    await (await openFileSecrets(path, 'correct horse')).set('a', '1');
    const text = await readFile(path, 'utf8');
    expect(text).toContain('"N":131072');
    await writeFile(path, text.replace('"N":131072', '"N":1024'));
    await expect(openFileSecrets(path, 'correct horse')).rejects.toMatchObject({ code: 'wrong passphrase' });
  });
});
