/** The upkeep thread: reads the whole mirror for damage, and counts what lies where. On its own read-only handle, so that nobody waits. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { createBirpc } from 'birpc';
import type { StoredKind, StoredSize } from '../../../shared/domain/upkeep.ts';
import { giveWay } from '../giving-way.ts';
import { openReadable } from '../mirror/open.ts';
import { isDamage } from '../mirror/search/open.ts';
import type { UpkeepCalls, UpkeepEvents } from './upkeep-thread.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
giveWay(10);
const dataDir = String(workerData);
/** Between two tables, so that the disk is not held for the whole of a check: as long as the one before took, and no longer than this. */
const mostPauseMs = 50;
const mostProblems = 100;

const kindOf: readonly [RegExp, StoredKind][] = [
  [/^(event|pack|source|dead_letter|gap|gone)$/, 'events'],
  [/^transcript/, 'transcripts'],
  [/^call_hour|^share$|^rollup|_hour$|^past_/, 'figures'],
  [/^call/, 'calls'],
  [/^(webhook_|endpoint)/, 'webhooks'],
  [/^(chain|incident|run_again)/, 'chains'],
  [/^(operation|audit|pending_work)/, 'operations'],
  [/^(review|note|score)/, 'reviews'],
];

const events = createBirpc<UpkeepEvents, UpkeepCalls>(
  {
    async check(path) {
      const db = path === null ? openReadable(dataDir) : new Database(path, { readonly: true, fileMustExist: true });
      try {
        return await problemsOf(db);
      } catch (error) {
        // Damage can be such that the reading itself ends.
        if (isDamage(error)) return [String(error)];
        throw error;
      } finally {
        db.close();
      }
    },
    sizes() {
      const db = openReadable(dataDir);
      try {
        return sizesOf(db);
      } finally {
        db.close();
      }
    },
    close() {
      setImmediate(() => port.close());
    },
  },
  {
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    timeout: -1,
  },
);

async function problemsOf(db: Database.Database): Promise<string[]> {
  const tables = db
    .prepare<[], { name: string; pages: number }>(
      `SELECT s.name, sum(d.pageno) AS pages FROM sqlite_schema s JOIN dbstat('main', 1) d ON d.name = s.name
       WHERE s.type = 'table' GROUP BY s.name`,
    )
    .all();
  const all = tables.reduce((sum, { pages }) => sum + pages, 0);
  // With the schema goes what belongs to no table: the list of free pages.
  const problems = problemsIn(db, 'sqlite_schema');
  let done = 0;
  for (const { name, pages } of tables) {
    const begun = performance.now();
    problems.push(...problemsIn(db, name));
    done += pages;
    events.progress.asEvent(all === 0 ? 1 : done / all);
    if (problems.length >= mostProblems) break;
    await new Promise((resolve) => setTimeout(resolve, Math.min(mostPauseMs, performance.now() - begun)));
  }
  return problems.slice(0, mostProblems);
}

function problemsIn(db: Database.Database, table: string): string[] {
  const found = db.pragma(`quick_check('${table.replaceAll("'", "''")}')`) as { quick_check: string }[];
  return found.map(({ quick_check: line }) => line).filter((line) => line !== 'ok');
}

function sizesOf(db: Database.Database): StoredSize[] {
  const bytes = new Map<StoredKind, number>();
  const tables = db
    .prepare<[], { name: string; bytes: number }>(
      `SELECT coalesce(s.tbl_name, d.name) AS name, sum(d.pgsize) AS bytes
       FROM dbstat('main', 1) d LEFT JOIN sqlite_schema s ON s.name = d.name GROUP BY 1`,
    )
    .all();
  for (const table of tables) {
    const kind = kindOf.find(([names]) => names.test(table.name))?.[1] ?? 'other';
    bytes.set(kind, (bytes.get(kind) ?? 0) + table.bytes);
  }
  const free = Number(db.pragma('freelist_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }));
  bytes.set('free', free);
  return [...bytes].map(([kind, size]) => ({ kind, bytes: size })).sort((one, other) => other.bytes - one.bytes);
}
