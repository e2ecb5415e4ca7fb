/**
 * `call_ended` of an Indian outbound platform (seed 002). It signs nothing and numbers no deliveries; account and agent hooks both fire, so the
 * same call may come twice. Its `time` is when the call was made and has no zone.
 */
import type { Direction, Extracted } from '../../../shared/domain/call.ts';
import { blankCall } from './blank.ts';
import { entries, object } from './extracted.ts';
import {
  callId,
  child,
  type Fields,
  fields,
  flag,
  ignored,
  isBag,
  kindOf,
  list,
  number,
  numberOrText,
  prose,
  remark,
  text,
  webAddress,
} from './fields.ts';
import { readReason } from './reasons.ts';
import { completeTimes, duration, time } from './times.ts';
import { turnsOfText } from './transcript.ts';
import type { DialectReader } from './types.ts';

export const callkaro: DialectReader = {
  id: 'callkaro',
  recognises: (payload) => isBag(payload) && payload.event === 'call_ended',
  normalise(payload, { zone }) {
    if (!isBag(payload)) return { ok: false, problem: `the payload is ${kindOf(payload)}, not an object` };
    const remarks: string[] = [];
    const data = child(fields(payload, remarks), 'data');
    if (!data) return { ok: false, problem: '`data`, which holds the call, is missing or not an object' };
    const here = { ...data, path: '' };
    const id = callId(here, 'callSid');
    if (!id.ok) return id;

    const call = blankCall(id.id, remarks);
    call.direction = directionOf(here);
    call.from = numberOrText(here, 'from');
    call.to = numberOrText(here, 'to');
    if (call.direction !== null) call.customerNumber = call.direction === 'inbound' ? call.from : call.to;
    call.agentId = numberOrText(here, 'agent');
    call.campaign = numberOrText(here, 'batchId');
    call.startedAt = time(here, 'time', zone);
    call.durationMs = duration(here, 'call_duration');
    call.reason = text(here, 'hangup_reason');
    const reason = readReason(call.reason);
    call.endedBy = reason.endedBy;
    if (reason.tookPlace === false) remark(remarks, '`hangup_reason` means that no call took place');
    call.metadata = object(here, 'call_metadata');
    call.customerName = customerNameIn(call.metadata, remarks);
    call.success = flag(here, 'conversion_status');
    call.disposition = text(here, 'disposition_reason');
    call.followUp = flag(here, 'next_call_scheduled');
    call.extracted = extractedOf(here);
    call.recordingUrl = webAddress(here, 'recordingUrl');
    call.link = webAddress(here, 'call_link');
    const words = prose(here, 'transcription');
    if (words !== null) call.transcript = turnsOfText(words, call, remarks);
    return { ok: true, call: completeTimes(call) };
  },
};

/** `try_count` −1 means inbound, 0 the first try and more the retries of an outbound call; `name` is the call's type. */
function directionOf(data: Fields): Direction | null {
  const tries = number(data, 'try_count');
  const name = text(data, 'name');
  if (tries === -1) return 'inbound';
  const word = name?.toLowerCase();
  if (word === 'inbound' || word === 'outbound') return word;
  if (name !== null) ignored(data, 'name', 'was neither inbound nor outbound');
  return tries !== null && tries >= 0 ? 'outbound' : null;
}

/** The document's own example keeps the customer's name in the custom data; nothing else tells it. */
function customerNameIn(metadata: Record<string, unknown> | null, remarks: string[]): string | null {
  const name = metadata ? text(fields(metadata), 'name') : null;
  if (name !== null) remark(remarks, 'the customer’s name is `call_metadata.name`');
  return name;
}

/** Post-call variables with their reasoning, then the functions called: `name()` with whether it succeeded. */
function extractedOf(data: Fields): Extracted[] | null {
  const values = object(data, 'post_call');
  const details = object(data, 'post_call_detail');
  const calls = list(data, 'functions_called');
  if (!values && !details && !calls) return null;
  const found = new Map<string, Extracted>();
  for (const entry of values ? entries(data, values) : []) found.set(entry.key, entry);
  for (const { key, value } of details ? entries(data, details) : []) {
    const detail = isBag(value)
      ? fields(value, data.remarks, `post_call_detail.${key.slice(0, 80).toWellFormed()}.`)
      : null;
    const plain = detail === null ? value : (detail.of.value ?? found.get(key)?.value ?? null);
    found.set(key, { key, value: plain, comment: detail && prose(detail, 'comment') });
  }
  return [...found.values(), ...(calls ?? []).slice(0, 500).flatMap((item) => functionCall(item, data.remarks))];
}

function functionCall(item: unknown, remarks: string[]): Extracted[] {
  const called = isBag(item) ? fields(item, remarks, 'functions_called[].') : null;
  const name = called && text(called, 'name');
  if (!called || name === null) {
    remark(remarks, '`functions_called` held an entry without a name, ignored');
    return [];
  }
  const at = text(called, 'timestamp');
  return [{ key: `${name}()`, value: flag(called, 'success'), comment: at === null ? null : `called at ${at}` }];
}
