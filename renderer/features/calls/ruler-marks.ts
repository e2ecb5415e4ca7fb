/** What stands on the ruler besides the call itself: steps of chains, tries of webhooks, and what operators did about them. */
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { duration } from '../../ui/format.ts';
import type { Place } from './place.ts';

export interface Mark {
  key: string;
  at: number;
  outcome: 'succeeded' | 'failed' | 'unknown' | 'skipped';
  square: boolean;
  label: string;
  /** Where a click leads. */
  place: Place;
}

export interface Marks {
  chain: Mark[];
  webhooks: Mark[];
  operator: Mark[];
}

export function marksOf(messages: readonly MessageDetail[], runs: readonly RunDetail[]): Marks {
  const chain: Mark[] = [];
  const webhooks: Mark[] = [];
  const operator: Mark[] = [];
  for (const { original, replays } of runs) {
    for (const step of original.trace) {
      if (step.outcome === 'skipped' || step.durationMs === 0) continue;
      chain.push({
        key: `${original.id} ${step.nodeId} ${step.iteration}`,
        at: step.startedAt,
        outcome: step.outcome,
        square: true,
        label: `${step.nodeId} (${step.type}): ${step.error?.message ?? step.outcome}, ${duration(step.durationMs)}`,
        place: { tab: 'chain', at: `run-${original.id}` },
      });
    }
    for (const replay of replays) {
      operator.push({
        key: `run ${replay.id}`,
        at: replay.startedAt,
        outcome: replay.state === 'failed' ? 'failed' : 'succeeded',
        square: true,
        label: `Replay by ${replay.operation?.actor ?? replay.by}: ${replay.state}`,
        place: { tab: 'chain', at: `run-${replay.id}` },
      });
    }
  }
  for (const message of messages) {
    for (const attempt of message.timeline) {
      (attempt.operation ? operator : webhooks).push({
        key: `attempt ${attempt.id}`,
        at: attempt.startedAt,
        outcome: attempt.outcome,
        square: false,
        label: `${attempt.operation ? 'Resend to' : 'To'} ${message.endpointName}, attempt ${attempt.number}: ${attempt.explanation}`,
        place: { tab: 'webhooks', at: `attempt-${attempt.id}` },
      });
    }
  }
  return { chain, webhooks, operator };
}
