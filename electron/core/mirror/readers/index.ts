/** Every query a screen can ask, over one read-only handle. */
import type { Readable } from '../open.ts';
import { callReaders } from './calls.ts';
import { chainReaders } from './chains.ts';
import { choiceReaders } from './choices.ts';
import { endpointReaders } from './endpoints.ts';
import { operationReaders } from './operations.ts';
import { selectionReaders } from './selections.ts';
import { systemReaders } from './system.ts';
import { viewReaders } from './views.ts';
import { webhookReaders } from './webhooks.ts';

export type Readers = ReturnType<typeof createReaders>;

export function createReaders(db: Readable) {
  const webhooks = webhookReaders(db);
  const chains = chainReaders(db);
  return {
    ...callReaders(db),
    ...webhooks,
    ...chains,
    ...selectionReaders(db, webhooks, chains),
    ...operationReaders(db),
    ...systemReaders(db),
    ...viewReaders(db),
    ...endpointReaders(db),
    ...choiceReaders(db),
  };
}
