/**
 * Reads payloads that no dialect knows by their connection's mapping. It follows behind the ledger: what arrives is durable first, as a dead
 * letter, and what the mapping makes of it is an event of its own beside it. So a mapping changes no received byte, a crash in between
 * loses nothing, and a rebuild gives the same calls without evaluating anything.
 */
import type { Connection } from '../../../../shared/domain/connection.ts';
import type { Mapping, MappingRun } from '../../../../shared/domain/mapping.ts';
import { normaliseMapped } from '../../dialects/custom.ts';
import { localSource } from '../../local-source.ts';
import type { IngestThread } from '../../mirror/ingest-thread.ts';
import { takesAnything } from '../../mirror/mapping-store.ts';
import type { ReaderPool } from '../../mirror/reader-pool.ts';
import type { MappablePayload } from '../../mirror/readers/mappings.ts';
import { eventText } from '../hooks/read.ts';
import type { MappingEvaluator } from './evaluator.ts';

const atOnce = 100;

export interface Mapper {
  /** Something arrived, or a mapping changed. */
  wake(): void;
  /** Begins to read what was received before; `all`: also what an earlier version read. */
  apply(connection: Connection, mapping: Mapping, all: boolean): Promise<MappingRun>;
  run(connectionId: string): MappingRun | null;
  cancel(connectionId: string): void;
  close(): Promise<void>;
}

export interface MapperOptions {
  readers: ReaderPool;
  ingest: IngestThread;
  evaluator: MappingEvaluator;
  connections(): readonly Connection[];
  /** Something about a run changed. */
  onProgress(): void;
  log(line: string): void;
  now(): number;
}

type Looked = { done: 'mapped'; event: string } | { done: 'left' } | { done: 'failed'; why: string };

export function createMapper(options: MapperOptions): Mapper {
  const { readers, ingest, evaluator, connections, onProgress, log, now } = options;
  const source = localSource(ingest.opened.machineId);
  const runs = new Map<string, MappingRun>();
  /** By connection, how far the current version has looked. */
  const lookedTo = new Map<string, { version: number; letter: number }>();
  let closed = false;
  let awake = false;
  let following: Promise<void> = Promise.resolve();
  const applying = new Set<Promise<void>>();

  async function look({ seq, receivedAt, payload }: MappablePayload, zone: string, mapping: Mapping): Promise<Looked> {
    if (payload === null) return { done: 'failed', why: 'It is nested too deeply.' };
    const { taken, problem, fields, values } = await evaluator.evaluate(mapping, payload);
    if (problem !== null) return { done: 'failed', why: problem };
    if (!taken) return { done: 'left' };
    const call = normaliseMapped(values, { zone });
    if (!call.ok) {
      const id = fields.callId;
      return { done: 'failed', why: id && !id.ok ? `callId: ${id.problem}` : call.problem };
    }
    const data = JSON.stringify({ of: seq, mapping: mapping.version, fields: values });
    // The same version reads the same event once, however often it is asked to.
    const id = `mapping ${mapping.version} of ${seq}`;
    return { done: 'mapped', event: eventText({ id, source, type: 'call.mapped', receivedAt, attributes: {}, data }) };
  }

  /** Looks at one page; answers with how far it got, `null` at the end. */
  async function page(
    connection: Connection,
    mapping: Mapping,
    { after, all }: { after: number; all: boolean },
    count: (looked: Looked) => void,
  ): Promise<number | null> {
    const found = await readers.read((db) => db.mappable(connection.id, { after, limit: atOnce, all }));
    if (found.length === 0) return null;
    const events: string[] = [];
    const failed: { seq: number; why: string }[] = [];
    for (const payload of found) {
      if (closed) return null;
      const looked = await look(payload, connection.zone, mapping);
      if (looked.done === 'mapped') events.push(looked.event);
      if (looked.done === 'failed') failed.push({ seq: payload.seq, why: looked.why });
      count(looked);
    }
    if (events.length > 0) await ingest.call.commitMapped(connection, events);
    if (failed.length > 0) await ingest.call.noteUnmapped(failed, mapping.version);
    return found.at(-1)?.letter ?? null;
  }

  /** What arrived since the last look, of every connection with a mapping. */
  async function follow(): Promise<void> {
    while (awake && !closed) {
      awake = false;
      for (const connection of connections()) {
        const mapping = await ingest.call.mapping(connection.id);
        if (!mapping || !takesAnything(mapping)) continue;
        const last = lookedTo.get(connection.id);
        let after: number | null = last?.version === mapping.version ? last.letter : 0;
        while (after !== null && !closed) {
          lookedTo.set(connection.id, { version: mapping.version, letter: after });
          after = await page(connection, mapping, { after, all: false }, () => {});
        }
      }
    }
  }

  async function applyAll(connection: Connection, mapping: Mapping, all: boolean, run: MappingRun): Promise<void> {
    let told = now();
    try {
      let after: number | null = 0;
      while (after !== null && run.state === 'running' && !closed) {
        after = await page(connection, mapping, { after, all }, ({ done }) => {
          run.looked += 1;
          run[done] += 1;
        });
        if (now() - told > 250) {
          told = now();
          onProgress();
        }
      }
      if (run.state === 'running') run.state = closed ? 'cancelled' : 'done';
    } catch (error) {
      run.state = 'failed';
      run.why = error instanceof Error ? error.message : String(error);
    }
    run.endedAt = now();
    onProgress();
  }

  return {
    wake() {
      if (awake || closed) {
        awake = true;
        return;
      }
      awake = true;
      following = following.then(follow).catch((error) => log(`Mappings: ${error}`));
    },
    async apply(connection, mapping, all) {
      const under = runs.get(connection.id);
      if (under?.state === 'running') return { ...under };
      const { all: every, open } = await readers.read((db) => db.mappableCount(connection.id));
      const { version } = mapping;
      const run: MappingRun = {
        connectionId: connection.id,
        state: 'running',
        version,
        startedAt: now(),
        endedAt: null,
        total: all ? every : open,
        looked: 0,
        mapped: 0,
        left: 0,
        failed: 0,
        why: null,
      };
      runs.set(connection.id, run);
      const work = applyAll(connection, mapping, all, run).finally(() => applying.delete(work));
      applying.add(work);
      return { ...run };
    },
    run(connectionId) {
      const run = runs.get(connectionId);
      return run ? { ...run } : null;
    },
    cancel(connectionId) {
      const run = runs.get(connectionId);
      if (run?.state === 'running') run.state = 'cancelled';
    },
    async close() {
      closed = true;
      await Promise.all([following, ...applying]);
    },
  };
}
