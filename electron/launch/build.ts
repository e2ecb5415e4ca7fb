/** Builds what the shells show when it is missing or older than its sources, so that a checkout can simply be started. */
import { spawn } from 'node:child_process';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The page, which is all a browser needs, and the bundles that the desktop needs besides. */
export type BuildTarget = 'renderer' | 'shell';

interface Recipe {
  made: string[];
  sources: string[];
  command: string[];
}

const recipes: Record<BuildTarget, Recipe> = {
  renderer: {
    made: ['out/renderer/index.html'],
    sources: ['renderer', 'shared', 'package-lock.json'],
    command: [
      'node_modules/vite/bin/vite.js',
      'build',
      'renderer',
      '--config',
      'renderer/vite.config.ts',
      '--logLevel',
      'warn',
    ],
  },
  shell: {
    made: ['out/main/index.js', 'out/preload/index.cjs'],
    sources: ['electron', 'shared', 'electron.vite.config.ts', 'package-lock.json'],
    // In this mode the configuration leaves the renderer out: a console that is running may be showing it.
    command: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--mode', 'shell', '--logLevel', 'warn'],
  },
};

/** The build did not succeed; `output` is what the build tool said. */
export class BuildFailed extends Error {
  override name = 'BuildFailed';
  readonly output: string;

  constructor(output: string) {
    super('The console could not be built.');
    this.output = output;
  }
}

/**
 * Sees to it that `target` is built under `root`. `say` hears one line when there is something to wait for. Two starts at once build
 * once: the second waits for the first. Throws `BuildFailed`.
 */
export async function ensureBuilt(root: string, target: BuildTarget, say: (line: string) => void): Promise<void> {
  const recipe = recipes[target];
  if (await isFresh(root, recipe)) return;
  const release = await buildLock(join(root, 'out'));
  try {
    if (await isFresh(root, recipe)) return;
    say('Building the console (only after a change)…');
    await run(root, recipe.command);
  } finally {
    await release();
  }
}

async function isFresh(root: string, recipe: Recipe): Promise<boolean> {
  const made = await Promise.all(recipe.made.map((path) => changedAt(join(root, path))));
  const oldest = Math.min(...made.map((at) => at ?? Number.NEGATIVE_INFINITY));
  const sources = await Promise.all(recipe.sources.map((path) => newestIn(join(root, path))));
  return oldest >= Math.max(...sources);
}

/** Directories count too: a deleted file leaves its trace there alone. */
async function newestIn(path: string): Promise<number> {
  const own = (await changedAt(path)) ?? Number.NEGATIVE_INFINITY;
  let entries: string[];
  try {
    entries = await readdir(path);
  } catch {
    // Not a directory, or gone between the two looks.
    return own;
  }
  const inside = await Promise.all(entries.map((entry) => newestIn(join(path, entry))));
  return Math.max(own, ...inside);
}

async function changedAt(path: string): Promise<number | null> {
  const stats = await stat(path).catch(() => null);
  return stats?.mtimeMs ?? null;
}

function run(root: string, command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // Its output is shown later, if at all: by then nobody knows whether colours suit.
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
    const child = spawn(process.execPath, [...command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new BuildFailed(Buffer.concat(output).toString('utf8')));
    });
  });
}

/** Waits at most three minutes for another build; a lock whose owner is gone is taken over. */
async function buildLock(outDir: string): Promise<() => Promise<void>> {
  await mkdir(outDir, { recursive: true });
  const path = join(outDir, '.building');
  for (let attempt = 0; attempt < 720; attempt++) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (!(await ownerLives(path))) await rm(path, { force: true });
    else await sleep(250);
  }
  throw new BuildFailed(`Another build has not finished. If there is none, remove ${path}.`);
}

async function ownerLives(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const stats = await stat(path).catch(() => null);
  const pid = Number(text);
  // The owner writes its number right after making the file; an empty one is only given up when it has stayed empty.
  if (!Number.isInteger(pid) || pid <= 0) return stats !== null && Date.now() - stats.mtimeMs < 5000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
