/**
 * Which calls a sample takes: decided by the call's own id, so that it is the same calls on every machine, whenever one looks, and that a
 * larger sample holds the smaller one.
 */
import { hash } from 'node:crypto';
import type { Readable } from './open.ts';

/** `percent` of all calls, over many. */
export function isSampled(connectionId: string, callId: string, percent: number): boolean {
  if (percent >= 100) return true;
  const share = Number.parseInt(hash('sha256', `${connectionId}\n${callId}`, 'hex').slice(0, 8), 16) / 2 ** 32;
  return share * 100 < percent;
}

/** Gives queries on this handle `in_sample(connection_id, call_id, percent)`. */
export function learnToSample(db: Readable): void {
  db.function('in_sample', { deterministic: true }, (connectionId, callId, percent) =>
    Number(isSampled(String(connectionId), String(callId), Number(percent))),
  );
}
