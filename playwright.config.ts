/**
 * End-to-end tests, the same ones under both shells: `browser` drives the browser shell in Chromium, `electron` the desktop shell, where
 * Electron's binary is to be had. `*.browser.spec.ts` and `*.electron.spec.ts` are of one shell alone.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { whyNoWindows } from './electron/launch/display.ts';
import { findElectron } from './electron/launch/electron-binary.ts';
import { findChromium } from './test/chromium.ts';
import type { Machine } from './test/e2e/machine.ts';

// Platforms and cores run the sources, and need not strip and compile them each time.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url));

const chromium = findChromium();
// A binary is of use only where windows can be shown.
const electronBinary = whyNoWindows() === null ? findElectron(fileURLToPath(new URL('.', import.meta.url))) : null;

export default defineConfig<object, Machine>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // Each test starts a platform, a core and a page of its own, and waits for one of them most of the time.
  workers: Math.max(2, Math.floor(availableParallelism() / 2)),
  fullyParallel: true,
  // For what never comes to be: a machine that is busy with other things is left its time.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    // Without a film: filming takes a good part of a machine that draws without a graphics card.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    {
      name: 'browser',
      testMatch: '**/*.spec.ts',
      testIgnore: '**/*.electron.spec.ts',
      use: {
        browserName: 'chromium',
        viewport: { width: 1440, height: 900 },
        launchOptions: {
          args: chromium?.args ?? [],
          ...(chromium?.executablePath ? { executablePath: chromium.executablePath } : {}),
        },
      },
    },
    {
      name: 'electron',
      testMatch: '**/*.spec.ts',
      testIgnore: '**/*.browser.spec.ts',
      use: { electronBinary },
    },
  ],
});
