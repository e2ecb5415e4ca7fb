/** Tells every console that something changed: topics gathered, at most four times a second, under a revision that only grows. */
import type { Change, Topic } from '../../shared/contract/index.ts';

const pauseMs = 250;

export interface Changes {
  note(topics: readonly Topic[]): void;
  readonly revision: number;
  /** Yields the current revision at once, then every change until the signal aborts. */
  watch(signal?: AbortSignal): AsyncGenerator<Change, void, void>;
  close(): void;
}

export function createChanges(): Changes {
  const watchers = new Set<(change: Change) => void>();
  const gathered = new Set<Topic>();
  const ended = new AbortController();
  let revision = 0;
  let timer: NodeJS.Timeout | undefined;
  let lastAt = 0;

  function tell(): void {
    timer = undefined;
    lastAt = Date.now();
    revision += 1;
    const change = { revision, topics: [...gathered] };
    gathered.clear();
    for (const watcher of watchers) watcher(change);
  }

  return {
    note(topics) {
      for (const topic of topics) gathered.add(topic);
      if (timer) return;
      timer = setTimeout(tell, Math.max(0, lastAt + pauseMs - Date.now()));
    },
    get revision() {
      return revision;
    },
    async *watch(signal) {
      const over = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
      // A slow console gets the topics of every change it missed at once, never a growing queue.
      const missed = new Set<Topic>();
      let wake: (() => void) | null = null;
      const watcher = (change: Change) => {
        for (const topic of change.topics) missed.add(topic);
        wake?.();
      };
      const rouse = () => wake?.();
      watchers.add(watcher);
      over.addEventListener('abort', rouse);
      try {
        yield { revision, topics: [] };
        while (!over.aborted) {
          if (missed.size === 0) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            wake = null;
            continue;
          }
          const topics = [...missed];
          missed.clear();
          yield { revision, topics };
        }
      } finally {
        watchers.delete(watcher);
        over.removeEventListener('abort', rouse);
      }
    },
    close() {
      clearTimeout(timer);
      ended.abort();
    },
  };
}
