/** What a source hands to the mirror: the bytes it received, and what could be read of them. */
import { type CloudEvent, cloudEvent, position } from '../../../shared/stream/protocol.ts';
import { parseJson } from './parse.ts';

export type Received =
  | { kind: 'event'; bytes: Buffer; receivedAt: number; event: CloudEvent; sequence: string | null }
  | { kind: 'unreadable'; bytes: Buffer; receivedAt: number; code: DeadLetterCode; reason: string };

export type DeadLetterCode =
  | 'unreadable'
  | 'not a cloudevent'
  | 'unknown type'
  | 'unknown dialect'
  | 'invalid'
  | 'too large';

/** Never throws: what cannot be read says why. */
export function receive(bytes: Buffer, receivedAt: number): Received {
  let value: unknown;
  try {
    value = parseJson(bytes.toString('utf8'));
  } catch (error) {
    return { kind: 'unreadable', bytes, receivedAt, code: 'unreadable', reason: `Not JSON: ${messageOf(error)}` };
  }
  const parsed = cloudEvent.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const reason = `Not a CloudEvent: ${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'unexpected shape'}`;
    return { kind: 'unreadable', bytes, receivedAt, code: 'not a cloudevent', reason };
  }
  const at = position.shape.sequence.safeParse(parsed.data.sequence);
  return { kind: 'event', bytes, receivedAt, event: parsed.data, sequence: at.success ? at.data : null };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
