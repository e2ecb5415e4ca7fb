/**
 * Stretches of time and lengths as they are typed: `today`, `7d`, `2026-11-01..2026-11-05`, `>2m`. Days begin where the reader's zone has
 * them begin; instants are epoch milliseconds UTC, lengths seconds.
 */

import { fromWallClock, toWallClock } from '../time/zoned-time.ts';

/** Stretches that end now and stay relative. */
export const typedRanges = ['1h', '24h', '7d', '30d', 'today'] as const;
export type TypedRange = (typeof typedRanges)[number];

export interface Stretch {
  range?: TypedRange | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** Year, month from 1, day, hour, minute, second, millisecond. */
type Parts = readonly [number, number, number, number, number, number, number];

export interface Clock {
  now: number;
  /** Parts may run over, as the day before the first does. */
  at(...parts: Parts): number;
  parts(at: number): Parts;
}

/** The clock of a zone, by its IANA name. */
export function clockOf(zone: string, now: number): Clock {
  return {
    now,
    at: (year, month, ...rest) => {
      const shown = Date.UTC(year, month - 1, ...rest);
      return fromWallClock(shown, zone)?.at ?? shown;
    },
    parts: (at) => {
      const d = new Date(toWallClock(at, zone) ?? at);
      const time = [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), d.getUTCMilliseconds()] as const;
      return [d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate(), ...time];
    },
  };
}

type Unit = 'month' | 'day' | 'minute' | 'second' | 'millisecond';
const instant = /^(\d{4})-(\d\d)(?:-(\d\d)(?:t(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?)?)?$/i;

/** The month, day, minute… that is written, from its begin up to its end. */
function unitOf(text: string, clock: Clock): { begin: number; end: number } | null {
  const found = instant.exec(text);
  if (!found) return null;
  const given = found.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = given;
  const begin = clock.at(year, month, day, hour, minute, second, ms);
  const [, readMonth, readDay, readHour, readMinute] = clock.parts(begin);
  // 31 April, 25:00.
  const exists =
    readMonth === month && readDay === day && hour < 24 && minute < 60 && second < 60 && readMinute === minute;
  // An hour that summer time leaps over is read as the one after it.
  if (!exists || (readHour !== hour && readHour !== hour + 1)) return null;
  const units = ['month', 'month', 'day', 'minute', 'minute', 'second', 'millisecond'] as const;
  const unit = units[given.findLastIndex((part) => part !== undefined)] ?? 'day';
  return { begin, end: after(begin, unit, 1, clock) };
}

function after(at: number, unit: Unit, by: 1 | -1, clock: Clock): number {
  const [year, month, day, hour, minute, second, ms] = clock.parts(at);
  if (unit === 'month') return clock.at(year, month + by, day, hour, minute, second, ms);
  if (unit === 'day') return clock.at(year, month, day + by, hour, minute, second, ms);
  return at + by * { minute: 60_000, second: 1000, millisecond: 1 }[unit];
}

/** `null` for what is no stretch of time. `>` a day is after it, `>=` from its begin; `a..b` has both whole. */
export function readStretch(typed: string, clock: Clock): Stretch | null {
  const text = typed.trim().toLowerCase();
  const named = typedRanges.find((range) => range === text);
  if (named) return { range: named };
  if (text === 'yesterday') {
    const [year, month, day] = clock.parts(clock.now);
    return { from: clock.at(year, month, day - 1, 0, 0, 0, 0), to: clock.at(year, month, day, 0, 0, 0, 0) };
  }
  const ago = /^(\d{1,4})(m|h|d|w)$/.exec(text);
  if (ago) {
    const lengths: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
    return { from: clock.now - Number(ago[1]) * (lengths[ago[2] ?? ''] ?? 0) };
  }
  const compared = /^([<>]=?)(.+)$/.exec(text);
  if (compared) {
    const unit = unitOf(compared[2]?.trim() ?? '', clock);
    if (!unit) return null;
    if (compared[1] === '>') return { from: unit.end };
    if (compared[1] === '>=') return { from: unit.begin };
    return { to: compared[1] === '<' ? unit.begin : unit.end };
  }
  const [first = '', second] = text.split('..', 2);
  const from = unitOf(first, clock);
  const to = second === undefined ? from : unitOf(second, clock);
  if ((first !== '' && !from) || (second && !to) || (!from && !to)) return null;
  if (from && to && from.begin >= to.end) return null;
  return { ...(from ? { from: from.begin } : {}), ...(to ? { to: to.end } : {}) };
}

/** What `readStretch` reads as the same; `null` where there is none. */
export function writeStretch({ range, from, to }: Stretch, clock: Clock): string | null {
  if (range) return range;
  if (from === undefined && to === undefined) return null;
  const begin = from === undefined ? '' : written(from, aligned(from, clock), clock);
  if (to === undefined) return `${begin}..`;
  const unit = aligned(to, clock);
  const end = written(after(to, unit, -1, clock), unit, clock);
  return begin === end ? begin : `${begin}..${end}`;
}

/** The coarsest unit that begins then. */
function aligned(at: number, clock: Clock): Unit {
  const [, , , hour, minute, second, ms] = clock.parts(at);
  if (ms !== 0) return 'millisecond';
  if (second !== 0) return 'second';
  return hour === 0 && minute === 0 ? 'day' : 'minute';
}

function written(at: number, unit: Unit, clock: Clock): string {
  const [year, ...rest] = clock.parts(at);
  const [month, day, hour, minute, second] = rest.map((part) => String(part).padStart(2, '0'));
  const date = `${String(year).padStart(4, '0')}-${month}-${day}`;
  if (unit === 'day') return date;
  const time = `${date}T${hour}:${minute}`;
  if (unit === 'minute') return time;
  return unit === 'second' ? `${time}:${second}` : `${time}:${second}.${String(rest[5]).padStart(3, '0')}`;
}

/** `120`, `2m`, `1h30m`, `2:41` in seconds; `null` for anything else. */
export function readSeconds(typed: string): number | null {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, '');
  const clock = /^(?:(\d{1,2}):)?(\d{1,3}):(\d\d)$/.exec(text);
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const found = /^(?:(\d{1,3})h)?(?:(\d{1,4})m(?:in)?)?(?:(\d{1,6})s?)?$/.exec(text);
  if (!found || text === '') return null;
  return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
}

/** `161` → `2m41s`. */
export function writeSeconds(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ];
  const text = parts.map(([value, unit]) => (value > 0 ? `${value}${unit}` : '')).join('');
  return text === '' ? '0s' : text;
}
