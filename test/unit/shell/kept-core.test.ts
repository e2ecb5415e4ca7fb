import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { Core } from '../../../electron/core/core.ts';
import { keepCore } from '../../../electron/launch/kept-core.ts';
import { createRestarts } from '../../../electron/launch/restarts.ts';
import { type Opening, openingInReason } from '../../../shared/domain/opening.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Cores that do nothing, and break when told to. */
function cores() {
  const made: { core: Core; fatal: () => void; closed: number; served: unknown[] }[] = [];
  let refusals = 0;
  const start = async (fatal: () => void): Promise<Core> => {
    if (refusals > 0) {
      refusals -= 1;
      throw new Error('the mirror is locked');
    }
    const record = { fatal, closed: 0, served: [] as unknown[] };
    const core: Core = {
      ensureConnection: async () => {},
      servePort: () => {},
      serveSocket: (socket) => void record.served.push(socket),
      async close() {
        record.closed += 1;
      },
    };
    made.push(Object.assign(record, { core }));
    return core;
  };
  const refuse = (times: number): void => {
    refusals = times;
  };
  return { start, made, refuse };
}

function socket() {
  const close = vi.fn();
  return { close, socket: Object.assign(new EventEmitter(), { close }) as unknown as WebSocket };
}

async function kept(patience = 5) {
  const { start, made, refuse } = cores();
  const said: string[] = [];
  const onGivenUp = vi.fn();
  const restarts = createRestarts({ patience });
  const core = keepCore({ start, restarts, say: (line) => said.push(line), onGivenUp });
  await core.ready;
  return { core, made, refuse, said, onGivenUp };
}

test('a first start that fails is the caller’s to hear of', async () => {
  const { start, refuse } = cores();
  refuse(1);
  const restarts = createRestarts({ patience: 5 });
  await expect(keepCore({ start, restarts, say: () => {}, onGivenUp: () => {} }).ready).rejects.toThrow('locked');
});

test('a broken core is closed, its pages are sent away, and a new one serves them when they come back', async () => {
  const { core, made, said } = await kept();
  const before = socket();
  core.serveSocket(before.socket);
  made[0]?.fatal();
  await vi.advanceTimersByTimeAsync(0);
  expect(before.close).toHaveBeenCalledWith(1012, expect.any(String));
  expect(made[0]?.closed).toBe(1);

  const between = socket();
  core.serveSocket(between.socket);
  expect(between.close).toHaveBeenCalledWith(1013, expect.any(String));

  await vi.advanceTimersByTimeAsync(500);
  const after = socket();
  core.serveSocket(after.socket);
  expect(made[1]?.served).toEqual([after.socket]);
  expect(said).toEqual(['The engine broke; it starts again in 500 ms.']);
});

test('a restart that fails is tried again, until patience is at an end', async () => {
  const { made, refuse, onGivenUp, said } = await kept(3);
  refuse(99);
  made[0]?.fatal();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onGivenUp).toHaveBeenCalledOnce();
  expect(said.filter((line) => line.includes('locked'))).toHaveLength(3);
});

test('closing ends it, also in the middle of a restart', async () => {
  const { core, made } = await kept();
  made[0]?.fatal();
  await vi.advanceTimersByTimeAsync(100);
  await core.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(made).toHaveLength(1);
});

test('a page that comes while the mirror is opened is told how far that is, and closing does not wait for it', async () => {
  const { made, start } = cores();
  let tell = (_opening: Opening): void => {};
  const core = keepCore({
    start: (fatal, onOpening) => {
      tell = onOpening;
      return new Promise((resolve) => setTimeout(() => void start(fatal).then(resolve), 60_000));
    },
    restarts: createRestarts({ patience: 5 }),
    say: () => {},
    onGivenUp: () => {},
  });
  const early = socket();
  core.serveSocket(early.socket);
  expect(openingInReason(String(early.close.mock.lastCall?.[1]))).toBeNull();
  tell({ done: 1_200, of: 34_000 });
  const later = socket();
  core.serveSocket(later.socket);
  expect(later.close.mock.lastCall?.[0]).toBe(1013);
  expect(openingInReason(String(later.close.mock.lastCall?.[1]))).toEqual({ done: 1_200, of: 34_000 });
  await core.close();
  expect(made).toHaveLength(0);
});
