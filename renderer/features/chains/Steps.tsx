/** The steps of one run in their order; the failed one is open from the start. */
import { IconArrowDown } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Json, Step } from '../../../shared/domain/chain.ts';
import { duration } from '../../ui/format.ts';
import { Exchange } from '../../ui/Http.tsx';
import { parseJson } from '../../ui/json/parse.ts';
import { Tree } from '../../ui/json/Tree.tsx';
import { Note } from '../../ui/Notices.tsx';
import { asSentence } from '../../ui/sentence.ts';
import { State } from '../../ui/Words.tsx';
import classes from './chains.module.css';

export function Steps({ steps }: { steps: readonly Step[] }) {
  const troubled = steps.find((step) => step.outcome === 'failed' || step.outcome === 'unknown');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(troubled ? [keyOf(troubled)] : []));
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <ol className={classes.steps}>
      {steps.map((step, index) => {
        const key = keyOf(step);
        const isOpen = open.has(key);
        return (
          <li key={key} className={classes.step} data-outcome={step.outcome}>
            <button type="button" className={classes.stepHead} aria-expanded={isOpen} onClick={() => toggle(key)}>
              <span className={classes.number}>{index + 1}</span>
              <span className={classes.node}>
                <span className="mono cut">{step.nodeId}</span>
                <span className="faint small">
                  {step.type}
                  {step.iteration > 0 ? `, round ${step.iteration + 1}` : ''}
                </span>
              </span>
              <State state={step.outcome} quiet />
              <span className={classes.edge}>
                {step.event ? (
                  <>
                    <IconArrowDown size={12} aria-hidden /> {step.event}
                  </>
                ) : (
                  'end'
                )}
              </span>
              <span className={classes.took}>{duration(step.durationMs)}</span>
            </button>
            {isOpen ? <StepBody step={step} /> : null}
          </li>
        );
      })}
    </ol>
  );
}

const keyOf = (step: Step) => `${step.nodeId} ${step.iteration}`;

function StepBody({ step }: { step: Step }) {
  const hasVars = Object.keys(step.varsBefore).length > 0;
  return (
    <div className={classes.stepBody}>
      {step.error ? (
        <Note tone={step.outcome === 'unknown' ? 'unsure' : 'bad'}>
          <b>{step.error.kind}</b>: {asSentence(step.error.message)}
          {step.outcome === 'unknown' ? ' The request was sent, so it may have taken effect.' : ''}
        </Note>
      ) : null}
      {step.warnings.map((warning) => (
        <Note key={warning} tone="hold">
          {warning}
        </Note>
      ))}
      {step.request ? <Exchange request={step.request} response={step.response} error={step.error} /> : null}
      {step.output === null ? null : <Value title="Output" value={step.output} />}
      {hasVars ? (
        <Value title="Vars before this step" value={step.varsBefore} />
      ) : (
        <p className="faint small">No vars before this step.</p>
      )}
    </div>
  );
}

/** A JSON value with a title. */
export function Value({ title, value }: { title: string; value: Json }) {
  const node = useMemo(() => parseJson(JSON.stringify(value)), [value]);
  return (
    <section>
      <h3 className={classes.valueTitle}>{title}</h3>
      <div className={classes.box}>
        {node ? <Tree node={node} label={title} /> : <code>{JSON.stringify(value)}</code>}
      </div>
    </section>
  );
}
