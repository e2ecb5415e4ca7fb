/** After-call chains: the flow they are part of, their runs and steps. Times are epoch milliseconds UTC. */
import type { OperationRef } from './operation.ts';
import type { HttpRequestRecord, HttpResponseRecord } from './webhook.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A node as the flow platform writes it: `on` names, per outgoing event, the node that comes next. */
export interface FlowNode {
  id: string;
  type: string;
  config: JsonObject;
  on: Record<string, string>;
}

export interface Flow {
  flowId: string;
  version: number;
  name: string;
  nodes: FlowNode[];
}

export type Trigger = 'onCallEnd' | 'hangup';
export type RunState = 'succeeded' | 'failed' | 'recovered';

/** What running a node does to the world outside. */
export type Effect = 'pure' | 'read' | 'write' | 'unknown';

/** `unknown outcome` is a failure whose request was sent: it may have taken effect. */
export type StepOutcome = 'succeeded' | 'failed' | 'unknown' | 'skipped';

export interface StepError {
  /** `template`, `script`, `limit`, `unsupported`, `flow`, `http` (an answer that is not 2xx), or a kind of `HttpError`. */
  kind: string;
  message: string;
}

/** One node's part in a run. */
export interface Step {
  nodeId: string;
  type: string;
  /** 0 for the first time the run came by this node. */
  iteration: number;
  varsBefore: JsonObject;
  request: HttpRequestRecord | null;
  response: HttpResponseRecord | null;
  output: Json | null;
  /** The outgoing edge taken; `null` when the run ended here. */
  event: string | null;
  outcome: StepOutcome;
  error: StepError | null;
  /** Shown beside the step; e.g. why a carrier node was skipped. */
  warnings: string[];
  startedAt: number;
  durationMs: number;
  /** Why `varsBefore` is not what the node really got; absent when it is. */
  incomplete?: Incomplete | undefined;
}

/** What a platform did to a recorded input before it told of it; or this machine since (`dropped`, by retention). */
export const incompleteKinds = ['truncated', 'redacted', 'purged', 'dropped'] as const;
export type Incomplete = (typeof incompleteKinds)[number];

export interface RunRow {
  id: number;
  connectionId: string;
  runId: string;
  callId: string;
  callKey: number | null;
  customerNumber: string | null;
  flowId: string;
  flowName: string;
  version: number;
  trigger: Trigger;
  state: RunState;
  startedAt: number;
  durationMs: number;
  failedNode: string | null;
  failedType: string | null;
  error: StepError | null;
  steps: number;
  /** `name:port` the failed step's request went to; empty where it made none. */
  host: string;
  campaign: string | null;
  agent: string | null;
  /** The incident its failure belongs to. */
  incident: number | null;
  /** How often it was replayed, and the replay that succeeded. */
  replays: number;
  recoveredBy: number | null;
}

export interface Run extends RunRow {
  hash: string;
  event: JsonObject;
  vars: JsonObject;
  trace: Step[];
  flow: Flow | null;
  operation: OperationRef | null;
  by: 'platform' | 'this machine';
  eventSeq: number;
  /** Why `event` or `vars` are not what the run really got; absent when they are. */
  incomplete?: Incomplete | undefined;
}

/** A run with its lineage: the original first, then every replay in the order of their start. */
export interface RunDetail {
  original: Run;
  replays: Run[];
}

export interface ChainRow {
  connectionId: string;
  flowId: string;
  version: number;
  name: string;
  hash: string;
  nodes: number;
  publishedAt: number;
  findings: Record<Severity, number>;
}

export const severities = ['error', 'warning', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** Something about a flow that its author should know. `nodeId` is `null` for what concerns the flow as a whole. */
export interface Finding {
  rule: string;
  severity: Severity;
  nodeId: string | null;
  message: string;
}

/** One version of a flow, what is wrong with it, and all its versions, newest first. */
export interface FlowDetail {
  flow: Flow;
  hash: string;
  versions: ChainRow[];
  findings: Finding[];
}

/** Something that is different in a JSON value. `path` is dotted; the empty path is the value itself. Absent sides are left out. */
export interface JsonChange {
  path: string;
  from?: Json;
  to?: Json;
}

export interface EdgeChange {
  event: string;
  from: string | null;
  to: string | null;
}

export interface NodeChange {
  nodeId: string;
  /** `null` when the type stayed. */
  type: { from: string; to: string } | null;
  config: JsonChange[];
  edges: EdgeChange[];
}

/** Two versions of a flow, node by node; nodes are matched by id. */
export interface FlowDiff {
  from: number;
  to: number;
  added: { nodeId: string; type: string }[];
  removed: { nodeId: string; type: string }[];
  changed: NodeChange[];
  unchanged: number;
}

/** `reused`: the replay resumed after this step. `not reached`: only the original came by. `new`: only the replay did. */
export type NodeStanding = 'same' | 'changed' | 'reused' | 'not reached' | 'new';

/** In the original and in the replay; `null` where there is none. */
export interface BeforeAfter<T> {
  before: T | null;
  after: T | null;
}

/** Then against now, for one node and iteration. The steps themselves are in the runs. */
export interface NodeComparison {
  nodeId: string;
  type: string;
  iteration: number;
  standing: NodeStanding;
  /** Index into each run's trace. */
  position: BeforeAfter<number>;
  outcome: BeforeAfter<StepOutcome>;
  event: BeforeAfter<string>;
  error: BeforeAfter<StepError>;
  durationMs: BeforeAfter<number>;
  /** Each list is empty when nothing is different, and cut after 200. */
  vars: JsonChange[];
  request: JsonChange[];
  response: JsonChange[];
  output: JsonChange[];
}

export interface RunComparison {
  original: { id: number; runId: string; state: RunState; version: number; durationMs: number };
  replay: { id: number; runId: string; state: RunState; version: number; durationMs: number };
  /** The input: `event` of the run, and the vars it began with. */
  event: JsonChange[];
  vars: JsonChange[];
  nodes: NodeComparison[];
}
