/**
 * The numbers of the overview: how many calls ended in an hour, how they stand and how long they were; how many of them each agent,
 * campaign and reason has; how the messages of each endpoint stand. Kept in memory until the commit: the calls of a batch fall into few
 * hours. What changes later is taken from where it was counted and added where it belongs now, so that sums are always those of the rows.
 */
import type { MessageState } from '../../../../shared/domain/webhook.ts';
import { addPacked, packHistogram } from '../histogram.ts';
import { bucketOf } from '../latency.ts';
import type { Writable } from '../open.ts';
import { hourOf } from '../rollups.ts';
import { byConnection } from './by-connection.ts';
import type { CallRecord } from './call-record.ts';
import { agentOf } from './call-standing.ts';

/** What is counted of a call. */
export type CountedCall = Pick<
  CallRecord,
  'ended_at' | 'duration_ms' | 'success' | 'agent_name' | 'agent_id' | 'campaign' | 'reason' | 'webhooks' | 'chains'
>;

export interface CountedMessage {
  connectionId: string;
  endpointId: string;
  at: number;
  state: MessageState;
}

export interface FigureProjection {
  /** `null`: it was not there, or is not any more. Both are the whole call, as it was counted and as it is now. */
  callMoved(before: CountedCall | null, after: CountedCall | null): void;
  messageMoved(before: CountedMessage | null, after: CountedMessage): void;
  /** As of `Rollups`. */
  flush(): void;
  discard(): void;
}

/** Of the calls of an hour, in the order of its numbers; a call is in several. */
export const measures = {
  n: () => true,
  succeeded: ({ success }) => success === 1,
  missed: ({ success }) => success === 0,
  failed: ({ webhooks, chains }) => webhooks === 'failed' || chains === 'failed',
  recovered: ({ webhooks, chains }) => webhooks === 'recovered' || chains === 'recovered',
  webhooks_failed: ({ webhooks }) => webhooks === 'failed',
  webhooks_pending: ({ webhooks }) => webhooks === 'pending',
  webhooks_recovered: ({ webhooks }) => webhooks === 'recovered',
  webhooks_succeeded: ({ webhooks }) => webhooks === 'succeeded',
  chains_failed: ({ chains }) => chains === 'failed',
  chains_recovered: ({ chains }) => chains === 'recovered',
  chains_succeeded: ({ chains }) => chains === 'succeeded',
} as const satisfies Record<string, (call: CountedCall) => boolean>;
export const measureNames = Object.keys(measures);
const tests: readonly ((call: CountedCall) => boolean)[] = Object.values(measures);

/** The first of them are what is kept of a share. */
export const shareNames = measureNames.slice(0, 5);

/** How many hours the sums of shares hold. Each is a whole number of the one before. */
export const spans = [1, 12, 144] as const;

const hourMs = 3_600_000;
export const startOf = (at: number, hours: number): number => Math.floor(at / (hours * hourMs)) * hours * hourMs;

/** What a share is about → the start of its hours → its value → sums, in the order of `shareNames`. */
type Shares = Map<string, Map<number, Map<string, number[]>>>;

/** What names an endpoint among those of all connections. */
const valueOfEndpoint = (connectionId: string, endpointId: string): string =>
  JSON.stringify([connectionId, endpointId]);

/** `prefix` of the tables' names: 'past_' for what rows that are gone had a part in. */
export function figureProjection(db: Writable, prefix: '' | 'past_' = ''): FigureProjection {
  const lengthsOf = db.prepare<[number], Buffer>(`SELECT lengths FROM ${prefix}call_hour WHERE at = ?`).pluck();
  const writeHour = db.prepare<(number | Buffer)[], { n: number }>(
    `INSERT INTO ${prefix}call_hour (at, lengths, ${measureNames.join(', ')}) VALUES (?, ?, ${measureNames.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET lengths = excluded.lengths, ${plusExcluded(measureNames)} RETURNING n`,
  );
  const forgetHour = db.prepare<[number]>(`DELETE FROM ${prefix}call_hour WHERE at = ?`);
  const toShare = `INSERT INTO ${prefix}share (about, hours, at, value, ${shareNames.join(', ')}) VALUES (?, ?, ?, ?, ${shareNames.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${plusExcluded(shareNames)}`;
  const addToShare = db.prepare<(number | string)[]>(toShare);
  const changeShare = db.prepare<(number | string)[], { n: number }>(`${toShare} RETURNING n`);
  const forgetShare = db.prepare<[string, number, number, string]>(
    `DELETE FROM ${prefix}share WHERE about = ? AND hours = ? AND at = ? AND value = ?`,
  );
  const endpointValues = byConnection<string>();
  let hours = new Map<number, number[]>();
  /** By the hour; each at the index of its bucket. */
  let lengths = new Map<number, number[]>();
  let shares: Shares = new Map();

  function count(call: CountedCall, sign: 1 | -1): void {
    const { duration_ms: length, campaign, reason } = call;
    const at = hourOf(call.ended_at);
    const by = tests.map((isSo) => (isSo(call) ? sign : 0));
    addTo(sumsOf(hours, at), by, by.length);
    if (length !== null) {
      const bucket = bucketOf(length);
      const counts = sumsOf(lengths, at);
      counts[bucket] = (counts[bucket] ?? 0) + sign;
    }
    addShare(shares, 'agent', at, agentOf(call) ?? '', by);
    addShare(shares, 'campaign', at, campaign ?? '', by);
    addShare(shares, 'reason', at, reason ?? '', by);
  }

  function countMessage({ connectionId, endpointId, at, state }: CountedMessage, sign: 1 | -1): void {
    const by = shareNames.map((name) => (name === 'n' || name === state ? sign : 0));
    addShare(shares, 'endpoint', hourOf(at), endpointValue(connectionId, endpointId), by);
  }

  /** Few, each of them often. */
  function endpointValue(connectionId: string, endpointId: string): string {
    const known = endpointValues.get(connectionId, endpointId);
    if (known !== undefined) return known;
    const value = valueOfEndpoint(connectionId, endpointId);
    endpointValues.set(connectionId, endpointId, value);
    return value;
  }

  function forget(): void {
    hours = new Map();
    lengths = new Map();
    shares = new Map();
    endpointValues.clear();
  }

  /** A row of zeros is none, so that a rebuild, which never saw it otherwise, gives the same table. */
  function putHour(at: number, by: readonly number[]): void {
    const counts: number[] = [];
    addPacked(lengthsOf.get(at) ?? Buffer.alloc(0), counts);
    const longer = lengths.get(at) ?? [];
    addTo(counts, longer, longer.length);
    const packed = packHistogram(counts.flatMap((n, bucket) => ({ bucket, n })));
    if (writeHour.get(at, packed, ...by)?.n === 0) forgetHour.run(at);
  }

  function putShare(about: string, hours: number, at: number, value: string, by: readonly number[]): void {
    const [n = 0] = by;
    // What grows is not asked what it has come to: that costs half as much again.
    if (n > 0) addToShare.run(about, hours, at, value, ...by);
    else if (by.every((each) => each === 0)) return;
    else if (changeShare.get(about, hours, at, value, ...by)?.n === 0) forgetShare.run(about, hours, at, value);
  }

  return {
    callMoved(before, after) {
      if (before && after && isSame(before, after)) return;
      if (before) count(before, -1);
      if (after) count(after, 1);
    },
    messageMoved(before, after) {
      if (before?.state === after.state && hourOf(before.at) === hourOf(after.at)) return;
      if (before) countMessage(before, -1);
      countMessage(after, 1);
    },
    flush() {
      for (const [at, by] of hours) putHour(at, by);
      let sums = shares;
      for (const span of spans) {
        if (span > 1) sums = widened(sums, span);
        for (const [about, starts] of sums)
          for (const [at, values] of starts) for (const [value, by] of values) putShare(about, span, at, value, by);
      }
      forget();
    },
    discard: forget,
  };
}

const plusExcluded = (names: readonly string[]): string =>
  names.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');

function sumsOf<K>(all: Map<K, number[]>, key: K): number[] {
  const known = all.get(key) ?? [];
  all.set(key, known);
  return known;
}

/** The first `many` of them. */
function addTo(sums: number[], by: readonly number[], many: number): void {
  for (let index = 0; index < many; index += 1) sums[index] = (sums[index] ?? 0) + (by[index] ?? 0);
}

function addShare(shares: Shares, about: string, at: number, value: string, by: readonly number[]): void {
  const starts = shares.get(about) ?? new Map<number, Map<string, number[]>>();
  shares.set(about, starts);
  const values = starts.get(at) ?? new Map<string, number[]>();
  starts.set(at, values);
  addTo(sumsOf(values, value), by, shareNames.length);
}

/** The same sums over so many hours. */
function widened(shares: Shares, hours: number): Shares {
  const wide: Shares = new Map();
  for (const [about, starts] of shares)
    for (const [at, values] of starts)
      for (const [value, by] of values) addShare(wide, about, startOf(at, hours), value, by);
  return wide;
}

function isSame(one: CountedCall, other: CountedCall): boolean {
  return (
    hourOf(one.ended_at) === hourOf(other.ended_at) &&
    one.duration_ms === other.duration_ms &&
    one.success === other.success &&
    agentOf(one) === agentOf(other) &&
    one.campaign === other.campaign &&
    one.reason === other.reason &&
    one.webhooks === other.webhooks &&
    one.chains === other.chains
  );
}
