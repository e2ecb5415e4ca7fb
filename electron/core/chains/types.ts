/** The shapes of running a chain: what goes in, what it may touch, what comes out. */
import type { Flow, Json, JsonObject, Step, StepError, Trigger } from '../../../shared/domain/chain.ts';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { DryStep, ResumePoint } from '../../../shared/domain/operation.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import type { Sender } from '../delivery/types.ts';

export interface ChainInput {
  flow: Flow;
  /** Other flows of the same connection, for `runFlow`. */
  flowById: (flowId: string) => Flow | undefined;
  trigger: Trigger;
  callId: string;
  event: JsonObject;
  vars: JsonObject;
  /** What templates read as `replay`. */
  replay: { isReplay: boolean; runId: string | null; operationId: string | null };
  allow: readonly HostAllowance[];
  /** Sent as headers with every request of a replay, e.g. the attempt marker. */
  extraHeaders: readonly (readonly [string, string])[];
  /** Begin here instead of at the trigger; `vars` are then those at this node's entry. */
  start?: ChainStart | undefined;
  /** What is known of earlier runs of this call through this flow. */
  recorded?: RecordedRuns | undefined;
}

/** A node in the middle of a chain. `before`: the recorded steps that led to it, which are not run again. */
export interface ChainStart extends ResumePoint {
  before: readonly Step[];
}

/** Looks into the runs a replay goes back to. `nodeId` is a step's: with the ids of the `runFlow` nodes above it. */
export interface RecordedRuns {
  /** The first request that was sent for this step; `undefined` when there was none. */
  request(nodeId: string, iteration: number): HttpRequestRecord | undefined;
  /** Time and random values for the step's script; `undefined`: those of now. */
  clock(nodeId: string, iteration: number): ScriptClock | undefined;
}

/** A time that stands still (epoch milliseconds UTC) and where its random numbers begin (32 bits). */
export interface ScriptClock {
  at: number;
  seed: number;
}

export interface ScriptRunner {
  /** Runs `code` in a fresh QuickJS context; `{ vars, event }` in, JSON out. Never rejects. */
  run(
    code: string,
    input: { event: JsonObject; vars: JsonObject },
    options?: { timeMs?: number; clock?: ScriptClock | undefined },
  ): Promise<{ ok: true; value: Json; vars: JsonObject } | { ok: false; error: StepError }>;
  close(): Promise<void>;
}

export interface ChainEffects {
  sender: Sender;
  scripts: ScriptRunner;
  now: () => number;
  signal?: AbortSignal;
}

export interface ChainResult {
  status: 'succeeded' | 'failed';
  steps: Step[];
  /** The vars when the chain ended; the platform forgets them, the trace keeps them. */
  vars: JsonObject;
  startedAt: number;
  durationMs: number;
}

export type RunChain = (input: ChainInput, effects: ChainEffects) => Promise<ChainResult>;

/** The same walk without network or scripts; `steps` in order, every request rendered. */
export type DryRunChain = (input: ChainInput) => { steps: DryStep[] };
