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

/** Which calls an endpoint is told of, as its platform says. What is not named does not narrow. */
export interface Subscription {
  eventTypes: readonly string[];
  dialect?: string | undefined;
  agentIds?: readonly string[] | undefined;
  campaigns?: readonly string[] | undefined;
}

/** What vendors call the end of a call (seeds 002 to 004). */
const endsOfCalls = new Set(['call_ended', 'call.ended', 'on_call_end']);

/** Whether a webhook tells that endpoint of the end of a call like this. */
export function covers(
  { eventTypes, dialect, agentIds, campaigns }: Subscription,
  call: { dialect: string; agentId: string | null; campaign: string | null },
): boolean {
  const named = (value: string | null, list: readonly string[] | undefined) =>
    list === undefined || (value !== null && list.includes(value));
  return (
    (eventTypes.length === 0 || eventTypes.some((type) => endsOfCalls.has(type))) &&
    (dialect === undefined || dialect === call.dialect) &&
    named(call.agentId, agentIds) &&
    named(call.campaign, campaigns)
  );
}
