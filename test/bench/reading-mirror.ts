/**
 * The mirror that reading is measured on: one made for this run and thrown away after it, or one that is kept in a folder and measured
 * again and again, for which a million calls need to be indexed once.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mirrorFile } from '../../electron/core/mirror/open.ts';
import { searchFile } from '../../electron/core/mirror/search/open.ts';
import { startSearchThread } from '../../electron/core/mirror/search/search-thread.ts';
import { buildCalls } from './calls-mirror.ts';
import type { BenchMirror } from './lists-mirror.ts';
import { note, secondsSince } from './mirror/note.ts';
import { questionsOf } from './mirror/queries.ts';

export interface ReadingMirror {
  dataDir: string;
  world: BenchMirror;
  /** Throws away what was made for this run alone. */
  done(): void;
}

/** Written last: a folder without it holds no whole mirror of the bench. */
const worldFile = 'bench.json';

/**
 * Indexed for the search. `kept`: a folder with a mirror that was made before, or an empty one to make it in.
 * @throws when it holds something else.
 */
export async function readingMirror(kept: string | undefined, calls: number): Promise<ReadingMirror> {
  const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  const done = () => {
    if (kept === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const known = join(dataDir, worldFile);
    if (existsSync(known)) return { dataDir, world: JSON.parse(readFileSync(known, 'utf8')), done };
    mkdirSync(dataDir, { recursive: true });
    if (readdirSync(dataDir).length > 0) throw new Error(`${dataDir} holds something else than a mirror of the bench`);
    const built = performance.now();
    const world = buildCalls(dataDir, calls);
    note(
      `${calls.toLocaleString('en')} calls written in ${secondsSince(built)} s, ${megabytes(mirrorFile(dataDir))} MB`,
    );
    const began = performance.now();
    await indexAll(dataDir);
    note(`indexed in ${secondsSince(began)} s, ${megabytes(searchFile(dataDir))} MB`);
    writeFileSync(known, JSON.stringify(world));
    return { dataDir, world, done };
  } catch (error) {
    done();
    throw error;
  }
}

/** What is asked of it: of the agents who have most calls; words that are said often, now and then, and seldom. */
export function askedOf({ dataDir, world }: ReadingMirror) {
  const words = [10, 60, 200, 600, 2000].flatMap((n) => world.words[n] ?? []);
  return { ...questionsOf(dataDir, words), agents: world.agents.slice(0, 8) };
}

/** Resolves when all that is in the mirror can be searched. */
export async function indexAll(dataDir: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const search = startSearchThread(dataDir, {
      indexed: () => void search.close().then(resolve, reject),
      failed: (problem) => reject(new Error(problem)),
    });
    search.wake();
  });
}

const megabytes = (file: string): string => (statSync(file).size / 1e6).toFixed(0);
