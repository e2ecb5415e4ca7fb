/** Handlers of what is wrong: incidents, and what should be there and is not. */
import { api } from './context.ts';

export const incidents = api.incidents.router({
  page: api.incidents.page.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.incidentsPage(input), signal),
  ),
  get: api.incidents.get.handler(async ({ input, context, signal, errors }) => {
    const incident = await context.readers.read((db) => db.incident(input.id), signal);
    if (!incident) throw errors.NOT_FOUND({ data: { what: 'incident' } });
    return incident;
  }),
});

export const reconcile = api.reconcile.router({
  counts: api.reconcile.counts.handler(({ context, signal }) =>
    context.readers.read((db) => db.discrepancyCounts(), signal),
  ),
  page: api.reconcile.page.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.discrepanciesPage(input), signal),
  ),
});
