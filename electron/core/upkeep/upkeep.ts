/** Looking after the mirror: checks now and then, backups by night, and one answer to how it is. */
import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Settings } from '../../../shared/domain/settings.ts';
import type {
  Backup,
  Check,
  DroppedRecording,
  Health,
  SlowQuery,
  StoredSize,
  UpkeepRunning,
} from '../../../shared/domain/upkeep.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import { mirrorFile } from '../mirror/open.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import { searchFile } from '../mirror/search/open.ts';
import { backupFolderOf, backupsIn, makeBackup, nextBackupAt } from './backups.ts';
import { requestRecovery } from './recovery.ts';
import { requestRestore, whyNotRestorable } from './restore.ts';
import { keepSmall } from './smaller.ts';
import { createUpkeepThread } from './upkeep-thread.ts';

export interface Upkeep {
  health(signal?: AbortSignal): Promise<Health>;
  /** `null` when a check is under way already. */
  check(): Promise<Check | null>;
  /** `null` when a backup is under way already; rejects with why it failed, which is on record then. */
  backup(): Promise<Backup | null>;
  /** Whether there was one of that name. */
  removeBackup(name: string): boolean;
  /** Why the file cannot take the mirror's place; `null` when core is about to start anew with it. */
  restore(from: { name: string } | { path: string }): Promise<string | null>;
  /** Core is about to start anew without the damaged mirror: with this backup, or `null` with an empty mirror. */
  recover(): Promise<string | null>;
  /** Something could not be read or written because of damage: a check tells how much of it there is. */
  noteDamage(): void;
  /** Whether the last check found damage that nobody has recovered from yet. */
  damaged(): boolean;
  /** Drops what retention says must go by now; what is under way goes on. */
  retain(): Promise<void>;
  /** Somebody says that the clock is right: what rested because of it goes on. */
  trustClock(): Promise<void>;
  /**
   * Gives back what the mirror does not use; `restarts`: core is about to start anew for it. `null` when it is under way already; `why` it
   * cannot be done.
   */
  giveRoomBack(): Promise<{ bytes: number; restarts: boolean } | { why: string } | null>;
  /** A query took longer than a screen should wait. */
  noteSlow(name: string, durationMs: number): void;
  /** 0–1 of the copy that is being made. */
  noteCopied(share: number): void;
  close(): Promise<void>;
}

export interface UpkeepDeps {
  dataDir: string;
  readers: Pick<ReaderPool, 'read'>;
  ingest: Pick<IngestThread, 'call'>;
  settings: () => Settings;
  actor: string;
  now: () => number;
  onChange: () => void;
  /** The text search is to be made anew. */
  searchDamaged: () => void;
  forgetRecordings: (recordings: readonly DroppedRecording[]) => void;
  /** Core is to end, and its shell to start it anew. */
  restart: () => void;
  log: (line: string) => void;
}

const sizesLastMs = 3_600_000;
const slowKept = 50;
const tickMs = 60_000;
/** Nobody needs the disk to be read as a whole more often. */
const checkEveryMs = 7 * 86_400_000;

export function createUpkeep({
  dataDir,
  readers,
  ingest,
  settings,
  actor,
  now,
  onChange,
  searchDamaged,
  forgetRecordings,
  restart,
  log,
}: UpkeepDeps): Upkeep {
  const thread = createUpkeepThread(dataDir);
  const running = new Map<UpkeepRunning['what'], number>();
  const slow: SlowQuery[] = [];
  const startedAt = now();
  let sizes: { at: number; kinds: StoredSize[] } | null = null;
  let sizing = false;
  let ticking = false;
  let lastCheck: Check | null = null;
  let damaged = false;
  /** What was known when core was last open; a restore since then is newer than any check. */
  const remembered = readers
    .read((db) => db.upkeepRecord())
    .then(({ done }) => {
      const newest = done.find(({ what }) => what !== 'backup');
      damaged ||= newest?.what === 'check' && newest.problem !== null;
      if (damaged) onChange();
    })
    .catch((error: unknown) => log(`The record of what was done cannot be read: ${String(error)}`));
  const timer = setInterval(() => void tick().catch((error: unknown) => log(String(error))), tickMs);
  timer.unref();

  const folder = (): string => backupFolderOf(dataDir, settings().backup.folder);

  function progress(what: UpkeepRunning['what'], share: number): void {
    running.set(what, share);
    onChange();
  }

  /** Does one thing at a time of each kind, and puts it on record however it ends. */
  async function doing<T>(
    what: UpkeepRunning['what'],
    work: () => Promise<{ value: T; problem: string | null; detail: string }>,
  ) {
    if (running.has(what)) return null;
    progress(what, 0);
    const at = now();
    try {
      const { value, problem, detail } = await work();
      await ingest.call
        .noteUpkeep({ what, at, durationMs: now() - at, problem, detail }, actor)
        // A damaged mirror may not take even that.
        .catch((error: unknown) => log(`What was done is not on record: ${String(error)}`));
      return value;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      await ingest.call.noteUpkeep({ what, at, durationMs: now() - at, problem, detail: '' }, actor).catch(() => {});
      throw error;
    } finally {
      running.delete(what);
      onChange();
    }
  }

  const check = () =>
    doing('check', async () => {
      const at = now();
      const problems = await thread.check(null, (share) => progress('check', share));
      lastCheck = { at, durationMs: now() - at, problems };
      damaged = problems.length > 0;
      const ofSearch = existsSync(searchFile(dataDir)) ? await thread.check(searchFile(dataDir), () => {}) : [];
      if (ofSearch.length > 0) {
        log(`The text search is damaged and is made anew: ${ofSearch[0]}`);
        searchDamaged();
      }
      return { value: lastCheck, problem: problems[0] ?? null, detail: problems.join('\n') };
    });

  const backup = () =>
    doing('backup', async () => {
      const made = await makeBackup({
        folder: folder(),
        keep: settings().backup.keep,
        at: now(),
        copy: (path) => ingest.call.copyMirror(path),
        check: (path) => thread.check(path, () => {}),
      });
      return { value: made, problem: null, detail: made.name };
    });

  const small = keepSmall({
    dataDir,
    readers,
    ingest,
    settings: () => settings().retention,
    forgetRecordings,
    note: (done) => ingest.call.noteUpkeep(done, actor),
    doing: (work) =>
      doing('room', async () => {
        const bytes = await work();
        return { value: bytes, problem: null, detail: `${Math.round(bytes / 1e6)} MB given back to the disk` };
      }),
    progress: (share) => progress('room', share),
    isCopying: () => running.has('backup'),
    onChange,
    restart,
    now,
    log,
  });

  /** What is due, with what is on record of it: while that is written down, nobody looks at it. */
  async function tick(): Promise<void> {
    small.tick();
    if (ticking) return;
    ticking = true;
    try {
      await makeDue();
    } finally {
      ticking = false;
    }
  }

  async function makeDue(): Promise<void> {
    const { nightly, at } = settings().backup;
    const record = await readers.read((db) => db.upkeepRecord());
    if (nightly && nextBackupAt(record.lastBackup?.at ?? startedAt, at, now()) <= now()) {
      await backup().catch((error: unknown) => log(`The nightly backup failed: ${String(error)}`));
    }
    const idleSince = record.lastCheck?.at ?? startedAt - checkEveryMs + 10 * tickMs;
    // Either way: a clock that was ahead is no reason never to look again.
    if (Math.abs(now() - idleSince) > checkEveryMs) await check();
  }

  async function takeSizes(): Promise<void> {
    if (sizing || (sizes !== null && Math.abs(now() - sizes.at) < sizesLastMs)) return;
    sizing = true;
    try {
      sizes = { at: now(), kinds: await thread.sizes() };
      onChange();
    } catch (error) {
      log(`The sizes could not be taken: ${String(error)}`);
    } finally {
      sizing = false;
    }
  }

  return {
    async health(signal) {
      void takeSizes();
      const [record, figures] = await Promise.all([
        readers.read((db) => db.upkeepRecord(), signal),
        readers.read((db) => db.figures(), signal),
      ]);
      const { nightly, at } = settings().backup;
      const { bavail, bsize } = statfsSync(dataDir);
      const found = record.lastCheck;
      return {
        files: {
          mirror: sizeOf(mirrorFile(dataDir)),
          wal: sizeOf(`${mirrorFile(dataDir)}-wal`),
          search: sizeOf(searchFile(dataDir)) + sizeOf(`${searchFile(dataDir)}-wal`),
        },
        diskFree: bavail * bsize,
        sizes,
        events: record.events,
        schema: record.schema,
        searchBehind: figures.searchBehind,
        slow: [...slow].reverse(),
        lastCheck:
          lastCheck ??
          (found && {
            at: found.at,
            durationMs: found.durationMs,
            problems: found.problem === null ? [] : [found.detail || found.problem].flatMap((text) => text.split('\n')),
          }),
        done: record.done,
        backups: backupsIn(folder()),
        backupFolder: folder(),
        nextBackupAt: nightly ? nextBackupAt(record.lastBackup?.at ?? startedAt, at, now()) : null,
        dropped: record.dropped,
        doubt: small.doubt(),
        free: record.free,
        running: [...running].map(([what, share]) => ({ what, progress: share })),
      };
    },
    check,
    backup,
    removeBackup(name) {
      const known = backupsIn(folder()).some((each) => each.name === name);
      if (known) rmSync(join(folder(), name), { force: true });
      if (known) onChange();
      return known;
    },
    async restore(from) {
      const path = 'path' in from ? from.path : join(folder(), from.name);
      const why = whyNotRestorable(path);
      if (why !== null) return why;
      const [problem] = await thread.check(path, () => {});
      if (problem !== undefined) return `It is damaged: ${problem}`;
      requestRestore(dataDir, { path, at: now(), actor });
      // The answer leaves first.
      setTimeout(restart, 100);
      return null;
    },
    async recover() {
      const path = await requestRecovery(dataDir, { check: thread.check, at: now(), actor });
      setTimeout(restart, 100);
      return path === null ? null : basename(path);
    },
    noteDamage() {
      if (!damaged) void check().catch((error: unknown) => log(`The check failed: ${String(error)}`));
    },
    damaged: () => damaged,
    retain: small.retain,
    trustClock: small.trustClock,
    giveRoomBack: small.giveRoomBack,
    noteSlow(name, durationMs) {
      slow.push({ at: now(), name, durationMs });
      if (slow.length > slowKept) slow.shift();
    },
    noteCopied: (share) => progress('backup', share),
    async close() {
      clearInterval(timer);
      await small.close();
      await remembered;
      await thread.close();
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
