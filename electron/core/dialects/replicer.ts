/**
 * `call.ended` with an envelope that numbers its deliveries (seed 003). `customerPhone` is the other party either way: it is called in an
 * outbound call, and calls in an inbound one.
 */
import { blankCall, sentiments } from './blank.ts';
import { object } from './extracted.ts';
import {
  callId,
  child,
  choice,
  fields,
  flag,
  isBag,
  kindOf,
  number,
  numberOrText,
  prose,
  remark,
  text,
} from './fields.ts';
import { readReason } from './reasons.ts';
import { completeTimes, duration, time } from './times.ts';
import { turnsOfText } from './transcript.ts';
import type { DialectReader } from './types.ts';

export const replicer: DialectReader = {
  id: 'replicer',
  recognises: (payload) => isBag(payload) && payload.event === 'call.ended',
  normalise(payload, { zone }) {
    if (!isBag(payload)) return { ok: false, problem: `the payload is ${kindOf(payload)}, not an object` };
    const remarks: string[] = [];
    const envelope = fields(payload, remarks);
    const data = child(envelope, 'data');
    if (!data) return { ok: false, problem: '`data`, which holds the call, is missing or not an object' };
    const here = { ...data, path: '' };
    const id = callId(here, 'callId');
    if (!id.ok) return id;

    const call = blankCall(id.id, remarks);
    call.direction = choice(here, 'direction', ['inbound', 'outbound']);
    const customer = numberOrText(here, 'customerPhone');
    const line = numberOrText(here, 'fromNumber');
    call.from = call.direction === 'inbound' ? customer : line;
    call.to = call.direction === 'inbound' ? line : customer;
    call.customerNumber = customer;
    call.customerName = text(here, 'customerName');
    call.agentId = numberOrText(here, 'agentId');
    call.agentName = text(here, 'agentName');
    call.status = text(here, 'status');
    call.startedAt = time(here, 'startedAt', zone);
    call.endedAt = time(here, 'endedAt', zone);
    call.durationMs = duration(here, 'duration');
    call.reason = text(here, 'disconnectionReason');
    const reason = readReason(call.reason);
    call.endedBy = reason.endedBy;
    if (reason.tookPlace === false) remark(remarks, '`disconnectionReason` means that no call took place');
    call.success = flag(here, 'callSuccessful');
    call.sentiment = choice(here, 'sentiment', sentiments);
    call.summary = prose(here, 'summary');
    call.cost = number(here, 'tokenCost');
    call.metadata = object(here, 'metadata');
    call.campaign = call.metadata && numberOrText(fields(call.metadata, remarks, 'metadata.'), 'campaign_id');
    const words = prose(here, 'transcript');
    if (words !== null) call.transcript = turnsOfText(words, call, remarks);
    const complete = completeTimes(call);
    if (complete.endedAt !== null) return { ok: true, call: complete };
    // Sent when the call finishes, so the delivery's own time is close to the end.
    const sentAt = time(envelope, 'timestamp', zone);
    if (sentAt !== null) remark(remarks, 'the end is the time of the delivery');
    return { ok: true, call: { ...complete, endedAt: sentAt } };
  },
};
