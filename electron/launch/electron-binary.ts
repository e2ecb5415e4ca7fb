/**
 * Finds Electron's binary, which npm does not bring along: it is fetched at first use. Importing the `electron` package would do that
 * by itself, without a bound and without asking, so its layout is read here instead.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
  linux: 'electron',
};

/** The binary's path, or `null` when there is none yet. `ELECTRON_OVERRIDE_DIST_PATH` names one brought along. */
export function findElectron(root: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const executable = executables[process.platform];
  if (executable === undefined) return null;
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const dist = override || join(root, 'node_modules/electron/dist');
  const path = join(dist, executable);
  if (!existsSync(path)) return null;
  return override || readVersion(join(dist, 'version')) === electronVersion(root) ? path : null;
}

/**
 * Fetches the binary with Electron's own installer, if the place it comes from answers within four seconds or a cache was named.
 * Returns its path, or `null` with nothing changed. `say` hears one line before the long wait.
 */
export async function fetchElectron(
  root: string,
  say: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | null> {
  const cached = Boolean(env.electron_config_cache);
  if (!cached && !(await answers(downloadAddress(root, env)))) return null;
  say(`Fetching Electron ${electronVersion(root)} (once)…`);
  const installed = await install(root, env, cached ? 60_000 : 600_000);
  return installed ? findElectron(root, env) : null;
}

function electronVersion(root: string): string | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
    return typeof version === 'string' ? version : null;
  } catch {
    // Installed without development packages: there is no Electron to speak of.
    return null;
  }
}

function readVersion(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().replace(/^v/, '') : null;
}

function downloadAddress(root: string, env: NodeJS.ProcessEnv): string {
  const mirror =
    env.ELECTRON_MIRROR || env.npm_config_electron_mirror || 'https://github.com/electron/electron/releases/download/';
  return `${mirror}v${electronVersion(root)}/SHASUMS256.txt`;
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(4000) });
    return response.ok;
  } catch {
    // No route, no name, refused or too slow: all the same to somebody who wants to start.
    return false;
  }
}

function install(root: string, env: NodeJS.ProcessEnv, longestMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const script = join(root, 'node_modules/electron/install.js');
    const child = spawn(process.execPath, [script], { cwd: root, env, stdio: 'ignore', timeout: longestMs });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
