/** Operations: a resend of webhook messages or a replay of chain runs, planned, run and audited. */
import type { Effect, JsonObject, StepError } from './chain.ts';
import type { HeaderList } from './webhook.ts';

export type OperationKind = 'resend' | 'replay';
export type Executor = 'this machine' | 'platform';
export type ResendMode = 'same' | 'other url';
export type ReplayMode = 'from start';

/** `planned` → `running` → `finished`; `aborted` by the operator; `interrupted` when core ended while an item was in flight. */
export type OperationState = 'planned' | 'running' | 'finished' | 'aborted' | 'interrupted';

/** `unknown`: the request was in flight when core ended or timed out after sending, so it may have taken effect. */
export type ItemState = 'planned' | 'running' | 'succeeded' | 'failed' | 'unknown' | 'skipped' | 'held';

/** Carried by every attempt and run an operation makes. */
export interface OperationRef {
  id: string;
  itemId: string;
  mode: string;
  actor: string;
  reason: string | null;
  /** The id of the first run, and of the one this repeats; the same for a first replay. For a resend, the message. */
  root: string;
  parent: string;
}

/** What would go out, with every secret masked. */
export interface RenderedRequest {
  method: string;
  url: string;
  headers: HeaderList;
  body: string;
  encoding: 'utf8' | 'base64';
}

/** Why an item cannot run. `code` groups, `message` says it in words. */
export interface Ineligible {
  code: string;
  message: string;
}

/** A reason to think the effect might happen twice; running needs it acknowledged. */
export interface Risk {
  code: 'succeeded since' | 'unknown outcome' | 'write succeeded' | 'no idempotency key';
  message: string;
  nodeId?: string;
}

/** One node of a dry run. */
export interface DryStep {
  nodeId: string;
  type: string;
  effect: Effect;
  treatment: 'run' | 'reused' | 'skipped';
  request: RenderedRequest | null;
  /** The edge assumed to be taken. */
  event: string | null;
  warnings: string[];
  error: StepError | null;
}

export interface PlanItem {
  id: string;
  target: { kind: 'message'; id: number; messageId: string } | { kind: 'run'; id: number; runId: string };
  callId: string | null;
  customerNumber: string | null;
  ineligible: Ineligible | null;
  risks: Risk[];
  /** For a resend: the request as it would go out. */
  request: RenderedRequest | null;
  /** For a replay: the dry run, node by node, and its input. */
  dryRun: { flowName: string; version: number; event: JsonObject; vars: JsonObject; steps: DryStep[] } | null;
  warnings: string[];
}

/** A frozen plan. Running it needs `hash`; it opened no connection. */
export interface Plan {
  operationId: string;
  kind: OperationKind;
  mode: ResendMode | ReplayMode;
  executor: Executor;
  hash: string;
  createdAt: number;
  items: PlanItem[];
  eligible: number;
  needAcknowledging: number;
  /** Whether the platform could do it instead, and why not. */
  platform: { available: boolean; why: string | null };
}

export interface OperationItem {
  id: string;
  target: PlanItem['target'];
  callId: string | null;
  /** The mirror's key of the call the item belongs to. */
  callKey: number | null;
  state: ItemState;
  startedAt: number | null;
  finishedAt: number | null;
  /** What happened, in a sentence. */
  result: string | null;
}

export interface OperationRow {
  id: string;
  kind: OperationKind;
  mode: ResendMode | ReplayMode;
  executor: Executor;
  state: OperationState;
  name: string;
  reason: string | null;
  actor: string;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  counts: Partial<Record<ItemState, number>>;
}

export interface OperationDetail extends OperationRow {
  hash: string;
  items: OperationItem[];
}

/** One line of the append-only, hash-chained audit. `hash` covers the line and the hash before it. */
export interface AuditRow {
  id: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: JsonObject;
  hash: string;
}
