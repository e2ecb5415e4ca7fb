/**
 * What an event says, as projections need it: from its bytes alone, by its dialect or its schema. Total: an event that says nothing readable
 * answers with the reason.
 */
import type { ZodType } from 'zod';
import type { Flow } from '../../../../shared/domain/chain.ts';
import {
  callMapped,
  chainRan,
  type EndpointUpdated,
  endpointUpdated,
  webhookAttempted,
} from '../../../../shared/stream/events.ts';
import { readFlow } from '../../chains/read-flow.ts';
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import { ownAttempt, ownRun } from '../own-events.ts';
import type { DeadLetterCode } from '../receive.ts';
import { quickAttempt, quickRun } from './quick-look.ts';
import { readCall } from './read-call.ts';
import { type ToldAttempt, type ToldCall, type ToldRun, toldAttempt, toldCall, toldRun } from './told.ts';

export type Said =
  /** `reads`: the event that could not be read by itself, and is by this one. */
  | { of: 'call'; call: ToldCall; reads?: number }
  | { of: 'attempt'; attempt: ToldAttempt }
  /** `call`: where the run is news of it. */
  | { of: 'run'; run: ToldRun; call: ToldCall | null }
  | { of: 'flow'; flow: Flow }
  | { of: 'endpoint'; endpoint: EndpointUpdated }
  | { of: 'nothing'; code: DeadLetterCode; reason: string };

type Nothing = Extract<Said, { of: 'nothing' }>;

/** What there is of an event before it is in the ledger. */
export type Readable = Pick<LedgerEvent, 'event' | 'tooDeep' | 'own' | 'slimmed'>;

/** `zone`: the connection's, for times that come without one. */
export function readEvent(entry: Readable, zone: string): Said {
  const { event, tooDeep } = entry;
  if (tooDeep) return nothing('invalid', 'Nested more than 200 deep.');
  switch (event.type) {
    case 'call.ended': {
      // An extension attribute (CloudEvents, 3.1); a run names its flow.
      const flowId = typeof event.flowid === 'string' && event.flowid !== '' ? event.flowid : null;
      return callOf(entry, zone, flowId);
    }
    case 'call.mapped':
      return mapped(entry, zone);
    case 'webhook.attempted': {
      const attempt = read(entry, { own: ownAttempt, quick: quickAttempt, schema: webhookAttempted });
      return 'of' in attempt ? attempt : { of: 'attempt', attempt: toldAttempt(attempt) };
    }
    case 'chain.ran': {
      const run = read(entry, { own: ownRun, quick: quickRun, schema: chainRan });
      if ('of' in run) return run;
      // A replay repeats a call that is known already; only the platform's own run is news of the call.
      if (run.operation !== null) return { of: 'run', run: toldRun(run), call: null };
      const said = callOf(entry, zone, run.chain.flowId);
      return said.of === 'call' ? { of: 'run', run: toldRun(run), call: said.call } : said;
    }
    case 'flow.published': {
      const flow = readFlow(event.data);
      return flow.ok ? { of: 'flow', flow: flow.flow } : invalid(flow.error);
    }
    case 'endpoint.updated': {
      const { data, error } = endpointUpdated.safeParse(event.data);
      return data ? { of: 'endpoint', endpoint: data } : invalid(error);
    }
    default:
      return nothing('unknown type', `This version knows no event of type “${event.type}”.`);
  }
}

/** Those of a backlog are of these types; what is said in them survives JSON. */
const ahead = new Set(['call.ended', 'webhook.attempted', 'chain.ran']);

/** The same where an event is received, before the thread that all others wait for; `undefined`: left to that one. */
export function readAhead(entry: Readable, zone: string): Said | undefined {
  if (!ahead.has(entry.event.type)) return undefined;
  try {
    return readEvent(entry, zone);
  } catch {
    // Whoever writes stumbles over it as well, and knows what it costs: this event and no other.
    return undefined;
  }
}

function callOf(entry: Readable, zone: string, flowId: string | null): Nothing | Extract<Said, { of: 'call' }> {
  const told = readCall(entry, zone);
  return told.ok ? { of: 'call', call: toldCall(told.dialect, told.call, flowId) } : nothing(told.code, told.reason);
}

/** What a mapping of the operator's made of a payload no dialect knows; the payload is another event of the ledger. */
function mapped(entry: Readable, zone: string): Said {
  if (!isLocal(entry.event.source)) return nothing('invalid', 'Only this machine maps payloads.');
  const { data, error } = callMapped.safeParse(entry.event.data);
  if (!data) return invalid(error);
  const said = callOf(entry, zone, null);
  return said.of === 'call' ? { ...said, reads: data.of } : said;
}

interface Readings<T> {
  /** Of what this process wrote itself. */
  own: (data: unknown) => T | null;
  quick: (data: unknown) => T | null;
  schema: ZodType<T>;
}

/** The schema reads what the others leave to it. */
function read<T>({ event: { data }, own }: Readable, readings: Readings<T>): T | Nothing {
  const known = own ? readings.own(data) : readings.quick(data);
  if (known !== null) return known;
  const parsed = readings.schema.safeParse(data);
  return parsed.success ? parsed.data : invalid(parsed.error);
}

const nothing = (code: DeadLetterCode, reason: string): Nothing => ({ of: 'nothing', code, reason });

function invalid(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): Nothing {
  const told = error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.map(String).join('.') || 'data'}: ${message}`);
  return nothing('invalid', told.join('; '));
}
