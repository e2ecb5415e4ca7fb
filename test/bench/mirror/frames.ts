/** What a platform would send of calls that have ended, as frames of its stream: those of one seed are always the same. */
import { frame, stamp } from '../../../electron/platform/log/entry.ts';
import { openPast } from '../../../electron/platform/log/past.ts';

/** Events of so many calls with their webhooks and chains, in the order of their positions from 1. */
export async function* eachFrame(
  seed: number,
  calls: number,
  epoch: string,
  endAt = Date.UTC(2026, 0, 1),
): AsyncGenerator<Buffer> {
  const past = openPast({ seed, calls, endAt, origin: 'http://127.0.0.1:4700' });
  let sequence = 0;
  for (let index = -1; index < calls; index += 1) {
    for (const draft of await past.eventsOf(index)) {
      // Others than those of any other epoch: by their place alone they would be the same, and be known.
      const own = { ...draft, id: `${draft.id} ${epoch}` };
      yield Buffer.from(frame(stamp(own, epoch, sequence + 1), sequence));
      sequence += 1;
    }
  }
}

/** All of them at once. */
export async function framesOf(seed: number, calls: number, epoch: string, endAt?: number): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  for await (const bytes of eachFrame(seed, calls, epoch, endAt)) frames.push(bytes);
  return frames;
}
