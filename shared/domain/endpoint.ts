/** Endpoints: where webhooks go, how this machine sends there, and how well that goes. Times are epoch milliseconds UTC. */
import type { RangeName } from './connection.ts';
import type { RenderedRequest } from './operation.ts';
import type { SigningScheme } from './signing.ts';
import type { Certificate, HttpError, HttpResponseRecord, HttpTiming } from './webhook.ts';

/** Added by hand, an endpoint belongs to no platform: its connection is this one. */
export const byHand = 'by-hand';

export interface EndpointKey {
  connectionId: string;
  endpointId: string;
}

/** What the operator decides. `null` leaves it as it is usual. */
export interface EndpointSettings {
  /** `null`: as the platform announced, or none. */
  scheme: SigningScheme | null;
  /** Success is 2xx within this time; 5,000 unless set. */
  timeoutMs: number | null;
  /** Begun per second, and under way at once, in bulk operations; beside the pace of the operation, the slower holds. */
  perS: number | null;
  atOnce: number | null;
  /** Ranges of addresses that the guard lets through for this endpoint's host. */
  allow: RangeName[];
  /** Nothing is sent to an endpoint that is switched off. */
  enabled: boolean;
}

/** Held: bulk items wait. `trying`: one item goes out to see whether it is well again. */
export type BreakerState = 'closed' | 'held' | 'trying';

export interface EndpointHealth {
  /** Of the last 24 hours, by anybody. */
  attempts: number;
  succeeded: number;
  /** From a histogram: within 10 % of the truth. `null` without attempts. */
  p50Ms: number | null;
  p95Ms: number | null;
  lastSuccessAt: number | null;
  lastFailureAt: number | null;
  /** Failures since the last success, counted up to 100. */
  failuresInARow: number;
  breaker: BreakerState;
}

export interface Endpoint extends EndpointKey {
  name: string;
  url: string;
  /** `name:port`. */
  host: string;
  /** What the platform says; `null` when added by hand. `problem`: why the scheme it names is not in force, in a sentence. */
  announced: { scheme: SigningScheme | null; enabled: boolean; problem: string | null } | null;
  settings: EndpointSettings;
  /** In force: the operator's, else the platform's, else none. */
  scheme: SigningScheme;
  /** 0, 1, or 2 while rotating. */
  secrets: number;
  /** When the newest secret was stored. */
  secretAt: number | null;
  health: EndpointHealth;
}

/** One hour of an endpoint's attempts. */
export interface EndpointHour {
  at: number;
  succeeded: number;
  failed: number;
  unknown: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

export interface EndpointDetail extends Endpoint {
  /** The last 7 days, oldest first, hours without attempts included. */
  hours: EndpointHour[];
  /** What failed ones ended with in that time: a status or an error kind; most frequent first, at most 10. */
  errors: { cause: string; count: number; lastAt: number }[];
}

/** What a test send did. Nothing of it becomes a message; it is in the audit. */
export interface TestSend {
  request: RenderedRequest;
  response: HttpResponseRecord | null;
  error: HttpError | null;
  outcome: 'succeeded' | 'failed' | 'unknown';
  explanation: string;
  timing: HttpTiming;
  address: string | null;
  certificate: Certificate | null;
}
