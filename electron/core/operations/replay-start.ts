/**
 * Where a replay begins and what with: the recorded input of the run or of one of its steps, the operator's patch on top, and the steps
 * before it, which are not run again. Says why, when it cannot begin there. Rules: `docs/operations.md`.
 */
import type { Flow, Incomplete, Json, JsonObject, Run, RunDetail, Step } from '../../../shared/domain/chain.ts';
import type { Executor, Ineligible, ReplayMode, ReplayPatch, ResumePoint } from '../../../shared/domain/operation.ts';
import { changesUpstream } from '../chains/flow-diff.ts';
import { mergePatch } from '../chains/merge-patch.ts';
import { mask } from '../delivery/headers.ts';

export interface ReplayRequest {
  kind: 'replay';
  runId: number;
  executor: Executor;
  version: 'recorded' | 'current';
  /** From the start unless stated. */
  mode?: ReplayMode | undefined;
  /** For a resume: a step of the run `runId`. */
  nodeId?: string | undefined;
  iteration?: number | undefined;
  patch?: ReplayPatch | undefined;
  /** Scripts get the time and random values of now. */
  fresh?: boolean | undefined;
}

export interface ReplayStart {
  /** The run that is gone back to; another than the original only when a step of a replay is resumed at. */
  base: Run;
  /** `null`: from the start. */
  resume: (ResumePoint & { before: readonly Step[] }) | null;
  recorded: { event: JsonObject; vars: JsonObject };
  /** `recorded` with the patch applied. */
  event: JsonObject;
  vars: JsonObject;
  /** Why it cannot begin here. `flow` is the version that would run. */
  obstacle(flow: Flow): Ineligible | null;
}

export function replayStart(request: ReplayRequest, run: RunDetail): ReplayStart {
  return request.mode === 'resume' ? resumeAt(request, run) : fromStart(request, run.original);
}

function fromStart({ patch }: ReplayRequest, original: Run): ReplayStart {
  const { event, vars } = original;
  const input = { event: mergePatch(event, patch?.event ?? {}), vars: mergePatch(vars, patch?.vars ?? {}) };
  return {
    base: original,
    resume: null,
    recorded: { event, vars },
    ...input,
    obstacle: () => incompleteInput(original.incomplete, input),
  };
}

function resumeAt(request: ReplayRequest, run: RunDetail): ReplayStart {
  const { nodeId = '', iteration = 0, patch, runId } = request;
  const base = [run.original, ...run.replays].find(({ id }) => id === runId) ?? run.original;
  const trace = wholeTrace(base, run);
  const at = trace.findIndex((step) => step.nodeId === nodeId && step.iteration === iteration);
  const step = trace[at];
  const { event } = base;
  const vars = step?.varsBefore ?? {};
  const input = { event, vars: mergePatch(vars, patch?.vars ?? {}) };
  return {
    base,
    resume: { nodeId, iteration, before: trace.slice(0, Math.max(0, at)) },
    recorded: { event, vars },
    ...input,
    obstacle: (flow) => {
      if (!step) return notExecuted(nodeId, iteration);
      return (
        insideCalledFlow(step, trace, base.flow ?? flow) ??
        incompleteInput(step.incomplete ?? base.incomplete, input) ??
        changedSince(base.flow, flow, step)
      );
    },
  };
}

/** The recorded steps that a resumed run did not run itself; none for any other run. */
export function stepsTakenOver(run: Run, lineage: RunDetail): readonly Step[] {
  const whole = wholeTrace(run, lineage);
  return whole.slice(0, whole.length - run.trace.length);
}

/** The steps of a run that was resumed are its own, after those it took over from the run it goes back to. */
function wholeTrace(run: Run, lineage: RunDetail, seen: ReadonlySet<string> = new Set()): readonly Step[] {
  const { operation, trace, runId } = run;
  if (!operation?.resume || seen.has(runId)) return trace;
  const { parent, resume } = operation;
  const from = [lineage.original, ...lineage.replays].find((other) => other.runId === parent);
  if (!from) return trace;
  const before = wholeTrace(from, lineage, new Set([...seen, runId]));
  const at = before.findIndex(({ nodeId, iteration }) => nodeId === resume.nodeId && iteration === resume.iteration);
  return [...before.slice(0, Math.max(0, at)), ...trace];
}

function notExecuted(nodeId: string, iteration: number): Ineligible {
  const time = iteration === 0 ? '' : ` a ${iteration + 1}. time`;
  const message = `The run did not come by “${nodeId}”${time}, so there is no input to resume with.`;
  return { code: 'not executed', message, instead: { mode: 'from start' } };
}

/** `runFlow` runs whole: a step of the flow it called is no place to resume at. */
function insideCalledFlow(step: Step, trace: readonly Step[], flow: Flow): Ineligible | null {
  if (flow.nodes.some(({ id }) => id === step.nodeId)) return null;
  const outer = flow.nodes.find(({ id, type }) => type === 'runFlow' && step.nodeId.startsWith(`${id}/`));
  if (!outer) return null;
  const iteration = trace.slice(0, trace.indexOf(step)).filter(({ nodeId }) => nodeId === outer.id).length - 1;
  return {
    code: 'inside a flow',
    message: `“${step.nodeId}” ran inside the flow that “${outer.id}” calls, which runs whole. Resume at “${outer.id}” instead.`,
    instead: { mode: 'resume', nodeId: outer.id, iteration: Math.max(0, iteration) },
  };
}

function changedSince(recorded: Flow | null, chosen: Flow, step: Step): Ineligible | null {
  const instead = { mode: 'from start' } as const;
  if (!chosen.nodes.some(({ id }) => id === step.nodeId)) {
    const message = `Version ${chosen.version} has no node “${step.nodeId}”. It can be replayed from the start only.`;
    return { code: 'node gone', message, instead };
  }
  if (!recorded) {
    const message = 'The recorded version is not in the mirror, so nobody can tell what changed before this node.';
    return { code: 'flow unknown', message, instead };
  }
  const changes = changesUpstream(recorded, chosen, step.nodeId, step.iteration);
  if (changes.length === 0) return null;
  const shown = `${changes.slice(0, 3).join('; ')}${changes.length > 3 ? `; and ${changes.length - 3} more` : ''}`;
  const message = `Version ${chosen.version} differs before this node: ${shown}. It can be replayed from the start only.`;
  return { code: 'upstream changed', message, instead };
}

const incompleteWords: Record<Incomplete, string> = {
  truncated: 'was cut short by the platform',
  redacted: 'was redacted by the platform',
  purged: 'has been deleted by the platform',
  dropped: 'was dropped by retention',
};

/** A value somebody put in place of a real one. The patch may have replaced it, so what is asked about is the input as it would go in. */
function incompleteInput(incomplete: Incomplete | undefined, input: { event: JsonObject; vars: JsonObject }) {
  if (incomplete) {
    const message = `The recorded input ${incompleteWords[incomplete]}, so running on it would not repeat what happened.`;
    return { code: `input ${incomplete}`, message };
  }
  const path = redactedPath(input);
  if (path === null) return null;
  const message = `${path} was redacted by the platform. Put its value into the patch to run with it.`;
  return { code: 'input redacted', message };
}

const placeholder =
  /^(\[(redacted|filtered|masked|removed|purged|truncated)\]|<(redacted|filtered|masked|removed|purged|truncated)>|•{3,})$/i;

function redactedPath(input: { event: JsonObject; vars: JsonObject }): string | null {
  const open: { value: Json; path: string }[] = [
    { value: input.vars, path: 'vars' },
    { value: input.event, path: 'event' },
  ];
  for (let at = open.pop(); at; at = open.pop()) {
    const { value, path } = at;
    if (typeof value === 'string' && (value === mask || placeholder.test(value))) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) open.push({ value: inner, path: `${path}.${key}` });
  }
  return null;
}
