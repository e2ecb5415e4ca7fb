/**
 * What a mapping's expressions gave, read as a call. The expressions are the operator's, so what they give is trusted no more than a
 * vendor's payload: a value of the wrong kind is left out with a remark.
 */
import type { JsonObject } from '../../../shared/domain/chain.ts';
import { blankCall, sentiments } from './blank.ts';
import { entries, object } from './extracted.ts';
import {
  callId,
  choice,
  type Fields,
  fields,
  flag,
  ignored,
  kindOf,
  number,
  numberOrText,
  prose,
  take,
  text,
  texts,
  webAddress,
} from './fields.ts';
import { readReason } from './reasons.ts';
import { completeTimes, duration, timeOrEpoch } from './times.ts';
import { turnsOfList, turnsOfText } from './transcript.ts';
import type { DialectContext, Normalised } from './types.ts';

/** The words under which platforms write the parts of a turn. */
const turnKeys = {
  speaker: ['role', 'speaker', 'sent_by', 'from', 'participant', 'channel'],
  name: ['name', 'speaker_name'],
  text: ['text', 'content', 'message', 'utterance', 'transcript'],
  at: ['at', 'time', 'timestamp', 'sent_at', 'started_at'],
};

/** `mapped`: values by the names of `mappedFields`; absent ones are not said. Total. */
export function normaliseMapped(mapped: JsonObject, { zone }: DialectContext): Normalised {
  const remarks: string[] = [];
  const here = fields(mapped, remarks);
  const id = callId(here, 'callId');
  if (!id.ok) return id;

  const call = blankCall(id.id, remarks);
  call.direction = choice(here, 'direction', ['inbound', 'outbound']);
  call.from = numberOrText(here, 'from');
  call.to = numberOrText(here, 'to');
  const other = call.direction === 'inbound' ? call.from : call.direction === 'outbound' ? call.to : null;
  call.customerNumber = numberOrText(here, 'customerNumber') ?? other;
  call.customerName = text(here, 'customerName');
  call.agentId = numberOrText(here, 'agentId');
  call.agentName = text(here, 'agentName');
  call.campaign = numberOrText(here, 'campaign');
  call.startedAt = timeOrEpoch(here, 'startedAt', zone);
  call.endedAt = timeOrEpoch(here, 'endedAt', zone);
  call.durationMs = length(here);
  call.status = numberOrText(here, 'status');
  call.reason = numberOrText(here, 'reason');
  call.endedBy = readReason(call.reason).endedBy;
  call.answeredBy = text(here, 'answeredBy');
  call.success = flag(here, 'success');
  call.sentiment = choice(here, 'sentiment', sentiments);
  call.disposition = numberOrText(here, 'disposition');
  call.summary = prose(here, 'summary');
  call.tags = take(here, 'tags') === undefined ? null : texts(here, 'tags');
  const drawn = object(here, 'extracted');
  call.extracted = drawn && entries(here, drawn);
  call.recordingUrl = webAddress(here, 'recordingUrl');
  call.link = webAddress(here, 'link');
  call.followUp = flag(here, 'followUp');
  call.cost = number(here, 'cost');
  call.metadata = object(here, 'metadata');
  const complete = completeTimes(call);
  const said = take(here, 'transcript');
  if (typeof said === 'string') complete.transcript = turnsOfText(said, complete, remarks);
  else if (Array.isArray(said)) {
    const { startedAt } = complete;
    complete.transcript = turnsOfList(said, turnKeys, { people: complete, startedAt, zone, remarks });
  } else if (said !== undefined) ignored(here, 'transcript', `was ${kindOf(said)}`);
  return { ok: true, call: complete };
}

/** Seconds, or a clock's text: `2:41`, `00:02:41`. */
function length(from: Fields): number | null {
  const value = take(from, 'durationS');
  if (typeof value !== 'string') return duration(from, 'durationS');
  const clock = /^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:\.\d+)?$/.exec(value.trim());
  const [, hours = '0', minutes = '0', seconds = '0'] = clock ?? [];
  const inS = clock
    ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    : Number(value.trim() || Number.NaN);
  if (!Number.isFinite(inS)) return ignored(from, 'durationS', 'was no length of time');
  return duration(fields({ durationS: inS }, from.remarks), 'durationS');
}
