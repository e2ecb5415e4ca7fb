/**
 * Tells when failures come in a burst: as many as the setting says within as many minutes, once for each burst, and never in the quiet
 * hours. A burst is over when less than half as many are left of it.
 */
import type { Alert } from '../../shared/domain/alert.ts';
import type { NotificationSettings } from '../../shared/domain/settings.ts';
import type { RecentFailures } from './mirror/readers/recent-failures.ts';

export interface Alerts {
  /** Something failed or recovered: looked at soon, however often this is called. */
  look(): void;
  /** Yields each alert from now on until the signal aborts. */
  watch(signal?: AbortSignal): AsyncGenerator<Alert, void, void>;
  close(): void;
}

export interface AlertDeps {
  /** Failures since a time that have not recovered. */
  recent: (since: number) => Promise<RecentFailures>;
  settings: () => NotificationSettings;
  onAlert: (alert: Alert) => void;
  now: () => number;
  log: (line: string) => void;
}

const pauseMs = 2000;
const minuteMs = 60_000;

export function createAlerts({ recent, settings, onAlert, now, log }: AlertDeps): Alerts {
  const watchers = new Set<(alert: Alert) => void>();
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let inBurst = false;
  let number = 0;

  async function look(): Promise<void> {
    const { enabled, failures, withinMinutes, quietFrom, quietTo } = settings();
    if (!enabled) return;
    const at = now();
    const found = await recent(at - withinMinutes * minuteMs);
    const total = found.messages + found.runs;
    if (total < failures / 2) inBurst = false;
    if (inBurst || total < failures) return;
    inBurst = true;
    if (isQuiet(new Date(at), quietFrom, quietTo)) return;
    number += 1;
    const alert = { number, at, ...told(found, withinMinutes) };
    onAlert(alert);
    for (const watcher of watchers) watcher(alert);
  }

  return {
    look() {
      if (timer || ended.signal.aborted) return;
      timer = setTimeout(() => {
        timer = undefined;
        look().catch((error: unknown) => {
          if (!ended.signal.aborted) log(`Failures could not be counted: ${String(error)}`);
        });
      }, pauseMs);
      timer.unref();
    },
    async *watch(signal) {
      const over = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
      const waiting: Alert[] = [];
      let wake: (() => void) | null = null;
      const rouse = () => wake?.();
      const watcher = (alert: Alert) => {
        waiting.push(alert);
        rouse();
      };
      watchers.add(watcher);
      over.addEventListener('abort', rouse);
      try {
        while (!over.aborted) {
          const next = waiting.shift();
          if (next) yield next;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
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

function told({ messages, runs, worst }: RecentFailures, withinMinutes: number): Omit<Alert, 'number' | 'at'> {
  const kinds = [
    messages > 0 ? `${messages} ${messages === 1 ? 'webhook' : 'webhooks'}` : '',
    runs > 0 ? `${runs} ${runs === 1 ? 'chain run' : 'chain runs'}` : '',
  ];
  const minutes = withinMinutes === 1 ? 'a minute' : `${withinMinutes} minutes`;
  const most = worst ? `, most at ${worst.name} (${worst.cause})` : '';
  return {
    title: `${messages + runs} failures in ${minutes}`,
    text: `${kinds.filter(Boolean).join(' and ')}${most}. None has recovered yet.`,
    path: worst ? `/incidents/${worst.incident}` : '/incidents',
  };
}

/** `from` and `to` are times of day of this machine's zone, `HH:MM`; a span over midnight is fine, an empty one is none. */
export function isQuiet(at: Date, from: string | null, to: string | null): boolean {
  if (from === null || to === null || from === to) return false;
  const time = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  return from < to ? from <= time && time < to : from <= time || time < to;
}
