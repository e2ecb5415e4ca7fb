/**
 * What every end-to-end test stands on: a data directory of its own, and, in the project `electron`, Electron's binary. A machine without
 * the binary skips those tests, visibly.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { openInBrowser } from './browser-app.ts';
import { type OpenConsole, openOnDesktop } from './electron-app.ts';

/** Options of a project, set in `playwright.config.ts`. */
export interface Machine {
  /** Electron's binary; `null` where there is none. */
  electronBinary: string | null;
}

interface Home {
  /** Empty at the start of each test, gone after it. */
  dataDir: string;
  /** Opens the console of this project's shell on `dataDir`. `args` are options of `npm start`, each in one piece. */
  openConsole: (options?: { args?: readonly string[]; token?: string }) => Promise<OpenConsole>;
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
  openConsole: async ({ dataDir, electronBinary, context }, use, info) => {
    const opened: OpenConsole[] = [];
    await use(async (options = {}) => {
      const shell =
        info.project.name === 'electron' && electronBinary !== null
          ? await openOnDesktop({ electronBinary, dataDir, ...options })
          : await openInBrowser({ context, dataDir, ...options });
      opened.push(shell);
      return shell;
    });
    for (const shell of opened) await shell.close();
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
