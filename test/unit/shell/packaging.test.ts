/** `electron-builder.yml`, read by electron-builder's own rules: no installer can be made on every machine, but its recipe can be checked. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../..', import.meta.url));
// electron-builder's inner parts are found from where it lies.
const inside = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));

const recipe = z.looseObject({
  files: z.array(z.string()),
  electronFuses: z.record(z.string(), z.boolean()),
  protocols: z.array(z.object({ schemes: z.array(z.string()) })),
});
const raw: unknown = inside('js-yaml').load(readFileSync(`${root}/electron-builder.yml`, 'utf8'));
const config = recipe.parse(raw);

describe('the recipe for installers', () => {
  test('is one that electron-builder accepts', async () => {
    const { validateConfiguration } = inside('app-builder-lib/out/util/config/config.js');
    await expect(validateConfiguration(raw, { isEnabled: false })).resolves.toBeUndefined();
    await expect(validateConfiguration({ ...config, asra: true }, { isEnabled: false })).rejects.toThrow('asra');
  });

  test('turns off every way round the app, and on what protects it', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
    });
  });

  test.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
  ])('takes along the database for %s on %s alone', (platform, arch) => {
    const { FileMatcher } = inside('app-builder-lib/out/fileMatcher.js');
    const expand = (text: string) => text.replace(/\$\{platform\}/, platform).replace(/\$\{arch\}/, arch);
    // For packages electron-builder heeds the exclusions only.
    const excluded = config.files.filter((pattern) => pattern.startsWith('!'));
    const takes = new FileMatcher(root, '/app', expand, ['**/*', ...excluded]).createFilter();
    const file = { isDirectory: () => false };
    const taken = (path: string): boolean => takes(`${root}node_modules/better-sqlite3/${path}`, file);
    const libraries = [
      'linux-x64',
      'linux-arm64',
      'linuxmusl-x64',
      'darwin-x64',
      'darwin-arm64',
      'win32-x64',
      'win32-arm64',
    ];
    expect(libraries.filter((name) => taken(`prebuilds/${name}.node`))).toEqual([`${platform}-${arch}`]);
    expect(taken('lib/index.js')).toBe(true);
    expect(taken('deps/sqlite3/sqlite3.c')).toBe(false);
  });

  test('claims the scheme that deep links have', () => {
    expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual(['aftercall']);
  });
});
