/** How a recorded step ended, for platforms that say it only by an error or an answer. */
import type { StepOutcome } from '../../../../shared/domain/chain.ts';
import type { ChainRan } from '../../../../shared/stream/events.ts';

type RecordedStep = ChainRan['steps'][number];

/** Errors after which the receiver may have acted, because the request had been sent. */
const afterSending = new Set(['timeout', 'reset']);

export function stepOutcome(step: RecordedStep): StepOutcome {
  if (step.outcome) return step.outcome;
  if (!step.error) return 'succeeded';
  return step.request && afterSending.has(step.error.kind) ? 'unknown' : 'failed';
}
