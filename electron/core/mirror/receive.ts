/** What a source hands to the mirror: the bytes it received, and what could be read of them. */
import { type CloudEvent, cloudEvent, isSequence } from '../../../shared/stream/protocol.ts';
import type { Run } from './packing/packer.ts';
import { parseJson } from './parse.ts';
import type { Said } from './projections/read-event.ts';

export type Received =
  | {
      kind: 'event';
      bytes: Buffer;
      receivedAt: number;
      event: CloudEvent;
      sequence: string | null;
      /** Nested deeper than anything that crosses threads and screens may be: kept, but not projected. */
      tooDeep: boolean;
      /** What was read of it where it was received: its data is left out then. */
      ahead?: () => Said;
      /** With which others it is packed, where a source has that done ahead. */
      run?: Run;
    }
  | {
      kind: 'unreadable';
      bytes: Buffer;
      receivedAt: number;
      code: DeadLetterCode;
      reason: string;
      /** Where it stood in what brought it, e.g. `calls.ndjson, line 12`. */
      position?: string;
      /** What makes two of them one, where that is not their bytes. */
      same?: string;
    };

export type DeadLetterCode =
  | 'unreadable'
  | 'not a cloudevent'
  | 'unknown type'
  | 'unknown dialect'
  | 'invalid'
  | 'too large'
  | 'bad signature';

/** Never throws: what cannot be read says why. */
export function receive(bytes: Buffer, receivedAt: number): Received {
  return read(bytes, bytes.toString('utf8'), receivedAt);
}

/** The same of what was never anything but text. */
export function receiveText(text: string, receivedAt: number): Received {
  return read(Buffer.from(text), text, receivedAt);
}

function read(bytes: Buffer, text: string, receivedAt: number): Received {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    return { kind: 'unreadable', bytes, receivedAt, code: 'unreadable', reason: `Not JSON: ${messageOf(error)}` };
  }
  if (isCloudEvent(value)) {
    return {
      kind: 'event',
      bytes,
      receivedAt,
      event: value,
      sequence: isSequence(value.sequence) ? value.sequence : null,
      tooDeep: isTooDeep(value),
    };
  }
  const issue = cloudEvent.safeParse(value).error?.issues[0];
  const reason = `Not a CloudEvent: ${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'unexpected shape'}`;
  return { kind: 'unreadable', bytes, receivedAt, code: 'not a cloudevent', reason };
}

/** The event that bytes of the ledger hold, however deep it is nested; `null` for none. */
export function eventIn(bytes: Buffer): CloudEvent | null {
  try {
    const value = parseJson(bytes.toString('utf8'));
    return isCloudEvent(value) ? value : null;
  } catch {
    // Not JSON, which only a damaged mirror has there.
    return null;
  }
}

/** Structured clones and serialisers recurse; payloads of calls are a dozen deep. */
const mostNested = 200;

export const isTooDeep = (value: unknown): boolean => isDeeperThan(mostNested, value);

/** Whether JSON is nested deeper than so many levels; it is looked into no further. Makes nothing: every event is walked through. */
function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) {
    for (const inner of value) if (isDeeperThan(limit - 1, inner)) return true;
    return false;
  }
  for (const key in value) if (isDeeperThan(limit - 1, value[key as keyof typeof value])) return true;
  return false;
}

/** The same test as the schema's, without its copy: every event of a backlog goes through here. */
function isCloudEvent(value: unknown): value is CloudEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { specversion, id, source, type, time }: Record<string, unknown> = { ...value };
  return (
    specversion === '1.0' &&
    isText(id) &&
    isText(source) &&
    isText(type) &&
    (time === undefined || typeof time === 'string')
  );
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}
