/** The steps of one run in their order, one below the other: for narrow places, and for runs whose flow is not known. */
import { IconArrowDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { Flow, Run, Step } from '../../../shared/domain/chain.ts';
import { duration } from '../../ui/format.ts';
import { State } from '../../ui/Words.tsx';
import classes from './chains.module.css';
import { stepKey, varsAfter } from './places.ts';
import { ResumeButton, StepBody } from './StepPanel.tsx';

/** `reused` steps were taken over from the run that this one resumed. */
export function Steps({
  run,
  steps,
  flow,
  reused,
  resumeFrom,
}: {
  run: Run;
  steps: readonly Step[];
  flow: Flow | null;
  reused?: ReadonlySet<Step> | undefined;
  resumeFrom?: (at: number) => (() => void) | undefined;
}) {
  const troubled = steps.findLast(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(troubled ? [stepKey(troubled)] : []));
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <ol className={classes.steps}>
      {steps.map((step, index) => {
        const key = stepKey(step);
        const isOpen = open.has(key);
        const isReused = reused?.has(step) ?? false;
        return (
          <li key={key} data-outcome={step.outcome}>
            <button type="button" className={classes.stepHead} aria-expanded={isOpen} onClick={() => toggle(key)}>
              <span className={classes.number}>{index + 1}</span>
              <span className={classes.node}>
                <span className="mono cut">{step.nodeId}</span>
                <span className="faint small">
                  {step.type}
                  {step.iteration > 0 ? `, round ${step.iteration + 1}` : ''}
                </span>
              </span>
              <State state={step.outcome} quiet {...(isReused ? { word: 'reused' } : {})} />
              <span className={classes.edge}>
                {step.event ? (
                  <>
                    <IconArrowDown size={12} aria-hidden /> {step.event}
                  </>
                ) : (
                  'end'
                )}
              </span>
              <span className={classes.took}>{isReused ? '' : duration(step.durationMs)}</span>
            </button>
            {isOpen ? (
              <div className={classes.stepBody}>
                <ResumeButton onResume={resumeFrom?.(index)} />
                <StepBody
                  run={run}
                  step={step}
                  node={flow?.nodes.find(({ id }) => id === step.nodeId)}
                  after={varsAfter(steps, index, flow)}
                />
              </div>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
