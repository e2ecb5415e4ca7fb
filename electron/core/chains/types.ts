/** The shapes of running a chain: what goes in, what it may touch, what comes out. */
import type { Flow, Json, JsonObject, Step, StepError, Trigger } from '../../../shared/domain/chain.ts';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { DryStep } from '../../../shared/domain/operation.ts';
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
}

export interface ScriptRunner {
  /** Runs `code` in a fresh QuickJS context; `{ vars, event }` in, JSON out. Never rejects. */
  run(
    code: string,
    input: { event: JsonObject; vars: JsonObject },
    limits?: { timeMs?: number; memoryBytes?: number },
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
