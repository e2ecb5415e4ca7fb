/**
 * Which calls a sample takes: decided by the call's own id, so that it is the same calls on every machine, whenever one looks, and that a
 * larger sample holds the smaller one.
 */
import { hash } from 'node:crypto';

/** `percent` of all calls, over many. */
export function isSampled(connectionId: string, callId: string, percent: number | null): boolean {
  if (percent === null || percent >= 100) return true;
  const share = Number.parseInt(hash('sha256', `${connectionId}\n${callId}`, 'hex').slice(0, 8), 16) / 2 ** 32;
  return share * 100 < percent;
}
