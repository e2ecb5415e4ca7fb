/** The events of one call of the past: its payload, every try of its webhooks, the run of its chain. */
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { chainStart, flowReport } from '../chains/chain-input.ts';
import { pastRun } from '../chains/past-run.ts';
import { runEvent } from '../chains/run-event.ts';
import { eventTypeOf, secretHint, webhookHeaders } from '../delivery/webhook-request.ts';
import type { Catalogue } from '../flows/catalogue.ts';
import { type Call, callOf } from '../generator/call.ts';
import { encodeId, eventId, sourceOf } from '../generator/ids.ts';
import { type MessageOutline, type Outline, retriesAfterMs } from '../generator/outline.ts';
import { type Payload, payloadOf, runCallId } from '../generator/payload.ts';
import { type Random, randomFor } from '../generator/random.ts';
import { addressOf } from '../receivers/catalogue.ts';
import type { Draft } from './entry.ts';
import type { PastSpec } from './past.ts';
import { pastResult } from './past-attempt.ts';

export interface PastWorld {
  spec: PastSpec;
  flows: Catalogue;
  late: boolean;
}

const purpose = { attempt: 21, dialect: 22, run: 23 } as const;

/** How long after the call's end things happen. */
const after = { event: 400, copy: 150, firstTry: 600, nextEndpoint: 35, chain: 900 } as const;

export async function pastEvents(world: PastWorld, outline: Outline, endedAt: number): Promise<Draft[]> {
  const { seed, origin } = world.spec;
  const call = callOf(seed, outline, endedAt);
  const payload = payloadOf(call, origin);
  const callId = payload?.callId ?? runCallId(call);
  const drafts = callDrafts(seed, call, payload, outline, callId);
  if (payload !== null) {
    const random = randomFor(seed, outline.index, purpose.attempt);
    outline.messages.forEach((message, slot) => {
      drafts.push(...attemptDrafts(world.spec, call, payload, message, slot, random));
    });
  }
  if (outline.chain !== null) drafts.push(await runDraft(world, outline, call, callId));
  return drafts;
}

/** The events that tell of the call itself: two where the vendor has two hooks, none where only its chain tells of it. */
export function callDrafts(
  seed: number,
  call: Call,
  payload: Payload | null,
  outline: Outline,
  callId: string,
): Draft[] {
  const told = {
    source: sourceOf(call.company.id),
    type: 'call.ended',
    time: call.endedAt + after.event,
    dialect: toldDialect(seed, call),
  };
  if (payload === null) {
    if (!outline.reported) return [];
    const { dialect, flowId } = call.company;
    // Nothing in the shape of such a report says what it is, so this platform always does.
    const report = { ...told, dialect, flowId, id: eventId(call.index, 'call', 0) };
    return [{ ...report, data: JSON.stringify(flowReport(call, callId)) }];
  }
  return Array.from({ length: outline.twice ? 2 : 1 }, (_, copy) => ({
    ...told,
    id: eventId(call.index, 'call', copy),
    time: told.time + copy * after.copy,
    data: payload.body,
  }));
}

/** Some platforms do not say which dialect a payload is in. */
export function toldDialect(seed: number, call: Call): Draft['dialect'] {
  return randomFor(seed, call.index, purpose.dialect).chance(0.8) ? call.company.dialect : null;
}

function attemptDrafts(
  spec: PastSpec,
  call: Call,
  payload: Payload,
  message: MessageOutline,
  slot: number,
  random: Random,
): Draft[] {
  const { dialect, id: companyId } = call.company;
  const { endpoint, attempts } = message;
  const messageId = encodeId('msg', call.index, slot);
  const url = addressOf(endpoint, spec.origin);
  const hint = secretHint(endpoint.receiver.name, spec.seed);
  const drafts: Draft[] = [];
  let startedAt = call.endedAt + after.firstTry + slot * after.nextEndpoint;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const last = attempt === attempts;
    const result = pastResult(endpoint, last && message.delivered, startedAt, random, hint);
    const endedAt = startedAt + result.durationMs;
    const next = last ? null : endedAt + (retriesAfterMs[dialect]?.[attempt - 1] ?? 0);
    const headers = webhookHeaders(call.company, endpoint, messageId, payload.body, spec.seed, startedAt);
    const data: WebhookAttemptedData = {
      messageId,
      eventType: eventTypeOf(dialect),
      callId: payload.callId,
      endpoint: { id: endpoint.id, url, name: endpoint.name },
      attempt,
      trigger: 'auto',
      request: { method: 'POST', url, headers, body: payload.body, bodyEncoding: 'utf8' },
      ...result,
      startedAt: new Date(startedAt).toISOString(),
      nextAttemptAt: next === null ? null : new Date(next).toISOString(),
    };
    drafts.push({
      id: eventId(call.index, messageId, attempt),
      source: sourceOf(companyId),
      type: 'webhook.attempted',
      time: endedAt,
      dialect: null,
      data: JSON.stringify(data),
    });
    startedAt = next ?? startedAt;
  }
  return drafts;
}

async function runDraft(
  { spec, flows, late }: PastWorld,
  outline: Outline,
  call: Call,
  callId: string,
): Promise<Draft> {
  const runId = encodeId('run', call.index, 0);
  const published = flows.current(call.company.flowId, late);
  const start = chainStart(call, callId, outline.chain !== 'input');
  const startedAt = call.endedAt + after.chain;
  const random = randomFor(spec.seed, call.index, purpose.run);
  const trouble = outline.chain === 'receiver';
  const result = await pastRun({ flows, late, published, callId, start, startedAt, trouble, random });
  const arrivesAsRun = call.company.dialect === 'flow' || call.company.dialect === 'ivr';
  return {
    id: eventId(call.index, runId, 0),
    source: sourceOf(call.company.id),
    type: 'chain.ran',
    time: startedAt + result.durationMs,
    dialect: arrivesAsRun ? toldDialect(spec.seed, call) : null,
    data: JSON.stringify(runEvent({ runId, callId, published, start, result, operation: null })),
  };
}
