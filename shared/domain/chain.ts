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
}

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
}
