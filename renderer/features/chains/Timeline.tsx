/** The steps of a run on one line of time, each as wide as it took; what took no time is still there to be clicked. */
import { useMemo } from 'react';
import type { Step } from '../../../shared/domain/chain.ts';
import { duration } from '../../ui/format.ts';
import classes from './workbench.module.css';

interface TimelineProps {
  steps: readonly Step[];
  /** Taken over from another run, whose time is not this one's. */
  reused: ReadonlySet<Step>;
  at: number;
  onSelect(at: number): void;
}

/** More bars than these are too thin to be told apart: each then stands for several steps in a row. */
const mostBars = 400;

interface Bar {
  /** Index of the first step it stands for, of the one past the last, and of the one that is shown when it is chosen. */
  from: number;
  to: number;
  at: number;
  step: Step;
}

function barsOf(steps: readonly Step[]): Bar[] {
  const each = Math.ceil(steps.length / mostBars);
  const bars: Bar[] = [];
  for (let from = 0; from < steps.length; from += each) {
    const group = steps.slice(from, from + each);
    const troubled = group.findIndex(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
    const at = from + Math.max(0, troubled);
    const step = steps[at];
    if (step) bars.push({ from, to: from + group.length, at, step });
  }
  return bars;
}

export function Timeline({ steps, reused, at, onSelect }: TimelineProps) {
  const own = steps.filter((step) => !reused.has(step));
  const [first, last] = [own[0], own.at(-1)];
  const bars = useMemo(() => barsOf(steps), [steps]);
  const took = first && last ? last.startedAt + last.durationMs - first.startedAt : 0;
  return (
    <section className={classes.timeline} aria-label="Timeline">
      <div
        className={classes.lane}
        data-few={bars.length <= 24 || undefined}
        data-many={bars.length > 120 || undefined}
      >
        {bars.map(({ from, to, at: shown, step }) => {
          const isHere = at >= from && at < to;
          const name = to - from > 1 ? `${from + 1}–${to}` : `${from + 1}. ${step.nodeId}`;
          const own = steps.slice(from, to).reduce((sum, each, n) => sum + share(each, steps[from + n + 1]), 0);
          const time = reused.has(step) ? 'reused' : duration(own);
          return (
            <button
              key={from}
              type="button"
              tabIndex={isHere ? 0 : -1}
              className={classes.bar}
              data-outcome={step.outcome}
              aria-pressed={isHere}
              aria-label={`${name}: ${step.outcome}, ${duration(step.durationMs)}`}
              title={`${name}, ${time}`}
              style={{ flexGrow: reused.has(step) ? 0 : own }}
              onClick={() => onSelect(shown)}
            />
          );
        })}
      </div>
      <p className={classes.scale}>
        <span>0</span>
        <span>
          step {at + 1} of {steps.length}
        </span>
        <span>{duration(took)}</span>
      </p>
    </section>
  );
}

/** A step in which others ran has only the time before the first of them for itself. */
function share(step: Step, next: Step | undefined): number {
  const untilNext = next && next.startedAt >= step.startedAt ? next.startedAt - step.startedAt : step.durationMs;
  return Math.min(step.durationMs, untilNext);
}
