/**
 * Fetches one recording into a file. Every address on the way passes the guard as a webhook's would, those it is redirected to included;
 * how long it may take, how large it may be and what kind of answer it is are bounded.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { headerOf } from '../delivery/headers.ts';
import type { BodySink, Sender } from '../delivery/types.ts';
import { mayBeSound, type SoundType, tellingBytes, typeOfBytes } from './sound.ts';

export interface FetchInput {
  url: string;
  /** Written anew; removed again unless the fetch went well. */
  path: string;
  allow: readonly HostAllowance[];
  timeoutMs: number;
  mostBytes: number;
  onProgress(bytes: number, total: number | null): void;
  signal?: AbortSignal;
}

export type Fetched = { ok: true; type: SoundType } | { ok: false; reason: string };

/** Signed addresses of stores are one redirect away, a login's page one more. */
const mostRedirects = 3;

/** Never rejects for what the other side does; does so when the file cannot be written. */
export async function fetchRecording(sender: Sender, input: FetchInput): Promise<Fetched> {
  let fetched: Fetched | undefined;
  try {
    fetched = await follow(sender, input);
    return fetched;
  } finally {
    if (!fetched?.ok) rmSync(input.path, { force: true });
  }
}

async function follow(sender: Sender, input: FetchInput): Promise<Fetched> {
  const deadline = performance.now() + input.timeoutMs;
  let url = input.url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const timeoutMs = Math.max(1, deadline - performance.now());
    const answer = await once(sender, { ...input, url, timeoutMs });
    if (!('location' in answer)) return answer;
    const next = URL.canParse(answer.location, url) ? new URL(answer.location, url) : null;
    if (!next) return refused('It leads to something that is no address.');
    if (url.startsWith('https:') && next.protocol !== 'https:') {
      return refused(`It leads away from https, to ${next.host}, where anybody could listen.`);
    }
    url = next.href;
  }
  return refused(`It leads from one address to the next, more than ${mostRedirects} times.`);
}

/** What one answer turned out to be. */
interface Got {
  start: Buffer;
  bytes: number;
  total: number | null;
  problem: string | null;
  location: string | null;
  writeError: Error | null;
}

async function once(sender: Sender, input: FetchInput): Promise<Fetched | { location: string }> {
  const file = openSync(input.path, 'w', 0o600);
  const got: Got = {
    start: Buffer.alloc(tellingBytes),
    bytes: 0,
    total: null,
    problem: null,
    location: null,
    writeError: null,
  };
  try {
    const { error } = await sender.send({
      method: 'GET',
      url: input.url,
      headers: [['accept', 'audio/*']],
      body: Buffer.alloc(0),
      timeoutMs: input.timeoutMs,
      allow: input.allow,
      ...(input.signal ? { signal: input.signal } : {}),
      sink: sinkInto(file, got, input),
    });
    if (got.writeError) throw got.writeError;
    if (got.location !== null) return { location: got.location };
    if (got.problem !== null) return refused(got.problem);
    if (error) return refused(error.message);
  } finally {
    closeSync(file);
  }
  if (got.bytes === 0) return refused('The answer was empty.');
  const type = typeOfBytes(got.start.subarray(0, got.bytes));
  return type === null ? refused('What came is no sound that can be played here.') : { ok: true, type };
}

function sinkInto(file: number, got: Got, { mostBytes, onProgress }: FetchInput): BodySink {
  return {
    head(status, headers) {
      const length = headerOf(headers, 'content-length');
      got.total = length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : null;
      got.location = status >= 300 && status < 400 ? (headerOf(headers, 'location') ?? null) : null;
      if (got.location === null) got.problem = problemOf(status, headers, got.total, mostBytes);
      return got.location === null && got.problem === null;
    },
    chunk(data) {
      if (got.bytes + data.length > mostBytes) {
        got.problem = `It is too large to keep: more than ${megabytes(mostBytes)}.`;
        return false;
      }
      if (got.bytes < tellingBytes) data.copy(got.start, got.bytes);
      try {
        for (let at = 0; at < data.length; ) at += writeSync(file, data, at);
      } catch (error) {
        got.writeError = error instanceof Error ? error : new Error(String(error));
        return false;
      }
      got.bytes += data.length;
      onProgress(got.bytes, got.total);
      return true;
    },
  };
}

const refused = (reason: string): Fetched => ({ ok: false, reason });

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;

function problemOf(status: number, headers: HeaderList, total: number | null, mostBytes: number): string | null {
  if (status === 401 || status === 403)
    return `The platform does not let this machine hear it (${status}): it wants a login, or the link has run out. The vendor’s own console may still play it.`;
  if (status === 404 || status === 410)
    return `There is no recording at its address any more (${status}). Vendors drop recordings after a while; theirs is the place to ask.`;
  if (status === 429 || status >= 500) return `The platform is in trouble or busy (${status}). Try again in a while.`;
  if (status !== 200) return `The platform answered ${status} instead of the recording.`;
  const encoding = headerOf(headers, 'content-encoding');
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity')
    return `It came compressed (${encoding}), which was not asked for.`;
  const type = headerOf(headers, 'content-type');
  if (!mayBeSound(type)) return `The address answered with ${type?.slice(0, 60)}, not with sound.`;
  if (total === null || total <= mostBytes) return null;
  return `It is too large to keep: ${megabytes(total)}, and at most ${megabytes(mostBytes)} can be.`;
}
