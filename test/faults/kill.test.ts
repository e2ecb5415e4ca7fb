/** kill -9 of core in mid-stream, again and again: nothing lost, nothing double. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openMirror, openReadable } from '../../electron/core/mirror/open.ts';
import { projectionTables, rebuildProjections } from '../../electron/core/mirror/rebuild.ts';
import { noFaults } from '../../electron/platform/faults.ts';
import { startPlatform } from '../../electron/platform/platform.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { until } from '../fixtures/wait.ts';
import { full } from './figures.ts';

const kills = full ? 50 : 12;
const child = fileURLToPath(new URL('./core-child.ts', import.meta.url));

test(`${kills} kills of core in mid-stream lose and double nothing`, { timeout: 1_800_000 }, async () => {
  const platform = await startPlatform({
    dataDir: temporaryFolder(),
    port: 0,
    token: 't',
    seed: 7,
    rate: 0,
    history: full ? 4000 : 2000,
    // Slow enough for the backlog to outlast the kills.
    faults: { ...noFaults(), slow: 2 },
    settings: { window: 64 },
  });
  onTestFinished(() => platform.close());
  const dataDir = temporaryFolder();
  let running: ChildProcess | null = null;
  onTestFinished(() => void running?.kill('SIGKILL'));

  const start = async () => {
    running = spawn(process.execPath, [child, dataDir, platform.streamUrl, platform.token], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(running.stdout ?? running, 'data');
    return running;
  };

  const positions: number[] = [];
  for (let n = 0; n < kills; n += 1) {
    const core = await start();
    // Most of them while the stream gets on, however long this machine takes to begin; every fourth before or after, as it comes.
    const before = positions.at(-1) ?? 0;
    if (n % 4 > 0) await until('the stream to get on', () => committed(dataDir) > before, { everyMs: 5 });
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
    core.kill('SIGKILL');
    await once(core, 'exit');
    positions.push(committed(dataDir));
  }
  // The kills must have hit a stream in progress, or they prove nothing.
  expect(new Set(positions).size).toBeGreaterThan(kills / 2);
  expect(positions.at(-1)).toBeLessThan(platform.head);
  expect(positions.every((position, n) => n === 0 || position >= (positions[n - 1] ?? 0))).toBe(true);

  platform.faults.slow = 0;
  const core = await start();
  const head = platform.head;
  await until('all of it', () => committed(dataDir) >= head, { timeoutMs: 600_000, everyMs: 200 });
  core.kill('SIGKILL');
  await once(core, 'exit');

  const mirror = openMirror(dataDir);
  onTestFinished(() => mirror.close());
  const count = (sql: string) => mirror.db.prepare<[], { n: number }>(sql).get()?.n;
  const position = committed(dataDir);
  expect(count('SELECT count(*) AS n FROM event')).toBe(position);
  expect(count('SELECT count(DISTINCT event_id) AS n FROM event')).toBe(position);
  expect(count('SELECT count(*) AS n FROM dead_letter')).toBe(0);

  const rowsOf = (table: string) => mirror.db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all();
  const before = new Map(projectionTables.map((table) => [table, rowsOf(table)]));
  rebuildProjections(mirror.db);
  for (const [table, rows] of before) {
    const differing = rowsOf(table).flatMap((row, index) =>
      isDeepStrictEqual(row, rows[index]) ? [] : [[row, rows[index]]],
    );
    expect(differing.slice(0, 3), table).toEqual([]);
    expect(rowsOf(table).length, table).toBe(rows.length);
  }
});

/** The last committed position, as a number; 0 before the first commit. */
function committed(dataDir: string): number {
  const db = openReadable(dataDir);
  try {
    return Number(
      db.prepare<[], { sequence: string | null }>('SELECT sequence FROM stream_position').get()?.sequence ?? 0,
    );
  } finally {
    db.close();
  }
}
