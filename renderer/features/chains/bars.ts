/** The bars of a timeline: one for each step, or for several in a row where there are too many to be told apart. */
import type { Step } from '../../../shared/domain/chain.ts';

const mostBars = 400;

export interface Bar {
  /** Index of the first step it stands for, of the one past the last, and of the one that is shown when it is chosen. */
  from: number;
  to: number;
  at: number;
  /** That at `at`: the first that failed among them, else the first. */
  step: Step;
  /** What these steps took, without that of others that ran in them. */
  ownMs: number;
}

export function barsOf(steps: readonly Step[]): Bar[] {
  const each = Math.max(1, Math.ceil(steps.length / mostBars));
  const bars: Bar[] = [];
  for (let from = 0; from < steps.length; from += each) {
    const group = steps.slice(from, from + each);
    const troubled = group.findIndex(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
    const at = from + Math.max(0, troubled);
    const step = steps[at];
    const ownMs = group.reduce((sum, one, n) => sum + ownTime(one, steps[from + n + 1]), 0);
    if (step) bars.push({ from, to: from + group.length, at, step, ownMs });
  }
  return bars;
}

/** A step in which others ran has only the time before the first of them for itself. */
function ownTime(step: Step, next: Step | undefined): number {
  const untilNext = next && next.startedAt >= step.startedAt ? next.startedAt - step.startedAt : step.durationMs;
  return Math.min(step.durationMs, untilNext);
}
