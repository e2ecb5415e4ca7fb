/** Recordings of calls: fetched once when somebody wants to hear them, or ahead for calls that will be; kept for hearing offline. */
import { join } from 'node:path';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { hostOf } from '../delivery/guard.ts';
import type { Sender } from '../delivery/types.ts';
import { openRecordingCache, type RecordingKey } from './cache.ts';
import { fetchRecording } from './fetch.ts';

export interface RecordingsParts {
  dataDir: string;
  sender: Sender;
  /** By the mirror's key. `null`: no such call; `url` is `null` where the vendor named no recording. */
  find(callId: number): Promise<{ connectionId: string; callId: string; url: string | null } | null>;
  allowed(connectionId: string): readonly HostAllowance[];
  /** `settings.recordings`. */
  settings(): { cacheMb: number; fetchAhead: boolean };
  /** Told of each that was fetched from elsewhere. */
  fetched(key: RecordingKey, bytes: number): Promise<void>;
  /** Told when a recording is cached, has failed, or is off the disk, whoever asked for it. */
  changed(): void;
  log(line: string): void;
  timeoutMs?: number;
  mostBytes?: number;
  /** After how long what failed is fetched ahead once more. */
  aheadAgainMs?: number;
}

/** All take the mirror's key of a call and answer `null` when there is none. */
export interface Recordings {
  state(callId: number): Promise<Recording | null>;
  /** The bytes with their media type, where it is cached. */
  sound(callId: number): Promise<{ data: Buffer; type: string } | null>;
  /** Fetches it unless it is there. One fetch serves everybody who asks; it goes on when they stop listening. */
  ensureCached(callId: number, onProgress?: (recording: Recording) => void): Promise<Recording | null>;
  forget(callId: number): Promise<Recording | null>;
  /** Fetches them one after another, where the setting says so; a later list takes the place of what is left of an earlier one. */
  ahead(callIds: readonly number[]): void;
  /** Of calls that retention took, or that lost their recording: takes what is cached off the disk. */
  drop(recordings: readonly RecordingKey[]): void;
  /** To be called when there is to be less room. */
  trim(): void;
  /** Ends fetches. */
  close(): Promise<void>;
}

interface Fetch {
  now: Recording;
  listeners: Set<(recording: Recording) => void>;
  end: Promise<Recording>;
}

const usualTimeoutMs = 120_000;
/** Some three hours of telephone sound as it is usually kept. */
const usualMostBytes = 100_000_000;
const usualAheadAgainMs = 10 * 60_000;
/** Failures are remembered for so many recordings. */
const mostFailures = 1000;
/** Progress is told at most once in so many bytes. */
const progressBytes = 128 * 1024;

export function createRecordings(parts: RecordingsParts): Recordings {
  const cache = openRecordingCache(join(parts.dataDir, 'recordings'));
  const fetches = new Map<string, Fetch>();
  const failures = new Map<string, { at: number; recording: Recording }>();
  const ending = new AbortController();
  let waiting: number[] = [];
  let fetchingAhead: Promise<void> | null = null;

  const limit = () => parts.settings().cacheMb * 1_000_000;

  async function keyOf(callId: number): Promise<RecordingKey | 'none' | null> {
    const call = await parts.find(callId);
    if (!call) return null;
    return call.url === null ? 'none' : { connectionId: call.connectionId, callId: call.callId, url: call.url };
  }

  function stateOf(key: RecordingKey): Recording {
    const name = nameOf(key);
    const underway = fetches.get(name);
    if (underway) return underway.now;
    const cached = cache.find(key);
    if (cached) return { state: 'cached', ...cached };
    return failures.get(name)?.recording ?? { state: 'not fetched', host: hostOf(key.url) };
  }

  function begin(key: RecordingKey): Fetch {
    const name = nameOf(key);
    failures.delete(name);
    const fetch: Fetch = { now: { state: 'fetching', bytes: 0, total: null }, listeners: new Set(), end: perform(key) };
    fetches.set(name, fetch);
    fetch.end = fetch.end
      .catch((error: unknown): Recording => {
        parts.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
        return failed(key, 'It could not be written to this machine’s disk.');
      })
      .then((end) => {
        if (end.state === 'failed') remember(name, end);
        fetches.delete(name);
        parts.changed();
        return end;
      });
    return fetch;
  }

  async function perform(key: RecordingKey): Promise<Recording> {
    const room = limit();
    if (room === 0) return failed(key, 'The settings keep no recordings: give them room under Settings › Recordings.');
    const path = cache.partOf(key);
    let told = 0;
    const fetched = await fetchRecording(parts.sender, {
      url: key.url,
      path,
      allow: parts.allowed(key.connectionId),
      timeoutMs: parts.timeoutMs ?? usualTimeoutMs,
      mostBytes: Math.min(parts.mostBytes ?? usualMostBytes, room),
      signal: ending.signal,
      onProgress(bytes, total) {
        if (bytes - told < progressBytes && bytes !== total) return;
        told = bytes;
        const fetch = fetches.get(nameOf(key));
        if (!fetch) return;
        fetch.now = { state: 'fetching', bytes, total };
        for (const listener of fetch.listeners) listener(fetch.now);
      },
    });
    if (!fetched.ok) return failed(key, fetched.reason);
    const kept = cache.keep(key, fetched.type, room);
    await parts.fetched(key, kept.bytes);
    return { state: 'cached', ...kept };
  }

  function remember(name: string, failure: Recording): void {
    failures.set(name, { at: Date.now(), recording: failure });
    const oldest = failures.size > mostFailures ? failures.keys().next().value : undefined;
    if (oldest !== undefined) failures.delete(oldest);
  }

  async function ensureCached(callId: number, onProgress?: (recording: Recording) => void): Promise<Recording | null> {
    const key = await keyOf(callId);
    if (key === null) return null;
    if (key === 'none') return { state: 'none' };
    const name = nameOf(key);
    const cached = fetches.has(name) ? null : cache.find(key);
    if (cached) return { state: 'cached', ...cached };
    const fetch = fetches.get(name) ?? begin(key);
    if (onProgress) {
      onProgress(fetch.now);
      fetch.listeners.add(onProgress);
    }
    return fetch.end;
  }

  async function fetchWaiting(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined && !ending.signal.aborted; id = waiting.shift()) {
      const key = await keyOf(id);
      if (key === null || key === 'none') continue;
      // What failed is tried again when somebody asks for it, or when there may be a network again.
      const failure = failures.get(nameOf(key));
      if (failure && Date.now() - failure.at < (parts.aheadAgainMs ?? usualAheadAgainMs)) continue;
      await ensureCached(id);
    }
  }

  async function state(callId: number): Promise<Recording | null> {
    const key = await keyOf(callId);
    return key === null ? null : key === 'none' ? { state: 'none' } : stateOf(key);
  }

  return {
    state,
    ensureCached,
    async sound(callId) {
      const key = await keyOf(callId);
      return key === null || key === 'none' ? null : cache.read(key);
    },
    async forget(callId) {
      const key = await keyOf(callId);
      if (key === null) return null;
      if (key === 'none') return { state: 'none' };
      await fetches.get(nameOf(key))?.end;
      cache.remove(key);
      failures.delete(nameOf(key));
      parts.changed();
      return stateOf(key);
    },
    ahead(callIds) {
      const { fetchAhead, cacheMb } = parts.settings();
      if (!fetchAhead || cacheMb === 0) return;
      waiting = [...callIds];
      fetchingAhead ??= fetchWaiting()
        .catch((error: unknown) => parts.log(error instanceof Error ? (error.stack ?? error.message) : String(error)))
        .finally(() => {
          fetchingAhead = null;
        });
    },
    drop(recordings) {
      if (recordings.length === 0) return;
      for (const { connectionId, callId, url } of recordings) cache.remove({ connectionId, callId, url });
      parts.changed();
    },
    trim() {
      cache.trim(limit());
      parts.changed();
    },
    async close() {
      waiting = [];
      ending.abort();
      await Promise.all([...fetches.values()].map(({ end }) => end));
      await fetchingAhead;
    },
  };
}

const nameOf = ({ connectionId, callId, url }: RecordingKey): string => [connectionId, callId, url].join('\0');

function failed(key: RecordingKey, reason: string): Recording {
  return { state: 'failed', host: hostOf(key.url), reason };
}
