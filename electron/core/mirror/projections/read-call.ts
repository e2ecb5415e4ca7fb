/**
 * What one event says of a call: read by its dialect, by what an operator's mapping made of it, or, once retention has dropped the payload, as
 * it was read before. Total: an event that says nothing readable answers with the reason.
 */
import { z } from 'zod';
import { type Dialect, dialects, type NormalisedCall } from '../../../../shared/domain/call.ts';
import { callMapped } from '../../../../shared/stream/events.ts';
import { normaliseMapped } from '../../dialects/custom.ts';
import { dialectById, recognise } from '../../dialects/index.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { DeadLetterCode } from '../receive.ts';

export type ReadCall =
  | { ok: true; dialect: Dialect; call: NormalisedCall }
  | { ok: false; code: DeadLetterCode; reason: string };

/** `zone`: the connection's, for times that come without one. For reports of a call, and for runs that are news of it. */
export function readCall(entry: Pick<LedgerEvent, 'event' | 'slimmed'>, zone: string): ReadCall {
  const { type, data, dialect } = entry.event;
  if (entry.slimmed) return readKept(data);
  if (type === 'call.mapped') {
    const parsed = callMapped.safeParse(data);
    if (!parsed.success) return { ok: false, code: 'invalid', reason: 'It is no mapped call.' };
    return answered('custom', normaliseMapped(parsed.data.fields, { zone }));
  }
  if (type === 'chain.ran') return readBy(isOnCallEnd(data) ? 'flow' : 'ivr', data, zone);
  // A stated dialect is tried first; a wrong statement does not hide a payload whose shape is known.
  const stated = typeof dialect === 'string' ? dialectById(dialect) : undefined;
  const reader = stated?.recognises(data) ? stated : (recognise(data) ?? stated);
  if (!reader) return { ok: false, code: 'unknown dialect', reason: 'No built-in dialect has this shape.' };
  return readBy(reader.id, data, zone);
}

const isOnCallEnd = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'trigger' in data && data.trigger === 'onCallEnd';

function readBy(dialect: Dialect, data: unknown, zone: string): ReadCall {
  const normalised = dialectById(dialect)?.normalise(data, { zone });
  return normalised
    ? answered(dialect, normalised)
    : { ok: false, code: 'invalid', reason: `No reader for ${dialect}.` };
}

function answered(
  dialect: Dialect,
  read: { ok: true; call: NormalisedCall } | { ok: false; problem: string },
): ReadCall {
  return read.ok ? { ok: true, dialect, call: read.call } : { ok: false, code: 'invalid', reason: read.problem };
}

function readKept(data: unknown): ReadCall {
  const read = kept.safeParse(data);
  return read.success
    ? { ok: true, ...read.data }
    : { ok: false, code: 'unknown dialect', reason: 'Its payload was dropped by retention.' };
}

const text = z.string().nullable();
const number = z.number().nullable();
const flag = z.boolean().nullable();

/** A normalised call as it lies in a slimmed event, in place of the vendor's payload. This machine alone writes it. */
const keptCall: z.ZodType<NormalisedCall> = z.object({
  callId: z.string(),
  direction: z.enum(['inbound', 'outbound']).nullable(),
  from: text,
  to: text,
  customerNumber: text,
  customerName: text,
  agentId: text,
  agentName: text,
  campaign: text,
  startedAt: number,
  endedAt: number,
  durationMs: number,
  status: text,
  reason: text,
  endedBy: z.enum(['customer', 'agent', 'system']).nullable(),
  answeredBy: text,
  success: flag,
  sentiment: z.enum(['positive', 'neutral', 'negative']).nullable(),
  disposition: text,
  summary: text,
  tags: z.array(z.string()).nullable(),
  extracted: z.array(z.object({ key: z.string(), value: z.unknown(), comment: text })).nullable(),
  transcript: z
    .array(
      z.object({
        role: z.enum(['agent', 'customer', 'system', 'unknown']),
        name: text,
        text: z.string(),
        atMs: number,
      }),
    )
    .nullable(),
  recordingUrl: text,
  link: text,
  followUp: flag,
  cost: number,
  // As it came out of JSON.parse, with whatever keys.
  metadata: z.custom<Record<string, unknown> | null>((value) => typeof value === 'object' && !Array.isArray(value)),
  remarks: z.array(z.string()),
});
const kept = z.object({ dialect: z.enum([...dialects, 'custom']), call: keptCall });
