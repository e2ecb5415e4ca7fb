/** The settings of one replay, as soon as its run is read. */
import { Loaded } from '../../ui/Loaded.tsx';
import { useRun } from '../chains/queries.ts';
import { type ReplayChoice, ReplayHow } from '../chains/ReplayHow.tsx';
import type { SheetTarget } from './sheet.ts';

interface ReplaySettingsProps {
  target: Extract<SheetTarget, { kind: 'replay' }>;
  value: ReplayChoice;
  onChange(value: ReplayChoice): void;
  /** Whether there are edits that are in no plan yet. */
  onPending(pending: boolean): void;
}

/** From the start as recorded, unless a step was chosen already. */
export function firstChoice(target: SheetTarget): ReplayChoice {
  const resume = target.kind === 'replay' ? target.resume : undefined;
  const mode = resume ? 'resume' : 'from start';
  return { mode, resume: resume ?? null, version: 'recorded', patch: null, fresh: false };
}

export function ReplaySettings({ target, value, onChange, onPending }: ReplaySettingsProps) {
  return (
    <Loaded query={useRun(target.id)} what="the run" height={64}>
      {(detail) => {
        const run = detail.replays.find(({ id }) => id === target.id) ?? detail.original;
        return <ReplayHow detail={detail} run={run} value={value} onChange={onChange} onPending={onPending} />;
      }}
    </Loaded>
  );
}
