/**
 * `npm start` itself: opens the console. The desktop shell where Electron can be had and shown, else the browser shell; living demo data
 * unless `--connect` names a platform. The console's address is all that goes to stdout.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MirrorUnavailable } from '../core/mirror/errors.ts';
import { asDataFolderTrouble, makeDataFolder } from '../program/data-folder.ts';
import { defaultDataDir } from '../program/data-home.ts';
import { portTrouble, tryPort } from '../program/ports.ts';
import { runInBrowser } from './browser.ts';
import { BuildFailed, ensureBuilt } from './build.ts';
import { runOnDesktop } from './desktop.ts';
import { whyNoWindows } from './display.ts';
import { fetchElectron, findElectron } from './electron-binary.ts';
import { type LaunchOptions, parseOptions, usage } from './options.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Resolves to the exit code. */
async function main(): Promise<number> {
  // Whatever is made from here on is its owner's alone, also in a folder that others may read.
  process.umask(0o077);
  const parsed = parseOptions(process.argv.slice(2), process.env, 'npm start');
  if (!parsed.ok) {
    say(`${parsed.message}\n\n${usage['npm start']}`);
    return 2;
  }
  const { options } = parsed;
  if (options.help) {
    process.stdout.write(usage['npm start']);
    return 0;
  }
  const dataDir = resolve(options.dataDir ?? defaultDataDir());
  makeDataFolder(dataDir);
  try {
    return await open(options, dataDir);
  } catch (error) {
    throw asDataFolderTrouble(error, dataDir);
  }
}

async function open(options: LaunchOptions, dataDir: string): Promise<number> {
  if (options.shell !== 'browser') {
    const outcome = await tryDesktop(options, dataDir);
    if (typeof outcome === 'number') return outcome;
    if (options.shell === 'desktop') {
      say(`The desktop shell cannot run here: ${outcome}. Leave --shell out, or say --shell browser.`);
      return 1;
    }
    say(`The desktop shell cannot run here: ${outcome}. Opening the console in a browser instead.`);
  }
  // Better heard of now than after the build.
  if (options.port !== null) await tryPort(options.port);
  await ensureBuilt(root, 'renderer', say);
  await runInBrowser({ options, root, dataDir, version: await readVersion(), say });
  return 0;
}

/** The desktop shell's exit code, or why it could not be opened. */
async function tryDesktop(options: LaunchOptions, dataDir: string): Promise<number | string> {
  const noWindows = whyNoWindows();
  if (noWindows !== null) return noWindows;
  const binary = findElectron(root) ?? (await fetchElectron(root, say));
  if (binary === null) return 'Electron is not installed and cannot be fetched';
  if (options.port !== null) say('--port is for the browser shell; the desktop shell listens on none.');
  await ensureBuilt(root, 'renderer', say);
  await ensureBuilt(root, 'shell', say);
  const end = await runOnDesktop(binary, root, options, dataDir);
  return end.kind === 'ended' ? end.code : `Electron did not come up (${end.why})`;
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return typeof version === 'string' ? version : '0.0.0';
}

const forTheOperator = new Set(['DataFolderUnusable', 'MirrorUnavailable', 'SecretsUnavailable', 'EngineBroken']);

/** Failures the operator can do something about are one sentence; anything else keeps its trace. */
function explain(error: unknown): string {
  if (error instanceof BuildFailed) return `${error.message}\n\n${error.output}`;
  if (!(error instanceof Error)) return String(error);
  if (error instanceof MirrorUnavailable && error.code === 'corrupt') {
    return `${error.message} Start with --recover to set it aside and go on with the newest sound backup, or else with an empty mirror that the platform fills again.`;
  }
  if (forTheOperator.has(error.name)) return error.message;
  return portTrouble(error) ?? error.stack ?? error.message;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(explain(error));
    process.exit(1);
  },
);
