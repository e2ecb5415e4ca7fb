/**
 * What projections need of an event, read where it is received: the thread that writes is the one all others wait for. Of what is read
 * ahead neither headers nor bodies go along, but for the answer by which a failure is told from others.
 */
import type { ChainRan, WebhookAttempted } from '../../../../shared/stream/events.ts';
import type { LedgerEvent } from '../ledger.ts';
import { quickAttempt, quickRun } from './quick-look.ts';
import { type ReadCall, readCall } from './read-call.ts';

/** In place of the event's data. */
export interface Reading {
  call?: ReadCall;
  attempt?: WebhookAttempted;
  run?: ChainRan;
}

type ReceivedEvent = Pick<LedgerEvent, 'event' | 'tooDeep'>;

/** `zone`: the connection's. `undefined`: left to whoever writes, who needs the event's data for it. */
export function readAhead({ event, tooDeep }: ReceivedEvent, zone: string): Reading | undefined {
  if (tooDeep) return {};
  try {
    switch (event.type) {
      case 'call.ended':
        return { call: withoutTranscript(readCall({ event }, zone)) };
      case 'webhook.attempted': {
        const attempt = quickAttempt(event.data);
        return attempt ? { attempt: lightAttempt(attempt) } : undefined;
      }
      case 'chain.ran': {
        const run = quickRun(event.data);
        return run ? { run: lightRun(run), call: withoutTranscript(readCall({ event }, zone)) } : undefined;
      }
      default:
        return undefined;
    }
  } catch {
    // Whoever writes stumbles over it as well, and knows what it costs: this event and no other.
    return undefined;
  }
}

/** It goes as it is stored. */
function withoutTranscript(told: ReadCall): ReadCall {
  return told.ok ? { ...told, call: { ...told.call, transcript: null } } : told;
}

type Request = WebhookAttempted['request'];
type Answer = NonNullable<WebhookAttempted['response']>;

const lightRequest = (request: Request): Request => ({ ...request, headers: [], body: '' });

function lightAnswer(answer: Answer): Answer {
  const isRefusal = answer.status < 200 || answer.status > 299;
  return { ...answer, headers: [], body: isRefusal ? answer.body : '' };
}

function lightAttempt(attempt: WebhookAttempted): WebhookAttempted {
  const { request, response } = attempt;
  return { ...attempt, request: lightRequest(request), response: response && lightAnswer(response) };
}

function lightRun(run: ChainRan): ChainRan {
  const steps = run.steps.map(({ request, response, output: _, ...step }) => ({
    ...step,
    varsBefore: {},
    request: request && lightRequest(request),
    response: response && lightAnswer(response),
  }));
  return { ...run, event: {}, vars: {}, steps };
}
