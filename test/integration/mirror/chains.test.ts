/** Runs and their replays: the original stays what it was, and shows what became of it. */
import { describe, expect, test } from 'vitest';
import { chainRan, failedStep, flowPublished, replayOf, step } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const local = { source: 'aftercall://machine/test' };
const original = () => chainRan('run-1', { status: 'failed', startedAt: minute(1) }, { id: 'original' });
const replay = (n: number, status: 'failed' | 'succeeded') =>
  chainRan(
    `replay-${n}`,
    { status, startedAt: minute(10 + n), operation: replayOf('run-1', `item-${n}`) },
    { ...local, id: `replay-${n}` },
  );

const stepsOf = (mirror: TestMirror, id: number) =>
  mirror.read.run(id)?.original.trace.map(({ nodeId, outcome }) => [nodeId, outcome]);
const run = (mirror: TestMirror) => mirror.read.runsPage({ limit: 5, show: 'all' }).rows[0];
const gauges = (mirror: TestMirror) =>
  Object.fromEntries(
    mirror
      .rows<{ metric: string; value: number }>("SELECT metric, value FROM rollup WHERE metric LIKE 'runs %'")
      .map(({ metric, value }) => [metric, value]),
  );

test('a failed run says where and why', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    flowPublished(),
    chainRan('run-1', { steps: [step({ nodeId: 'first' }), failedStep({ nodeId: 'second' })] }),
  );
  expect(run(mirror)).toMatchObject({
    id: 2,
    runId: 'run-1',
    flowName: 'After the call',
    state: 'failed',
    failedNode: 'second',
    failedType: 'httpCall',
    error: { kind: 'http', message: 'The receiver answered 503.' },
    steps: 2,
    replays: 0,
    recoveredBy: null,
  });
  expect(stepsOf(mirror, 2)).toEqual([
    ['first', 'succeeded'],
    ['second', 'failed'],
  ]);
});

describe.each([
  ['in order', (a: object, b: object[]) => [a, ...b]],
  ['with the replays before the original', (a: object, b: object[]) => [...b, a]],
  ['in reverse', (a: object, b: object[]) => [...b.toReversed(), a]],
])('%s', (_name, arrange) => {
  test('a replay that succeeds recovers the run, and is counted', () => {
    const mirror = mirrorForTest();
    const events = arrange(original(), [replay(1, 'failed'), replay(2, 'succeeded'), replay(3, 'succeeded')]);
    for (const event of events) mirror.commit(event);
    expect(run(mirror)).toMatchObject({ runId: 'run-1', state: 'recovered', replays: 3, recoveredBy: 2 });
    expect(gauges(mirror)).toEqual({ 'runs recovered': 1 });
    expect(mirror.read.callsPage({ limit: 5, show: 'recovered' }).rows).toMatchObject([{ chains: 'recovered' }]);
    // Its own status is untouched; replays stand in no list of their own.
    expect(mirror.value("SELECT status FROM chain_run WHERE run_id = 'run-1'")).toBe('failed');
    expect(mirror.read.runsPage({ limit: 5, show: 'all' }).rows).toHaveLength(1);
    const lineage = mirror.read.run(mirror.value("SELECT id FROM chain_run WHERE run_id = 'replay-2'"));
    expect(lineage?.original.runId).toBe('run-1');
    expect(lineage?.replays.map(({ runId, by }) => [runId, by])).toEqual([
      ['replay-1', 'this machine'],
      ['replay-2', 'this machine'],
      ['replay-3', 'this machine'],
    ]);
  });

  test('replays that fail leave the run failed', () => {
    const mirror = mirrorForTest();
    mirror.commit(...arrange(original(), [replay(1, 'failed'), replay(2, 'failed')]));
    expect(run(mirror)).toMatchObject({ state: 'failed', replays: 2, recoveredBy: null });
    expect(gauges(mirror)).toEqual({ 'runs failed': 1 });
    expect(mirror.read.figures().failedRuns).toBe(1);
  });
});

test('a replay of a run that had succeeded does not make it recovered', () => {
  const mirror = mirrorForTest();
  mirror.commit(chainRan('run-1', { status: 'succeeded' }), replay(1, 'failed'), replay(2, 'succeeded'));
  expect(run(mirror)).toMatchObject({ state: 'succeeded', replays: 2, recoveredBy: null });
});

test('a run that goes on after a failed step succeeded', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    chainRan('run-1', { status: 'succeeded', steps: [failedStep({ event: 'error' }), step({ nodeId: 'log' })] }),
  );
  expect(run(mirror)).toMatchObject({ state: 'succeeded', failedNode: null, error: null });
});

test('a replay that names another replay as its root does not upset the numbers', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    original(),
    replay(1, 'failed'),
    chainRan('replay-of-replay', { status: 'succeeded', operation: replayOf('replay-1', 'item-9') }, local),
  );
  expect(gauges(mirror)).toEqual({ 'runs failed': 1 });
  expect(run(mirror)).toMatchObject({ runId: 'run-1', state: 'failed' });
});

test('a replay tells nothing new of the call', () => {
  const mirror = mirrorForTest();
  mirror.commit(original());
  const before = mirror.rows('SELECT summary, ended_at, provenance FROM call');
  mirror.commit(chainRan('replay-1', { vars: { summary: 'replayed' }, operation: replayOf('run-1') }, local));
  expect(mirror.rows('SELECT summary, ended_at, provenance FROM call')).toEqual(before);
});

test('a request that was sent and got no answer leaves the step in doubt', () => {
  const mirror = mirrorForTest();
  const lost = failedStep({ response: null, error: { kind: 'timeout', message: 'No answer in 5 s.' } });
  const unreached = failedStep({ response: null, error: { kind: 'connect', message: 'Refused.' }, nodeId: 'other' });
  mirror.commit(chainRan('run-1', { steps: [lost, unreached] }));
  expect(stepsOf(mirror, 1)).toEqual([
    [lost.nodeId, 'unknown'],
    ['other', 'failed'],
  ]);
});

test('a run told again under another event id changes nothing', () => {
  const mirror = mirrorForTest();
  mirror.commit(original());
  const before = mirror.rows('SELECT * FROM chain_run');
  expect(mirror.commit(chainRan('run-1', { status: 'succeeded' }))).toMatchObject({ added: 1, deadLetters: 0 });
  expect(mirror.rows('SELECT * FROM chain_run')).toEqual(before);
  expect(gauges(mirror)).toEqual({ 'runs failed': 1 });
});

test('each version of a flow is kept, and a run is shown with the one it used', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    flowPublished({ version: 1, name: 'Old' }),
    flowPublished({ version: 2, name: 'New', nodes: [] }),
    original(),
  );
  expect(mirror.read.chainList().map(({ version, name, nodes }) => [version, name, nodes])).toEqual([
    [2, 'New', 0],
    [1, 'Old', 3],
  ]);
  expect(run(mirror)?.flowName).toBe('Old');
  expect(mirror.read.run(3)?.original.flow?.nodes.map(({ id }) => id)).toEqual(['ended', 'post', 'end']);
  expect(mirror.read.newestFlows('c1').map(({ version }) => version)).toEqual([2]);
});
