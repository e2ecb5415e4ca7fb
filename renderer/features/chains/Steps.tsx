/** The steps of one run in their order, one below the other: for narrow places, and for runs whose flow is not known. */

import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import type { Flow, Run, Step } from '../../../shared/domain/chain.ts';
import { duration, plural } from '../../ui/format.ts';
import { State } from '../../ui/Words.tsx';
import classes from './chains.module.css';
import { stepKey, varsAfter } from './places.ts';
import { ResumeButton, StepBody } from './StepPanel.tsx';

interface StepsProps {
  run: Run;
  steps: readonly Step[];
  flow: Flow | null;
  /** Those taken over from the run that this one resumed. */
  reused?: ReadonlySet<Step> | undefined;
  /** Index of the step that is open at first; else the troubled one. */
  at?: number | undefined;
  /** Told when a step is opened. */
  onStep?: ((at: number) => void) | undefined;
  resumeFrom?: (at: number) => (() => void) | undefined;
}

/** Longer runs are told in parts: thousands of rows are slow, and nobody reads them. */
const atOnce = 500;

export function Steps({ run, steps, flow, reused, at, onStep, resumeFrom }: StepsProps) {
  const troubled = steps.findLastIndex(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  const first = at ?? troubled;
  const begun = steps[first];
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(begun ? [stepKey(begun)] : []));
  const [from, setFrom] = useState(() => Math.max(0, Math.floor(first / atOnce)) * atOnce);
  const [to, setTo] = useState(from + atOnce);
  const toggle = (key: string, index: number) => {
    const next = new Set(open);
    if (!next.delete(key)) {
      next.add(key);
      onStep?.(index);
    }
    setOpen(next);
  };
  return (
    <>
      {from > 0 ? (
        <Button className={classes.more ?? ''} onClick={() => setFrom(Math.max(0, from - atOnce))}>
          Show the {plural(Math.min(atOnce, from), 'step')} before
        </Button>
      ) : null}
      <ol className={classes.steps} data-long={steps.length > 99 || undefined} start={from + 1} onKeyDown={goThrough}>
        {steps.slice(from, to).map((step, offset) => {
          const index = from + offset;
          const key = stepKey(step);
          const isOpen = open.has(key);
          const isReused = reused?.has(step) ?? false;
          return (
            <li key={key} data-outcome={step.outcome}>
              <button
                type="button"
                className={classes.stepHead}
                aria-expanded={isOpen}
                onClick={() => toggle(key, index)}
              >
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
      {to < steps.length ? (
        <Button className={classes.more ?? ''} onClick={() => setTo(to + atOnce)}>
          Show the next {plural(Math.min(atOnce, steps.length - to), 'step')}
        </Button>
      ) : null}
    </>
  );
}

/** Arrows and j k go from step to step while one of them has the focus; Enter opens it. */
function goThrough(event: KeyboardEvent<HTMLOListElement>): void {
  const by = { arrowdown: 1, j: 1, arrowup: -1, k: -1 }[event.key.toLowerCase()];
  if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(event.target instanceof HTMLButtonElement)) return;
  const heads = [...event.currentTarget.querySelectorAll<HTMLButtonElement>(':scope > li > button')];
  const here = heads.indexOf(event.target);
  if (here < 0) return;
  event.preventDefault();
  heads[here + by]?.focus();
}
