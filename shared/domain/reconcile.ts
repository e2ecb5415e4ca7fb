/** What should be there and is not: calls, runs and webhooks that do not match each other. Times are epoch milliseconds UTC. */

export const discrepancyKinds = ['call without run', 'run without call', 'webhook never attempted'] as const;
export type DiscrepancyKind = (typeof discrepancyKinds)[number];

export interface Discrepancy {
  kind: DiscrepancyKind;
  /** `kind` and keys; the same as long as it lasts. */
  id: string;
  connectionId: string;
  callId: string;
  callKey: number | null;
  customerNumber: string | null;
  at: number;
  /** The flow that should have run or did run. */
  flow: { id: string; name: string } | null;
  run: { id: number; runId: string } | null;
  endpoint: { id: string; name: string } | null;
  /** Why it counts as one, in a sentence. */
  why: string;
}

export type DiscrepancyCounts = Record<DiscrepancyKind, { count: number; exact: boolean }>;
