/** Connections (configured sources), how they stand, and what could not be understood of what they sent. */
import type { SigningScheme } from './signing.ts';

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

/** `stream`: a platform's event stream; `receiver`: webhooks that platforms send here; `files`: what is imported by hand. */
export const connectionKinds = ['stream', 'receiver', 'files'] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

export interface Connection {
  id: string;
  name: string;
  kind: ConnectionKind;
  /** Of a stream `ws://` or `wss://`, without query; of a receiver its address without the token; of files `files:` and the id. */
  url: string;
  /** IANA name; applies to times that a vendor sends without a zone. */
  zone: string;
  enabled: boolean;
  allow: HostAllowance[];
  /** Of a receiver: how its senders sign. */
  scheme?: SigningScheme;
}

/** What a receiver has answered since it was started. */
export interface HookCounts {
  /** New events, duplicates included. */
  taken: number;
  duplicates: number;
  /** Kept as dead letters: unreadable, or of a type nobody here knows. */
  refused: number;
  /** Kept as dead letters because the signature is missing or does not hold. */
  badSignatures: number;
  /** Refused without being kept: wrong token, method or address, or the disk was full. */
  turnedAway: number;
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
  /** Of one that is not live now: when it last was, since core was started. */
  liveUntil?: number;
  /** Events committed per second, over the last ten seconds. */
  rate: number;
  gaps: number;
  deadLetters: number;
  /** Of a receiver that has been started. */
  hooks?: HookCounts;
  /** What happened to the connection lately, newest first, at most 50. Not kept over a restart. */
  log: { at: number; what: string }[];
}

/** What a try of a connection found, and what to do about it. */
export interface ConnectionTest {
  ok: boolean;
  what: string;
  fix: string | null;
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
  /** `unreadable`, `not a cloudevent`, `unknown type`, `unknown dialect`, `invalid`, `too large`, `bad signature`. */
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
