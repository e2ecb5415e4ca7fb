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
import {
  type Arrived,
  type OwnPlatform,
  type OwnReceiver,
  startOwnPlatform,
  startOwnReceiver,
} from './own-platform.ts';
import { type PlatformProcess, startPlatformProcess } from './platform-process.ts';

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
  /** The demo platform, with options of its command line. */
  startPlatform: (...args: readonly string[]) => Promise<PlatformProcess>;
  /** A platform that sends these events, in their order, and is quiet from then on. */
  startOwnPlatform: (events: readonly object[]) => Promise<OwnPlatform>;
  /** A receiver on loopback that answers 200 unless told otherwise. */
  startOwnReceiver: (answer?: (request: Arrived) => number) => Promise<OwnReceiver>;
  /** Ends what it is given with the test, also with one that failed; what began last ends first. */
  untilTheEnd: <T extends { close(): Promise<unknown> }>(begun: T) => T;
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
  untilTheEnd: async ({ dataDir: _ }, use) => {
    const begun: { close(): Promise<unknown> }[] = [];
    await use((one) => {
      begun.push(one);
      return one;
    });
    const failures: unknown[] = [];
    for (const one of begun.toReversed()) await one.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, 'what the test began did not end well');
  },
  startPlatform: async ({ dataDir, untilTheEnd }, use) => {
    await use(async (...args) => untilTheEnd(await startPlatformProcess(join(dataDir, 'platform'), args)));
  },
  startOwnPlatform: async ({ untilTheEnd }, use) => {
    await use(async (events) => untilTheEnd(await startOwnPlatform(events)));
  },
  startOwnReceiver: async ({ untilTheEnd }, use) => {
    await use(async (answer) => untilTheEnd(await startOwnReceiver(answer)));
  },
  openConsole: async ({ dataDir, electronBinary, context, untilTheEnd }, use, info) => {
    await use(async (options = {}) =>
      untilTheEnd(
        info.project.name === 'electron' && electronBinary !== null
          ? await openOnDesktop({ electronBinary, dataDir, ...options })
          : await openInBrowser({ context, dataDir, ...options }),
      ),
    );
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
