/**
 * The walk a run would take, without network and without scripts: which nodes run, which are passed over, and every request as it
 * would go out, secrets masked. Calls are assumed to succeed. What only the run can tell (an answer, a script's result) is shown
 * as `<vars.name>`, with a warning at the node that uses it.
 */
import type { Flow, FlowNode, JsonObject, Step, StepError } from '../../../shared/domain/chain.ts';
import type { DryStep } from '../../../shared/domain/operation.ts';
import type { TemplatePath } from '../../../shared/domain/template.ts';
import { ConfigError } from './nodes/config.ts';
import { effectOf, nodeTypeOf } from './nodes/index.ts';
import type { DryResult } from './nodes/types.ts';
import { standInFor, TemplateError } from './template.ts';
import type { ChainInput, DryRunChain } from './types.ts';
import { deepestCall, edgeOf, entryNode, iterationsBefore, mostSteps, nodeAfter, nodesById, noEntry } from './walk.ts';

interface DryWalk {
  input: ChainInput;
  steps: DryStep[];
  iterations: Map<string, number>;
  mostSteps: number;
  /** Vars that only the run can tell; `anyUnknown` once a script may have touched all of them. */
  unknown: Set<string>;
  anyUnknown: boolean;
  /** Set by the first error that no edge catches: nothing after it would run. */
  ended: boolean;
}

/** Total: whatever is wrong with the flow or its input is an error on the step it belongs to. */
export const dryRunChain: DryRunChain = (input) => {
  const iterations = iterationsBefore(input.start);
  const steps = (input.start?.before ?? []).map((step) => reused(input.flow, step));
  const dry: DryWalk = {
    input,
    steps,
    iterations,
    mostSteps: steps.length + mostSteps,
    unknown: new Set(),
    anyUnknown: false,
    ended: false,
  };
  walk(dry, input.flow, '', 0, input.trigger, input.vars);
  return { steps: dry.steps };
};

function walk(
  dry: DryWalk,
  flow: Flow,
  prefix: string,
  depth: number,
  trigger: string | null,
  given: JsonObject,
): JsonObject {
  const nodes = nodesById(flow);
  const start = depth === 0 ? dry.input.start : undefined;
  let at = start ? nodes.get(start.nodeId) : entryNode(flow, trigger);
  let vars = given;
  if (!at) {
    const { node, error } = noEntry(flow, trigger, start);
    refuse(dry, prefix, node, error);
    return vars;
  }
  while (at) {
    if (dry.steps.length >= dry.mostSteps) {
      refuse(dry, prefix, at, {
        kind: 'limit',
        message: `The walk was stopped after ${mostSteps} steps; the flow goes round in a circle.`,
      });
      return vars;
    }
    const step = beginStep(dry, prefix, at);
    const result = preview(dry, flow, depth, at, step, vars);
    if (dry.ended) return vars;
    for (const name of dry.unknown) if (result.vars && result.vars[name] !== vars[name]) dry.unknown.delete(name);
    vars = result.vars ?? vars;
    if (result.unknownVars === true) dry.anyUnknown = true;
    else for (const name of result.unknownVars ?? []) dry.unknown.add(name);
    if (step.error) {
      dry.ended = true;
      return vars;
    }
    step.event = edgeOf(at, result.events);
    const next: FlowNode | StepError | null = step.event === null ? null : nodeAfter(nodes, at, step.event);
    if (next !== null && !('id' in next)) {
      step.error = next;
      dry.ended = true;
      return vars;
    }
    at = next ?? undefined;
  }
  return vars;
}

/** A recorded step that is not run again: what it left and where it led stand. */
function reused(flow: Flow, { nodeId, type, event, request }: Step): DryStep {
  const node = flow.nodes.find(({ id }) => id === nodeId);
  const effect = node ? effectOf(node) : request ? 'unknown' : 'pure';
  return { nodeId, type, effect, treatment: 'reused', request: null, event, warnings: [], error: null };
}

function beginStep(dry: DryWalk, prefix: string, node: FlowNode): DryStep {
  const step: DryStep = {
    nodeId: `${prefix}${node.id}`,
    type: node.type,
    effect: effectOf(node),
    treatment: 'run',
    request: null,
    event: null,
    warnings: [],
    error: null,
  };
  dry.steps.push(step);
  return step;
}

function refuse(dry: DryWalk, prefix: string, node: FlowNode, error: StepError): void {
  beginStep(dry, prefix, node).error = error;
  dry.ended = true;
}

function preview(dry: DryWalk, flow: Flow, depth: number, node: FlowNode, step: DryStep, vars: JsonObject): DryResult {
  const iteration = dry.iterations.get(step.nodeId) ?? 0;
  dry.iterations.set(step.nodeId, iteration + 1);
  const warned = new Set<string>();
  const standIn = (path: TemplatePath, found: boolean) => {
    const name = unknownName(dry, path, found);
    if (name !== undefined) warned.add(`${name} is known only once the nodes before this one have run.`);
    return name === undefined ? undefined : standInFor(path);
  };
  try {
    const result = nodeTypeOf(node.type).dry(node, {
      input: dry.input,
      flow,
      path: step.nodeId,
      iteration,
      scope: { event: dry.input.event, vars, replay: dry.input.replay, standIn },
      walkFlow: (inner, passed) => {
        if (depth + 1 <= deepestCall) return walk(dry, inner, `${step.nodeId}/`, depth + 1, null, passed);
        step.error = { kind: 'limit', message: `Flows call one another more than ${deepestCall} deep.` };
        return passed;
      },
    });
    step.treatment = result.treatment;
    step.request = result.request ?? null;
    step.error ??= result.error ?? null;
    step.warnings = [...warned, ...(result.warnings ?? [])];
    return result;
  } catch (error) {
    const known = error instanceof TemplateError || error instanceof ConfigError;
    const message = error instanceof Error ? error.message : String(error);
    step.error = known ? error.stepError : { kind: 'other', message: `The node cannot be previewed: ${message}.` };
    step.warnings = [...warned];
    return { treatment: 'run', events: [] };
  }
}

/** The var a path reads, when only the run can tell its value. */
function unknownName(dry: DryWalk, [root, name]: TemplatePath, found: boolean): string | undefined {
  if (root !== 'vars' || name === undefined) return undefined;
  if (dry.unknown.has(name)) return `vars.${name}`;
  return dry.anyUnknown && !found ? `vars.${name}` : undefined;
}
