/** The day of a named zone. */
import { fromWallClock, toWallClock } from './zoned-time.ts';

const dayMs = 86_400_000;

/** When the day of `at` began there, in epoch milliseconds UTC; of the UTC day where no zone has that name. */
export function startOfDay(at: number, zone: string): number {
  const wall = Math.floor((toWallClock(at, zone) ?? at) / dayMs) * dayMs;
  return fromWallClock(wall, zone)?.at ?? wall;
}
