/**
 * A run of events on its way between threads: their bytes in one piece, and what was read of them as JSON, which costs a third of what a
 * structured clone of as many objects does.
 */
import type { Encoded } from '../../mirror/packing/codecs.ts';
import type { Run } from '../../mirror/packing/packer.ts';
import { type Received, receive } from '../../mirror/receive.ts';

export interface WireRun {
  bytes: Uint8Array;
  /** Of `bytes`; `null` where they are not packed. */
  packed: { codec: number; packed: Uint8Array } | null;
  /** The rest, in the order of `bytes`. */
  items: string;
}

/** `null`: nothing was read of it; it is received anew from its bytes, since JSON would not keep all that may be in it. */
type Told = Omit<Extract<Received, { kind: 'event' }>, 'bytes' | 'run' | 'receivedAt'> | null;
type Item = [size: number, receivedAt: number, told: Told];

/** `bytes`: of all of them. */
export function wireRun(run: readonly Received[], bytes: Buffer, packed: Encoded | null): WireRun {
  return { bytes, packed, items: JSON.stringify(run.map(itemOf)) };
}

function itemOf(received: Received): Item {
  const { bytes, receivedAt } = received;
  if (received.kind === 'unreadable' || !received.said) return [bytes.length, receivedAt, null];
  const { kind, event, sequence, tooDeep, said } = received;
  return [bytes.length, receivedAt, { kind, event: { ...event, data: undefined }, sequence, tooDeep, said }];
}

export function receivedRun({ bytes, packed, items }: WireRun): Received[] {
  // It came out of `wireRun`.
  const list = JSON.parse(items) as Item[];
  const events: Buffer[] = [];
  const run: Run = { events, packed: packed && { codec: packed.codec, packed: bufferOf(packed.packed) } };
  const all = bufferOf(bytes);
  let from = 0;
  return list.map(([size, receivedAt, told]) => {
    const own = all.subarray(from, from + size);
    from += size;
    events.push(own);
    const received = told ? { ...told, bytes: own, receivedAt } : receive(own, receivedAt);
    return received.kind === 'event' ? { ...received, run } : received;
  });
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
