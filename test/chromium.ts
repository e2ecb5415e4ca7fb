/** Which Chromium the end-to-end tests drive: the system's where there is one, else the one Playwright has fetched. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Debian's build has no sandbox in containers, and none of the rest is wanted in a test. */
const systemFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Chromium {
  /** `null`: Playwright's own. */
  executablePath: string | null;
  args: string[];
}

/** `null` when this machine has none. */
export function findChromium(): Chromium | null {
  const system = systemPaths.find((path) => existsSync(path));
  if (system !== undefined) return { executablePath: system, args: systemFlags };
  return existsSync(chromium.executablePath()) ? { executablePath: null, args: [] } : null;
}

export const howToGetChromium =
  'There is no Chromium on this machine, so the end-to-end tests cannot run. ' +
  'Get one with `npx playwright install chromium`, or on Debian and Ubuntu with `apt-get install chromium`.';
