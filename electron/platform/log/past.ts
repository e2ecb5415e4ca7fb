/**
 * The platform's past as events: not stored but invented again whenever somebody reads it, from the seed alone, so that a million calls
 * cost no disk and the same sequence always has the same bytes. A table of where every thousandth call begins makes any place quick to find.
 */
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { endpointSecret, eventTypeOf, webhookHeaders } from '../delivery/webhook-request.ts';
import { type Calendar, calendar } from '../generator/calendar.ts';
import { type Call, callOf } from '../generator/call.ts';
import { encodeId } from '../generator/ids.ts';
import { eventCount, type MessageOutline, type Outline, outlineOf, retriesAfterMs } from '../generator/outline.ts';
import { type Payload, payloadOf } from '../generator/payload.ts';
import { type Random, randomFor } from '../generator/random.ts';
import type { Draft } from './entry.ts';
import { pastResult } from './past-attempt.ts';

/** All that the past follows from; kept with the log. `origin` is the address its receivers had: `http://127.0.0.1:PORT`. */
export interface PastSpec {
  seed: number;
  calls: number;
  endAt: number;
  origin: string;
}

const purpose = { attempt: 21, dialect: 22 } as const;
const stride = 1000;

export interface Past {
  /** How many events it holds. */
  events: number;
  outline(index: number): Outline;
  call(outline: Outline): Call;
  /** When call `index` ended; for calls after the past, the caller says. */
  endOf(index: number): number;
  eventsOf(outline: Outline): Promise<Draft[]>;
  /** From the event with this offset (0-based) on, call by call. `skip` of the first call's events were asked not to be given. */
  from(offset: number): { index: number; skip: number };
}

/** `prologue` comes before the first call. */
export function openPast(spec: PastSpec, prologue: readonly Draft[]): Past {
  const days: Calendar = calendar(spec.calls, spec.endAt);
  const outline = (index: number) => outlineOf(spec.seed, index, days.endOf(index));
  const begins: number[] = [];
  let events = prologue.length;
  for (let index = 0; index < spec.calls; index++) {
    if (index % stride === 0) begins.push(events);
    events += eventCount(outline(index));
  }
  return {
    events,
    outline,
    endOf: days.endOf,
    call: (o) => callOf(spec.seed, o, days.endOf(o.index)),
    eventsOf: (o) => pastEvents(spec, o, days.endOf(o.index)),
    from(offset) {
      let low = 0;
      let high = begins.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((begins[middle] ?? 0) <= offset) low = middle;
        else high = middle;
      }
      let index = low * stride;
      let skip = offset - (begins[low] ?? 0);
      while (index < spec.calls) {
        const count = eventCount(outline(index));
        if (skip < count) break;
        skip -= count;
        index++;
      }
      return { index, skip };
    },
  };
}

export const sourceOf = (companyId: string): string => `//demo.aftercall.example/tenant-${companyId}`;

async function pastEvents(spec: PastSpec, outline: Outline, endedAt: number): Promise<Draft[]> {
  const call = callOf(spec.seed, outline, endedAt);
  const payload = payloadOf(call);
  if (payload === null) return [];
  const { dialect, id: companyId } = call.company;
  const source = sourceOf(companyId);
  const drafts: Draft[] = [];
  const told = randomFor(spec.seed, outline.index, purpose.dialect).chance(0.8) ? dialect : null;
  for (let copy = 0; copy < (outline.twice ? 2 : 1); copy++) {
    const id = eventId(outline.index, 'call', copy);
    const time = endedAt + 400 + copy * 150;
    drafts.push({ id, source, type: 'call.ended', time, dialect: told, data: payload.body });
  }
  const random = randomFor(spec.seed, outline.index, purpose.attempt);
  outline.messages.forEach((message, slot) => {
    const messageId = encodeId('msg', outline.index, slot);
    drafts.push(
      ...pastAttempts(spec, message, { messageId, call, payload, source }, endedAt + 600 + slot * 35, random),
    );
  });
  return drafts;
}

interface MessageFacts {
  messageId: string;
  call: Call;
  payload: Payload;
  source: string;
}

function pastAttempts(
  spec: PastSpec,
  message: MessageOutline,
  facts: MessageFacts,
  firstAt: number,
  random: Random,
): Draft[] {
  const { messageId, call, payload, source } = facts;
  const { dialect } = call.company;
  const { endpoint } = message;
  const url = `${spec.origin}/receivers/${endpoint.receiver}`;
  const secret = endpointSecret(spec.seed, endpoint.id);
  const waits = retriesAfterMs[dialect] ?? [];
  const drafts: Draft[] = [];
  let startedAt = firstAt;
  for (let attempt = 1; attempt <= message.attempts; attempt++) {
    const last = attempt === message.attempts;
    const result = pastResult(endpoint, last && message.delivered, startedAt, random);
    const endedAt = startedAt + result.durationMs;
    const next = last ? null : endedAt + (waits[attempt - 1] ?? 0);
    const headers = webhookHeaders(dialect, messageId, payload.body, secret, startedAt);
    const data: WebhookAttemptedData = {
      messageId,
      eventType: eventTypeOf(dialect),
      callId: payload.callId,
      endpoint: { id: endpoint.id, url, name: endpoint.name },
      attempt,
      trigger: 'auto',
      request: {
        method: 'POST',
        url,
        headers: headers.map(([name, value]) => [name, value]),
        body: payload.body,
        bodyEncoding: 'utf8',
      },
      ...result,
      startedAt: new Date(startedAt).toISOString(),
      nextAttemptAt: next === null ? null : new Date(next).toISOString(),
    };
    const id = eventId(call.index, messageId, attempt);
    drafts.push({ id, source, type: 'webhook.attempted', time: endedAt, dialect: null, data: JSON.stringify(data) });
    startedAt = next ?? startedAt;
  }
  return drafts;
}

export const eventId = (index: number, what: string, n: number): string => `evt_${index.toString(36)}_${what}_${n}`;
