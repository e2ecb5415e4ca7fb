/** Handlers of the operator's settings. */
import { api } from './context.ts';

export const settings = api.settings.router({
  get: api.settings.get.handler(({ context }) => context.settings.get()),
  update: api.settings.update.handler(({ input, context }) => context.settings.update(input)),
});
