import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRestarts } from '../../../electron/launch/restarts.ts';
import { type RunningProcess, supervise } from '../../../electron/launch/supervise.ts';

describe('restarts', () => {
  test('wait longer each time, up to a ceiling', () => {
    const restarts = createRestarts({ patience: Number.POSITIVE_INFINITY, firstMs: 500, longestMs: 3000 });
    expect([1, 2, 3, 4, 5].map(() => restarts.died(10))).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  test('begin anew after a long life', () => {
    const restarts = createRestarts({ patience: 2, calmMs: 60_000 });
    expect([restarts.died(1), restarts.died(1), restarts.died(60_000), restarts.died(1)]).toEqual([
      500, 1000, 500, 1000,
    ]);
  });

  test('give up once patience is at an end, until forgiven', () => {
    const restarts = createRestarts({ patience: 2 });
    expect([restarts.died(1), restarts.died(1), restarts.died(1)]).toEqual([500, 1000, null]);
    restarts.forgive();
    expect(restarts.died(1)).toBe(500);
  });
});

describe('a supervised process', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function fakeProcesses() {
    const ends: ((why: string) => void)[] = [];
    let stopped = 0;
    const start = (): RunningProcess => {
      let end = (_why: string): void => {};
      const exited = new Promise<string>((resolve) => {
        end = resolve;
      });
      ends.push(end);
      return {
        exited,
        async stop() {
          stopped += 1;
          end('stopped');
          await exited;
        },
      };
    };
    return { start, ends, stopped: () => stopped };
  }

  test('is started again after its pause, and no more once stopped', async () => {
    const { start, ends, stopped } = fakeProcesses();
    const deaths: [string, number | null][] = [];
    const supervised = supervise({
      start,
      restarts: createRestarts({ patience: 3 }),
      onDeath: (why, restartInMs) => deaths.push([why, restartInMs]),
    });
    ends[0]?.('exit code 1');
    await vi.advanceTimersByTimeAsync(499);
    expect(ends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ends).toHaveLength(2);
    await supervised.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([ends.length, stopped()]).toEqual([2, 1]);
    expect(deaths).toEqual([['exit code 1', 500]]);
  });

  test('does not come back when stopped during the pause', async () => {
    const { start, ends } = fakeProcesses();
    const supervised = supervise({ start, restarts: createRestarts({ patience: 3 }), onDeath: () => {} });
    ends[0]?.('signal SIGKILL');
    await vi.advanceTimersByTimeAsync(100);
    await supervised.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ends).toHaveLength(1);
  });
});
