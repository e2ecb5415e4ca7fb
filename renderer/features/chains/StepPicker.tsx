/** Which step to resume at: all that were executed, with the reason where one is not offered. */
import type { Flow } from '../../../shared/domain/chain.ts';
import type { ResumePoint } from '../../../shared/domain/operation.ts';
import { State } from '../../ui/Words.tsx';
import { type Shown, stepKey, whyNoResume } from './places.ts';
import classes from './replay.module.css';

interface StepPickerProps {
  shown: Shown;
  flow: Flow | null;
  value: ResumePoint | null;
  onChange(value: ResumePoint): void;
}

export function StepPicker({ shown, flow, value, onChange }: StepPickerProps) {
  return (
    <div className={classes.picker} role="radiogroup" aria-label="Step to resume at">
      {shown.steps.map((step, index) => {
        const { nodeId, iteration } = step;
        const why = whyNoResume(step, flow);
        const isOn = value !== null && stepKey(value) === stepKey(step);
        return (
          <label key={stepKey(step)} data-on={isOn || undefined} data-off={why !== null || undefined}>
            <input
              type="radio"
              name="step to resume at"
              checked={isOn}
              disabled={why !== null}
              onChange={() => onChange({ nodeId, iteration })}
            />
            <span className="faint num">{index + 1}</span>
            <span className={classes.stepName}>
              <span className="mono">{nodeId}</span>{' '}
              <span className="faint small">
                {step.type}
                {iteration > 0 ? `, round ${iteration + 1}` : ''}
              </span>
            </span>
            {why === null ? <State state={step.outcome} quiet /> : <span className="faint small">not here: {why}</span>}
          </label>
        );
      })}
    </div>
  );
}
