/** The desktop shell under Playwright, for the project `electron`: the built bundles in the real Electron. */
import { fileURLToPath } from 'node:url';
import { _electron, type Page } from '@playwright/test';

/** A console that is open, whichever shell it runs in. */
export interface OpenConsole {
  page: Page;
  /** Ends the whole console and waits until it is gone; its data stays. */
  close(): Promise<void>;
}

/**
 * Opens the desktop shell on `dataDir`. `args` are the options of `npm start`, e.g. `--connect=ws://127.0.0.1:4000/v1/events`; the token
 * goes by the environment, as it does there. Needs `out/` to be built, which `npm test` has done.
 */
export async function openOnDesktop({
  electronBinary,
  dataDir,
  args = [],
  token,
}: {
  electronBinary: string;
  dataDir: string;
  args?: readonly string[];
  token?: string;
}): Promise<OpenConsole> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const app = await _electron.launch({
    executablePath: electronBinary,
    args: [root, `--data=${dataDir}`, ...args],
    env: { ...environment(), ...(token === undefined ? {} : { AFTERCALL_TOKEN: token }) },
  });
  const page = await app.firstWindow();
  let closing: Promise<void> | undefined;
  return { page, close: () => (closing ??= app.close()) };
}

/** Ours, without what would turn Electron into a bare Node. */
function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE');
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
