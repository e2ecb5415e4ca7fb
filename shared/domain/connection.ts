/** Connections (configured sources), how they stand, and what could not be understood of what they sent. */

/** Address ranges the guard refuses unless an operator allows them by name for a host. */
export const rangeNames = [
  'loopback',
  'private',
  'link-local',
  'cgnat',
  'metadata',
  'multicast',
  'documentation',
  'reserved',
] as const;
export type RangeName = (typeof rangeNames)[number];

/** `host` is `name:port` or `name` for any port. */
export interface HostAllowance {
  host: string;
  ranges: RangeName[];
}

export interface Connection {
  id: string;
  name: string;
  kind: 'stream';
  /** `ws://` or `wss://`, without query. */
  url: string;
  /** IANA name; applies to times that a vendor sends without a zone. */
  zone: string;
  enabled: boolean;
  allow: HostAllowance[];
}

export type ConnectionPhase =
  | { phase: 'disabled' }
  | { phase: 'connecting'; attempt: number }
  | { phase: 'waiting'; attempt: number; retryAt: number; why: string }
  | { phase: 'catching up'; done: number; total: number }
  | { phase: 'live'; since: number }
  | { phase: 'paused'; why: string }
  | { phase: 'stopped'; why: string; fix: string };

export interface ConnectionStatus extends Connection {
  hasToken: boolean;
  state: ConnectionPhase;
  epoch: string | null;
  /** The last committed position, and the platform's newest. 20 digits. */
  position: string | null;
  head: string | null;
  capabilities: string[];
  lastEventAt: number | null;
  /** Events committed per second, over the last ten seconds. */
  rate: number;
  gaps: number;
  deadLetters: number;
  /** What happened to the connection lately, newest first, at most 50. Not kept over a restart. */
  log: { at: number; what: string }[];
}

/** A stretch of the stream that will never arrive; never hidden. */
export interface Gap {
  id: number;
  connectionId: string;
  at: number;
  fromEpoch: string | null;
  fromPosition: string | null;
  toEpoch: string;
  toPosition: string;
  why: string;
}

/** Something received that could not be read or normalised, kept with its bytes. */
export interface DeadLetter {
  id: number;
  connectionId: string;
  at: number;
  /** `unreadable`, `not a cloudevent`, `unknown type`, `unknown dialect`, `invalid`, `too large`. */
  code: string;
  reason: string;
  /** Where it stood in the stream, if known. */
  position: string | null;
  eventSeq: number | null;
  type: string | null;
  bytes: number;
  retried: number;
  resolvedAt: number | null;
}
