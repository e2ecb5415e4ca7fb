/** Saved views: a name for what a list is narrowed to. */

export const viewScreens = ['calls', 'webhooks', 'chains', 'incidents'] as const;
export type ViewScreen = (typeof viewScreens)[number];

export interface SavedView {
  id: number;
  screen: ViewScreen;
  name: string;
  /** The list's search as its address carries it, as JSON text. */
  search: string;
}

/** What the filters of a list can be set to: values that occur, most frequent first, at most 200 each. */
export interface Choice {
  value: string;
  label: string;
  count: number | null;
}
export interface MessageChoices {
  endpoints: (Choice & { connectionId: string })[];
  hosts: Choice[];
  eventTypes: Choice[];
  statuses: Choice[];
  errorKinds: Choice[];
  campaigns: Choice[];
  agents: Choice[];
}
export interface RunChoices {
  flows: (Choice & { connectionId: string; versions: number[] })[];
  failedNodes: Choice[];
  nodeTypes: Choice[];
  errorKinds: Choice[];
  hosts: Choice[];
  campaigns: Choice[];
  agents: Choice[];
}
