/** The settings of one replay, as soon as its run is read. */
import { Skeleton } from '@mantine/core';
import { Failed } from '../../ui/Notices.tsx';
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
  const query = useRun(target.id);
  if (query.error && !query.data)
    return <Failed what="the run" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={64} />;
  const { original, replays } = query.data;
  const run = replays.find(({ id }) => id === target.id) ?? original;
  return <ReplayHow detail={query.data} run={run} value={value} onChange={onChange} onPending={onPending} />;
}
