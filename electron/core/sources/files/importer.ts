/**
 * Imports: a file is handed over piece by piece, each answered when what it held is committed, which is all the back-pressure there is to
 * it. How far a file is read is committed with its records, so that after a break the same file goes on where it stood.
 */
import { z } from 'zod';
import type { ImportJob } from '../../../../shared/domain/import.ts';
import type { Batch, Committed } from '../../mirror/event-writer.ts';
import type { Advance, NewImport } from '../../mirror/import-store.ts';
import type { Received } from '../../mirror/receive.ts';
import type { Writer } from '../../mirror/writer.ts';
import { readRecord } from './records.ts';
import { sniff } from './sniff.ts';
import { type FileRecord, type Splitter, splitDocument, splitLines } from './split.ts';

/** A file none of whose first records can be read is the wrong file. */
const patience = 1000;

export interface Imports {
  /** Begins, or goes on with the same file. @throws when that file is being imported. */
  begin(job: NewImport, zone: string, actor: string): ImportJob;
  /** `position`: where in the file the piece begins. Resolves when its records are committed. @throws when it does not follow. */
  piece(id: number, position: number, bytes: Buffer): Promise<ImportJob>;
  end(id: number): Promise<ImportJob>;
  cancel(id: number): Promise<ImportJob>;
  /** Waits for what is being committed; the rest can go on later. */
  close(): Promise<void>;
}

interface Running {
  job: NewImport;
  zone: string;
  /** Bytes taken from whoever hands over the file. */
  received: number;
  splitter: Splitter | null;
  /** What came before it was known what kind of file it is. */
  head: Buffer;
  records: number;
  unreadable: number;
  turn: Promise<unknown>;
}

const reading = z.object({
  kind: z.enum(['lines', 'list']),
  at: z.number(),
  number: z.number(),
  inside: z.boolean(),
  over: z.boolean(),
  root: z.boolean(),
});

export function createImports({
  writer,
  commit,
  now = Date.now,
}: {
  writer: () => Writer;
  commit(batch: Batch): Committed;
  now?: () => number;
}): Imports {
  const running = new Map<number, Running>();

  function jobOf(id: number): ImportJob {
    const job = writer().imports.get(id);
    if (!job) throw new Error('there is no such import');
    return job;
  }

  function commitRecords(
    id: number,
    file: Running,
    splitter: Splitter,
    received: readonly Received[],
    taken: number,
  ): void {
    const { at: position, ...state } = splitter.state();
    const { connectionId } = file.job;
    const alongside = (done: Committed): void => {
      const frames = done.deadLetters - done.unread.length;
      const advance: Advance = {
        position,
        reading: JSON.stringify({ ...state, at: position }),
        records: taken,
        added: done.added,
        // What is kept already counts as such, readable or not.
        duplicates: received.length - done.added - frames,
        deadLetters: done.deadLetters,
      };
      writer().imports.advance(id, advance);
    };
    commit({ connectionId, zone: file.zone, received, position: null, local: true, alongside });
  }

  /** Commits a piece's records. The state of the splitter is that after the piece, so all of them belong to one transaction. */
  function take(id: number, file: Running, splitter: Splitter, records: readonly FileRecord[]): void {
    if (records.length === 0) return;
    const unit = splitter.state().kind === 'lines' ? 'line' : 'record';
    const context = { connectionId: file.job.connectionId, file: file.job.name, unit, at: now() } as const;
    const received = records.map((record) => readRecord(record, context)).filter((one) => one !== null);
    commitRecords(id, file, splitter, received, received.length);
    file.records += received.length;
    file.unreadable += received.filter(({ kind }) => kind === 'unreadable').length;
    if (file.records >= patience && file.unreadable === file.records) {
      throw new WrongFile(
        `None of its first ${patience.toLocaleString('en-US')} records can be read; it may be the wrong file.`,
      );
    }
  }

  async function read(id: number, file: Running, bytes: Buffer, whole: boolean): Promise<void> {
    let rest = bytes;
    if (!file.splitter) {
      file.head = Buffer.concat([file.head, bytes]);
      const found = sniff(file.job.name, file.head, whole);
      if (found.kind === 'more') return;
      if (found.kind === 'none') throw new WrongFile(found.why);
      const from = { at: found.skip, number: 0, inside: false, over: false, root: false };
      file.splitter = found.kind === 'lines' ? splitLines(from) : splitDocument(from);
      rest = file.head.subarray(found.skip);
      file.head = Buffer.alloc(0);
    }
    const { splitter } = file;
    // Small slices, so that streams have their turn in between and a batch stays small.
    for (let from = 0; from < rest.length; from += sliceBytes) {
      take(id, file, splitter, splitter.push(rest.subarray(from, from + sliceBytes)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (whole) take(id, file, splitter, splitter.end());
  }

  /** One at a time. An import that fails is over; what it committed stays. */
  async function inTurn(id: number, work: (file: Running) => Promise<void>): Promise<ImportJob> {
    const file = running.get(id);
    if (!file) throw new Error('this import is not under way; choose the file again to go on');
    const turn = file.turn.then(async () => {
      if (!running.has(id)) return;
      try {
        await work(file);
      } catch (error) {
        running.delete(id);
        const why = error instanceof Error ? error.message : String(error);
        writer().imports.end(id, error instanceof WrongFile ? 'failed' : 'interrupted', why);
        if (!(error instanceof WrongFile)) throw error;
      }
    });
    file.turn = turn.catch(() => {});
    await turn;
    return jobOf(id);
  }

  return {
    begin(job, zone, actor) {
      for (const { job: other } of running.values()) {
        if (other.connectionId === job.connectionId && other.digest === job.digest) {
          throw new Error('this file is being imported already');
        }
      }
      const last = writer().imports.last(job.connectionId, job.digest);
      const goesOn = last !== null && last.state !== 'done' && last.reading !== null;
      const id = goesOn ? last.id : writer().imports.begin(job, actor);
      const state = goesOn ? reading.parse(JSON.parse(last.reading ?? '')) : null;
      // A document of which no record was read yet begins at its beginning.
      const from = state && (state.kind === 'lines' || state.inside || state.over) ? state : null;
      if (goesOn) writer().imports.again(id, job.name);
      const splitter = from && (from.kind === 'lines' ? splitLines(from) : splitDocument(from));
      running.set(id, {
        job,
        zone,
        received: from?.at ?? 0,
        splitter,
        head: Buffer.alloc(0),
        records: goesOn ? last.records : 0,
        unreadable: 0,
        turn: Promise.resolve(),
      });
      return { ...jobOf(id), position: from?.at ?? 0 };
    },
    piece(id, position, bytes) {
      return inTurn(id, async (file) => {
        if (position !== file.received)
          throw new Error(`expected the piece at ${file.received}, got that at ${position}`);
        file.received += bytes.length;
        await read(id, file, bytes, false);
      });
    },
    end: (id) =>
      inTurn(id, async (file) => {
        await read(id, file, Buffer.alloc(0), true);
        running.delete(id);
        writer().imports.end(id, 'done', null);
      }),
    async cancel(id) {
      if (!running.has(id)) return jobOf(id);
      return inTurn(id, async () => {
        running.delete(id);
        writer().imports.end(id, 'cancelled', null);
      });
    },
    async close() {
      await Promise.all([...running.values()].map(({ turn }) => turn));
      // Those that are broken off are so called at the next start, which the disk cannot refuse as it might refuse a goodbye.
      running.clear();
    },
  };
}

const sliceBytes = 64 << 10;

/** Not what it was taken for; trying again would not help. */
class WrongFile extends Error {}
