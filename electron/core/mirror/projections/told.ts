/** What projections need of what an event says. Of what was sent and answered that is only where it went, and how it failed. */
import type { Dialect, NormalisedCall } from '../../../../shared/domain/call.ts';
import type { AttemptOutcome } from '../../../../shared/domain/webhook.ts';
import type { ChainRan, WebhookAttempted } from '../../../../shared/stream/events.ts';
import { outcomeOf } from '../../delivery/explain.ts';
import { storeTurns } from '../stored-turns.ts';
import { stored } from './call-record.ts';
import { type Failure, howItFailed } from './cause.ts';
import { stepOutcome } from './step-outcome.ts';

/** A call in the shape of its columns. */
export interface ToldCall {
  dialect: Dialect;
  callId: string;
  /** The flow whose after-call chain it has. */
  flowId: string | null;
  columns: ReturnType<typeof stored>;
  remarks: string[];
  /** Its transcript as it is stored. */
  turns: string | null;
}

export const toldCall = (dialect: Dialect, call: NormalisedCall, flowId: string | null): ToldCall => ({
  dialect,
  callId: call.callId,
  flowId,
  columns: stored(call),
  remarks: call.remarks,
  turns: call.transcript && storeTurns(call.transcript),
});

export type ToldAttempt = Pick<
  WebhookAttempted,
  | 'messageId'
  | 'eventType'
  | 'callId'
  | 'endpoint'
  | 'trigger'
  | 'error'
  | 'startedAt'
  | 'durationMs'
  | 'nextAttemptAt'
  | 'operation'
> & {
  url: string;
  /** Of the answer; `null` where there was none. */
  status: number | null;
  outcome: AttemptOutcome;
  /** `null` where it succeeded. */
  failure: Failure | null;
};

export function toldAttempt({
  messageId,
  eventType,
  callId,
  endpoint,
  trigger,
  request,
  response,
  error,
  startedAt,
  durationMs,
  nextAttemptAt,
  outcome = outcomeOf(response, error),
  operation,
}: WebhookAttempted): ToldAttempt {
  return {
    messageId,
    eventType,
    callId,
    endpoint,
    trigger,
    url: request.url,
    status: response?.status ?? null,
    error,
    startedAt,
    durationMs,
    nextAttemptAt,
    outcome,
    failure: outcome === 'succeeded' ? null : howItFailed(response, error),
    operation,
  };
}

type Step = ChainRan['steps'][number];

export interface ToldStep extends Pick<Step, 'nodeId' | 'type' | 'error'> {
  url: string;
  failure: Failure;
}

export interface ToldRun
  extends Pick<
    ChainRan,
    'runId' | 'callId' | 'chain' | 'trigger' | 'status' | 'startedAt' | 'durationMs' | 'operation'
  > {
  steps: number;
  /** The last one that failed, or may have; `null` where the run did not. */
  failed: ToldStep | null;
  /** One of its steps may have had its effect, and nobody knows. */
  isUnknown: boolean;
}

export function toldRun(run: ChainRan): ToldRun {
  const { runId, callId, chain, trigger, status, startedAt, durationMs, operation, steps } = run;
  const outcomes = status === 'failed' ? steps.map(stepOutcome) : [];
  const failed = steps[outcomes.findLastIndex((outcome) => outcome === 'failed' || outcome === 'unknown')];
  return {
    runId,
    callId,
    chain,
    trigger,
    status,
    startedAt,
    durationMs,
    operation,
    steps: steps.length,
    failed: failed ? toldStep(failed) : null,
    isUnknown: outcomes.includes('unknown'),
  };
}

const toldStep = ({ nodeId, type, request, response, error }: Step): ToldStep => ({
  nodeId,
  type,
  url: request?.url ?? '',
  error,
  failure: howItFailed(response ?? null, error ?? null),
});
