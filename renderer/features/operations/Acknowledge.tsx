/** What speaks against running a plan, each to be acknowledged for itself. */
import { Checkbox } from '@mantine/core';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import { type Risk, riskKey } from '../../../shared/domain/operation.ts';
import { riskWords } from './bulk.ts';
import classes from './operations.module.css';
import { things, verbs } from './words.ts';

interface AcknowledgeProps {
  risks: readonly Risk[];
  /** By `riskKey`. */
  value: ReadonlySet<string>;
  onChange(value: ReadonlySet<string>): void;
}

export function Acknowledge({ risks, value, onChange }: AcknowledgeProps) {
  return (
    <fieldset className={classes.acknowledge}>
      <legend>The effect may happen twice. Acknowledge each reason:</legend>
      {risks.map((risk) => {
        const key = riskKey(risk);
        return (
          <Checkbox
            key={key}
            checked={value.has(key)}
            onChange={() => onChange(toggled(value, key))}
            label={
              <>
                {risk.nodeId === undefined ? null : <b className="mono">{risk.nodeId} </b>}
                {risk.message}
              </>
            }
          />
        );
      })}
    </fieldset>
  );
}

export const allAcknowledged = (risks: readonly Risk[], value: ReadonlySet<string>): boolean =>
  risks.every((risk) => value.has(riskKey(risk)));

/** Of many items: each kind of risk for itself. An item runs when all of its own are acknowledged. */
export function AcknowledgeKinds(props: {
  plan: BulkPlan;
  value: ReadonlySet<string>;
  onChange(value: ReadonlySet<string>): void;
}) {
  const { plan, value, onChange } = props;
  return (
    <fieldset className={classes.acknowledge}>
      <legend>Left out unless acknowledged, because the effect may happen twice:</legend>
      {plan.risks.map(({ code, count }) => (
        <Checkbox
          key={code}
          checked={value.has(code)}
          onChange={() => onChange(toggled(value, code))}
          label={`${verbs[plan.kind]} also the ${things(plan.kind, count)} that ${riskWords[code]}`}
        />
      ))}
    </fieldset>
  );
}

function toggled(value: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(value);
  if (!next.delete(key)) next.add(key);
  return next;
}
