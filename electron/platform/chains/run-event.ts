/** A chain's run as the data of `chain.ran`. */
import type { Step } from '../../../shared/domain/chain.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import type { ChainRanData, StepData } from '../../../shared/stream/events.ts';
import type { ChainResult } from '../../core/chains/types.ts';
import type { PublishedFlow } from '../flows/catalogue.ts';
import type { ChainStart } from './chain-input.ts';

export interface RanChain {
  runId: string;
  callId: string;
  published: PublishedFlow;
  start: ChainStart;
  result: ChainResult;
  operation: OperationRef | null;
}

export function runEvent({ runId, callId, published, start, result, operation }: RanChain): ChainRanData {
  const { flowId, version } = published.flow;
  return {
    runId,
    callId,
    chain: { flowId, version, hash: published.hash },
    trigger: start.trigger,
    event: start.event,
    vars: start.vars,
    steps: result.steps.map(stepData),
    status: result.status,
    startedAt: new Date(result.startedAt).toISOString(),
    durationMs: result.durationMs,
    ...(operation === null ? {} : { operation }),
  };
}

function stepData(step: Step): StepData {
  const { request, response } = step;
  return {
    nodeId: step.nodeId,
    type: step.type,
    iteration: step.iteration,
    varsBefore: step.varsBefore,
    ...(request === null
      ? {}
      : {
          request: {
            method: request.method,
            url: request.url,
            headers: pairs(request.headers),
            body: request.body,
            bodyEncoding: request.encoding,
          },
        }),
    ...(response === null
      ? {}
      : {
          response: {
            status: response.status,
            headers: pairs(response.headers),
            body: response.body,
            bodyEncoding: response.encoding,
            truncated: response.truncated,
          },
        }),
    output: step.output,
    event: step.event,
    ...(step.error === null ? {} : { error: step.error }),
    outcome: step.outcome,
    ...(step.warnings.length === 0 ? {} : { warnings: step.warnings }),
    startedAt: new Date(step.startedAt).toISOString(),
    durationMs: step.durationMs,
  };
}

/** As the schema has header lists: mutable pairs. */
export function pairs(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.map(([name, value]) => [name, value]);
}
