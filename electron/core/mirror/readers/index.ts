/** Every query a screen can ask, over one read-only handle. */
import type { Readable } from '../open.ts';
import { callReaders } from './calls.ts';
import { chainReaders } from './chains.ts';
import { operationReaders } from './operations.ts';
import { systemReaders } from './system.ts';
import { webhookReaders } from './webhooks.ts';

export type Readers = ReturnType<typeof createReaders>;

export function createReaders(db: Readable) {
  return {
    ...callReaders(db),
    ...webhookReaders(db),
    ...chainReaders(db),
    ...operationReaders(db),
    ...systemReaders(db),
  };
}
