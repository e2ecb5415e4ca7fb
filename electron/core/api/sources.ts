/** Handlers of receivers, imports and mappings. */
import { normaliseMapped } from '../dialects/custom.ts';
import { takesAnything } from '../mirror/mapping-store.ts';
import { propose } from '../sources/mapping/propose.ts';
import type { Outcome } from '../sources/receivers.ts';
import { api } from './context.ts';

const { sources: contract } = api;
const missing = { data: { what: 'connection' } };

interface Errors {
  NOT_FOUND(options: { data: { what: string } }): Error;
  REFUSED(options: { message: string; data: { why: string } }): Error;
}

/** The value, or the contract's error. */
function settled<T>(outcome: Outcome<T>, errors: Errors): T {
  if (outcome.ok) return outcome.value;
  throw outcome.code === 'NOT_FOUND' ? errors.NOT_FOUND(missing) : refusal(outcome.why, errors);
}

const refusal = (why: string, errors: Errors): Error => errors.REFUSED({ message: why, data: { why } });
const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What an import refuses it says by throwing, from the other thread. */
async function orRefused<T>(work: Promise<T>, errors: Errors): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusal(why(error), errors);
  }
}

export const sources = contract.router({
  addReceiver: contract.addReceiver.handler(async ({ input, context, errors }) =>
    settled(await context.receivers.add(input), errors),
  ),
  addFiles: contract.addFiles.handler(({ input, context }) => context.receivers.addFiles(input)),
  update: contract.update.handler(async ({ input: { id, ...changes }, context, errors }) =>
    settled(await context.receivers.update(id, changes), errors),
  ),
  hook: contract.hook.handler(async ({ input, context, errors }) =>
    settled(await context.receivers.address(input.id), errors),
  ),
  renewHook: contract.renewHook.handler(async ({ input, context, errors }) =>
    settled(await context.receivers.renew(input.id), errors),
  ),
  setSecret: contract.setSecret.handler(async ({ input, context, errors }) =>
    settled(await context.receivers.setSecret(input.id, input.secret, input.rotate), errors),
  ),
  imports: contract.imports.router({
    list: contract.imports.list.handler(({ context, signal }) => context.readers.read((db) => db.imports(), signal)),
    begin: contract.imports.begin.handler(({ input, context, errors }) => {
      const connection = context.connections.find(input.connectionId);
      if (connection?.kind !== 'files') throw errors.NOT_FOUND(missing);
      return orRefused(context.ingest.call.beginImport(input, connection.zone, context.actor), errors);
    }),
    piece: contract.imports.piece.handler(({ input: { id, position, base64 }, context, errors }) =>
      orRefused(context.ingest.call.importPiece(id, position, Buffer.from(base64, 'base64')), errors),
    ),
    end: contract.imports.end.handler(({ input, context, errors }) =>
      orRefused(context.ingest.call.endImport(input.id), errors),
    ),
    cancel: contract.imports.cancel.handler(({ input, context, errors }) =>
      orRefused(context.ingest.call.cancelImport(input.id), errors),
    ),
  }),
  mapping: contract.mapping.router({
    get: contract.mapping.get.handler(({ input, context, signal }) =>
      context.readers.read((db) => db.mapping(input.connectionId), signal),
    ),
    samples: contract.mapping.samples.handler(({ input, context, signal }) =>
      context.readers.read((db) => db.mappingSamples(input.connectionId), signal),
    ),
    propose: contract.mapping.propose.handler(async ({ input, context, signal, errors }) => {
      const found = await context.readers.read((db) => db.payload(input.seq), signal);
      if (!found) throw errors.NOT_FOUND({ data: { what: 'payload' } });
      return propose(JSON.parse(found.payload));
    }),
    preview: contract.mapping.preview.handler(async ({ input: { seq, ...rules }, context, signal, errors }) => {
      const found = await context.readers.read((db) => db.payload(seq), signal);
      if (!found) throw errors.NOT_FOUND({ data: { what: 'payload' } });
      const { taken, problem, fields, values } = await context.evaluator.evaluate(rules, found.payload);
      const zone = context.connections.find(found.connectionId)?.zone ?? 'UTC';
      const call = normaliseMapped(values, { zone });
      if (!call.ok) return { taken, problem: problem ?? call.problem, fields, call: null, remarks: [] };
      const { remarks, ...said } = call.call;
      return { taken, problem, fields, call: said, remarks };
    }),
    save: contract.mapping.save.handler(async ({ input: { connectionId, when, fields }, context, errors }) => {
      if (!context.connections.find(connectionId)) throw errors.NOT_FOUND(missing);
      const before = await context.ingest.call.mapping(connectionId);
      const version = (before?.version ?? 0) + 1;
      const mapping = { connectionId, version, at: Date.now(), actor: context.actor, when, fields };
      await context.ingest.call.saveMapping(mapping);
      return mapping;
    }),
    apply: contract.mapping.apply.handler(async ({ input, context, errors }) => {
      const connection = context.connections.find(input.connectionId);
      if (!connection) throw errors.NOT_FOUND(missing);
      const mapping = await context.ingest.call.mapping(connection.id);
      if (!mapping || !takesAnything(mapping))
        throw refusal('The connection has no mapping that gives a call’s id.', errors);
      return context.mapper.apply(connection, mapping, input.all);
    }),
    run: contract.mapping.run.handler(({ input, context }) => context.mapper.run(input.connectionId)),
    cancel: contract.mapping.cancel.handler(({ input, context }) => context.mapper.cancel(input.connectionId)),
  }),
});
