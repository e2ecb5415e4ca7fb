/** What speaks against running a plan, each to be acknowledged for itself. */
import { Checkbox } from '@mantine/core';
import { type Risk, riskKey } from '../../../shared/domain/operation.ts';
import classes from './operations.module.css';

interface AcknowledgeProps {
  risks: readonly Risk[];
  /** By `riskKey`. */
  value: ReadonlySet<string>;
  onChange(value: ReadonlySet<string>): void;
}

export function Acknowledge({ risks, value, onChange }: AcknowledgeProps) {
  const toggle = (key: string) => {
    const next = new Set(value);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  return (
    <fieldset className={classes.acknowledge}>
      <legend>The effect may happen twice. Acknowledge each reason:</legend>
      {risks.map((risk) => {
        const key = riskKey(risk);
        return (
          <Checkbox
            key={key}
            checked={value.has(key)}
            onChange={() => toggle(key)}
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
