/** A core on a folder whose files are then damaged. */
import { closeSync, openSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { type Core, startCore } from '../../electron/core/core.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';
import type { KeepingPlatform } from '../fixtures/keeping-platform.ts';
import { chance } from '../fixtures/random.ts';
import { ways } from '../integration/contract/core.ts';

export const events = 300;
export const page = 4096;

/** Core, to be closed by whoever began it. */
export async function begun(dataDir: string, options: { recover?: boolean; onFatal?: () => void } = {}) {
  const log: string[] = [];
  const core: Core = await startCore({
    dataDir,
    secrets: memorySecrets(),
    shell: 'test',
    version: 'test',
    log: (line) => log.push(line),
    ...options,
  });
  return { core, log };
}

export async function started(dataDir: string, options: Parameters<typeof begun>[1] = {}) {
  const { core, log } = await begun(dataDir, options);
  onTestFinished(() => core.close());
  const [, overPort] = ways[0];
  return { core, log, client: (await overPort(core)).client };
}

export const connected = (core: Core, platform: KeepingPlatform) =>
  core.ensureConnection({ id: 'c1', name: 'Platform', url: platform.url, zone: 'UTC', allow: [], token: 't' });

export function overwrite(path: string, at: number, bytes: Buffer): void {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

export const noise = (seed: number, size: number): Buffer => {
  const draw = chance(seed);
  return Buffer.from(Array.from({ length: size }, () => draw.below(256)));
};

/** The first page of a table or index, from 0. */
export function rootOf(path: string, name: string): number {
  const db = new Database(path, { readonly: true });
  const root = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
  db.close();
  if (!root) throw new Error(`no ${name}`);
  return root - 1;
}
