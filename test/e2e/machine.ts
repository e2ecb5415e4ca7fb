/**
 * What every end-to-end test stands on: a data directory of its own, and, in the project `electron`, Electron's binary. A machine without
 * the binary skips those tests, visibly.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';

/** Options of a project, set in `playwright.config.ts`. */
export interface Machine {
  /** Electron's binary; `null` where there is none. */
  electronBinary: string | null;
}

interface Home {
  /** Empty at the start of each test, gone after it. */
  dataDir: string;
  /** Skips the tests of the desktop shell where it cannot run. */
  desktop: undefined;
}

export const test = base.extend<Home, Machine>({
  electronBinary: [null, { option: true, scope: 'worker' }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  dataDir: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'aftercall-e2e-'));
    await use(dataDir);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
  desktop: [
    async ({ electronBinary }, use, info) => {
      info.skip(
        info.project.name === 'electron' && electronBinary === null,
        'Electron’s binary is not on this machine',
      );
      await use(undefined);
    },
    { auto: true },
  ],
});
