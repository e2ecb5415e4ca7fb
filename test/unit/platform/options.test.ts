import { expect, test } from 'vitest';
import { faultNames, noFaults, readFault } from '../../../electron/platform/faults.ts';
import { readCommandLine } from '../../../electron/platform/options.ts';

test('reads everything the demo is started with', () => {
  const line = readCommandLine(
    '--port 0 --token t --seed 3 --rate 0.5 --history 10 --data d --fault drop-frames=0.1 --fault no-heartbeat'.split(
      ' ',
    ),
  );
  expect(line).toEqual({
    kind: 'run',
    newEpoch: false,
    options: {
      dataDir: 'd',
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
  const line = readCommandLine(args.split(' '));
  expect(line.kind).toBe('wrong');
  if (line.kind === 'wrong') expect(line.message.length).toBeGreaterThan(10);
});

test('every fault that is listed can be switched on', () => {
  for (const name of faultNames) {
    const faults = noFaults();
    expect(readFault(`${name}=${name === 'close-code' ? 1013 : 1}`, faults)).toBeNull();
    expect(faults).not.toEqual(noFaults());
  }
});
