/** A place within a call's page, as the address carries it: a tab, and what to bring into view in it. */
export const tabs = ['transcript', 'data', 'webhooks', 'chain', 'notes', 'history', 'raw'] as const;
export type Tab = (typeof tabs)[number];

export interface Place {
  tab: Tab;
  /** `turn-3`, `attempt-12`, `run-4`, `event-1002`. */
  at?: string | undefined;
}

/** The number of a place of this kind, if that is where to go. */
export function placeNumber(at: string | undefined, kind: 'turn' | 'attempt' | 'run' | 'event'): number | undefined {
  const found = at?.match(/^([a-z]+)-(\d{1,15})$/);
  return found?.[1] === kind ? Number(found[2]) : undefined;
}
