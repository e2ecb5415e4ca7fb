/** The overview: what happened in a stretch of time, from sums kept by the hour. Times are epoch milliseconds UTC. */

/** Stretches that end now, by what they are called. */
export const overviewRanges = ['24h', '7d', '30d', '90d', 'all'] as const;
export type OverviewRange = (typeof overviewRanges)[number];

/** The year 2200. */
export const latestInstant = 7_258_118_400_000;

/** At or after `from`, before `to`. */
export interface Stretch {
  from: number;
  to: number;
}

/** Calls by the hour they ended in. The same call may be in several of these numbers. */
export interface CallCounts {
  calls: number;
  /** Whether they reached their goal; of the rest the vendor did not say. */
  succeeded: number;
  missed: number;
  /** Of their webhooks or chains: failed and not recovered, and recovered. */
  failed: number;
  recovered: number;
  webhooks: Standings & { pending: number };
  chains: Standings;
}

/** Calls that have webhooks, or chains, by how those stand. */
export interface Standings {
  failed: number;
  recovered: number;
  succeeded: number;
}

export interface Lengths {
  /** From a histogram: within 10 % of the truth. `null` where no call says how long it was. */
  p50Ms: number | null;
  p90Ms: number | null;
  p95Ms: number | null;
}

/** What one bar of the charts stands for. */
export type BarSize = 'hour' | 'day' | 'week' | 'month' | 'year';

export interface OverviewBar extends CallCounts, Lengths, Stretch {}

/** Calls that have a value of a field in common. */
export type ShareCounts = Pick<CallCounts, 'calls' | 'succeeded' | 'missed' | 'failed' | 'recovered'>;

/** An empty value: the vendor did not say. */
export interface Share extends ShareCounts {
  value: string;
}

/** The values most calls have, most frequent first, and all others together. */
export interface Shares {
  rows: Share[];
  /** `values`: how many others there are; `null` where they are too many to count. */
  others: ShareCounts & { values: number | null };
}

/** Messages to one endpoint, by the hour of their last try. */
export interface EndpointShare {
  connectionId: string;
  endpointId: string;
  name: string;
  messages: number;
  failed: number;
  pending: number;
  recovered: number;
  succeeded: number;
}

/** Everything the charts show. */
export interface Overview extends Stretch {
  /** Whole hours at both ends: the lists count the same between them. */
  size: BarSize;
  totals: CallCounts & Lengths;
  /** The stretch of the same length before it; `null` where the mirror does not reach back that far. */
  before: (CallCounts & Stretch) | null;
  /** Oldest first, without a hole. */
  bars: OverviewBar[];
  agents: Shares;
  campaigns: Shares;
  reasons: Shares;
  /** The busiest, at most 30. */
  endpoints: EndpointShare[];
  /** Whether the mirror holds any call at all. */
  hasCalls: boolean;
}
