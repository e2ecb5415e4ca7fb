/** A call as its vendor tells of it. Flow and IVR calls have no payload: they arrive as the run of their chain. */
import type { Call } from './call.ts';
import { alturPayload } from './payloads/altur.ts';
import { callkaroPayload } from './payloads/callkaro.ts';
import { replicerPayload } from './payloads/replicer.ts';

export interface Payload {
  /** The vendor's id of the call. */
  callId: string;
  /** JSON text. */
  body: string;
}

/** `null` for a call without a payload. `origin` is where the platform listens. Draws from `call.random`: ask once per call. */
export function payloadOf(call: Call, origin: string): Payload | null {
  switch (call.company.dialect) {
    case 'callkaro':
      return callkaroPayload(call, origin);
    case 'replicer':
      return replicerPayload(call);
    case 'altur':
      return alturPayload(call, origin);
    default:
      return null;
  }
}

/** The id of a call that arrives as the run of its chain. */
export function runCallId(call: Call): string {
  return `${call.company.dialect === 'ivr' ? 'ivr' : 'CA'}-${call.random.text('0123456789abcdef', 24)}`;
}
