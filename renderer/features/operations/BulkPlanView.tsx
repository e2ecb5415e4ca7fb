/** The plan of an operation on many: one sentence, three numbers with their lists, what speaks against it, and how long each host takes. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import { count, plural } from '../../ui/format.ts';
import { Note } from '../../ui/Notices.tsx';
import many from './bulk.module.css';
import { type FlowVersion, nouns, riskWords, wholeSeconds, willHappenInBulk } from './bulk.ts';
import classes from './operations.module.css';
import { PlannedItems, type Which } from './PlannedItems.tsx';
import { ItemView } from './PlanView.tsx';
import { things } from './words.ts';

interface BulkPlanViewProps {
  plan: BulkPlan;
  /** Of the flows to be replayed. */
  version: FlowVersion;
  /** Back to the name, the reason and the pace. */
  onChange(): void;
  onLeave(): void;
}

export function BulkPlanView({ plan, version, onChange, onLeave }: BulkPlanViewProps) {
  const [shown, setShown] = useState<Which>();
  const cannot = plan.total - plan.eligible;
  const figures: { which: Which; value: number; label: string; tone?: 'bad' | 'hold' }[] = [
    { which: 'will run', value: plan.eligible - plan.needAcknowledging, label: 'will run' },
    { which: 'cannot', value: cannot, label: 'cannot run', ...(cannot > 0 ? { tone: 'bad' } : {}) },
    {
      which: 'needs acknowledging',
      value: plan.needAcknowledging,
      label: plan.needAcknowledging === 1 ? 'needs acknowledging' : 'need acknowledging',
      ...(plan.needAcknowledging > 0 ? { tone: 'hold' } : {}),
    },
  ];
  return (
    <div className={classes.plan}>
      <div className={many.asked}>
        <div>
          <h3>
            <bdi>{plan.name}</bdi>
          </h3>
          <p className="dim">
            <bdi>{plan.reason}</bdi>
          </p>
        </div>
        <Button onClick={onChange}>Change…</Button>
      </div>
      <p className={classes.sentence}>{willHappenInBulk(plan, version)}</p>
      <fieldset className={many.figures} aria-label="What is planned">
        {figures.map(({ which, value, label, tone }) => (
          <button
            key={which}
            type="button"
            data-tone={tone}
            aria-expanded={shown === which}
            disabled={value === 0}
            onClick={() => setShown(shown === which ? undefined : which)}
          >
            <b className="num">{count(value)}</b> <span>{label}</span>
          </button>
        ))}
      </fieldset>
      {shown ? <PlannedItems key={shown} plan={plan} which={shown} onLeave={onLeave} /> : null}
      <Against plan={plan} />
      <Hosts plan={plan} />
      {plan.example ? (
        <section aria-label="Example">
          <h3 className={classes.title}>
            The first of them <span className="faint">as it would go out; secrets are masked</span>
          </h3>
          <div className={classes.plan}>
            <ItemView item={plan.example} />
          </div>
        </section>
      ) : null}
    </div>
  );
}

function Against({ plan }: { plan: BulkPlan }) {
  return (
    <>
      {plan.ineligible.map(({ code, message, count: number }) => (
        <Note key={code} tone="bad">
          <b>{things(plan.kind, number)} cannot run.</b> {message}
        </Note>
      ))}
      {plan.risks.map(({ code, count: number }) => (
        <Note key={code} tone={code === 'unknown outcome' ? 'unsure' : 'hold'}>
          <b>{things(plan.kind, number)}</b> {riskWords[code]}.
        </Note>
      ))}
      {plan.recovered > 0 ? (
        <Note tone="back">
          <b>{things(plan.kind, plan.recovered)}</b> {plan.recovered === 1 ? 'has' : 'have'} recovered or succeeded by
          now.
        </Note>
      ) : null}
      {plan.eligible === 0 ? (
        <Note tone="bad" role="alert">
          None of these {nouns[plan.kind][1]} can run, for the reasons above. Change what is wrong, then plan again.
        </Note>
      ) : null}
    </>
  );
}

function Hosts({ plan }: { plan: BulkPlan }) {
  if (plan.hosts.length === 0) return null;
  const most = Math.max(...plan.hosts.map((host) => host.seconds), 1);
  return (
    <section aria-label="Duration">
      <h3 className={classes.title}>
        Takes about {wholeSeconds(plan.estimateS)}{' '}
        <span className="faint">
          if every host answers in time
          {plan.pace.canary > 0 && plan.pace.canary < plan.eligible ? '; the wait for “go on” not counted' : ''}
        </span>
      </h3>
      <table className={many.hosts}>
        <thead>
          <tr>
            <th scope="col">{plan.executor === 'platform' ? 'Connection' : 'Host'}</th>
            <th scope="col" data-end>
              {nouns[plan.kind][1]}
            </th>
            <th scope="col" data-end>
              per second
            </th>
            <th scope="col" data-end>
              takes
            </th>
            <th aria-hidden />
          </tr>
        </thead>
        <tbody>
          {plan.hosts.map((host) => (
            <tr key={host.host}>
              <td className="mono cut">{host.host}</td>
              <td data-end>{count(host.items)}</td>
              <td data-end>{count(Math.round(host.perS * 10) / 10)}</td>
              <td data-end>{wholeSeconds(host.seconds)}</td>
              <td aria-hidden>
                <i className={many.length} style={{ width: `${Math.max(1, (host.seconds / most) * 100)}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.hosts.length === 50 ? <p className="faint small">{plural(50, 'host')} with the most items.</p> : null}
    </section>
  );
}
