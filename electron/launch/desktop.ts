/** Runs the desktop shell from a checkout: Electron as a child, on the bundles just built. */
import { spawn } from 'node:child_process';
import type { LaunchOptions } from './options.ts';
import { untilAskedToEnd } from './signals.ts';

/** `could not start` means Electron itself never came up, as when the system forbids its sandbox. */
export type DesktopEnd = { kind: 'ended'; code: number } | { kind: 'could not start'; why: string };

/** An end sooner than this, by a signal or a loader's exit code, is Electron failing to come up rather than the console ending. */
const comingUpMs = 10_000;

/** Runs until the window shell ends, or is ended by a signal to us. */
export async function runOnDesktop(
  binary: string,
  root: string,
  options: LaunchOptions,
  dataDir: string,
): Promise<DesktopEnd> {
  const startedAt = performance.now();
  const child = spawn(binary, [root, ...desktopArguments(options, dataDir)], {
    stdio: 'inherit',
    env: desktopEnvironment(options),
  });
  let asked = false;
  void untilAskedToEnd().then(() => {
    asked = true;
    child.kill('SIGTERM');
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'could not start', why: error.message }));
    child.once('exit', (code, signal) => {
      const early = performance.now() - startedAt < comingUpMs;
      const broken = signal !== null || (code !== null && code > 125);
      if (early && broken && !asked) resolve({ kind: 'could not start', why: signal ?? `exit code ${code}` });
      else resolve({ kind: 'ended', code: asked ? 0 : (code ?? 1) });
    });
  });
}

function desktopArguments(options: LaunchOptions, dataDir: string): string[] {
  const args = [`--data=${dataDir}`];
  if (options.connect !== null) args.push(`--connect=${options.connect}`);
  if (options.recover) args.push('--recover');
  if (options.demoRate !== null) args.push(`--demo-rate=${options.demoRate}`);
  if (options.demoHistory !== null) args.push(`--demo-history=${options.demoHistory}`);
  return args;
}

/** The token goes by the environment: arguments can be read by every user of the machine. */
function desktopEnvironment(options: LaunchOptions): NodeJS.ProcessEnv {
  const env = { ...process.env };
  // Set by tools that are Electron themselves, it would turn our window into a bare Node.
  delete env.ELECTRON_RUN_AS_NODE;
  if (options.token !== null) env.AFTERCALL_TOKEN = options.token;
  return env;
}
