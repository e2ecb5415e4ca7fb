/**
 * Hands files over to core, one after the other, a piece at a time. Lives as long as the page, so that closing the sheet or looking at
 * something else stops nothing. What is broken off goes on where it stood when the same file is chosen again.
 */
import { useSyncExternalStore } from 'react';
import { type ImportJob, importPieceBytes } from '../../../shared/domain/import.ts';
import { client } from '../../app/client.ts';
import { sentence } from '../../ui/sentence.ts';

export interface Upload {
  /** Of this page. */
  key: number;
  connectionId: string;
  name: string;
  size: number;
  state: 'waiting' | 'reading' | 'failed' | ImportJob['state'];
  /** Where it went on, when it had been broken off. */
  from: number;
  job: ImportJob | null;
  why: string | null;
}

interface Entry extends Upload {
  file: File;
}

let entries: readonly Entry[] = [];
let lastKey = 0;
let working = false;
const watchers = new Set<() => void>();

function put(key: number, change: Partial<Entry>): void {
  entries = entries.map((each) => (each.key === key ? { ...each, ...change } : each));
  for (const watcher of watchers) watcher();
}

const find = (key: number): Entry | undefined => entries.find((each) => each.key === key);

/** The uploads into one connection, in the order in which they were chosen. */
export function useUploads(connectionId: string): readonly Upload[] {
  const all = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => entries,
  );
  return all.filter((each) => each.connectionId === connectionId);
}

export function addUploads(connectionId: string, files: readonly File[]): void {
  const added = files.map((file): Entry => {
    lastKey += 1;
    const name = file.webkitRelativePath || file.name;
    return { key: lastKey, connectionId, name, size: file.size, state: 'waiting', from: 0, job: null, why: null, file };
  });
  entries = [...entries, ...added];
  for (const watcher of watchers) watcher();
  void work();
}

/** Takes effect after the piece that is under way. */
export function cancelUpload(key: number): void {
  put(key, { state: 'cancelled' });
}

export function forgetEnded(connectionId: string): void {
  const underWay = ['waiting', 'reading', 'running'];
  entries = entries.filter((each) => each.connectionId !== connectionId || underWay.includes(each.state));
  for (const watcher of watchers) watcher();
}

async function work(): Promise<void> {
  if (working) return;
  working = true;
  for (let next = first(); next; next = first()) await upload(next);
  working = false;
}

const first = (): Entry | undefined => entries.find((each) => each.state === 'waiting');

async function upload({ key, connectionId, name, file }: Entry): Promise<void> {
  const { imports } = client.sources;
  put(key, { state: 'reading' });
  try {
    const digest = await digestOf(file);
    let job = await imports.begin({ connectionId, name, size: file.size, digest });
    put(key, { state: 'running', from: job.position, job });
    for (let position = job.position; position < file.size && job.state === 'running'; position += importPieceBytes) {
      if (find(key)?.state === 'cancelled') {
        put(key, { job: await imports.cancel({ id: job.id }) });
        return;
      }
      const piece = await file.slice(position, position + importPieceBytes).arrayBuffer();
      job = await imports.piece({ id: job.id, position, base64: base64Of(piece) });
      put(key, { job });
    }
    if (job.state === 'running') job = await imports.end({ id: job.id });
    put(key, { state: job.state, job, why: job.why });
  } catch (error) {
    put(key, { state: 'failed', why: sentence(error) });
  }
}

/** Large files are not read twice: their size and pieces of them, spread over the whole, tell them apart. */
const wholeUpTo = 4 << 20;
const sampleBytes = 64 << 10;
const samples = 32;

async function digestOf(file: File): Promise<string> {
  const parts: BlobPart[] = [`${file.size}\n`];
  if (file.size <= wholeUpTo) parts.push(file);
  else {
    const step = (file.size - sampleBytes) / (samples - 1);
    for (let n = 0; n < samples; n += 1) {
      const at = Math.floor(n * step);
      parts.push(file.slice(at, at + sampleBytes));
    }
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** In steps: a call takes only so many arguments. */
function base64Of(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let binary = '';
  for (let from = 0; from < bytes.length; from += 8192)
    binary += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return btoa(binary);
}
