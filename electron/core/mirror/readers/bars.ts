/**
 * The stretches of time that charts show and their bars stand for. Sums are kept by the hour, so every border is a full hour of UTC:
 * in a zone whose clocks are half an hour apart from it, a day begins at the first full hour after midnight.
 */
import type { BarSize, OverviewRange, Stretch } from '../../../../shared/domain/overview.ts';
import { fromWallClock, toWallClock } from '../../../../shared/time/zoned-time.ts';
import { hourOf } from '../rollups.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const daysOf = { '7d': 7, '30d': 30, '90d': 90 } as const satisfies Partial<Record<OverviewRange, number>>;

/** The first and the last hour the mirror counted a call in; `null` where there is none. */
export type Known = { first: number; last: number } | null;

/** A range's stretch. Days are those of the zone and include today; `all` begins with the oldest call. */
export function stretchOf(range: OverviewRange | Stretch, zone: string, now: number, known: Known): Stretch {
  if (typeof range === 'object') return { from: hourOf(range.from), to: nextHour(range.to) };
  const to = hourOf(now) + hourMs;
  if (range === '24h') return { from: to - dayMs, to };
  if (range !== 'all') return { from: dayStart(localDay(now, zone) - daysOf[range] + 1, zone), to };
  return { from: known?.first ?? to - dayMs, to: Math.max(to, (known?.last ?? 0) + hourMs) };
}

/**
 * The stretch of the same length before, as many whole days earlier as it takes, so that the same hours of the day are compared; `null`
 * where the mirror does not reach back that far, or nothing is before.
 */
export function stretchBefore(range: OverviewRange | Stretch, { from, to }: Stretch, known: Known): Stretch | null {
  if (range === 'all' || !known) return null;
  const length = to - from;
  const shift = Math.ceil(length / dayMs) * dayMs;
  const earlier = { from: from - shift, to: to - shift };
  return known.first <= earlier.from ? earlier : null;
}

/** At most a few hundred bars, and enough to see a shape. */
export function sizeOf({ from, to }: Stretch): BarSize {
  const days = (to - from) / dayMs;
  if (days <= 8) return 'hour';
  if (days <= 100) return 'day';
  if (days <= 3 * 366) return 'week';
  return days <= 30 * 366 ? 'month' : 'year';
}

/** Where bars begin, oldest first, and where the last one ends. The first and the last may be cut. */
export function bordersOf({ from, to }: Stretch, size: BarSize, zone: string): number[] {
  const borders = [from];
  for (let next = following(from, size, zone); next < to; next = following(next, size, zone)) borders.push(next);
  return [...borders, to];
}

/** The first border after `at`. */
function following(at: number, size: BarSize, zone: string): number {
  if (size === 'hour') return hourOf(at) + hourMs;
  // A day that the zone left out begins where the next one does.
  for (let day = nextDay(localDay(at, zone), size); ; day = nextDay(day, size)) {
    const start = dayStart(day, zone);
    if (start > at) return start;
  }
}

/** The day, numbered from 1970, with which the next bar begins. */
function nextDay(day: number, size: Exclude<BarSize, 'hour'>): number {
  if (size === 'day') return day + 1;
  // The first Monday of 1970 was day 4.
  if (size === 'week') return day + 7 - ((((day - 4) % 7) + 7) % 7);
  const date = new Date(day * dayMs);
  const month = size === 'month' ? date.getUTCMonth() + 1 : 12;
  return Date.UTC(date.getUTCFullYear(), month, 1) / dayMs;
}

function localDay(at: number, zone: string): number {
  return Math.floor((toWallClock(at, zone) ?? at) / dayMs);
}

function dayStart(day: number, zone: string): number {
  return nextHour(fromWallClock(day * dayMs, zone)?.at ?? day * dayMs);
}

const nextHour = (at: number): number => Math.ceil(at / hourMs) * hourMs;

export interface Part extends Stretch {
  /** Of the sums it is read from. */
  hours: number;
}

/** A stretch in as few sums as it takes: the widest in the middle, narrower ones at both ends. `spans`: hours of a sum, narrow to wide. */
export function partsOf({ from, to }: Stretch, spans: readonly number[]): Part[] {
  const [hours, ...narrower] = spans.toReversed();
  if (hours === undefined || from >= to) return [];
  const span = hours * hourMs;
  const first = Math.ceil(from / span) * span;
  const last = Math.floor(to / span) * span;
  const rest = narrower.toReversed();
  if (first >= last) return partsOf({ from, to }, rest);
  return [
    ...partsOf({ from, to: first }, rest),
    { from: first, to: last, hours },
    ...partsOf({ from: last, to }, rest),
  ];
}
