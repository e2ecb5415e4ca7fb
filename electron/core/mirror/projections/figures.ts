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
import { tally } from '../tally.ts';
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

interface Length {
  at: number;
  bucket: number;
  n: number;
}

interface Share {
  about: string;
  at: number;
  value: string;
  by: readonly number[];
}

/** What names an endpoint among those of all connections. */
const endpointValue = (connectionId: string, endpointId: string): string => JSON.stringify([connectionId, endpointId]);

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
  const hours = tally<readonly number[]>(sum);
  const lengths = tally<Length>((one, other) => ({ ...one, n: one.n + other.n }));
  const shares = tally<Share>(together);
  const kept = [hours, lengths, shares];

  function count(call: CountedCall, sign: 1 | -1): void {
    const { duration_ms: length, campaign, reason } = call;
    const at = hourOf(call.ended_at);
    const by = tests.map((isSo) => (isSo(call) ? sign : 0));
    hours.add(String(at), by);
    if (length !== null) {
      const bucket = bucketOf(length);
      lengths.add(`${at} ${bucket}`, { at, bucket, n: sign });
    }
    const of = by.slice(0, shareNames.length);
    addShare('agent', at, agentOf(call) ?? '', of);
    addShare('campaign', at, campaign ?? '', of);
    addShare('reason', at, reason ?? '', of);
  }

  function countMessage({ connectionId, endpointId, at, state }: CountedMessage, sign: 1 | -1): void {
    const by = shareNames.map((name) => (name === 'n' || name === state ? sign : 0));
    addShare('endpoint', hourOf(at), endpointValue(connectionId, endpointId), by);
  }

  function addShare(about: string, at: number, value: string, by: readonly number[]): void {
    shares.add(`${at} ${about} ${value}`, { about, at, value, by });
  }

  /** A row of zeros is none, so that a rebuild, which never saw it otherwise, gives the same table. */
  function putHour(at: number, by: readonly number[], longer: readonly Length[]): void {
    const counts: number[] = [];
    addPacked(lengthsOf.get(at) ?? Buffer.alloc(0), counts);
    for (const { bucket, n } of longer) counts[bucket] = (counts[bucket] ?? 0) + n;
    const packed = packHistogram(counts.flatMap((n, bucket) => ({ bucket, n })));
    if (writeHour.get(at, packed, ...by)?.n === 0) forgetHour.run(at);
  }

  function putShares(hours: number, sums: Iterable<Share>): void {
    for (const { about, at, value, by } of sums) {
      const [n = 0] = by;
      // What grows is not asked what it has come to: that costs half as much again.
      if (n > 0) addToShare.run(about, hours, at, value, ...by);
      else if (by.every((each) => each === 0)) continue;
      else if (changeShare.get(about, hours, at, value, ...by)?.n === 0) forgetShare.run(about, hours, at, value);
    }
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
      const added = Map.groupBy(
        [...lengths.take()].map(([, length]) => length),
        ({ at }) => at,
      );
      for (const [key, by] of hours.take()) putHour(Number(key), by, added.get(Number(key)) ?? []);
      let sums = [...shares.take()].map(([, share]) => share);
      for (const span of spans) {
        if (span > 1) sums = widened(sums, span);
        putShares(span, sums);
      }
    },
    discard() {
      for (const each of kept) each.discard();
    },
  };
}

const plusExcluded = (names: readonly string[]): string =>
  names.map((name) => `${name} = ${name} + excluded.${name}`).join(', ');

function sum(one: readonly number[], other: readonly number[]): number[] {
  return one.map((value, index) => value + (other[index] ?? 0));
}

function together(one: Share, other: Share): Share {
  return { ...one, by: sum(one.by, other.by) };
}

/** The same sums over so many hours. */
function widened(sums: readonly Share[], hours: number): Share[] {
  const wide = new Map<string, Share>();
  for (const narrow of sums) {
    const share = { ...narrow, at: startOf(narrow.at, hours) };
    const key = `${share.at} ${share.about} ${share.value}`;
    const known = wide.get(key);
    wide.set(key, known ? together(known, share) : share);
  }
  return [...wide.values()];
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
