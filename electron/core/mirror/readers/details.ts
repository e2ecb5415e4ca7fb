/** What the projections leave out (headers, bodies, vars) is read from the event itself, where it lies as received. */
import type { Finding, Flow, Run, Step } from '../../../../shared/domain/chain.ts';
import type { Attempt, HttpRequestRecord, HttpResponseRecord } from '../../../../shared/domain/webhook.ts';
import { type ChainRan, chainRan, type WebhookAttempted, webhookAttempted } from '../../../../shared/stream/events.ts';
import { readFlow } from '../../chains/read-flow.ts';
import { explain, outcomeOf } from '../../delivery/explain.ts';
import { isLocal } from '../../local-source.ts';
import type { Readable } from '../open.ts';
import { stepOutcome } from '../projections/step-outcome.ts';
import { receive } from '../receive.ts';

export interface EventDetails {
  attempt(seq: number): Omit<Attempt, 'number'>;
  run(seq: number): Pick<Run, 'event' | 'vars' | 'trace' | 'operation' | 'by' | 'incomplete'>;
  /** `findings` are those of its reading. */
  flow(seq: number): { flow: Flow; findings: Finding[] };
}

/** Only for events that were projected, so their data is known to parse. */
export function eventDetails(db: Readable): EventDetails {
  const bytesOf = db.prepare<[number], { bytes: Buffer; received_at: number }>(
    'SELECT bytes, received_at FROM ledger WHERE seq = ?',
  );

  function event(seq: number) {
    const row = bytesOf.get(seq);
    const received = row && receive(row.bytes, row.received_at);
    if (received?.kind !== 'event') throw new Error(`event ${seq} is not in the ledger`);
    return received.event;
  }

  const by = (source: string): Attempt['by'] => (isLocal(source) ? 'this machine' : 'platform');

  return {
    attempt(seq) {
      const { source, data } = event(seq);
      const attempt = webhookAttempted.parse(data);
      const request = requestRecord(attempt.request);
      const response = attempt.response && responseRecord(attempt.response);
      const { error, durationMs } = attempt;
      const outcome = attempt.outcome ?? outcomeOf(response, error);
      return {
        id: seq,
        trigger: attempt.trigger,
        by: by(source),
        startedAt: attempt.startedAt,
        durationMs,
        nextAttemptAt: attempt.nextAttemptAt,
        outcome,
        explanation: explain({ response, error, outcome, durationMs }),
        request,
        response,
        error,
        timing: attempt.timing,
        address: attempt.address,
        certificate: attempt.certificate,
        counts: attempt.operation?.mode !== 'other url',
        operation: attempt.operation,
        eventSeq: seq,
      };
    },
    run(seq) {
      const { source, data } = event(seq);
      const run = chainRan.parse(data);
      return {
        event: run.event,
        vars: run.vars,
        trace: run.steps.map(stepRecord),
        operation: run.operation,
        by: by(source),
        ...(run.incomplete && { incomplete: run.incomplete }),
      };
    },
    flow(seq) {
      const read = readFlow(event(seq).data);
      if (!read.ok) throw new Error(`event ${seq} is no flow`);
      return read;
    },
  };
}

function requestRecord(request: WebhookAttempted['request']): HttpRequestRecord {
  const { bodyEncoding, ...rest } = request;
  return { ...rest, encoding: bodyEncoding };
}

function responseRecord(response: NonNullable<WebhookAttempted['response']>): HttpResponseRecord {
  const { bodyEncoding, ...rest } = response;
  return { ...rest, encoding: bodyEncoding };
}

function stepRecord(step: ChainRan['steps'][number]): Step {
  return {
    nodeId: step.nodeId,
    type: step.type,
    iteration: step.iteration,
    varsBefore: step.varsBefore,
    request: step.request ? requestRecord(step.request) : null,
    response: step.response ? responseRecord(step.response) : null,
    output: step.output ?? null,
    event: step.event,
    outcome: stepOutcome(step),
    error: step.error ?? null,
    warnings: step.warnings ?? [],
    startedAt: step.startedAt,
    durationMs: step.durationMs,
    ...(step.incomplete && { incomplete: step.incomplete }),
  };
}
