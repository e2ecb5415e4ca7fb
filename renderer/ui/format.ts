/**
 * How numbers, times and durations are written. Inputs are epoch milliseconds, milliseconds, bytes or plain counts;
 * what is not known is an en dash, never "N/A".
 */

/** `mine` is this machine's, `utc` UTC, and anything else the IANA name of one. */
export type Zone = string;

export const nothing = '–';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const grouped = new Intl.NumberFormat('en-US');
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `1204331` → `1,204,331`. */
export function count(value: number): string {
  return grouped.format(value);
}

/** `1204331` → `1.2 M`; below ten thousand exact. */
export function shortCount(value: number): string {
  const scaled = scale(value, 1000, ['', 'k', 'M', 'G'], 10_000);
  return scaled.unit === '' ? count(value) : `${scaled.text} ${scaled.unit}`;
}

/** `3.1e9` → `3.1 GB`, in powers of ten. */
export function bytes(value: number): string {
  const scaled = scale(value, 1000, ['B', 'kB', 'MB', 'GB', 'TB'], 1000);
  return `${scaled.text} ${scaled.unit}`;
}

function scale(value: number, step: number, units: readonly string[], from: number): { text: string; unit: string } {
  let rest = value;
  let index = 0;
  if (Math.abs(value) >= from) {
    while (Math.round(Math.abs(rest)) >= step && index < units.length - 1) {
      rest /= step;
      index += 1;
    }
  }
  const unit = units[index] ?? '';
  return { text: index === 0 ? count(rest) : rest >= 99.95 ? count(Math.round(rest)) : oneDigit.format(rest), unit };
}

/** How many match: `37`, or `1,000+` where only a lower bound is known. */
export function total(of: { count: number; exact: boolean }): string {
  return of.exact ? count(of.count) : `${count(of.count)}+`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `161000` → `2 m 41 s`, `5003` → `5.0 s`, `143` → `143 ms`, `3723000` → `1 h 02 m`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return nothing;
  if (Math.round(ms) < second) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${oneDigit.format(ms / second)} s`;
  const whole = Math.round(ms / second);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
  return `${Math.floor(whole / 86_400)} d ${two(Math.floor((whole % 86_400) / 3600))} h`;
}

/** The length of a call, always in whole seconds: `0 s`, `41 s`, `2 m 41 s`. */
export function callLength(ms: number | null): string {
  if (ms === null) return nothing;
  const whole = Math.round(ms / second) * second;
  return whole < minute ? `${whole / second} s` : duration(whole);
}

/** An offset into a call: `0:07`, `12:40`, `1:02:09`. */
export function offset(ms: number): string {
  const whole = Math.floor(ms / second);
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** How long before `now`: `0.2 s ago`, `12 s ago`, `5 m ago`, `3 h ago`, `6 d ago`; a time to come is `in 12 s`. */
export function ago(at: number, now: number): string {
  const distance = Math.abs(now - at);
  const text =
    distance < 1000
      ? `${oneDigit.format(distance / second)} s`
      : distance < minute
        ? `${Math.floor(distance / second)} s`
        : distance < hour
          ? `${Math.floor(distance / minute)} m`
          : distance < 2 * day
            ? `${Math.floor(distance / hour)} h`
            : `${count(Math.floor(distance / day))} d`;
  return at > now + second ? `in ${text}` : `${text} ago`;
}

/** The zone this machine is set to: `Europe/Berlin`. */
export const machineZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The IANA name of a zone. */
export const zoneName = (zone: Zone): string => (zone === 'mine' ? machineZone : zone === 'utc' ? 'UTC' : zone);

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${zone}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    hourCycle: 'h23',
    timeZone: zoneName(zone),
    ...options,
  });
  formats.set(key, made);
  return made;
}

/** `14:02:11`. */
export function clock(at: number, zone: Zone): string {
  return format('clock', zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at);
}

function dayOf(at: number, zone: Zone): string {
  return format('day', zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** A time in a list: `14:02:11` today, `20 Nov 14:02` this year, `20 Nov 2024` before. */
export function listTime(at: number, now: number, zone: Zone): string {
  if (dayOf(at, zone) === dayOf(now, zone)) return clock(at, zone);
  if (dayOf(at, zone).slice(-4) !== dayOf(now, zone).slice(-4)) {
    return format('year', zone, { day: '2-digit', month: 'short', year: 'numeric' }).format(at);
  }
  const parts = format('minute', zone, { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });
  return parts.format(at).replace(',', '');
}

/** The whole truth about a time, for tooltips and copying: `Fri 20 Nov 2026, 14:02:11.123 GMT+1`. */
export function fullTime(at: number, zone: Zone): string {
  const date = format('full date', zone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })
    .format(at)
    .replaceAll(',', '');
  const time = format('full time', zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'short',
  }).format(at);
  return `${date}, ${time}`;
}

/** A time where seconds say nothing: `Fri 20 Nov 2026, 14:00 GMT+1`. */
export function hourTime(at: number, zone: Zone): string {
  return fullTime(at, zone).replace(/:\d\d\.\d{3}/, '');
}

/** A stream position without its leading zeros: `00000000000001204331` → `1,204,331`. */
export function position(value: string | null): string {
  if (value === null) return nothing;
  const digits = value.replace(/^0+(?=\d)/, '');
  return /^\d+$/.test(digits) ? grouped.format(BigInt(digits)) : value;
}
