/** Where the time of a request went, part after part. */
import type { HttpTiming } from '../../../shared/domain/webhook.ts';

export interface TimingPart {
  name: 'DNS' | 'connect' | 'TLS' | 'wait' | 'read';
  /** `null` where it did not happen or is not known. */
  ms: number | null;
}

/** A request that was sent and never answered spent the rest of its time waiting. */
export function timingParts(timing: HttpTiming): TimingPart[] {
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = timing;
  const before = (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0);
  const waitUntil = firstByteMs ?? (connectMs === null ? null : totalMs);
  return [
    { name: 'DNS', ms: dnsMs },
    { name: 'connect', ms: connectMs },
    { name: 'TLS', ms: tlsMs },
    { name: 'wait', ms: waitUntil === null ? null : Math.max(0, waitUntil - before) },
    { name: 'read', ms: firstByteMs === null ? null : Math.max(0, totalMs - Math.max(firstByteMs, before)) },
  ];
}
