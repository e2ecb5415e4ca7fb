/** Handlers that find calls. */
import { api } from './context.ts';

const { calls } = api;

export const findCalls = {
  page: calls.page.handler(({ input, context, signal }) => context.readers.read((db) => db.callsPage(input), signal)),
  facets: calls.facets.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.callFacets(input), signal),
  ),
  choices: calls.choices.handler(({ context, signal }) => context.readers.read((db) => db.callChoices(), signal)),
  find: calls.find.handler(async ({ input, context, signal, errors }) => {
    const { connectionId, callId } = input;
    const id = await context.readers.read((db) => db.callKeyOf(connectionId, callId), signal);
    if (id === null) throw errors.NOT_FOUND({ data: { what: 'call' } });
    return { id };
  }),
  related: calls.related.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.relatedCalls(input), signal),
  ),
};
