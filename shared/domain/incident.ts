/**
 * Incidents: failures with one cause. A cause is where it failed (an endpoint; a node of a flow), how (a status or an error kind) and the
 * error's text with what changes from one to the next taken out. Times are epoch milliseconds UTC.
 */

export interface Incident {
  id: number;
  kind: 'webhooks' | 'chains';
  connectionId: string;
  /** The endpoint's id, or the flow's. */
  scope: string;
  scopeName: string;
  /** `name:port` of its newest failure as told; empty where nothing was sent. */
  host: string;
  /** Of a chain. */
  node: { id: string; type: string } | null;
  status: number | null;
  errorKind: string | null;
  /** Normalised: numbers, ids and quoted values are left out. */
  text: string;
  /** In one line, e.g. “503 from crm.example:443: upstream unavailable”. */
  title: string;
  state: 'open' | 'closed';
  firstAt: number;
  lastAt: number;
  /** Since when it has been open or closed. */
  since: number;
  /** How often it came back after it had closed. */
  reopened: number;
  /** Messages or runs that failed of this cause: ever, and those that still need somebody. */
  total: number;
  open: number;
  /** Those a platform will still try by itself; they are among `open`. */
  pending: number;
  /** Failures per hour over the last 24 hours, oldest first. */
  trend: number[];
}

export interface IncidentDetail extends Incident {
  /** Calls of the open ones, counted up to 10,000. */
  calls: { count: number; exact: boolean };
  /** Failures per hour over the last 7 days, oldest first. */
  hours: { at: number; failures: number }[];
  /** The newest of its failures, in full words. */
  example: { id: number; text: string; at: number } | null;
}
