/**
 * What remains of an event when retention drops what it carries: a slimmer event from which the very same rows are projected, but for
 * those that hold what was dropped. Pure: the ledger stays the source of everything, and a rebuild gives the rows that are there.
 */
import { z } from 'zod';
import type { NormalisedCall } from '../../../../shared/domain/call.ts';
import type { Slimming } from '../../../../shared/domain/upkeep.ts';
import type { CloudEvent } from '../../../../shared/stream/protocol.ts';
import type { LedgerEvent } from '../ledger.ts';
import { howItFailed } from '../projections/cause.ts';
import { readCall } from '../projections/read-call.ts';

/**
 * `bodies`: what was sent and answered, headers and bodies, the variables of runs, the vendor's payload; of a call stays what was read of
 * it. `transcripts`: also what was said, what was drawn out of it, and where the recording is. `null`: nothing of that is in it (any more).
 */
export function slimmed(entry: LedgerEvent, what: Slimming, zone: string): CloudEvent | null {
  if (entry.slimmed && what === 'bodies') return null;
  const { event } = entry;
  switch (event.type) {
    case 'call.ended':
      return { ...event, data: toldOf(entry, what, zone) };
    case 'call.mapped': {
      const { of, mapping } = mapped.parse(event.data);
      return { ...event, data: { of, mapping, fields: {}, ...toldOf(entry, what, zone) } };
    }
    case 'chain.ran': {
      const run = slimRun.parse(event.data);
      // Only the platform's own run is news of the call.
      return { ...event, data: { ...run, ...((run.operation ?? null) === null && toldOf(entry, what, zone)) } };
    }
    case 'webhook.attempted':
      return entry.slimmed ? null : { ...event, data: slimAttempt.parse(event.data) };
    default:
      return null;
  }
}

/** What was read of the call, in place of what the vendor wrote; `null` where nobody could read it. */
function toldOf(entry: LedgerEvent, what: Slimming, zone: string) {
  const told = readCall(entry, zone);
  if (!told.ok) return null;
  const { dialect, call } = told;
  return { dialect, call: what === 'transcripts' ? withoutWords(call) : call };
}

function withoutWords(call: NormalisedCall): NormalisedCall {
  return { ...call, transcript: null, extracted: null, recordingUrl: null };
}

const encoding = z.enum(['utf8', 'base64']).default('utf8');
const message = z.object({ body: z.string(), bodyEncoding: encoding, droppedBytes: z.number().optional() });

const bytesOf = ({ body, bodyEncoding, droppedBytes }: z.output<typeof message>): number =>
  droppedBytes ?? Buffer.byteLength(body, bodyEncoding);

const slimRequest = message.extend({ method: z.string(), url: z.string() }).transform((request) => ({
  method: request.method,
  url: request.url,
  headers: [],
  body: '',
  droppedBytes: bytesOf(request),
}));

/** Of a refusal stays what names its cause, without names and numbers: incidents are told apart by it. */
const slimResponse = message.extend({ status: z.number(), truncated: z.boolean() }).transform((response) => {
  const { text } = howItFailed(response, null);
  const { status, truncated } = response;
  return {
    status,
    headers: [],
    body: text === '' ? '' : JSON.stringify(text),
    truncated,
    droppedBytes: bytesOf(response),
  };
});

const unread = z.unknown();

const slimAttempt = z.object({
  messageId: unread,
  eventType: unread,
  callId: unread,
  endpoint: unread,
  attempt: unread,
  trigger: unread,
  request: slimRequest,
  response: slimResponse.nullable(),
  error: unread,
  startedAt: unread,
  durationMs: unread,
  nextAttemptAt: unread,
  timing: unread.optional(),
  address: unread.optional(),
  outcome: unread.optional(),
  operation: unread.optional(),
});

const dropped = 'dropped' as const;

const slimStep = z
  .object({
    nodeId: unread,
    type: unread,
    iteration: unread,
    request: slimRequest.nullish(),
    response: slimResponse.nullish(),
    event: unread,
    error: unread.optional(),
    outcome: unread.optional(),
    startedAt: unread,
    durationMs: unread,
  })
  .transform((step) => ({ ...step, varsBefore: {}, incomplete: dropped }));

const slimRun = z
  .object({
    runId: unread,
    callId: unread,
    chain: unread,
    trigger: unread,
    steps: z.array(slimStep),
    status: unread,
    startedAt: unread,
    durationMs: unread,
    operation: unread.optional(),
  })
  .transform((run) => ({ ...run, event: {}, vars: {}, incomplete: dropped }));

const mapped = z.object({ of: z.number(), mapping: z.number() });
