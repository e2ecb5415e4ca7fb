import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAlerts, isQuiet } from '../../../electron/core/alerts.ts';
import type { RecentFailures } from '../../../electron/core/mirror/readers/recent-failures.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import { defaultSettings, type NotificationSettings } from '../../../shared/domain/settings.ts';

beforeEach(() => vi.useFakeTimers({ now: new Date(2026, 10, 21, 12, 0) }));
afterEach(() => vi.useRealTimers());

/** Alerts over failures that a test sets; each look takes its turn at once. */
function watchedFailures(change: Partial<NotificationSettings> = {}) {
  let found: RecentFailures | Error = { messages: 0, runs: 0, worst: null };
  const asked: number[] = [];
  const told: Alert[] = [];
  const lines: string[] = [];
  const alerts = createAlerts({
    recent: async (since) => {
      asked.push(since);
      if (found instanceof Error) throw found;
      return found;
    },
    settings: () => ({ ...defaultSettings.notifications, failures: 10, withinMinutes: 5, ...change }),
    onAlert: (alert) => told.push(alert),
    now: Date.now,
    log: (line) => lines.push(line),
  });
  async function look(messages: number, runs = 0, worst: RecentFailures['worst'] = null): Promise<void> {
    found = { messages, runs, worst };
    alerts.look();
    await vi.advanceTimersByTimeAsync(2000);
  }
  return { alerts, asked, told, lines, look, fail: (error: Error) => (found = error) };
}

describe('a burst of failures', () => {
  test('is told when there are as many as the setting says, of the minutes it says', async () => {
    const { told, asked, look } = watchedFailures();
    await look(9);
    expect(told).toEqual([]);
    expect(asked).toEqual([Date.now() - 5 * 60_000]);
    await look(8, 4, { incident: 7, name: 'CRM', cause: 'HTTP 503' });
    expect(told).toEqual([
      {
        number: 1,
        at: Date.now(),
        title: '12 failures in 5 minutes',
        text: '8 webhooks and 4 chain runs, most at CRM (HTTP 503). None has recovered yet.',
        path: '/incidents/7',
      },
    ]);
  });

  test('is told once, and again when it was over in between', async () => {
    const { told, look } = watchedFailures();
    await look(10);
    await look(40);
    await look(6);
    await look(12);
    expect(told).toHaveLength(1);
    await look(4);
    await look(11);
    expect(told.map(({ number }) => number)).toEqual([1, 2]);
  });

  test('that begins in the quiet hours is not told, nor when they end', async () => {
    const { told, look } = watchedFailures({ quietFrom: '11:00', quietTo: '12:30' });
    await look(30);
    vi.setSystemTime(new Date(2026, 10, 21, 13, 0));
    await look(30);
    expect(told).toEqual([]);
  });

  test('is not looked for when notifications are off', async () => {
    const { told, asked, look } = watchedFailures({ enabled: false });
    await look(100);
    expect([told, asked]).toEqual([[], []]);
  });

  test('is looked for once, however often something changes', async () => {
    const { alerts, asked } = watchedFailures();
    for (let change = 0; change < 50; change += 1) alerts.look();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(1);
  });

  test('reaches every watcher, until it goes or core ends', async () => {
    const { alerts, look } = watchedFailures();
    const leaving = new AbortController();
    const [first, second] = [alerts.watch(leaving.signal), alerts.watch()];
    const [one, other] = [first.next(), second.next()];
    await look(10);
    expect((await one).value?.title).toBe('10 failures in 5 minutes');
    expect((await other).value?.number).toBe(1);
    const [left, ended] = [first.next(), second.next()];
    leaving.abort();
    expect((await left).done).toBe(true);
    alerts.close();
    expect((await ended).done).toBe(true);
  });

  test('that cannot be counted is logged, and the next look goes on', async () => {
    const { alerts, told, lines, look, fail } = watchedFailures();
    fail(new Error('the reader thread ended'));
    alerts.look();
    await vi.advanceTimersByTimeAsync(2000);
    expect(lines).toEqual(['Failures could not be counted: Error: the reader thread ended']);
    await look(10);
    expect(told).toHaveLength(1);
  });
});

describe('quiet hours', () => {
  test.each([
    ['22:00', '07:00', 23, true],
    ['22:00', '07:00', 6, true],
    ['22:00', '07:00', 7, false],
    ['22:00', '07:00', 12, false],
    ['12:00', '13:00', 12, true],
    ['12:00', '13:00', 13, false],
    ['09:00', '09:00', 9, false],
    [null, '07:00', 3, false],
    ['22:00', null, 23, false],
  ])('from %s to %s, at %i: %s', (from, to, hour, quiet) => {
    expect(isQuiet(new Date(2026, 5, 1, hour, 0), from, to)).toBe(quiet);
  });
});
