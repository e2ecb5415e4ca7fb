/** Handlers whose areas are being built; each goes to a file of its own. */
import { api } from './context.ts';

const pending = (): never => {
  throw new Error('not built yet');
};

export const incidents = api.incidents.router({
  page: api.incidents.page.handler(pending),
  get: api.incidents.get.handler(pending),
});
export const reconcile = api.reconcile.router({
  counts: api.reconcile.counts.handler(pending),
  page: api.reconcile.page.handler(pending),
});
export const webhookExtras = {
  wouldSend: api.webhooks.wouldSend.handler(pending),
};
export const operationExtras = {
  planFromCall: api.operations.planFromCall.handler(pending),
  discard: api.operations.discard.handler(pending),
};
