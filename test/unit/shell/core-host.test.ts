import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import { createRestarts } from '../../../electron/launch/restarts.ts';
import { type CoreTrouble, hostCore, type WayOut } from '../../../electron/main/core-host.ts';
import type { FromCore, ToCore } from '../../../electron/main/core-messages.ts';
import type { Opening } from '../../../shared/domain/opening.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class FakeProcess extends EventEmitter {
  heard: ToCore[] = [];
  killed = 0;
  /** Whether it answers "close" by ending. */
  obedient = true;

  postMessage(message: ToCore): void {
    this.heard.push(message);
    if (message.kind === 'close' && this.obedient) setImmediate(() => this.emit('exit', 0));
  }
  kill(): boolean {
    this.killed += 1;
    this.emit('exit', 15);
    return true;
  }
  say(message: FromCore): void {
    this.emit('message', message);
  }
}

function host({ patience = 2, answers = [] as WayOut[] } = {}) {
  const processes: FakeProcess[] = [];
  const troubles: CoreTrouble[] = [];
  const openings: Opening[] = [];
  const secrets = memorySecrets({ known: 'value' });
  const core = hostCore({
    fork: () => {
      const process = new FakeProcess();
      processes.push(process);
      return process as unknown as Electron.UtilityProcess;
    },
    start: { dataDir: '/data', version: '1', recover: false },
    secrets,
    restarts: createRestarts({ patience }),
    onOpening: (opening) => openings.push(opening),
    onReady: () => {},
    onAlert: () => {},
    onTrouble: async (trouble) => {
      troubles.push(trouble);
      return answers.shift() ?? 'quit';
    },
    say: () => {},
  });
  return { core, processes, troubles, openings, secrets };
}

const connection = { id: 'a', name: 'A', url: 'wss://a.example/v1/events', zone: 'UTC', allow: [] };

test('core is told of every connection again after each start', () => {
  const { core, processes } = host();
  core.ensureConnection(connection);
  expect(processes[0]?.heard.map(({ kind }) => kind)).toEqual(['start']);
  processes[0]?.say({ kind: 'ready' });
  expect(processes[0]?.heard.at(-1)).toEqual({ kind: 'connection', connection });
  processes[0]?.emit('exit', 1);
  vi.advanceTimersByTime(500);
  processes[1]?.say({ kind: 'ready' });
  expect(processes[1]?.heard.at(-1)).toEqual({ kind: 'connection', connection });
});

test('while core opens the mirror it is not ready, and says how far it is', () => {
  const { core, processes, openings } = host();
  processes[0]?.say({ kind: 'opening', opening: { done: 5, of: 20 } });
  expect(openings).toEqual([{ done: 5, of: 20 }]);
  expect(core.ready).toBe(false);
});

test('core that keeps ending is put before the operator, and started again only when asked for', async () => {
  const { core, processes, troubles } = host({ patience: 2, answers: ['try again', 'quit'] });
  const dieThrice = async () => {
    for (let death = 0; death < 3; death++) {
      processes.at(-1)?.emit('exit', 11);
      await vi.advanceTimersByTimeAsync(60_000);
    }
  };
  await dieThrice();
  expect(processes).toHaveLength(4);
  await dieThrice();
  expect(processes).toHaveLength(6);
  expect(troubles).toHaveLength(2);
  expect(troubles[0]).toEqual({ kind: 'keeps ending', message: 'Its last exit code was 11.' });
  expect(core.ready).toBe(false);
});

test('a mirror that cannot be opened is asked about at once, not tried again and again', async () => {
  const { processes, troubles } = host();
  processes[0]?.say({ kind: 'unavailable', code: 'locked', message: 'Another Aftercall has this mirror open.' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes).toHaveLength(1);
  expect(troubles).toEqual([{ kind: 'mirror', damaged: false, message: 'Another Aftercall has this mirror open.' }]);
});

test('a damaged mirror is recovered from only when the operator says so, and only at that start', async () => {
  const { processes, troubles } = host({ answers: ['recover'] });
  expect(processes[0]?.heard[0]).toMatchObject({ kind: 'start', recover: false });
  processes[0]?.say({ kind: 'unavailable', code: 'corrupt', message: 'The mirror is damaged.' });
  await vi.advanceTimersByTimeAsync(100);
  expect(troubles).toEqual([{ kind: 'mirror', damaged: true, message: 'The mirror is damaged.' }]);
  expect(processes[1]?.heard[0]).toMatchObject({ kind: 'start', recover: true });
  processes[1]?.emit('exit', 11);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes[2]?.heard[0]).toMatchObject({ kind: 'start', recover: false });
});

test('secrets are read, kept and forgotten for core; a keychain that fails is told, not swallowed', async () => {
  const { processes, secrets } = host();
  const process = processes[0];
  const answer = async (id: number, request: Extract<FromCore, { kind: 'secret' }>['request']) => {
    process?.say({ kind: 'secret', id, request });
    await vi.advanceTimersByTimeAsync(0);
    return process?.heard.at(-1);
  };
  const done = { kind: 'secret answer', value: null, error: null };
  expect(await answer(1, { action: 'get', name: 'known' })).toEqual({ ...done, id: 1, value: 'value' });
  expect(await answer(2, { action: 'set', name: 'new', value: 'x' })).toEqual({ ...done, id: 2 });
  expect(await secrets.get('new')).toBe('x');
  expect(await answer(3, { action: 'delete', name: 'new' })).toEqual({ ...done, id: 3 });
  vi.spyOn(secrets, 'set').mockRejectedValue(new Error('the keychain is locked'));
  expect(await answer(4, { action: 'set', name: 'new', value: 'x' })).toEqual({
    ...done,
    id: 4,
    error: 'the keychain is locked',
  });
});

test('stopping asks core to close, and kills it only when it does not', async () => {
  vi.useRealTimers();
  const polite = host();
  await polite.core.stop();
  expect(polite.processes[0]?.killed).toBe(0);

  vi.useFakeTimers();
  const stubborn = host();
  const [process] = stubborn.processes;
  if (process) process.obedient = false;
  const stopped = stubborn.core.stop();
  await vi.advanceTimersByTimeAsync(5000);
  await stopped;
  expect(process?.killed).toBe(1);
});
