/** The handler of the overview's charts. */
import { api } from './context.ts';

export const overview = api.overview.router({
  charts: api.overview.charts.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.overview(input), signal),
  ),
});
