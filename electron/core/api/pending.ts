/** Handlers that are still to be written. */
import { api } from './context.ts';

function notYet(): never {
  throw new Error('not there yet');
}

const { calls } = api;
export const pendingCalls = {
  evidence: calls.evidence.handler(notYet),
};
