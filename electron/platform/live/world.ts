/** Every call there has been, past and live, by its number: what the seed says of it, invented again on demand. */

import { type Call, callOf } from '../generator/call.ts';
import { type Outline, outlineOf } from '../generator/outline.ts';
import { type Payload, payloadOf, runCallId } from '../generator/payload.ts';
import type { Past } from '../log/past.ts';
import type { Database } from '../log/store.ts';

export interface KnownCall {
  index: number;
  outline: Outline;
  call: Call;
  /** `null` for calls that arrive as their chain's run. */
  payload: Payload | null;
  callId: string;
  /** Whether it came after the flows were changed. */
  late: boolean;
}

export interface World {
  readonly past: Past;
  /** `null` for a call that has not been. */
  call(index: number): KnownCall | null;
  /** A call that ends now. */
  begin(endedAt: number): KnownCall;
}

export function openWorld(db: Database, past: Past): World {
  const { seed, calls, endAt, origin } = past.spec;
  const select = db.prepare<[number], { ended_at: number }>('SELECT ended_at FROM call WHERE number = ?');
  const insert = db.prepare('INSERT INTO call VALUES (?, ?)');
  const newest = db.prepare<[], { number: number | null }>('SELECT max(number) AS number FROM call');
  let next = (newest.get()?.number ?? calls - 1) + 1;

  const known = (index: number, endedAt: number): KnownCall => {
    const outline = outlineOf(seed, index, endedAt, endAt);
    const call = callOf(seed, outline, endedAt);
    const payload = payloadOf(call, origin);
    const callId = payload?.callId ?? runCallId(call);
    return { index, outline, call, payload, callId, late: past.isLate(index) };
  };

  return {
    past,
    call(index) {
      if (index < calls) return known(index, past.endOf(index));
      const row = select.get(index);
      return row === undefined ? null : known(index, row.ended_at);
    },
    begin(endedAt) {
      const index = next++;
      insert.run(index, endedAt);
      return known(index, endedAt);
    },
  };
}
