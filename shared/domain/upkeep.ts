/** How the mirror itself is: its files, its checks, its copies. Times are epoch milliseconds UTC, sizes bytes. */

/**
 * What retention takes away. `transcripts` are what was said and drawn out of it, and the bodies that held it; `rows` are whole calls with
 * all that belongs to them.
 */
export const droppings = ['bodies', 'transcripts', 'rows'] as const;
export type Dropping = (typeof droppings)[number];
/** What is taken out of events, which stay. */
export type Slimming = Exclude<Dropping, 'rows'>;

/** Rows that are gone, and events: gone with them, or without their bodies or transcripts now. */
export interface DroppedCounts {
  calls: number;
  messages: number;
  runs: number;
  events: number;
  bodies: number;
  transcripts: number;
}

/** Of a day of UTC. `at`: when something went last on it. */
export interface DroppedDay extends DroppedCounts {
  at: number;
}

/** What a cached recording is of, when its call lost it. */
export interface DroppedRecording {
  connectionId: string;
  callId: string;
  url: string;
}

/** What lies in `mirror.db`, by what it is for. */
export const storedKinds = [
  'events',
  'calls',
  'transcripts',
  'webhooks',
  'chains',
  'figures',
  'operations',
  'reviews',
  'other',
  'free',
] as const;
export type StoredKind = (typeof storedKinds)[number];

export interface StoredSize {
  kind: StoredKind;
  /** With indexes. `free` is room that is used again before the file grows. */
  bytes: number;
}

/** One query that took long. Its name says which list or page; what was asked for is not kept. */
export interface SlowQuery {
  at: number;
  name: string;
  durationMs: number;
}

/** A reading of the whole mirror for damage. */
export interface Check {
  at: number;
  durationMs: number;
  /** What is wrong, in SQLite's words; empty: it is sound. */
  problems: string[];
}

export interface Backup {
  /** The file's name; the folder is the health's `backupFolder`. */
  name: string;
  at: number;
  bytes: number;
}

/** What was done of itself or when asked, newest first. */
export interface UpkeepDone {
  id: number;
  what: 'check' | 'backup' | 'restore' | 'retention' | 'room';
  at: number;
  durationMs: number;
  /** `null`: it went well. */
  problem: string | null;
  /** The backup's name, or what the check found. */
  detail: string;
}

/** 0–1 of what is being done now. */
export interface UpkeepRunning {
  what: 'check' | 'backup' | 'room';
  progress: number;
}

export interface Health {
  files: { mirror: number; wal: number; search: number };
  /** The room left on the disk that holds the mirror. */
  diskFree: number;
  /** When the sizes were taken; they are taken anew after an hour. */
  sizes: { at: number; kinds: StoredSize[] } | null;
  events: number;
  /** What this version may open and what lies there. */
  schema: number;
  searchBehind: number;
  slow: SlowQuery[];
  lastCheck: Check | null;
  done: UpkeepDone[];
  backups: Backup[];
  backupFolder: string;
  nextBackupAt: number | null;
  running: UpkeepRunning[];
  /** What retention dropped, day by day, the newest first. */
  dropped: DroppedDay[];
  /** Retention rests, because this machine's clock is far ahead of the newest time that a platform told of. */
  doubt: ClockDoubt | null;
  /** Bytes of the mirror's file that hold nothing, and whether they can be given back while it is open. */
  free: { bytes: number; inPieces: boolean };
}

/** Both in epoch milliseconds UTC. */
export interface ClockDoubt {
  now: number;
  toldAt: number;
}

/** What a stricter retention would take, at most. */
export interface WouldDrop {
  events: number;
  /** Of whole rows: about so many calls. */
  calls: number;
}
