/** Numbers of the overview in words: shares, changes against the period before, and the times bars stand for. */
import type { BarSize, CallCounts, Stretch } from '../../../shared/domain/overview.ts';
import { count, nothing, type Zone, zoneName } from '../../ui/format.ts';

/** A share of 1; `null` of nothing. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** `98.2 %`; whole only where it is all or none, so that 100 % means all. */
export function percent(value: number | null): string {
  if (value === null) return nothing;
  if (value === 0 || value === 1) return `${value * 100} %`;
  return `${Math.min(99.9, Math.max(0.1, value * 100)).toFixed(1)} %`;
}

export interface Change {
  direction: 'up' | 'down' | 'same';
  text: string;
}

/** Of a count, in percent of what it was; `null` where there was nothing to compare with. */
export function changeOf(now: number, before: number): Change | null {
  if (before === 0) return now === 0 ? { direction: 'same', text: 'as before' } : null;
  const by = now / before - 1;
  return change(by, Math.abs(by) >= 10 ? `${count(Math.round(now / before))} ×` : `${rounded(by * 100)} %`);
}

/** Of a share, in percentage points. */
export function pointsOf(now: number | null, before: number | null): Change | null {
  if (now === null || before === null) return null;
  const by = (now - before) * 100;
  return change(by, `${rounded(by)} pt`);
}

const rounded = (value: number): string => {
  const size = Math.abs(value);
  return size >= 10 ? count(Math.round(size)) : String(Math.round(size * 10) / 10);
};

function change(by: number, text: string): Change {
  if (/^0 /.test(text)) return { direction: 'same', text: 'as before' };
  return { direction: by > 0 ? 'up' : 'down', text };
}

export const withChains = ({ chains }: CallCounts): number => chains.failed + chains.recovered + chains.succeeded;
export const withWebhooks = ({ webhooks }: CallCounts): number =>
  webhooks.failed + webhooks.pending + webhooks.recovered + webhooks.succeeded;
export const unsaid = ({ calls, succeeded, missed }: Pick<CallCounts, 'calls' | 'succeeded' | 'missed'>): number =>
  calls - succeeded - missed;

const format = (zone: Zone, options: Intl.DateTimeFormatOptions) => {
  const made = new Intl.DateTimeFormat('en-GB', { hourCycle: 'h23', ...options, timeZone: zoneName(zone) });
  return (at: number) => made.format(at).replaceAll(',', '');
};

/** What a bar stands for: `Sat 21 Nov 14:00–15:00`, `Sat 21 Nov 2026`, `16 Nov – 22 Nov 2026`, `Nov 2026`, `2026`. */
export function barWords(size: BarSize, zone: Zone): (bar: Stretch) => string {
  if (size === 'hour') {
    const begin = format(zone, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    const end = format(zone, { hour: '2-digit', minute: '2-digit' });
    return ({ from, to }) => `${begin(from)}–${end(to)}`;
  }
  if (size === 'week') {
    const begin = format(zone, { day: 'numeric', month: 'short' });
    const end = format(zone, { day: 'numeric', month: 'short', year: 'numeric' });
    return ({ from, to }) => `${begin(from)} – ${end(to - 1)}`;
  }
  const one = format(zone, {
    year: 'numeric',
    ...(size === 'year' ? {} : { month: 'short' as const }),
    ...(size === 'day' ? { weekday: 'short' as const, day: 'numeric' as const } : {}),
  });
  return ({ from }) => one(from);
}

/** Short words below the bars, for as many of them as there is room for; their first instants. */
export function ticksOf(bars: readonly Stretch[], size: BarSize, zone: Zone, most = 8) {
  const first = bars[0];
  const last = bars.at(-1);
  const isLong = first !== undefined && last !== undefined && last.to - first.from > 48 * 3_600_000;
  const day = format(zone, { year: 'numeric', month: 'numeric', day: 'numeric' });
  const begins = bars.filter(({ from }, index) => {
    const before = bars[index - 1];
    return size !== 'hour' || !isLong || (before !== undefined && day(before.from) !== day(from));
  });
  const step = Math.max(1, Math.ceil(begins.length / most));
  const words =
    size === 'hour' && !isLong
      ? format(zone, { hour: '2-digit', minute: '2-digit' })
      : size === 'hour'
        ? format(zone, { weekday: 'short', day: 'numeric' })
        : size === 'year'
          ? format(zone, { year: 'numeric' })
          : size === 'month'
            ? format(zone, { month: 'short', year: '2-digit' })
            : format(zone, { day: 'numeric', month: 'short' });
  return { ticks: begins.filter((_, index) => index % step === 0).map(({ from }) => from), tickFormatter: words };
}
