/**
 * Notices what a stream has lost. Every event names the one before it; when that is not the last one seen, something is missing and
 * the source resumes from its last commit.
 *
 * A frame that cannot be read names no position, so the event after it looks like a gap. If a second subscription shows the very same
 * unreadable frames at the very same place, they are what the platform has stored, and the stream goes on past them.
 */
import { createHash, type Hash } from 'node:crypto';
import { isSequence } from '../../../shared/stream/protocol.ts';
import type { Received } from '../mirror/receive.ts';

/** `positioned`: the frame stands in the stream, and its position may be committed. */
export type Verdict = { ok: true; positioned: boolean } | { ok: false; missing: string };

export interface Sequence {
  /** Begins a subscription that resumes after `sequence`, or at the oldest event when `null`. */
  begin(after: string | null): void;
  /** Of a received frame of a subscription to `epoch`. */
  see(received: Received, epoch: string): Verdict;
  /** Of a heartbeat's `sequence`: the last event the platform has sent here. */
  heartbeat(sequence: string): Verdict;
  /** The last position seen on this subscription. */
  readonly last: string | null;
}

export function createSequence(): Sequence {
  let last: string | null = null;
  let oddities: Hash | null = null;
  /** What the subscription before this one stumbled over. */
  let stumbled = '';

  /** Whether unreadable frames seen twice at the same place explain that `claimed` is not `last`. */
  function explained(claimed: string): boolean {
    if (!oddities) return false;
    const signature = `${last} ${claimed} ${oddities.copy().digest('hex')}`;
    if (signature === stumbled) return true;
    stumbled = signature;
    return false;
  }

  function accept(sequence: string): Verdict {
    last = sequence;
    oddities = null;
    return { ok: true, positioned: true };
  }

  return {
    begin(after) {
      last = after;
      oddities = null;
    },
    see(received, epoch) {
      const previous = received.kind === 'event' ? received.event.prevsequence : null;
      const placed = received.kind === 'event' && received.event.epoch === epoch && isSequence(previous);
      if (!placed || received.sequence === null) {
        oddities = (oddities ?? createHash('sha256')).update(received.bytes);
        return { ok: true, positioned: false };
      }
      const { sequence } = received;
      const follows = last === null || previous === last || explained(previous);
      if (follows && (last === null || sequence > last)) return accept(sequence);
      return { ok: false, missing: `expected the event after ${Number(last)}, got ${Number(sequence)}` };
    },
    heartbeat(sequence) {
      if (last === null || sequence <= last) return { ok: true, positioned: false };
      if (explained(sequence)) return accept(sequence);
      return { ok: false, missing: `the platform has sent up to ${Number(sequence)}, received up to ${Number(last)}` };
    },
    get last() {
      return last;
    },
  };
}
