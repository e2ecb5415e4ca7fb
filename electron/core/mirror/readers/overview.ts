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
import { addPacked, hexEnd } from '../histogram.ts';
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
  const ofBar = db
    .prepare<[number, number], [lengths: string | null, ...(number | null)[]]>(
      `SELECT group_concat(hex(lengths), '${hexEnd}'), ${sumOf(measureNames)} FROM call_hour WHERE at >= ? AND at < ?`,
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

  /** The bars between these borders, and all of them together. One statement for each is cheaper than one that sorts hours into bars. */
  function bars(borders: readonly number[]): { bars: OverviewBar[]; totals: Overview['totals'] } {
    const all = { numbers: measureNames.map(() => 0), lengths: [] as number[] };
    const each = borders.slice(1).map((to, index): OverviewBar => {
      const from = borders[index] ?? to;
      const [packed = null, ...numbers] = ofBar.get(from, to) ?? [];
      const lengths: number[] = [];
      addPacked(Buffer.from(packed ?? '', 'hex'), lengths);
      addTo(all.numbers, numbers, 0);
      lengths.forEach((n, bucket) => {
        all.lengths[bucket] = (all.lengths[bucket] ?? 0) + n;
      });
      return { from, to, ...counts(numbers), ...percentiles(lengths) };
    });
    return { bars: each, totals: { ...counts(all.numbers), ...percentiles(all.lengths) } };
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
