/**
 * A run of events on its way between threads: their bytes in one piece, and what was read of them as JSON, which costs a third of what a
 * structured clone of as many objects does. What they say stays a text until it is written: V8 need not carry it along until then.
 */
import type { Run } from '../../mirror/packing/packer.ts';
import type { Said } from '../../mirror/projections/read-event.ts';
import { type Received, receive } from '../../mirror/receive.ts';

export interface WireRun {
  bytes: Uint8Array;
  /** Of `bytes`; `null` where they are not packed. */
  packed: { codec: number; packed: Uint8Array } | null;
  /** In the order of `bytes`: a JSON list of heads. */
  heads: string;
  /** In the same order, as JSON; empty where nothing was read ahead. */
  said: string[];
}

/** `null`: nothing was read of it; it is received anew from its bytes, since JSON would not keep all that may be in it. */
type Told = Omit<Extract<Received, { kind: 'event' }>, 'bytes' | 'run' | 'receivedAt' | 'ahead'> | null;
type Head = [size: number, receivedAt: number, told: Told];

/** At once: what was parsed of it may go then, before V8 has to move it about. */
export function wired(received: Received, said: Said | undefined): { head: string; said: string } {
  const head: Head = [received.bytes.length, received.receivedAt, said ? toldOf(received) : null];
  return { head: JSON.stringify(head), said: said ? JSON.stringify(said) : '' };
}

function toldOf(received: Received): Told {
  if (received.kind === 'unreadable') return null;
  const { kind, event, sequence, tooDeep } = received;
  const { id, source, type, time, epoch, prevsequence } = event;
  return { kind, event: { specversion: '1.0', id, source, type, time, epoch, prevsequence }, sequence, tooDeep };
}

export function receivedRun({ bytes, packed, heads, said }: WireRun): Received[] {
  // It came out of `wired`.
  const list = JSON.parse(heads) as Head[];
  const events: Buffer[] = [];
  const run: Run = { events, packed: packed && { codec: packed.codec, packed: bufferOf(packed.packed) } };
  const all = bufferOf(bytes);
  let from = 0;
  return list.map(([size, receivedAt, told], index) => {
    const own = all.subarray(from, from + size);
    from += size;
    events.push(own);
    if (told) return { ...told, bytes: own, receivedAt, run, ahead: () => JSON.parse(said[index] ?? '') as Said };
    const received = receive(own, receivedAt);
    return received.kind === 'event' ? { ...received, run } : received;
  });
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
