/**
 * A list's filters as its address carries them. What does not fit is left out, so that any address opens something. A stretch of time
 * that ends now stays relative in the address and becomes two instants only when core is asked.
 */
import { z } from 'zod';
import { clockOf } from '../../../shared/domain/search-time.ts';
import { type Zone, zoneName } from '../format.ts';

export const ranges = ['1h', '24h', '7d', '30d', 'today'] as const;
export type Range = (typeof ranges)[number];

export const rangeWords: Record<Range, string> = {
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
  today: 'today',
};

/** What the address has beside the filter itself: a relative stretch of time, and the selected record. */
const beside = z.object({ range: z.enum(ranges), id: z.number().int().positive() });

type Shape = Record<string, z.ZodType>;
type Loose<T> = { [K in keyof T]?: T[K] | undefined };
type Search<F extends Shape> = Loose<z.output<z.ZodObject<F>> & z.output<typeof beside>>;

/** Reads an address's search by the filter's schema, field by field. A number that was typed where text belongs is taken as text. */
export function filterSearch<F extends Shape>(filter: z.ZodObject<F>) {
  const shape: Record<string, z.ZodType> = { ...filter.shape, ...beside.shape };
  return (search: Record<string, unknown>): Search<F> => {
    const kept: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(shape)) {
      const given = search[key];
      if (given === undefined || given === '') continue;
      for (const value of [given, String(given), Number(given)]) {
        const read = schema.safeParse(value);
        if (!read.success || read.data === undefined) continue;
        kept[key] = read.data;
        break;
      }
    }
    return kept as Search<F>;
  };
}

const hour = 3_600_000;
const lengths = { '1h': hour, '24h': 24 * hour, '7d': 7 * 24 * hour, '30d': 30 * 24 * hour } as const;

/** When a relative stretch began, in epoch milliseconds; days are those of the zone. */
export function beginOf(range: Range, now: number, zone: Zone): number {
  if (range !== 'today') return now - lengths[range];
  const clock = clockOf(zoneName(zone), now);
  const [year, month, day] = clock.parts(now);
  return clock.at(year, month, day, 0, 0, 0, 0);
}

interface Timed {
  range?: Range | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** The filter as core takes it: without what only the address needs, and with instants for a relative stretch. */
export function forCore<T extends Timed & { id?: number | undefined }>(
  { id: _, range, ...filter }: T,
  now: number,
  zone: Zone,
): Omit<T, 'id' | 'range'> {
  return range ? { ...filter, from: beginOf(range, now, zone), to: undefined } : filter;
}

/** Whether anything narrows the list beside what it shows by itself. */
export function isNarrowed(search: object): boolean {
  return Object.entries(search).some(
    ([key, value]) => value !== undefined && key !== 'id' && key !== 'show' && key !== 'cursor',
  );
}
