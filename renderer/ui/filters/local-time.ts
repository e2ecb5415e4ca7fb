/** Instants as `datetime-local` fields write them: `2026-11-21T14:05`, by the clocks of a zone. */
import { fromWallClock, toWallClock } from '../../../shared/time/zoned-time.ts';
import { type Zone, zoneName } from '../format.ts';

/** `at` in epoch milliseconds UTC, cut to the minute. */
export function toLocal(at: number, zone: Zone): string {
  return new Date(toWallClock(at, zoneName(zone)) ?? at).toISOString().slice(0, 16);
}

/** Epoch milliseconds UTC; `undefined` for what is no time. */
export function fromLocal(text: string, zone: Zone): number | undefined {
  const shown = text === '' ? Number.NaN : Date.parse(`${text}Z`);
  return Number.isNaN(shown) ? undefined : fromWallClock(shown, zoneName(zone))?.at;
}
