/** The overview's stretch of time in words. */
import type { OverviewRange, Stretch } from '../../shared/domain/overview.ts';
import { type Zone, zoneName } from './format.ts';

export const rangeNames: Record<OverviewRange, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  all: 'All time',
};

/** `Last 7 days`, or `20 Nov 14:00 – 21 Nov 08:00` with the year where it is not this one. */
export function rangeWords(range: OverviewRange | Stretch, zone: Zone, now = Date.now()): string {
  return typeof range === 'string' ? rangeNames[range] : stretchWords(range, zone, now);
}

export function stretchWords({ from, to }: Stretch, zone: Zone, now: number): string {
  const timeZone = zoneName(zone);
  const year = new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone });
  const isThisYear = [from, to].every((at) => year.format(at) === year.format(now));
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  const words = (at: number) => format.format(at).replace(',', '');
  return `${words(from)} – ${words(to)}`;
}
