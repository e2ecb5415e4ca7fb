/** A dry run on the graph of the version that would run: what is reused, what runs, what is passed over. */
import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import type { DryRun, OperationTarget } from '../../../shared/domain/operation.ts';
import { FlowGraph } from './graph/FlowGraph.tsx';
import { dryRunGraph } from './graph/model.ts';
import { outerOf } from './places.ts';
import { useFlow, useRun } from './queries.ts';
import classes from './replay.module.css';

interface DryRunGraphProps {
  /** What would be run once more, or a call that has no run yet. */
  target: OperationTarget;
  dryRun: DryRun;
  /** Index of the step that is read. */
  at: number | null;
  onSelect(at: number): void;
}

export function DryRunGraph({ target, dryRun, at, onSelect }: DryRunGraphProps) {
  const run = useRun(target.kind === 'run' ? target.id : null).data?.original;
  const isRecorded = dryRun.of === 'recorded';
  const other = useFlow(isRecorded ? null : dryRun.flow, dryRun.version);
  const flow = isRecorded ? run?.flow : other.data?.flow;
  const model = useMemo(() => (flow ? dryRunGraph(flow, dryRun.steps) : null), [flow, dryRun.steps]);
  if (other.error) return null;
  if (!flow || !model) return <Skeleton height={300} radius={6} />;
  const start = dryRun.resume && dryRun.steps.findIndex(({ treatment }) => treatment !== 'reused');
  const first = dryRun.steps.findIndex(({ error }) => error !== null);
  const step = dryRun.steps[at ?? (first >= 0 ? first : (start ?? -1))];
  return (
    <div className={classes.graph}>
      <FlowGraph
        label="Graph of the dry run"
        model={model}
        selected={step ? (outerOf(flow, step.nodeId) ?? step.nodeId) : null}
        onSelect={(nodeId) => {
          const next = dryRun.steps.findIndex((each) => (outerOf(flow, each.nodeId) ?? each.nodeId) === nodeId);
          if (next >= 0) onSelect(next);
        }}
      />
    </div>
  );
}
