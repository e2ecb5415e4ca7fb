/** A chain's run as the data of `chain.ran`. */
import type { OperationRef } from '../../../shared/domain/operation.ts';
import type { ChainRanData } from '../../../shared/stream/events.ts';
import { instantText, stepData } from '../../../shared/stream/wire.ts';
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
    startedAt: instantText(result.startedAt),
    durationMs: result.durationMs,
    ...(operation === null ? {} : { operation }),
  };
}
