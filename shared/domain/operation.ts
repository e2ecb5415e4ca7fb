/** Operations: a resend of webhook messages or a replay of chain runs, planned, run and audited. */
import type { Pace } from './bulk.ts';
import type { Effect, JsonObject, StepError } from './chain.ts';
import type { Choice } from './view.ts';
import type { HeaderList } from './webhook.ts';

export type OperationKind = 'resend' | 'replay';
export type Executor = 'this machine' | 'platform';
export type ResendMode = 'same' | 'other url' | 'edited';
/** `from call`: there was no run; its input is built from the call. */
export type ReplayMode = 'from start' | 'resume' | 'from call';

/** Changes to a replay's input as JSON merge patches (RFC 7396). A resume has no use for `event`: it is the run's. */
export interface ReplayPatch {
  event?: JsonObject | undefined;
  vars?: JsonObject | undefined;
}

/** What an operator changed in a message before it is sent. Headers are compared without case; signatures cannot be set. */
export interface ResendEdit {
  /** The whole new body; left out: the original bytes. */
  body?: { text: string; encoding: 'utf8' | 'base64' } | undefined;
  /** Added, or put in the place of those of the same name. */
  set?: HeaderList | undefined;
  remove?: readonly string[] | undefined;
}

/** Where a resume begins: the node, and which time the run came by it (0 for the first). */
export interface ResumePoint {
  nodeId: string;
  iteration: number;
}

/**
 * `planned` → `running` → `finished`; `waiting` when the canary is done and somebody must say "go on"; `paused` by the operator, after
 * too many identical errors, or because core ended; `aborted` by the operator; `interrupted` when core ended while its last items were
 * in flight.
 */
export type OperationState = 'planned' | 'running' | 'waiting' | 'paused' | 'finished' | 'aborted' | 'interrupted';

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
  /** For a replay by this machine that was no plain one: where it resumed and what the operator changed. */
  resume?: ResumePoint | undefined;
  patch?: ReplayPatch | undefined;
  /** True when scripts had the time and the random values of the replay, not those of the recorded run. */
  fresh?: boolean | undefined;
  /** For a resend that was edited: what the operator changed, and the id it went out with. */
  edit?: ResendEdit | undefined;
  newId?: string | undefined;
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
  /** What could be done instead. */
  instead?: { mode: 'from start' } | ({ mode: 'resume' } & ResumePoint);
}

/** A reason to think the effect might happen twice; running needs it acknowledged. */
export interface Risk {
  code: 'succeeded since' | 'unknown outcome' | 'write succeeded' | 'no idempotency key';
  message: string;
  nodeId?: string;
}

/** What acknowledging a risk names: of one item `code` and node, of many the `code` alone. */
export const riskKey = ({ code, nodeId }: Pick<Risk, 'code' | 'nodeId'>): string =>
  nodeId === undefined ? code : `${code}: ${nodeId}`;

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

/** What a replay would do. `event` and `vars` are its input, `recorded` is what they were before the patch. */
export interface DryRun {
  flow: { connectionId: string; flowId: string };
  flowName: string;
  version: number;
  /** Whose content runs: a version may have been published anew since the run. */
  of: 'recorded' | 'current';
  event: JsonObject;
  vars: JsonObject;
  recorded: { event: JsonObject; vars: JsonObject };
  patch: ReplayPatch | null;
  /** `null` from the start. Steps before it are `reused`. */
  resume: ResumePoint | null;
  steps: DryStep[];
}

/** What an item is about; `id` is the mirror's key. A call, where there is no run yet. */
export type OperationTarget =
  | { kind: 'message'; id: number; messageId: string }
  | { kind: 'run'; id: number; runId: string }
  | { kind: 'call'; id: number; callId: string };

/** The platform's id of it. */
export function targetId(target: OperationTarget): string {
  switch (target.kind) {
    case 'message':
      return target.messageId;
    case 'run':
      return target.runId;
    case 'call':
      return target.callId;
  }
}

export interface PlanItem {
  id: string;
  target: OperationTarget;
  callId: string | null;
  customerNumber: string | null;
  ineligible: Ineligible | null;
  risks: Risk[];
  /** For a resend: the request as it would go out. */
  request: RenderedRequest | null;
  /** For a replay: the dry run, node by node, and its input. */
  dryRun: DryRun | null;
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
  /** As the plan found it. */
  ineligible: Ineligible | null;
  risks: Risk[];
  /** What the plan rests on, name by name. */
  facts: Record<string, string>;
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
  /** Why it is paused, waiting or interrupted; what holds a host back while it runs. */
  why: string | null;
  total: number;
  counts: Partial<Record<ItemState, number>>;
  /** Items ended per second over the last ten seconds; `null` unless it runs. */
  ratePerS: number | null;
  /** At that rate, or at the pace where it is slower; `null` unless it runs. */
  secondsLeft: number | null;
}

export interface OperationDetail extends OperationRow {
  hash: string;
  pace: Pace | null;
  /** The first 50; `operations.items` pages through all. */
  items: OperationItem[];
  /** What the last 1,000 failed and the last 1,000 unknown items ended with, most frequent first, at most 10. */
  errors: { message: string; count: number; lastAt: number }[];
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

/** What occurs in the audit, most frequent first. */
export interface AuditChoices {
  actions: Choice[];
  actors: Choice[];
}
