/** Handlers about the console itself: status, the push of changes, connections, dead letters. */
import { testReceiver, testStream } from '../sources/test-connection.ts';
import { api } from './context.ts';

export const system = api.system.router({
  about: api.system.about.handler(({ context }) => context.about),
  status: api.system.status.handler(async ({ context, signal }) => {
    const { perConnection, ...figures } = await context.readers.read((db) => db.figures(), signal);
    return {
      revision: context.changes.revision,
      damaged: context.upkeep.damaged(),
      ...figures,
      connections: await context.connections.status({ perConnection, ...figures }),
    };
  }),
  changes: api.system.changes.handler(({ context, signal }) => context.changes.watch(signal)),
  alerts: api.system.alerts.handler(({ context, signal }) => context.alerts.watch(signal)),
});

export const connections = api.connections.router({
  list: api.connections.list.handler(async ({ context, signal }) =>
    context.connections.status(await context.readers.read((db) => db.figures(), signal)),
  ),
  add: api.connections.add.handler(async ({ input: { token, ...settings }, context, errors }) => {
    const same = context.connections.list().find(({ url }) => url === settings.url);
    if (same) throw errors.ALREADY_CONNECTED({ data: { id: same.id, name: same.name } });
    const id = await context.connections.idFor(settings.url);
    return context.connections.save({ ...settings, id, kind: 'stream', enabled: true }, token, 'connection added');
  }),
  update: api.connections.update.handler(({ input, context, errors }) => {
    const known = context.connections.find(input.id);
    if (!known) throw errors.NOT_FOUND({ data: { what: 'connection' } });
    const updated = {
      ...known,
      name: input.name ?? known.name,
      url: input.url ?? known.url,
      zone: input.zone ?? known.zone,
      allow: input.allow ?? known.allow,
      enabled: input.enabled ?? known.enabled,
    };
    return context.connections.save(updated, input.token, 'connection changed');
  }),
  remove: api.connections.remove.handler(async ({ input, context, errors }) => {
    if (!(await context.connections.remove(input.id))) throw errors.NOT_FOUND({ data: { what: 'connection' } });
  }),
  reconnect: api.connections.reconnect.handler(async ({ input, context, errors }) => {
    if (!(await context.connections.reconnect(input.id))) throw errors.NOT_FOUND({ data: { what: 'connection' } });
  }),
  test: api.connections.test.handler(async ({ input, context, errors }) => {
    if ('url' in input) return testStream({ url: input.url, token: input.token ?? null }, undefined);
    const known = context.connections.find(input.id);
    if (!known) throw errors.NOT_FOUND({ data: { what: 'connection' } });
    const state = context.connections.streamState(known.id);
    if (known.kind === 'files') return { ok: true, what: 'Ready: choose files to import.', fix: null };
    const token = await context.connections.token(known.id);
    if (known.kind === 'stream') return testStream({ url: known.url, token }, state);
    const secrets = await context.connections.signingSecrets(known.id);
    return testReceiver(known, `${known.url}/${token ?? ''}`, secrets, state);
  }),
  gaps: api.connections.gaps.handler(({ context, signal }) => context.readers.read((db) => db.gaps(), signal)),
});

export const deadLetters = api.deadLetters.router({
  page: api.deadLetters.page.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.deadLettersPage(input), signal),
  ),
  get: api.deadLetters.get.handler(async ({ input, context, signal, errors }) => {
    const letter = await context.readers.read((db) => db.deadLetter(input.id), signal);
    if (!letter) throw errors.NOT_FOUND({ data: { what: 'dead letter' } });
    return letter;
  }),
  retry: api.deadLetters.retry.handler(({ input, context }) => context.ingest.call.retryDeadLetters(input.ids)),
});
