/** Webhook messages (one event for one endpoint) and their attempts (one HTTP try of a message). Times are epoch milliseconds UTC. */
import type { OperationRef } from './operation.ts';

export type MessageState = 'failed' | 'recovered' | 'pending' | 'succeeded';

/** What became of one try. `unknown`: the request left this machine or the platform but no answer came, so it may have taken effect. */
export type AttemptOutcome = 'succeeded' | 'failed' | 'unknown';

/** Why a request got no usable answer. `blocked`: the guard refused it, nothing was sent. */
export const httpErrorKinds = [
  'dns',
  'connect',
  'tls',
  'timeout',
  'reset',
  'protocol',
  'body',
  'blocked',
  'aborted',
  'other',
] as const;
export type HttpErrorKind = (typeof httpErrorKinds)[number];

export interface HttpError {
  kind: HttpErrorKind;
  message: string;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** `encoding` says how `body` holds the bytes: text is UTF-8 as it was, base64 is for everything else. */
export interface HttpRequestRecord {
  method: string;
  url: string;
  headers: HeaderList;
  body: string;
  encoding: 'utf8' | 'base64';
  /** How long the body was, where retention has dropped it with the headers. */
  droppedBytes?: number | undefined;
}

export interface HttpResponseRecord {
  status: number;
  headers: HeaderList;
  body: string;
  encoding: 'utf8' | 'base64';
  truncated: boolean;
  /** As of `HttpRequestRecord`. */
  droppedBytes?: number | undefined;
}

/** Milliseconds each phase took; `null` where it did not happen or was not measured (the platform does not report it). */
export interface HttpTiming {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  firstByteMs: number | null;
  totalMs: number;
}

/** Of the receiver, as it presented itself in the handshake. Times are epoch milliseconds UTC. */
export interface Certificate {
  subject: string;
  issuer: string;
  validFrom: number;
  validTo: number;
}

export interface MessageRow {
  id: number;
  connectionId: string;
  messageId: string;
  callId: string | null;
  /** The mirror's key of the call, once the call is known. */
  callKey: number | null;
  customerNumber: string | null;
  eventType: string;
  endpointId: string;
  endpointName: string;
  url: string;
  /** `name:port` of the address; empty when it is none. */
  host: string;
  /** Of the call, once it is known. */
  campaign: string | null;
  agent: string | null;
  /** The incident its last failure belongs to. */
  incident: number | null;
  state: MessageState;
  attempts: number;
  firstAttemptAt: number;
  lastAttemptAt: number;
  nextAttemptAt: number | null;
  lastStatus: number | null;
  lastError: HttpError | null;
  lastDurationMs: number | null;
  /** The number of the attempt that succeeded after the message had failed. */
  recoveredBy: number | null;
}

export interface Attempt {
  id: number;
  /** 1, 2, 3 … in the order of their start, whoever made them. */
  number: number;
  trigger: 'auto' | 'manual';
  by: 'platform' | 'this machine';
  startedAt: number;
  durationMs: number;
  nextAttemptAt: number | null;
  outcome: AttemptOutcome;
  /** What happened, in one plain sentence. */
  explanation: string;
  request: HttpRequestRecord;
  response: HttpResponseRecord | null;
  error: HttpError | null;
  timing: HttpTiming | null;
  /** The address connected to, where known. */
  address: string | null;
  /** `null` where there was no TLS, or nobody recorded it. */
  certificate: Certificate | null;
  /** False for one that went to another address: it says nothing of how the message stands. */
  counts: boolean;
  operation: OperationRef | null;
  eventSeq: number;
}

export interface MessageDetail extends MessageRow {
  timeline: Attempt[];
}
