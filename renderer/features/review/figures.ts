/** Numbers of reviews as they are written, and what periods a report can be of. */
import { fromWallClock, toWallClock } from '../../../shared/time/zoned-time.ts';
import { nothing } from '../../ui/format.ts';

/** `3.4`. */
export const oneDecimal = (value: number | null): string => (value === null ? nothing : value.toFixed(1));

/** How many of the calls were reviewed, in per cent; between nothing and all never rounded to either. */
export function coverage(reviewed: number, calls: number): string {
  if (calls === 0) return nothing;
  const share = Math.min(100, (100 * reviewed) / calls);
  if (share > 0 && share < 1) return '< 1 %';
  return `${share > 99 && share < 100 ? 99 : Math.round(share)} %`;
}

export const periods = ['this week', 'last week', 'this month', 'last month', '90 days'] as const;
export type Period = (typeof periods)[number];

export const periodWords: Record<Period, string> = {
  'this week': 'This week',
  'last week': 'Last week',
  'this month': 'This month',
  'last month': 'Last month',
  '90 days': '90 days',
};

const dayMs = 86_400_000;

/** In the zone's own days; weeks begin on Monday. `to` is not in it; of what still goes on it is the end of today. */
export function stretchOf(period: Period, now: number, zone: string): { from: number; to: number } {
  const today = Math.floor((toWallClock(now, zone) ?? now) / dayMs);
  const date = new Date(today * dayMs);
  // Day 4 since 1970 was a Monday.
  const monday = today - ((((today - 4) % 7) + 7) % 7);
  const month = (by: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1) / dayMs;
  const at = (day: number) => fromWallClock(day * dayMs, zone)?.at ?? day * dayMs;
  switch (period) {
    case 'this week':
      return { from: at(monday), to: at(today + 1) };
    case 'last week':
      return { from: at(monday - 7), to: at(monday) };
    case 'this month':
      return { from: at(month(0)), to: at(today + 1) };
    case 'last month':
      return { from: at(month(-1)), to: at(month(0)) };
    case '90 days':
      return { from: at(today - 89), to: at(today + 1) };
  }
}
