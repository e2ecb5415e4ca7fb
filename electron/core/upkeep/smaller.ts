/** Keeping the mirror small: retention every now and then, and the room it leaves given back to the disk. */
import { statSync } from 'node:fs';
import type { Settings } from '../../../shared/domain/settings.ts';
import type { ClockDoubt, DroppedRecording, UpkeepDone } from '../../../shared/domain/upkeep.ts';
import { requestCompaction, whyNotCompactable } from '../mirror/compaction.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import { mirrorFile } from '../mirror/open.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import { doubtOf, retain } from './retention.ts';
import { giveBack } from './room.ts';

export interface SmallerDeps {
  dataDir: string;
  readers: Pick<ReaderPool, 'read'>;
  ingest: Pick<IngestThread, 'call'>;
  settings: () => Settings['retention'];
  forgetRecordings: (recordings: readonly DroppedRecording[]) => void;
  note: (done: Omit<UpkeepDone, 'id'>) => Promise<void>;
  /** Of giving back room: one at a time, on record however it ends; `null` when one is under way. */
  doing: (work: () => Promise<number>) => Promise<number | null>;
  /** 0–1 of the room that is being given back. */
  progress: (share: number) => void;
  /** A backup is being made: every write would be copied too. */
  isCopying: () => boolean;
  onChange: () => void;
  restart: () => void;
  now: () => number;
  log: (line: string) => void;
}

/** What is kept in days need not be looked for by the minute. */
const everyMs = 5 * 60_000;
/** So large a part of the file may hold nothing: it will be used again. */
const spareShare = 0.05;
const restartMs = 100;

export function keepSmall(deps: SmallerDeps) {
  const { dataDir, readers, ingest, settings, now } = deps;
  const ending = new AbortController();
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let doubt: ClockDoubt | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<unknown> | null = null;

  async function drop(isTrusted: boolean): Promise<void> {
    const { toldAt, lastRetention } = await readers.read((db) => db.upkeepRecord());
    const { bodiesDays, transcriptsDays, rowsDays } = settings();
    const isByAge = bodiesDays !== null || transcriptsDays !== null || rowsDays !== null;
    doubt = isByAge && !isTrusted ? doubtOf(now(), toldAt, lastRetention?.at ?? null) : null;
    deps.onChange();
    if (doubt) return;
    const { forgetRecordings, note } = deps;
    const { drop: slim, dropRows } = ingest.call;
    const { rows } = await retain(
      { settings, drop: slim, dropRows, forgetRecordings, note, now, pause },
      ending.signal,
    );
    if (rows > 0) await shrink();
  }

  async function shrink(): Promise<void> {
    const { free } = await readers.read((db) => db.upkeepRecord());
    const spare = statSync(mirrorFile(dataDir)).size * spareShare;
    if (free.inPieces && free.bytes > spare) await giveAllBut(spare, free.bytes);
  }

  const giveAllBut = (leave: number, from: number) =>
    deps.doing(() =>
      giveBack({ step: ingest.call.giveRoomBack, from, leave, progress: deps.progress, pause, signal: ending.signal }),
    );

  /** One at a time. */
  async function retention(isTrusted = false): Promise<void> {
    if (underWay || deps.isCopying()) return;
    lastAt = performance.now();
    underWay = drop(isTrusted).catch((error: unknown) => deps.log(`Retention stopped: ${String(error)}`));
    await underWay;
    underWay = null;
  }

  return {
    retain: () => retention(),
    trustClock: () => retention(true),
    doubt: () => doubt,
    /** To be called every now and then. */
    tick(): void {
      if (performance.now() - lastAt >= everyMs) void retention();
    },
    async giveRoomBack(): Promise<{ bytes: number; restarts: boolean } | { why: string } | null> {
      const { free } = await readers.read((db) => db.upkeepRecord());
      if (free.inPieces) {
        const bytes = await giveAllBut(0, free.bytes);
        return bytes === null ? null : { bytes, restarts: false };
      }
      const why = whyNotCompactable(dataDir);
      if (why !== null) return { why };
      requestCompaction(dataDir);
      // The answer leaves first.
      setTimeout(deps.restart, restartMs);
      return { bytes: free.bytes, restarts: true };
    },
    async close(): Promise<void> {
      ending.abort();
      await underWay;
    },
  };
}
