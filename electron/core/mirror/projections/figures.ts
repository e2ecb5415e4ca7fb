/**
 * The numbers of the overview: how many calls ended in an hour and how they stand, in all and by agent, campaign and reason, how long
 * they were, and how the messages of each endpoint stand. Kept in memory until the commit: the calls of a batch fall into few hours.
 * What changes later is taken from where it was counted and added where it belongs now, so that the sums are always those of the rows.
 */
import type { DeliveryState } from '../../../../shared/domain/call.ts';
import type { MessageState } from '../../../../shared/domain/webhook.ts';
import { addPacked, packHistogram } from '../histogram.ts';
import { bucketOf } from '../latency.ts';
import type { Writable } from '../open.ts';
import { hourOf } from '../rollups.ts';
import { tally } from '../tally.ts';

/** What is counted of a call. */
export interface CountedCall {
  ended_at: number;
  duration_ms: number | null;
  success: number | null;
  /** Its name, else its id. */
  agent: string | null;
  campaign: string | null;
  reason: string | null;
  webhooks: DeliveryState;
  chains: DeliveryState;
}

export interface CountedMessage {
  connectionId: string;
  endpointId: string;
  at: number;
  state: MessageState;
}

export interface FigureProjection {
  /** `null` before: it was not there; both are the whole call as it was counted and as it is now. */
  callMoved(before: CountedCall | null, after: CountedCall): void;
  messageMoved(before: CountedMessage | null, after: CountedMessage): void;
  /** As of `Rollups`. */
  flush(): void;
  discard(): void;
  mark(): () => void;
}

/** In the order of a row's numbers. */
export const measures = [
  'n',
  'succeeded',
  'missed',
  'failed',
  'recovered',
  'webhooks_failed',
  'webhooks_pending',
  'webhooks_recovered',
  'webhooks_succeeded',
  'chains_failed',
  'chains_recovered',
  'chains_succeeded',
] as const;
type Measure = (typeof measures)[number];

interface Slot {
  about: string;
  at: number;
  value: string;
  by: number[];
}

interface Length {
  hour: number;
  bucket: number;
  n: number;
}

const dayMs = 86_400_000;

/** What names an endpoint among those of all connections. */
export const endpointValue = (connectionId: string, endpointId: string): string =>
  JSON.stringify([connectionId, endpointId]);

export function figureProjection(db: Writable): FigureProjection {
  const write = db.prepare<(string | number)[], { n: number }>(
    `INSERT INTO figure (about, hours, at, value, ${measures.join(', ')}) VALUES (?, ?, ?, ?, ${measures.map(() => '?').join(', ')})
     ON CONFLICT DO UPDATE SET ${measures.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')} RETURNING n`,
  );
  const forget = db.prepare<[string, number, number, string]>(
    'DELETE FROM figure WHERE about = ? AND hours = ? AND at = ? AND value = ?',
  );
  const lengthsOf = db.prepare<[number], Buffer>('SELECT histogram FROM call_length WHERE at = ?').pluck();
  const setLengths = db.prepare<[number, Buffer]>(
    'INSERT INTO call_length (at, histogram) VALUES (?, ?) ON CONFLICT DO UPDATE SET histogram = excluded.histogram',
  );
  const forgetLengths = db.prepare<[number]>('DELETE FROM call_length WHERE at = ?');
  const slots = tally<Slot>(together);
  const lengths = tally<Length>((one, other) => ({ ...one, n: one.n + other.n }));

  function add(about: string, at: number, value: string, by: number[]): void {
    slots.add(`${at} ${about} ${value}`, { about, at, value, by });
  }

  function count(call: CountedCall, sign: 1 | -1): void {
    const hour = hourOf(call.ended_at);
    const by = ofCall(call, sign);
    add('all', hour, '', by);
    add('agent', hour, call.agent ?? '', by);
    add('campaign', hour, call.campaign ?? '', by);
    add('reason', hour, call.reason ?? '', by);
    if (call.duration_ms === null) return;
    const bucket = bucketOf(call.duration_ms);
    lengths.add(`${hour} ${bucket}`, { hour, bucket, n: sign });
  }

  function countMessage({ connectionId, endpointId, at, state }: CountedMessage, sign: 1 | -1): void {
    add('endpoint', hourOf(at), endpointValue(connectionId, endpointId), only(sign, 'n', `webhooks_${state}`));
  }

  /** A row of zeros is none, so that a rebuild, which never saw it otherwise, gives the same table. */
  function put(hours: 1 | 24, { about, at, value, by }: Slot): void {
    if (by.every((each) => each === 0)) return;
    if (write.get(about, hours, at, value, ...by)?.n === 0) forget.run(about, hours, at, value);
  }

  function flushLengths(): void {
    const hours = Map.groupBy(lengths.take(), ([, { hour }]) => hour);
    for (const [hour, added] of hours) {
      const counts: number[] = [];
      const packed = lengthsOf.get(hour);
      if (packed) addPacked(packed, counts);
      for (const [, { bucket, n }] of added) counts[bucket] = (counts[bucket] ?? 0) + n;
      const histogram = packHistogram(counts.flatMap((n, bucket) => ({ bucket, n })));
      if (histogram.length > 0) setLengths.run(hour, histogram);
      else forgetLengths.run(hour);
    }
  }

  return {
    callMoved(before, after) {
      if (before) {
        if (isSame(before, after)) return;
        count(before, -1);
      }
      count(after, 1);
    },
    messageMoved(before, after) {
      if (before?.state === after.state && hourOf(before.at) === hourOf(after.at)) return;
      if (before) countMessage(before, -1);
      countMessage(after, 1);
    },
    flush() {
      const days = new Map<string, Slot>();
      for (const [, slot] of slots.take()) {
        put(1, slot);
        const day = { ...slot, at: Math.floor(slot.at / dayMs) * dayMs };
        const key = `${day.at} ${day.about} ${day.value}`;
        const known = days.get(key);
        days.set(key, known ? together(known, day) : day);
      }
      for (const day of days.values()) put(24, day);
      flushLengths();
    },
    discard() {
      slots.discard();
      lengths.discard();
    },
    mark() {
      const undo = [slots.mark(), lengths.mark()];
      return () => {
        for (const each of undo) each();
      };
    },
  };
}

function together(one: Slot, other: Slot): Slot {
  return { ...one, by: one.by.map((value, index) => value + (other.by[index] ?? 0)) };
}

function only(by: 1 | -1, ...names: string[]): number[] {
  return measures.map((name) => (names.includes(name) ? by : 0));
}

function ofCall({ success, webhooks, chains }: CountedCall, sign: 1 | -1): number[] {
  const isSo: Record<Measure, boolean> = {
    n: true,
    succeeded: success === 1,
    missed: success === 0,
    failed: webhooks === 'failed' || chains === 'failed',
    recovered: webhooks === 'recovered' || chains === 'recovered',
    webhooks_failed: webhooks === 'failed',
    webhooks_pending: webhooks === 'pending',
    webhooks_recovered: webhooks === 'recovered',
    webhooks_succeeded: webhooks === 'succeeded',
    chains_failed: chains === 'failed',
    chains_recovered: chains === 'recovered',
    chains_succeeded: chains === 'succeeded',
  };
  return measures.map((name) => (isSo[name] ? sign : 0));
}

function isSame(one: CountedCall, other: CountedCall): boolean {
  return (
    hourOf(one.ended_at) === hourOf(other.ended_at) &&
    one.duration_ms === other.duration_ms &&
    one.success === other.success &&
    one.agent === other.agent &&
    one.campaign === other.campaign &&
    one.reason === other.reason &&
    one.webhooks === other.webhooks &&
    one.chains === other.chains
  );
}
