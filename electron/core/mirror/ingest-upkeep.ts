/** What the ingest thread does for upkeep: online copies of the mirror, and the record of what was done. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { UpkeepDone } from '../../../shared/domain/upkeep.ts';
import type { Writable } from './open.ts';
import type { RowStep, RowsDone } from './retention/drop-rows.ts';
import type { DropDone, DropStep } from './retention/drop-step.ts';
import type { Writer } from './writer.ts';

/** Pages copied in one turn, about a megabyte: some milliseconds for whoever waits to write. */
const pagesAtOnce = 256;
/** Pages given back to the disk in one turn: as many have to be moved at most. */
const pagesGivenAtOnce = 64;

export interface UpkeepNotices {
  /** 0–1 of the copy that is being made. */
  copied(share: number): void;
  /** The mirror refused a write because it is damaged. */
  damaged(): void;
}

export function ingestUpkeep(
  db: () => Writable,
  writer: () => Writer,
  tell: (topics: Topic[]) => void,
  { copied }: UpkeepNotices,
) {
  const pragma = (name: string) => Number(db().pragma(name, { simple: true }));
  const used = (): number => (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');

  return {
    /**
     * Copies the mirror to a new file at `path` while it is written; rejects as SQLite does, and leaves what was copied so far. Made on
     * the writer's own handle, so that a write in between goes to the copy too instead of making it begin anew.
     */
    async copyMirror(path: string): Promise<void> {
      await db().backup(path, {
        progress({ totalPages, remainingPages }) {
          if (totalPages > 0) copied(1 - remainingPages / totalPages);
          return pagesAtOnce;
        },
      });
    },
    /** The next step of retention, short enough for the streams to wait; `used`: bytes of the mirror that hold something, after it. */
    drop(step: DropStep): DropDone & { used: number } {
      const done = writer().drop(step);
      if (done.dropped > 0) tell(['calls', 'webhooks', 'chains']);
      return { ...done, used: used() };
    },
    dropRows(step: RowStep): RowsDone & { used: number } {
      const done = writer().dropRows(step);
      if (done.dropped > 0) tell(['calls', 'webhooks', 'chains', 'incidents', 'endpoints']);
      return { ...done, used: used() };
    },
    /** Gives some of what the mirror does not use back to the disk; answers with the bytes that are left to give. */
    giveRoomBack(): number {
      db().pragma(`incremental_vacuum(${pagesGivenAtOnce})`);
      const left = pragma('freelist_count') * pragma('page_size');
      // The file itself is cut when what was written reaches it.
      if (left === 0) db().pragma('wal_checkpoint(PASSIVE)');
      return left;
    },
    /** Forgets which calls and events the search had to read again, where it has; some at a time. */
    trimSearchDue: (upTo: number): void => writer().trimSearchDue(upTo),
    noteUpkeep(done: Omit<UpkeepDone, 'id'>, actor: string): void {
      writer().noteUpkeep(done, actor);
      tell(['upkeep', 'audit']);
    },
  };
}
