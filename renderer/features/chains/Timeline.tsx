/** The steps of a run on one line of time, each as wide as it took; what took no time is still there to be clicked. */
import type { Step } from '../../../shared/domain/chain.ts';
import { duration } from '../../ui/format.ts';
import { stepKey } from './places.ts';
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
  const took = first && last ? last.startedAt + last.durationMs - first.startedAt : 0;
  return (
    <section className={classes.timeline} aria-label="Timeline">
      <div className={classes.lane} data-few={steps.length <= 24 || undefined}>
        {steps.map((step, index) => (
          <button
            key={stepKey(step)}
            type="button"
            tabIndex={index === at ? 0 : -1}
            className={classes.bar}
            data-outcome={step.outcome}
            aria-pressed={index === at}
            aria-label={`${index + 1}. ${step.nodeId}: ${step.outcome}, ${duration(step.durationMs)}`}
            title={`${index + 1}. ${step.nodeId}, ${reused.has(step) ? 'reused' : duration(step.durationMs)}`}
            style={{ flexGrow: reused.has(step) ? 0 : share(step, steps[index + 1]) }}
            onClick={() => onSelect(index)}
          />
        ))}
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
