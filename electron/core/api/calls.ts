/** Handlers that find calls. */
import { api } from './context.ts';

const { calls } = api;

export const findCalls = {
  page: calls.page.handler(({ input, context, signal }) => context.readers.read((db) => db.callsPage(input), signal)),
  facets: calls.facets.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.callFacets(input), signal),
  ),
  choices: calls.choices.handler(({ context, signal }) => context.readers.read((db) => db.callChoices(), signal)),
  related: calls.related.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.relatedCalls(input), signal),
  ),
};
