/**
 * Between a wall clock in a named zone and epoch milliseconds, right across changes of the clocks. A time the clocks skipped is read with
 * the offset before the change, one they showed twice as the earlier: Temporal's `compatible` (ECMA-262 Temporal, DisambiguatePossibleEpochNanoseconds).
 */

const dayMs = 86_400_000;
const keptDays = 4096;

interface Zone {
  clock: Intl.DateTimeFormat;
  /** Offset at UTC midnight, by day number: asking Intl for every call would cost more than all the rest of reading it. */
  midnights: Map<number, number>;
}

const zones = new Map<string, Zone>();

function zoneNamed(name: string): Zone | null {
  const known = zones.get(name);
  if (known) return known;
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    const zone: Zone = { clock, midnights: new Map() };
    zones.set(name, zone);
    return zone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Milliseconds to add to UTC to get what the clocks of the zone show at `at`. */
function offsetAt(zone: Zone, at: number): number {
  const parts: Record<string, number> = {};
  for (const part of zone.clock.formatToParts(at)) parts[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function offsetAtMidnight(zone: Zone, day: number): number {
  const known = zone.midnights.get(day);
  if (known !== undefined) return known;
  if (zone.midnights.size >= keptDays) zone.midnights.clear();
  const offset = offsetAt(zone, day * dayMs);
  zone.midnights.set(day, offset);
  return offset;
}

export interface ZonedTime {
  /** Epoch milliseconds UTC. */
  at: number;
  /** `skipped`: no clock of the zone ever showed that time; `repeated`: it showed it twice. */
  clock: 'once' | 'skipped' | 'repeated';
}

/** `wallMs` is the wall clock's reading taken as if it were UTC. `null` when no zone has that name. */
export function fromWallClock(wallMs: number, zoneName: string): ZonedTime | null {
  const zone = zoneNamed(zoneName);
  if (!zone) return null;
  // No offset exceeds 14 hours, so the true instant lies between these two midnights.
  const day = Math.floor(wallMs / dayMs);
  const before = offsetAtMidnight(zone, day - 1);
  const after = offsetAtMidnight(zone, day + 2);
  if (before === after) return { at: wallMs - before, clock: 'once' };
  const early = offsetAt(zone, wallMs - before) === before;
  const late = offsetAt(zone, wallMs - after) === after;
  if (early && late) return { at: wallMs - before, clock: 'repeated' };
  if (late) return { at: wallMs - after, clock: 'once' };
  return { at: wallMs - before, clock: early ? 'once' : 'skipped' };
}

/** What the clocks of the zone show at `at`, taken as if it were UTC, in milliseconds; `null` when no zone has that name. */
export function toWallClock(at: number, zoneName: string): number | null {
  const zone = zoneNamed(zoneName);
  if (!zone) return null;
  const day = Math.floor(at / dayMs);
  const before = offsetAtMidnight(zone, day);
  // Clocks that were changed in between show one offset at one midnight and another at the other.
  return at + (before === offsetAtMidnight(zone, day + 1) ? before : offsetAt(zone, at));
}
