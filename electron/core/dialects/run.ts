/**
 * A call as told by its after-call chain: the data of `chain.ran` as received. Flow platforms send no payload for a call, they run a chain whose
 * `event` describes the call and whose `vars` hold what the main flow gathered. Neither document fixes the names in them
 * beyond a few, so each fact is looked for under several; `flow.ts` and `ivr.ts` list theirs.
 */
import type { Dialect, EndedBy, NormalisedCall } from '../../../shared/domain/call.ts';
import { blankCall, sentiments } from './blank.ts';
import { entries } from './extracted.ts';
import {
  type Bag,
  callId,
  child,
  choice,
  type Fields,
  fields,
  flag,
  isBag,
  kindOf,
  numberOrText,
  prose,
  remark,
  take,
  text,
  webAddress,
} from './fields.ts';
import { cleanJson } from './json.ts';
import { readReason } from './reasons.ts';
import { completeTimes, duration, time, timeOrEpoch } from './times.ts';
import { turnsOfList, turnsOfText } from './transcript.ts';
import type { DialectContext, DialectReader, Normalised } from './types.ts';

type Names = readonly string[];

/** Where a fact is looked for, in this order; the first that has a usable value counts. */
export interface RunNames {
  /** In `event`. */
  event: Record<'from' | 'to' | 'startedAt' | 'endedAt' | 'durationS' | 'durationMs' | 'reason' | 'endedBy', Names>;
  /** In `vars`. */
  vars: Record<
    'transcript' | 'summary' | 'recordingUrl' | 'campaign' | 'agentId' | 'agentName' | 'customerName' | 'disposition',
    Names
  >;
}

const turnKeys = {
  speaker: ['role', 'speaker', 'sent_by'],
  name: ['name'],
  text: ['text', 'content', 'message'],
  at: ['at', 'time', 'timestamp', 'sent_at'],
} as const;

export function runReader(id: Dialect, trigger: string, names: RunNames): DialectReader {
  /** Of `vars`: what is no extracted value because it is a field. */
  const read = new Set<string>(Object.values(names.vars).flat().concat('sentiment', 'success', 'followUp'));
  return {
    id,
    recognises: (payload) =>
      isBag(payload) &&
      payload.trigger === trigger &&
      Object.hasOwn(payload, 'runId') &&
      Object.hasOwn(payload, 'callId'),
    normalise: (payload, context) => normaliseRun(payload, context, names, read),
  };
}

function first<T>(from: Fields | null, names: Names, read: (from: Fields, name: string) => T | null): T | null {
  if (!from) return null;
  for (const name of names) {
    const value = read(from, name);
    if (value !== null) return value;
  }
  return null;
}

function normaliseRun(
  payload: unknown,
  { zone }: DialectContext,
  names: RunNames,
  read: ReadonlySet<string>,
): Normalised {
  if (!isBag(payload)) return { ok: false, problem: `the payload is ${kindOf(payload)}, not an object` };
  const remarks: string[] = [];
  const run = fields(payload, remarks);
  const id = callId(run, 'callId');
  if (!id.ok) return id;
  const event = child(run, 'event');
  const vars = child(run, 'vars');
  const at = (from: Fields, name: string): number | null => timeOrEpoch(from, name, zone);

  const call = blankCall(id.id, remarks);
  call.direction = event && choice(event, 'direction', ['inbound', 'outbound']);
  call.from = first(event, names.event.from, numberOrText);
  call.to = first(event, names.event.to, numberOrText);
  if (call.direction !== null) call.customerNumber = call.direction === 'inbound' ? call.from : call.to;
  call.startedAt = first(event, names.event.startedAt, at);
  call.endedAt = first(event, names.event.endedAt, at);
  call.durationMs =
    first(event, names.event.durationMs, (from, name) => duration(from, name, 1)) ??
    first(event, names.event.durationS, (from, name) => duration(from, name));
  call.reason = first(event, names.event.reason, text);
  const reason = readReason(call.reason);
  call.endedBy = whoEnded(first(event, names.event.endedBy, text)) ?? reason.endedBy;
  if (reason.tookPlace === false) remark(remarks, 'the reason means that no call took place');
  // The run's own status tells how the chain went, which the console shows beside the call; it is no word on the call itself.
  call.status = event && text(event, 'status');
  if (vars) fromVars(call, vars, names.vars, read);
  const complete = withEnd(completeTimes(call), run, zone);
  if (vars) complete.transcript = words(vars, names.vars.transcript, complete, zone);
  return { ok: true, call: complete };
}

function fromVars(call: NormalisedCall, vars: Fields, names: RunNames['vars'], read: ReadonlySet<string>): void {
  call.summary = first(vars, names.summary, prose);
  call.recordingUrl = first(vars, names.recordingUrl, webAddress);
  call.campaign = first(vars, names.campaign, numberOrText);
  call.agentId = first(vars, names.agentId, numberOrText);
  call.agentName = first(vars, names.agentName, text);
  call.customerName = first(vars, names.customerName, text);
  call.disposition = first(vars, names.disposition, text);
  call.sentiment = choice(vars, 'sentiment', sentiments);
  call.success = flag(vars, 'success');
  call.followUp = flag(vars, 'followUp');
  const gathered = plainValues(vars, read);
  if (Object.keys(gathered).length > 0) call.extracted = entries(vars, gathered);
}

/** What else the flow gathered, as far as it is plain values; objects are seen in the run itself. */
function plainValues(vars: Fields, read: ReadonlySet<string>): Bag {
  const plain: [string, unknown][] = [];
  for (const [key, value] of Object.entries(vars.of)) {
    if (read.has(key) || value === null || typeof value === 'object') continue;
    const clean = cleanJson(value);
    if (clean.ok) plain.push([key.toWellFormed(), clean.value]);
  }
  return Object.fromEntries(plain);
}

/**
 * The chain runs when the call has ended, so the run's start stands in for a missing end. Not a replay's: that one starts whenever
 * an operator asks for it.
 */
function withEnd(call: NormalisedCall, run: Fields, zone: string): NormalisedCall {
  if (call.endedAt !== null || take(run, 'operation') !== undefined) return call;
  const startedAt = time(run, 'startedAt', zone);
  if (startedAt === null) return call;
  remark(call.remarks, 'the end is the start of the after-call chain');
  return { ...call, endedAt: startedAt };
}

function words(vars: Fields, names: Names, call: NormalisedCall, zone: string): NormalisedCall['transcript'] {
  return first(vars, names, (from, name) => {
    const value = take(from, name);
    if (Array.isArray(value))
      return turnsOfList(value, turnKeys, { people: call, startedAt: call.startedAt, zone, remarks: call.remarks });
    const said = prose(from, name);
    return said === null ? null : turnsOfText(said, call, call.remarks);
  });
}

const whoEnded = (word: string | null): EndedBy | null => readReason(word).endedBy;
