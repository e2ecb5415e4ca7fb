/** Short messages over the page: what has just been done and can be undone, or what has just happened elsewhere. */
import { useSyncExternalStore } from 'react';

export interface Toast {
  title: string;
  text?: string;
  tone?: 'bad' | 'good';
  /** What can be done about it, e.g. undo. The toast goes with it. */
  action?: { label: string; run(): void };
}

export interface ShownToast extends Toast {
  id: number;
}

/** More than these would cover the page; the oldest go. */
const most = 4;
const listeners = new Set<() => void>();
let shown: readonly ShownToast[] = [];
let lastId = 0;

function become(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows it until it is dismissed or has been there for a while. Returns what takes it away. */
export function toast(message: Toast): () => void {
  lastId += 1;
  const id = lastId;
  become([...shown, { ...message, id }].slice(-most));
  return () => dismiss(id);
}

export function dismiss(id: number): void {
  become(shown.filter((each) => each.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useToasts(): readonly ShownToast[] {
  return useSyncExternalStore(subscribe, () => shown);
}
