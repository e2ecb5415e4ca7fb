/** Where a step stands: in the flow itself, or in one that a `runFlow` node called (`outer/inner`). */
import type { Flow, Run, RunDetail, Step } from '../../../shared/domain/chain.ts';

/** A long run asks this of each of its steps. */
const indexed = new WeakMap<Flow, { ids: ReadonlySet<string>; callers: readonly string[] }>();

function indexOf(flow: Flow) {
  const known = indexed.get(flow);
  if (known) return known;
  const ids = new Set(flow.nodes.map(({ id }) => id));
  const callers = flow.nodes.filter(({ type }) => type === 'runFlow').map(({ id }) => id);
  const index = { ids, callers };
  indexed.set(flow, index);
  return index;
}

/** The node of `flow` under which a step of a called flow ran; `null` for a step of the flow itself. */
export function outerOf(flow: Flow, nodeId: string): string | null {
  const { ids, callers } = indexOf(flow);
  if (ids.has(nodeId)) return null;
  return callers.find((id) => nodeId.startsWith(`${id}/`)) ?? null;
}

export const stepKey = ({ nodeId, iteration }: { nodeId: string; iteration: number }): string =>
  JSON.stringify([nodeId, iteration]);

export interface Shown {
  steps: readonly Step[];
  /** Those taken over from the run it resumed. */
  reused: ReadonlySet<Step>;
}

/** A run's own steps, after those it took over: a resumed run goes on where the run it goes back to stood. */
export function stepsOf(run: Run, lineage: RunDetail): Shown {
  const before = stepsBefore(run, lineage, new Set());
  return { steps: [...before, ...run.trace], reused: new Set(before) };
}

function stepsBefore(run: Run, lineage: RunDetail, seen: Set<string>): readonly Step[] {
  const { operation, runId } = run;
  if (!operation?.resume || seen.has(runId)) return [];
  seen.add(runId);
  const from = [lineage.original, ...lineage.replays].find((other) => other.runId === operation.parent);
  if (!from) return [];
  const all = [...stepsBefore(from, lineage, seen), ...from.trace];
  const at = all.findIndex((step) => stepKey(step) === stepKey(operation.resume ?? step));
  return all.slice(0, Math.max(0, at));
}

/** What the operator should see first: where it failed, else the first step that it ran itself. */
export function firstShown({ steps, reused }: Shown): number {
  const trouble = steps.findLastIndex(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  return trouble >= 0
    ? trouble
    : Math.max(
        0,
        steps.findIndex((step) => !reused.has(step)),
      );
}

/** The vars a step left, which are those the next step of the same flow began with; `null` where none did. */
export function varsAfter(steps: readonly Step[], at: number, flow: Flow | null): Step['varsBefore'] | null {
  const step = steps[at];
  if (!step) return null;
  const level = flow ? outerOf(flow, step.nodeId) : null;
  for (const next of steps.slice(at + 1)) {
    const nextLevel = flow ? outerOf(flow, next.nodeId) : null;
    if (nextLevel === level) return next.varsBefore;
    if (level !== null) return null;
  }
  return null;
}

/** Why a step is no place to resume at, as far as the recorded run tells; a plan knows more. `null`: it is one. */
export function whyNoResume(step: Step, flow: Flow | null): string | null {
  if (!flow) return 'the recorded version is not in the mirror';
  const outer = outerOf(flow, step.nodeId);
  if (outer !== null) return `it ran inside “${outer}”, which runs whole`;
  return step.incomplete ? `its input was ${step.incomplete} by the platform` : null;
}
