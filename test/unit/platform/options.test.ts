import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { faultNames, noFaults, readFault } from '../../../electron/platform/faults.ts';
import { readCommandLine } from '../../../electron/platform/options.ts';

test('reads everything the demo is started with', () => {
  const line = readCommandLine(
    '--port 0 --token t --seed 3 --rate 0.5 --history 10 --data d --fault drop-frames=0.1 --fault no-heartbeat'.split(
      ' ',
    ),
    {},
  );
  expect(line).toEqual({
    kind: 'run',
    newEpoch: false,
    options: {
      dataDir: resolve('d'),
      port: 0,
      token: 't',
      seed: 3,
      rate: 0.5,
      history: 10,
      faults: { ...noFaults(), dropFrames: 0.1, noHeartbeat: true },
    },
  });
});

test.each([
  '--portt 1',
  '--port 70000',
  '--port x',
  '--rate -1',
  '--history 1.5',
  '--fault melt-down',
  '--fault drop-frames=2',
  '--fault drop-frames=',
  '--fault close-code=7',
  '--epoch old',
  'stray',
])('refuses %s and says why', (args) => {
  const line = readCommandLine(args.split(' '), {});
  expect(line.kind).toBe('wrong');
  if (line.kind === 'wrong') expect(line.message.length).toBeGreaterThan(10);
});

test.each([
  [['--rate', '-3'], '--rate takes a number up to 1000, not "-3"'],
  [['--history', '-1'], '--history takes a whole number up to 10000000, not "-1"'],
  [['--data', ''], '--data must not be empty'],
  [['--token', ''], '--token must not be empty'],
  [['--fault'], '--fault takes a value'],
])('says of %j what was wrong, and no more', (args, message) => {
  expect(readCommandLine(args, {})).toEqual({ kind: 'wrong', message });
});

test('takes its token from the environment, where other users cannot read it, unless one is given', () => {
  const env = { AFTERCALL_PLATFORM_TOKEN: 'from env' };
  expect(readCommandLine([], env)).toMatchObject({ options: { token: 'from env' } });
  expect(readCommandLine(['--token', 'given'], env)).toMatchObject({ options: { token: 'given' } });
});

test('every fault that is listed can be switched on', () => {
  for (const name of faultNames) {
    const faults = noFaults();
    expect(readFault(`${name}=${name === 'close-code' ? 1013 : 1}`, faults)).toBeNull();
    expect(faults).not.toEqual(noFaults());
  }
});
