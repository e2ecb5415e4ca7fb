/** Times and durations of a payload, as epoch milliseconds UTC and milliseconds. */
import type { NormalisedCall } from '../../../shared/domain/call.ts';
import { fromWallClock } from '../../../shared/time/zoned-time.ts';
import { type Fields, ignored, kindOf, remark, take } from './fields.ts';

/** The years 1990 to 2099, as in `shared/stream/events.ts`: a call outside them is a broken clock or a placeholder. */
const earliest = 631_152_000_000;
const latest = 4_102_444_800_000;
const longestCallMs = 86_400_000;

const pattern =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?[ ]?(?:([zZ])|([+-])(\d\d):?(\d\d)?)?$/;

/** As JavaScript itself writes a time, on a day that every month has: most are, and it is the quicker way. */
const plainest = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

interface WallClock {
  /** The reading taken as if it were UTC. */
  wallMs: number;
  /** `null` when the text names no zone. */
  offsetMs: number | null;
}

/** `Date.parse` would accept the 30th of February and read a text without zone in this machine's zone. */
function parse(value: string): WallClock | null {
  if (plainest.test(value)) return { wallMs: Date.parse(value), offsetMs: 0 };
  const match = pattern.exec(value);
  if (!match) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 60 || part(10) > 14 || part(11) > 59) return null;
  const millis = Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000);
  const wallMs = midnight.getTime() + hour * 3_600_000 + minute * 60_000 + second * 1000 + millis;
  if (match[8] !== undefined) return { wallMs, offsetMs: 0 };
  if (match[9] === undefined) return { wallMs, offsetMs: null };
  return { wallMs, offsetMs: (match[9] === '-' ? -1 : 1) * (part(10) * 60 + part(11)) * 60_000 };
}

function inZone(from: Fields, key: string, wallMs: number, zone: string): number {
  const name = `\`${from.path}${key}\``;
  const found = fromWallClock(wallMs, zone);
  if (!found) {
    remark(from.remarks, `${name} has no time zone and the connection's "${zone}" is not known: read as UTC`);
    return wallMs;
  }
  remark(from.remarks, `${name} has no time zone: read as ${zone}, the connection's`);
  if (found.clock === 'repeated')
    remark(from.remarks, `${name} was shown twice by the clocks of ${zone} that day: the earlier is assumed`);
  if (found.clock === 'skipped')
    remark(from.remarks, `${name} was skipped by the clocks of ${zone} that day: moved on by the change`);
  return found.at;
}

const within = (from: Fields, key: string, at: number): number | null =>
  at >= earliest && at < latest ? at : ignored(from, key, 'was not between the years 1990 and 2099');

/** An ISO 8601 time; one without a zone is read in `zone`, and a remark says so. */
export function time(from: Fields, key: string, zone: string): number | null {
  const value = take(from, key);
  if (value === undefined) return null;
  if (typeof value !== 'string') return ignored(from, key, `was ${kindOf(value)}`);
  const read = value.length > 60 ? null : parse(value.trim());
  if (!read) return value.trim() === '' ? null : ignored(from, key, 'was not a time');
  const { wallMs, offsetMs } = read;
  // Bounds come first: asking for the clocks of the year 9999 tells nothing.
  if (within(from, key, wallMs) === null) return null;
  return within(from, key, offsetMs === null ? inZone(from, key, wallMs, zone) : wallMs - offsetMs);
}

/** Like `time`, where a platform may also give epoch seconds or milliseconds, told apart by their size. */
export function timeOrEpoch(from: Fields, key: string, zone: string): number | null {
  const value = take(from, key);
  if (typeof value !== 'number') return time(from, key, zone);
  if (!Number.isFinite(value)) return ignored(from, key, 'was not a finite number');
  return within(from, key, Math.round(value < latest / 1000 ? value * 1000 : value));
}

/** A length of time given in units of `unitMs`, between nothing and a day. */
export function duration(from: Fields, key: string, unitMs = 1000): number | null {
  const value = take(from, key);
  if (value === undefined) return null;
  if (typeof value !== 'number') return ignored(from, key, `was ${kindOf(value)}`);
  const ms = Math.round(value * unitMs);
  return ms >= 0 && ms <= longestCallMs ? ms : ignored(from, key, 'was not between nothing and a day');
}

/** Fills in the one of start, end and duration that follows from the other two, and says so. */
export function completeTimes(call: NormalisedCall): NormalisedCall {
  const { startedAt, endedAt, durationMs, remarks } = call;
  if (startedAt !== null && endedAt !== null && endedAt < startedAt)
    remark(remarks, 'the call ended before it started');
  if (endedAt === null && startedAt !== null && durationMs !== null) {
    remark(remarks, 'the end is the start plus the duration');
    return { ...call, endedAt: startedAt + durationMs };
  }
  if (durationMs === null && startedAt !== null && endedAt !== null) {
    const ms = endedAt - startedAt;
    if (ms < 0 || ms > longestCallMs) return call;
    remark(remarks, 'the duration is the end minus the start');
    return { ...call, durationMs: ms };
  }
  if (startedAt === null && endedAt !== null && durationMs !== null) {
    remark(remarks, 'the start is the end minus the duration');
    return { ...call, startedAt: endedAt - durationMs };
  }
  return call;
}
