/**
 * The numbers of the overview, from the sums the writer keeps: however many calls there are, what is read grows with the hours of the
 * stretch and the names that occur, and no call is looked at.
 */
import type {
  CallCounts,
  EndpointShare,
  Lengths,
  Overview,
  OverviewBar,
  OverviewRange,
  ShareCounts,
  Shares,
  Stretch,
} from '../../../../shared/domain/overview.ts';
import { addPacked } from '../histogram.ts';
import { percentilesOf } from '../latency.ts';
import type { Readable } from '../open.ts';
import { measureNames, type measures } from '../projections/figures.ts';
import { bordersOf, type Known, sizeOf, stretchBefore, stretchOf } from './bars.ts';
import { addTo, ranked, sumOf } from './ranked.ts';

export interface OverviewQuery {
  range: OverviewRange | Stretch;
  zone: string;
}

/** Of a breakdown; a table shows all of them. */
const mostRows = 30;

export function overviewReaders(db: Readable, now: () => number = Date.now) {
  // The two ends of the key; asked for together, the planner would walk all of it.
  const ends = db
    .prepare<[], [first: number | null, last: number | null]>(
      'SELECT (SELECT min(at) FROM call_hour), (SELECT max(at) FROM call_hour)',
    )
    .raw();
  // The histograms of a bar come as one text: a value for each of thousands of hours would cost more than all the rest.
  const perBar = db
    .prepare<[string], [bar: number, lengths: string, ...number[]]>(
      `SELECT b.key, group_concat(printf('%04x', length(h.lengths)) || hex(h.lengths), ''), ${sumOf(measureNames, 'h.')}
       FROM json_each(?) b CROSS JOIN call_hour h ON h.at >= b.value ->> 0 AND h.at < b.value ->> 1 GROUP BY b.key`,
    )
    .raw();
  const total = db
    .prepare<[number, number], (number | null)[]>(
      `SELECT ${sumOf(measureNames)} FROM call_hour WHERE at >= ? AND at < ?`,
    )
    .raw();
  const ranking = ranked(db);
  const endpointName = db
    .prepare<[string, string], string>('SELECT name FROM endpoint WHERE connection_id = ? AND endpoint_id = ?')
    .pluck();

  function known(): Known {
    const [first, last] = ends.get() ?? [null, null];
    return first === null || last === null ? null : { first, last };
  }

  function shares(about: string, stretch: Stretch, totals: CallCounts): Shares {
    const { rows, values } = ranking.most(about, stretch, mostRows);
    const shown = rows.map(({ value, numbers }) => ({ value, ...shareCounts(numbers) }));
    // Every call has one value, if only an empty one.
    const rest = (name: keyof ShareCounts) => shown.reduce((left, row) => left - row[name], totals[name]);
    return {
      rows: shown,
      others: {
        calls: rest('calls'),
        succeeded: rest('succeeded'),
        missed: rest('missed'),
        failed: rest('failed'),
        recovered: rest('recovered'),
        values: values === null ? null : values - rows.length,
      },
    };
  }

  function endpoints(stretch: Stretch): EndpointShare[] {
    return ranking.most('endpoint', stretch, mostRows).rows.map(({ value, numbers }) => {
      const [connectionId, endpointId]: [string, string] = JSON.parse(value);
      const { calls: messages, succeeded, failed, recovered } = shareCounts(numbers);
      const pending = messages - succeeded - failed - recovered;
      const name = endpointName.get(connectionId, endpointId) || endpointId;
      return { connectionId, endpointId, name, messages, failed, pending, recovered, succeeded };
    });
  }

  /** The bars between these borders, and all of them together. */
  function bars(borders: readonly number[]): { bars: OverviewBar[]; totals: Overview['totals'] } {
    const sums = borders.slice(1).map((to, index) => ({
      from: borders[index] ?? to,
      to,
      numbers: measureNames.map(() => 0),
      lengths: [] as number[],
    }));
    const all = { numbers: measureNames.map(() => 0), lengths: [] as number[] };
    for (const row of perBar.all(JSON.stringify(sums.map(({ from, to }) => [from, to])))) {
      const bar = sums[row[0]];
      if (!bar) continue;
      addTo(bar.numbers, row, 2);
      addAllPacked(row[1], bar.lengths);
    }
    for (const { numbers, lengths } of sums) {
      addTo(all.numbers, numbers, 0);
      lengths.forEach((n, bucket) => {
        all.lengths[bucket] = (all.lengths[bucket] ?? 0) + n;
      });
    }
    return {
      bars: sums.map(({ from, to, numbers, lengths }) => ({ from, to, ...counts(numbers), ...percentiles(lengths) })),
      totals: { ...counts(all.numbers), ...percentiles(all.lengths) },
    };
  }

  return {
    /** Total: any stretch of any zone answers. `zone` is an IANA name. */
    overview({ range, zone }: OverviewQuery): Overview {
      const reach = known();
      const stretch = stretchOf(range, zone, now(), reach);
      const size = sizeOf(stretch);
      const earlier = stretchBefore(range, stretch, reach);
      const shown = bars(bordersOf(stretch, size, zone));
      return {
        ...stretch,
        size,
        ...shown,
        before: earlier && { ...earlier, ...counts(total.get(earlier.from, earlier.to) ?? []) },
        agents: shares('agent', stretch, shown.totals),
        campaigns: shares('campaign', stretch, shown.totals),
        reasons: shares('reason', stretch, shown.totals),
        endpoints: endpoints(stretch),
        hasCalls: reach !== null,
      };
    },
  };
}

/** Adds histograms written one after the other in hexadecimal, each behind its length in two bytes. */
function addAllPacked(hex: string, counts: number[]): void {
  const bytes = Buffer.from(hex, 'hex');
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    addPacked(bytes.subarray(at + 2, end), counts);
    at = end;
  }
}

/** In the order of `shareNames`. */
function shareCounts([
  calls = 0,
  succeeded = 0,
  missed = 0,
  failed = 0,
  recovered = 0,
]: readonly number[]): ShareCounts {
  return { calls, succeeded, missed, failed, recovered };
}

/** In the order of `measureNames`; sums of nothing are `null`. */
function counts(numbers: readonly (number | null)[]): CallCounts {
  const of = (name: keyof typeof measures): number => numbers[measureNames.indexOf(name)] ?? 0;
  return {
    calls: of('n'),
    succeeded: of('succeeded'),
    missed: of('missed'),
    failed: of('failed'),
    recovered: of('recovered'),
    webhooks: {
      failed: of('webhooks_failed'),
      pending: of('webhooks_pending'),
      recovered: of('webhooks_recovered'),
      succeeded: of('webhooks_succeeded'),
    },
    chains: { failed: of('chains_failed'), recovered: of('chains_recovered'), succeeded: of('chains_succeeded') },
  };
}

function percentiles(lengths: readonly number[]): Lengths {
  const [p50Ms = null, p90Ms = null, p95Ms = null] = percentilesOf(lengths, [0.5, 0.9, 0.95]);
  return { p50Ms, p90Ms, p95Ms };
}
