/**
 * Where the scripts of core's worker threads lie: beside their sources when run from TypeScript, flat beside the bundle when built
 * (`electron.vite.config.ts` gives each its own entry of the same name).
 */
import { setFlagsFromString } from 'node:v8';

const scripts = {
  ingest: './mirror/ingest.worker.ts',
  intake: './sources/intake/intake.worker.ts',
  reader: './mirror/reader.worker.ts',
  search: './mirror/search/search.worker.ts',
  script: './chains/script.worker.ts',
  upkeep: './upkeep/upkeep.worker.ts',
  mapping: './sources/mapping/mapping.worker.ts',
} as const;

export type WorkerName = keyof typeof scripts;

/** The worker script's URL, to be given to `new Worker`. */
export function workerUrl(name: WorkerName): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? scripts[name] : `./${name}.worker.js`, import.meta.url);
}

/**
 * Room for what a thread makes and drops at once, of which V8 would take up to 48 MB in each of them before it collects, and saves no time
 * by it that could be measured; and for what stays. Where more than 2 GB might stay, V8 lets a heap grow to four times what is used in it,
 * else to twice: nothing here needs as much, and messages of streams are 256 MB at the most.
 */
export const littleHeap = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 2000 } as const;

/**
 * Lets every thread of the process collect by itself what it drops, now and then a few megabytes of which little stays. V8 would part that
 * among helpers, and where processors are busy a thread waits longer for them than the collecting takes: a reader four milliseconds
 * instead of one, at one page in sixteen.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
