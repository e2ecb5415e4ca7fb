/** Operations on many messages or runs at once: how fast they go, and what their plan says. */
import type { Executor, OperationKind, PlanItem, Risk } from './operation.ts';

/** How a bulk operation goes about it. Limits are per host of this machine's requests, or per connection on the platform. */
export interface Pace {
  /** Items begun per second and host. */
  perHostPerS: number;
  /** Items under way at once per host. */
  perHostAtOnce: number;
  /** So many first, then the operation waits for "go on"; 0 for none. */
  canary: number;
  /** Pauses after so many items in a row ended with the same error; 0 for never. */
  stopAfter: number;
}

export const usualPace: Pace = { perHostPerS: 20, perHostAtOnce: 4, canary: 10, stopAfter: 10 };

/** What a host has to take, and how long that lasts at the pace. */
export interface HostShare {
  /** `name:port` as in the address, or the connection's name on the platform. */
  host: string;
  items: number;
  perS: number;
  seconds: number;
}

/** The frozen plan of a bulk operation. Running it needs `hash`; it opened no connection. */
export interface BulkPlan {
  operationId: string;
  hash: string;
  kind: OperationKind;
  executor: Executor;
  name: string;
  reason: string;
  createdAt: number;
  total: number;
  eligible: number;
  /** Why the others cannot run; `message` is that of the first of its code. */
  ineligible: { code: string; message: string; count: number }[];
  /** How many of `total` have recovered or succeeded by now. */
  recovered: number;
  /** Items per risk; one item may have several. */
  risks: { code: Risk['code']; count: number }[];
  /** The same items by all the risks they have together: one runs when every one of its own is acknowledged. */
  riskSets: { codes: Risk['code'][]; count: number }[];
  /** Eligible messages that go out with a signature of their own; 0 for replays and for what the platform does. */
  signed: number;
  /** Eligible items that run only when acknowledged, and are skipped otherwise. */
  needAcknowledging: number;
  /** Most items first, at most 50. */
  hosts: HostShare[];
  /** The slowest host's time, in seconds; waiting for "go on" not included. */
  estimateS: number;
  /** The first eligible item in full. */
  example: PlanItem | null;
  pace: Pace;
  /** Whether the platform could do it instead, and why not. */
  platform: { available: boolean; why: string | null };
}
