/** The steps of a run on one line of time, each as wide as it took; what took no time is still there to be clicked. */
import { useMemo } from 'react';
import type { Step } from '../../../shared/domain/chain.ts';
import { duration } from '../../ui/format.ts';
import { barsOf } from './bars.ts';
import classes from './workbench.module.css';

interface TimelineProps {
  steps: readonly Step[];
  /** Taken over from another run, whose time is not this one's. */
  reused: ReadonlySet<Step>;
  at: number;
  onSelect(at: number): void;
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
        {bars.map(({ from, to, at: shown, step, ownMs }) => {
          const isHere = at >= from && at < to;
          const name = to - from > 1 ? `${from + 1}–${to}` : `${from + 1}. ${step.nodeId}`;
          const time = reused.has(step) ? 'reused' : duration(ownMs);
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
              style={{ flexGrow: reused.has(step) ? 0 : ownMs }}
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
