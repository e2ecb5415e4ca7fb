/** A run on a table: its graph, the time it took under it, the chosen step beside it. Arrows and j k go through the steps. */
import { type KeyboardEvent, useMemo } from 'react';
import type { Flow, Run } from '../../../shared/domain/chain.ts';
import { useKeys } from '../../ui/keys.ts';
import { FlowGraph } from './graph/FlowGraph.tsx';
import { runGraph } from './graph/model.ts';
import { outerOf, type Shown } from './places.ts';
import { StepPanel } from './StepPanel.tsx';
import { Timeline } from './Timeline.tsx';
import classes from './workbench.module.css';

interface WorkbenchProps {
  run: Run;
  flow: Flow;
  shown: Shown;
  /** Index of the chosen step. */
  at: number;
  onStep(at: number): void;
  /** On a page of its own the keys work wherever the focus is. */
  alone: boolean;
  resumeFrom(at: number): (() => void) | undefined;
}

export function Workbench({ run, flow, shown, at, onStep, alone, resumeFrom }: WorkbenchProps) {
  const { steps, reused } = shown;
  const model = useMemo(() => runGraph(flow, steps, reused), [flow, steps, reused]);
  const step = steps[at];
  const move = (by: 1 | -1) => onStep(Math.max(0, Math.min(steps.length - 1, at + by)));
  const keys: Record<string, () => void> = {
    j: () => move(1),
    arrowdown: () => move(1),
    arrowright: () => move(1),
    k: () => move(-1),
    arrowup: () => move(-1),
    arrowleft: () => move(-1),
    home: () => onStep(0),
    end: () => onStep(steps.length - 1),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    act();
    event.preventDefault();
  };
  // Of several steps of one node, the click goes round: the troubled one first, then each time the run came by.
  const onNode = (nodeId: string) => {
    const own = steps.flatMap((each, index) =>
      each.nodeId === nodeId || outerOf(flow, each.nodeId) === nodeId ? [index] : [],
    );
    const [first] = own;
    if (first === undefined) return;
    const after = own.indexOf(at);
    const troubled = own.find((index) => steps[index]?.outcome === 'failed' || steps[index]?.outcome === 'unknown');
    onStep(after >= 0 ? (own[(after + 1) % own.length] ?? first) : (troubled ?? first));
  };

  return (
    <div className={classes.bench} data-alone={alone || undefined}>
      {alone ? <Keys keys={keys} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the buttons within. */}
      <div className={classes.left} onKeyDown={onKeyDown}>
        <div className={classes.graph}>
          <FlowGraph
            label={`Graph of ${run.flowName}`}
            model={model}
            selected={step ? (outerOf(flow, step.nodeId) ?? step.nodeId) : null}
            onSelect={onNode}
          />
        </div>
        <Timeline steps={steps} reused={reused} at={at} onSelect={onStep} />
      </div>
      <div className={classes.right}>
        <StepPanel
          key={at}
          run={run}
          steps={steps}
          at={at}
          flow={flow}
          reused={step ? reused.has(step) : false}
          onResume={resumeFrom(at)}
        />
      </div>
    </div>
  );
}

function Keys({ keys }: { keys: Record<string, () => void> }) {
  useKeys(keys);
  return null;
}
