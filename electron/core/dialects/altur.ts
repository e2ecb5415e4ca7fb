/**
 * `on_call_end` with its transcript as turns (seed 004). The person called is `campaign_user`; `end_user` is deprecated and read only for
 * what the former lacks. Deliveries are not numbered: `id` is the call's.
 */
import { blankCall } from './blank.ts';
import { entries, object } from './extracted.ts';
import {
  type Bag,
  callId,
  child,
  choice,
  type Fields,
  fields,
  isBag,
  kindOf,
  list,
  numberOrText,
  remark,
  take,
  text,
  texts,
  webAddress,
} from './fields.ts';
import { cleanJson } from './json.ts';
import { completeTimes, duration, time } from './times.ts';
import { turnsOfList } from './transcript.ts';
import type { DialectReader } from './types.ts';

const turnKeys = { speaker: ['sent_by'], name: [], text: ['content'], at: ['sent_at'] } as const;

export const altur: DialectReader = {
  id: 'altur',
  recognises: (payload) => isBag(payload) && payload.event_type === 'on_call_end',
  normalise(payload, { zone }) {
    if (!isBag(payload)) return { ok: false, problem: `the payload is ${kindOf(payload)}, not an object` };
    const remarks: string[] = [];
    const here = fields(payload, remarks);
    const id = callId(here, 'id');
    if (!id.ok) return id;
    const assistant = child(here, 'assistant');
    const user = child(here, 'campaign_user');
    const former = child(here, 'end_user');
    if (!user && former) remark(remarks, 'the customer is read from the deprecated `end_user`');

    const call = blankCall(id.id, remarks);
    call.direction = choice(here, 'type', ['inbound', 'outbound']);
    call.from = numberOrText(here, 'phone_number_from');
    call.to = numberOrText(here, 'phone_number_to');
    const contact = (user && numberOrText(user, 'contact')) ?? (former && numberOrText(former, 'phone_number'));
    const other = call.direction === 'inbound' ? call.from : call.direction === 'outbound' ? call.to : null;
    call.customerNumber = other ?? contact;
    call.customerName = (user && text(user, 'name')) ?? (former && text(former, 'display_name'));
    call.agentId = assistant && numberOrText(assistant, 'id');
    call.agentName = assistant && (text(assistant, 'name') ?? text(assistant, 'nickname'));
    call.startedAt = time(here, 'started_at', zone) ?? time(here, 'created_at', zone);
    call.endedAt = time(here, 'ended_at', zone);
    call.durationMs = duration(here, 'duration') ?? billed(here);
    call.status = text(here, 'status');
    call.reason = call.status;
    call.answeredBy = text(here, 'answered_by');
    call.disposition = (user && text(user, 'status')) ?? (former && text(former, 'status'));
    // The only word for an outcome the document gives; what the others mean is not known.
    call.success = call.disposition?.toLowerCase() === 'converted' ? true : null;
    call.tags = (user && texts(user, 'tags')) ?? (former && texts(former, 'tags'));
    const drawn = (user && object(user, 'extracted_data')) ?? (former && object(former, 'extracted_data'));
    call.extracted = drawn && entries(here, drawn);
    call.metadata = custom(user, former);
    call.recordingUrl = webAddress(here, 'recording_url');
    const complete = completeTimes(call);
    const turns = list(here, 'transcript');
    if (turns)
      complete.transcript = turnsOfList(turns, turnKeys, { people: call, startedAt: call.startedAt, zone, remarks });
    return { ok: true, call: complete };
  },
};

function billed(here: Fields): number | null {
  const value = duration(here, 'billed_duration');
  if (value !== null) remark(here.remarks, '`billed_duration` stands in for `duration`');
  return value;
}

/** What the customer's system gave when it placed the call, and how often the platform had tried. */
function custom(user: Fields | null, former: Fields | null): Bag | null {
  const found: [string, unknown][] = [];
  for (const key of ['f_id', 'context', 'failed_retries', 'voicemail_retries']) {
    const value = (user && take(user, key)) ?? (key === 'context' && former ? take(former, key) : undefined);
    const clean = value === undefined ? null : cleanJson(value);
    if (clean?.ok) found.push([key, clean.value]);
  }
  return found.length > 0 ? Object.fromEntries(found) : null;
}
