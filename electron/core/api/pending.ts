/** Handlers whose areas are being built; each goes to a file of its own. */
import { api } from './context.ts';

const pending = (): never => {
  throw new Error('not built yet');
};

export const webhookExtras = {
  wouldSend: api.webhooks.wouldSend.handler(pending),
};
export const operationExtras = {
  planFromCall: api.operations.planFromCall.handler(pending),
  discard: api.operations.discard.handler(pending),
};
