/**
 * What a node type is: a file that says what its node does to the world, performs it, and shows it without performing it.
 * `index.ts` lists them; nothing else knows them by name.
 */
import type {
  Effect,
  Flow,
  FlowNode,
  Json,
  JsonObject,
  StepError,
  StepOutcome,
} from '../../../../shared/domain/chain.ts';
import type { DryStep } from '../../../../shared/domain/operation.ts';
import type { HttpRequestRecord, HttpResponseRecord } from '../../../../shared/domain/webhook.ts';
import type { Scope } from '../template.ts';
import type { ChainEffects, ChainInput } from '../types.ts';

/** Where a node stands in a run. */
export interface NodePlace {
  input: ChainInput;
  flow: Flow;
  /** Node id with the ids of the `runFlow` nodes above it: `after/notify`. */
  path: string;
  iteration: number;
}

export interface RunContext extends NodePlace {
  scope: Scope;
  effects: ChainEffects;
  /** Until the run's time limit. */
  remainingMs: () => number;
  /** Runs another flow to its end, its steps recorded in the same trace. */
  runFlow: (flow: Flow, vars: JsonObject) => Promise<{ error: StepError | null; vars: JsonObject }>;
}

export interface NodeResult {
  outcome: StepOutcome;
  /** Outgoing events in order of preference; the first that has an edge is taken. Empty: the run ends here. */
  events: readonly string[];
  /** The vars after this node; absent when they did not change. */
  vars?: JsonObject;
  output?: Json;
  request?: HttpRequestRecord | null;
  response?: HttpResponseRecord | null;
  error?: StepError;
  warnings?: string[];
}

export interface DryContext extends NodePlace {
  scope: Scope;
  /** Walks another flow; returns the vars after it. */
  walkFlow: (flow: Flow, vars: JsonObject) => JsonObject;
}

export interface DryResult {
  treatment: DryStep['treatment'];
  events: readonly string[];
  vars?: JsonObject;
  /** Names of vars that only the run can tell; `true`: any of them. */
  unknownVars?: readonly string[] | true;
  request?: DryStep['request'];
  error?: StepError;
  warnings?: string[];
}

export interface NodeType {
  /** As flows name it. */
  types: readonly string[];
  effect: (node: FlowNode) => Effect;
  /** May throw `TemplateError` or `ConfigError`; anything else it throws is a fault of this program and still only fails the run. */
  run: (node: FlowNode, context: RunContext) => NodeResult | Promise<NodeResult>;
  dry: (node: FlowNode, context: DryContext) => DryResult;
}

/** The edges a node that went well may leave by, in the order they are looked for. */
export const onSuccess = ['success', 'done', 'next'] as const;
export const onFailure = ['error'] as const;

export function failed(error: StepError, rest: Partial<NodeResult> = {}): NodeResult {
  return { outcome: 'failed', events: onFailure, ...rest, error };
}
