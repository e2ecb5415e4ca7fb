/** Handlers of saved views. */
import { api } from './context.ts';

export const views = api.views.router({
  list: api.views.list.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.savedViews(input.screen), signal),
  ),
  save: api.views.save.handler(async ({ input, context, errors }) => {
    const view = await context.ingest.call.saveView(input);
    if (!view) throw errors.NOT_FOUND({ data: { what: 'saved view' } });
    return view;
  }),
  remove: api.views.remove.handler(async ({ input, context, errors }) => {
    if (!(await context.ingest.call.removeView(input.id))) throw errors.NOT_FOUND({ data: { what: 'saved view' } });
  }),
});
