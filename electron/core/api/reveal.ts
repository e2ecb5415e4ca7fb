/** Handlers that show what is masked of a call, and hide it again. */
import { api } from './context.ts';

const { calls } = api;

export const revealing = {
  reveal: calls.reveal.handler(async ({ input, context, signal, errors }) => {
    const call = await context.readers.read((db) => db.call(input.id), signal);
    if (!call) throw errors.NOT_FOUND({ data: { what: 'call' } });
    if (!context.reveals.all.has(input.id)) {
      // Told before it is shown: what cannot be told is not shown.
      await context.ingest.call.audit({
        at: Date.now(),
        actor: context.actor,
        action: 'call revealed',
        subject: call.callId,
        detail: { connection: call.connectionId, call: call.id },
      });
      context.reveals.add(input.id);
      context.changes.note(['recordings']);
    }
    return call;
  }),
  hide: calls.hide.handler(({ input, context, signal }) => {
    context.reveals.remove(input.id);
    context.changes.note(['recordings']);
    return context.readers.read((db) => db.call(input.id), signal);
  }),
};
