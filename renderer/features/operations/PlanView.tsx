/** A plan, read before it is run: one sentence, three numbers, what speaks against it, and what exactly would go out. */
import { Skeleton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { DryStep, Plan, PlanItem } from '../../../shared/domain/operation.ts';
import { count } from '../../ui/format.ts';
import { RequestView } from '../../ui/Http.tsx';
import { Note } from '../../ui/Notices.tsx';
import { asSentence } from '../../ui/sentence.ts';
import { DryRunGraph } from '../chains/DryRunGraph.tsx';
import { Value } from '../chains/Value.tsx';
import classes from './operations.module.css';
import { willHappen } from './words.ts';

export function PlanView({ plan }: { plan: Plan }) {
  const item = plan.items[0];
  const cannot = plan.items.length - plan.eligible;
  return (
    <div className={classes.plan}>
      <p className={classes.sentence}>{willHappen(plan, item)}</p>
      <dl className={classes.figures}>
        <Figure value={plan.eligible} label="will run" />
        <Figure value={cannot} label="cannot run" tone={cannot > 0 ? 'bad' : undefined} />
        <Figure
          value={plan.needAcknowledging}
          label={plan.needAcknowledging === 1 ? 'needs acknowledging' : 'need acknowledging'}
          tone={plan.needAcknowledging > 0 ? 'hold' : undefined}
        />
      </dl>
      {plan.items.map((each) => (
        <ItemView key={each.id} item={each} />
      ))}
    </div>
  );
}

function Figure({ value, label, tone }: { value: number; label: string; tone?: 'bad' | 'hold' | undefined }) {
  return (
    <div data-tone={tone}>
      <dd className="num">{count(value)}</dd>
      <dt>{label}</dt>
    </div>
  );
}

export function ItemView({ item }: { item: PlanItem }) {
  const [at, setAt] = useState<number | null>(null);
  return (
    <>
      {item.ineligible ? <Note tone="bad">{item.ineligible.message}</Note> : null}
      {item.risks.map((risk) => (
        <Note key={`${risk.code} ${risk.nodeId ?? ''}`} tone={risk.code === 'unknown outcome' ? 'unsure' : 'hold'}>
          {risk.message}
        </Note>
      ))}
      {item.warnings.map((warning) => (
        <Note key={warning} tone="wait">
          {warning}
        </Note>
      ))}
      {item.request ? (
        <section aria-label="Request preview">
          <h3 className={classes.title}>What goes out</h3>
          <div className={classes.box}>
            <RequestView request={item.request} />
          </div>
        </section>
      ) : null}
      {item.dryRun ? (
        <section aria-label="Dry run">
          <h3 className={classes.title}>
            Dry run <span className="faint">without network; each answer is assumed to be a success</span>
          </h3>
          <DryRunGraph target={item.target} dryRun={item.dryRun} at={at} onSelect={setAt} />
          <ol className={classes.dry}>
            {item.dryRun.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a chain may come by a node more than once.
              <DryStepView key={index} step={step} number={index + 1} chosen={index === at} />
            ))}
          </ol>
          <details className={classes.input}>
            <summary>{inputWords(item)}</summary>
            <Value title="event" value={item.dryRun.event} />
            <Value title="vars" value={item.dryRun.vars} />
          </details>
        </section>
      ) : null}
    </>
  );
}

function inputWords({ target, dryRun }: PlanItem): string {
  if (dryRun?.patch) return 'Input, edited';
  return target.kind === 'call' ? 'Input, built from the call' : 'Recorded input';
}

const effects = { pure: 'no effect outside', read: 'reads', write: 'writes', unknown: 'effect not known' } as const;
const treatments = { run: 'will run', reused: 'reused', skipped: 'skipped' } as const;

function DryStepView({ step, number, chosen }: { step: DryStep; number: number; chosen: boolean }) {
  const troubled = step.error !== null;
  const [open, setOpen] = useState(troubled || (step.effect === 'write' && step.treatment === 'run'));
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!chosen) return;
    setOpen(true);
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const foldable = step.request !== null || step.warnings.length > 0 || troubled;
  return (
    <li ref={place} data-treatment={step.treatment} data-chosen={chosen || undefined}>
      <button
        type="button"
        className={classes.dryHead}
        aria-expanded={open && foldable}
        disabled={!foldable}
        onClick={() => setOpen(!open)}
      >
        <span className="faint num">{number}</span>
        <span className={classes.node}>
          <span className="mono">{step.nodeId}</span> <span className="faint small">{step.type}</span>
        </span>
        <span className={classes.effect} data-effect={step.effect}>
          {effects[step.effect]}
        </span>
        <span className={classes.treatment}>{treatments[step.treatment]}</span>
        <span className={classes.edge}>
          {step.event ? (
            <>
              <IconArrowDown size={12} aria-hidden /> {step.event}
            </>
          ) : null}
        </span>
      </button>
      {open && foldable ? (
        <div className={classes.dryBody}>
          {step.error ? <Note tone="bad">{asSentence(step.error.message)}</Note> : null}
          {step.warnings.map((warning) => (
            <Note key={warning} tone="hold">
              {warning}
            </Note>
          ))}
          {step.request ? <RequestView request={step.request} /> : null}
        </div>
      ) : null}
    </li>
  );
}

/** Where a plan will stand. */
export function PlanGhost() {
  return (
    <div aria-busy="true">
      <Skeleton height={14} width="80%" mb={12} />
      <Skeleton height={64} mb={16} />
      <Skeleton height={260} />
    </div>
  );
}
