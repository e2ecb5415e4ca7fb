/** Receivers, imports and mappings, as the ingest thread offers them to the rest of core. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { ImportJob } from '../../../shared/domain/import.ts';
import type { Mapping } from '../../../shared/domain/mapping.ts';
import { createImports } from '../sources/files/importer.ts';
import { readHook } from '../sources/hooks/read.ts';
import { createReceiver } from '../sources/hooks/receiver.ts';
import { requestOf } from '../sources/hooks/request.ts';
import { createHookServer } from '../sources/hooks/server.ts';
import type { StreamSource } from '../sources/stream.ts';
import type { Batch, Committed } from './event-writer.ts';
import type { NewImport } from './import-store.ts';
import { takesAnything } from './mapping-store.ts';
import type { Writer } from './writer.ts';

const framesAtOnce = 64;
/** The thread has other things to do in between. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function ingestSources(writer: () => Writer, tell: (topics: Iterable<Topic>) => void) {
  const server = createHookServer();
  /** Secrets of receivers that are switched on, to check signatures again. */
  const checks = new Map<string, { connection: Connection; secrets: readonly string[] }>();

  function commit(batch: Batch): Committed {
    const committed = writer().commit(batch);
    tell(committed.topics);
    return committed;
  }
  const imports = createImports({ writer, commit });

  /** Looks once more at what came with a bad signature; resolves with how many hold now. */
  async function recheck(connectionId: string): Promise<{ tried: number; resolved: number }> {
    const check = checks.get(connectionId);
    const counts = { tried: 0, resolved: 0 };
    if (!check) return counts;
    const { connection, secrets } = check;
    const setup = { connectionId, scheme: connection.scheme ?? { kind: 'none' as const }, secrets };
    let after = 0;
    for (;;) {
      const frames = writer().frames(connectionId, 'bad signature', after, framesAtOnce);
      if (frames.length === 0) return counts;
      for (const { id, bytes } of frames) {
        after = id;
        counts.tried += 1;
        const request = requestOf(bytes);
        const read = request && (await readHook(request, setup));
        if (!read?.ok) continue;
        const { zone } = connection;
        const received = [read.received];
        tell(writer().commitFrame(id, { connectionId, zone, received, position: null, local: true }).topics);
        counts.resolved += 1;
      }
      await breath();
    }
  }

  return {
    server,
    receiver(
      connection: Connection,
      token: string | null,
      secrets: readonly string[],
      onChange: () => void,
    ): StreamSource {
      checks.set(connection.id, { connection, secrets });
      const sink = {
        commit,
        problemOf: (source: string, eventId: string) => writer().problemOf(source, eventId),
        hasMapping: (id: string) => takesAnything(writer().mapping(id)),
      };
      const scheme = connection.scheme ?? { kind: 'none' as const };
      return createReceiver({
        connection: { ...connection, scheme },
        token: token ?? '',
        secrets,
        server,
        sink,
        onChange,
      });
    },
    closeImports: imports.close,
    calls: {
      recheckSignatures: (connectionIds: readonly string[] = [...checks.keys()]) =>
        connectionIds.reduce(
          async (before, id) => {
            const [sum, one] = [await before, await recheck(id)];
            return { tried: sum.tried + one.tried, resolved: sum.resolved + one.resolved };
          },
          Promise.resolve({ tried: 0, resolved: 0 }),
        ),

      mapping: (connectionId: string): Mapping | null => writer().mapping(connectionId),
      saveMapping(mapping: Mapping): void {
        writer().saveMapping(mapping);
        tell(['connections', 'audit']);
      },
      noteUnmapped: (failed: readonly { seq: number; why: string }[], version: number): void =>
        writer().noteUnmapped(failed, version),
      /** What a mapping made: events of this machine, as JSON. */
      commitMapped(connection: Pick<Connection, 'id' | 'zone'>, events: readonly string[]): void {
        writer().round({ done: [{ connectionId: connection.id, zone: connection.zone, events }], begin: [] });
        tell(['calls', 'deadLetters']);
      },

      beginImport: (job: NewImport, zone: string, actor: string): ImportJob => {
        const begun = imports.begin(job, zone, actor);
        tell(['connections', 'audit']);
        return begun;
      },
      importPiece: (id: number, position: number, bytes: Uint8Array): Promise<ImportJob> =>
        imports.piece(id, position, Buffer.from(bytes)),
      async endImport(id: number): Promise<ImportJob> {
        const job = await imports.end(id);
        tell(['connections']);
        return job;
      },
      async cancelImport(id: number): Promise<ImportJob> {
        const job = await imports.cancel(id);
        tell(['connections']);
        return job;
      },
    },
  };
}
