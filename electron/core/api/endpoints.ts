/** Handlers of endpoints. */
import { api } from './context.ts';
import { maskedRequest, maskedResponse } from './masked.ts';

const missing = { data: { what: 'endpoint' } };
const missingByHand = { data: { what: 'endpoint added by hand' } };

export const endpoints = api.endpoints.router({
  list: api.endpoints.list.handler(({ context, signal }) => context.endpoints.list(signal)),
  get: api.endpoints.get.handler(async ({ input, context, signal, errors }) => {
    const endpoint = await context.endpoints.get(input, signal);
    if (!endpoint) throw errors.NOT_FOUND(missing);
    return endpoint;
  }),
  add: api.endpoints.add.handler(({ input, context }) => context.endpoints.add(input)),
  update: api.endpoints.update.handler(async ({ input: { name, url, settings, ...key }, context, errors }) => {
    const endpoint = await context.endpoints.update(key, { name, url, settings });
    if (!endpoint) throw errors.NOT_FOUND(name === undefined && url === undefined ? missing : missingByHand);
    return endpoint;
  }),
  remove: api.endpoints.remove.handler(async ({ input, context, errors }) => {
    if (!(await context.endpoints.remove(input))) throw errors.NOT_FOUND(missingByHand);
  }),
  setSecret: api.endpoints.setSecret.handler(async ({ input: { secret, rotate, ...key }, context, errors }) => {
    const stored = await context.endpoints.setSecret(key, secret, rotate);
    if (stored.ok) return stored.value;
    if (stored.refusal.code === 'NOT_FOUND') throw errors.NOT_FOUND(missing);
    throw errors.BAD_SECRET({ data: { why: stored.refusal.why } });
  }),
  dropPrevious: api.endpoints.dropPrevious.handler(async ({ input, context, errors }) => {
    const endpoint = await context.endpoints.dropPrevious(input);
    if (!endpoint) throw errors.NOT_FOUND(missing);
    return endpoint;
  }),
  test: api.endpoints.test.handler(async ({ input, context, signal, errors }) => {
    const sent = await context.sendTest(input, signal);
    if (!sent) throw errors.NOT_FOUND(missing);
    return { ...sent, request: maskedRequest(sent.request), response: sent.response && maskedResponse(sent.response) };
  }),
});
