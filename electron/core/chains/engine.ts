/**
 * Runs an after-call chain from its trigger, or from a node in its middle, with the platform's semantics: isolated, its vars forgotten when it ends, the first
 * error that no `error` edge catches ends the run, nothing is retried. Whatever a flow contains, a run ends with a result.
 */
import type { Flow, FlowNode, JsonObject, Step, StepError } from '../../../shared/domain/chain.ts';
import { ConfigError } from './nodes/config.ts';
import { nodeTypeOf } from './nodes/index.ts';
import { failed, type NodeResult } from './nodes/types.ts';
import { TemplateError } from './template.ts';
import type { ChainEffects, ChainInput, ChainResult, RunChain } from './types.ts';
import { deepestCall, edgeOf, entryNode, iterationsBefore, mostSteps, nodeAfter, nodesById, noEntry } from './walk.ts';

/** A run that takes longer is stopped; the platform's own limit is not documented. */
const longestRunMs = 120_000;

interface Run {
  input: ChainInput;
  effects: ChainEffects;
  steps: Step[];
  iterations: Map<string, number>;
  /** Monotonic, unlike `effects.now`, which tests may hold still. */
  deadline: number;
}

/** Where in the nesting of `runFlow` a walk is. */
interface Level {
  flow: Flow;
  prefix: string;
  depth: number;
}

type Ended = { error: StepError | null; vars: JsonObject };

/** Never rejects: every failure is a step with an error. */
export const runChain: RunChain = async (input, effects) => {
  const startedAt = effects.now();
  const begun = performance.now();
  const iterations = iterationsBefore(input.start);
  const run: Run = { input, effects, steps: [], iterations, deadline: begun + longestRunMs };
  const ended = await walk(run, { flow: input.flow, prefix: '', depth: 0 }, input.trigger, input.vars);
  const result: ChainResult = {
    status: ended.error ? 'failed' : 'succeeded',
    steps: run.steps,
    vars: ended.vars,
    startedAt,
    durationMs: Math.round(performance.now() - begun),
  };
  return result;
};

async function walk(run: Run, level: Level, trigger: string | null, vars: JsonObject): Promise<Ended> {
  const nodes = nodesById(level.flow);
  const start = level.depth === 0 ? run.input.start : undefined;
  const entry = start ? nodes.get(start.nodeId) : entryNode(level.flow, trigger);
  if (!entry) {
    const { node, error } = noEntry(level.flow, trigger, start);
    return stop(run, level, node, vars, error);
  }
  let at: FlowNode = entry;
  for (;;) {
    const halted = haltReason(run);
    if (halted) return stop(run, level, at, vars, halted);
    const step = beginStep(run, level, at, vars);
    const begun = performance.now();
    const result = await perform(run, level, at, step, vars);
    vars = result.vars ?? vars;
    step.durationMs = Math.round(performance.now() - begun);
    step.outcome = result.outcome;
    step.error = result.error ?? null;
    step.output = result.output ?? null;
    step.request = result.request ?? null;
    step.response = result.response ?? null;
    step.warnings = result.warnings ?? [];
    step.event = edgeOf(at, result.events);

    if (step.event === null) return { error: step.error, vars };
    const next = nodeAfter(nodes, at, step.event);
    if (next === null) return { error: step.error, vars };
    if (!('id' in next)) {
      step.outcome = 'failed';
      step.error = next;
      return { error: next, vars };
    }
    at = next;
  }
}

function haltReason({ steps, effects, deadline }: Run): StepError | null {
  if (effects.signal?.aborted) return { kind: 'aborted', message: 'The run was stopped.' };
  if (steps.length >= mostSteps) {
    return { kind: 'limit', message: `The run was stopped after ${mostSteps} steps; the flow goes round in a circle.` };
  }
  if (performance.now() < deadline) return null;
  return { kind: 'limit', message: `The run was stopped after ${longestRunMs / 1000} s.` };
}

/** Ends a walk before `node` has been touched. */
function stop(run: Run, level: Level, node: FlowNode, vars: JsonObject, error: StepError): Ended {
  const step = beginStep(run, level, node, vars);
  step.outcome = 'failed';
  step.error = error;
  return { error, vars };
}

function beginStep(run: Run, level: Level, node: FlowNode, varsBefore: JsonObject): Step {
  const nodeId = `${level.prefix}${node.id}`;
  const iteration = run.iterations.get(nodeId) ?? 0;
  run.iterations.set(nodeId, iteration + 1);
  const step: Step = {
    nodeId,
    type: node.type,
    iteration,
    varsBefore,
    request: null,
    response: null,
    output: null,
    event: null,
    outcome: 'succeeded',
    error: null,
    warnings: [],
    startedAt: run.effects.now(),
    durationMs: 0,
  };
  run.steps.push(step);
  return step;
}

async function perform(run: Run, level: Level, node: FlowNode, step: Step, vars: JsonObject): Promise<NodeResult> {
  const { input, effects } = run;
  try {
    return await nodeTypeOf(node.type).run(node, {
      input,
      effects,
      flow: level.flow,
      path: step.nodeId,
      iteration: step.iteration,
      scope: { event: input.event, vars, replay: input.replay },
      remainingMs: () => Math.max(1, Math.floor(run.deadline - performance.now())),
      runFlow: (flow, passed) => call(run, level, step, flow, passed),
    });
  } catch (error) {
    if (error instanceof TemplateError || error instanceof ConfigError) return failed(error.stepError);
    const message = error instanceof Error ? error.message : String(error);
    return failed({ kind: 'other', message: `The node failed: ${message}.` }, { events: [] });
  }
}

async function call(run: Run, level: Level, step: Step, flow: Flow, vars: JsonObject): Promise<Ended> {
  if (level.depth + 1 > deepestCall) {
    return { error: { kind: 'limit', message: `Flows call one another more than ${deepestCall} deep.` }, vars };
  }
  return walk(run, { flow, prefix: `${step.nodeId}/`, depth: level.depth + 1 }, null, vars);
}
