/** Replaying a chain run on this machine: the dry run, what is asked first, and what receivers see. */
import { describe, expect, test } from 'vitest';
import type { ChainRanData } from '../../../shared/stream/events.ts';
import { chainRan, failedStep, flowPublished, step } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { accepted, allRisks, type Harness, harness } from './harness.ts';
import { type Receiver, startReceiver } from './receiver.ts';

interface Scene extends Harness {
  receiver: Receiver;
}

const keyed = [['idempotency-key', 'k1']] as const;

/** A run that failed at a receiver that would take it now; its flow is published unless `flow` says otherwise. */
async function scene(run: Partial<ChainRanData> = {}, flow: Record<string, unknown> | null = {}): Promise<Scene> {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  if (flow) await here.commit(flowPublished(flow, receiver.url));
  await here.commit(chainRan('run-1', run));
  return { ...here, receiver };
}

const replay = (here: Harness, plan: { operationId: string; hash: string }, acknowledged: readonly string[] = []) =>
  here.operations.run({ ...plan, acknowledged });

const withCall = (config: Record<string, unknown>) => [
  { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'post' } },
  { id: 'post', type: 'httpCall', config, on: {} },
];

test('the plan is a dry run: every node, every request rendered, and nothing is sent', async () => {
  const here = await scene();
  const plan = await here.planReplay();
  expect(plan).toMatchObject({ kind: 'replay', mode: 'from start', eligible: 1, needAcknowledging: 0 });
  const dry = plan.items[0]?.dryRun;
  expect(dry).toMatchObject({
    flowName: 'After the call',
    version: 1,
    event: { from: '+14155550123' },
    vars: { summary: 'As the chain saw it.' },
  });
  expect(
    dry?.steps.map(({ nodeId, effect, treatment, event, error }) => [nodeId, effect, treatment, event, error]),
  ).toEqual([
    ['ended', 'pure', 'run', 'triggered', null],
    ['post', 'write', 'run', 'success', null],
    ['end', 'pure', 'run', null, null],
  ]);
  expect(dry?.steps[1]?.request).toMatchObject({
    method: 'POST',
    url: here.receiver.url,
    body: '{"from":"+14155550123"}',
  });
  expect(here.sent()).toBe(0);
  expect(here.receiver.connections()).toBe(0);
  expect((await here.planReplay()).hash).toBe(plan.hash);
});

test('a replay that succeeds recovers the run and its call; the original stays as it was', async () => {
  const here = await scene();
  const plan = await here.planReplay();
  accepted(await replay(here, plan));
  expect(await here.settled(plan.operationId)).toMatchObject({
    state: 'finished',
    items: [{ state: 'succeeded', result: 'the chain succeeded', target: { kind: 'run', runId: 'run-1' } }],
  });
  const lineage = await here.readers.read((db) => db.run(2));
  expect(lineage?.original).toMatchObject({
    state: 'recovered',
    replays: 1,
    recoveredBy: 1,
    by: 'platform',
    operation: null,
  });
  expect(lineage?.original.trace.at(-1)).toMatchObject({
    nodeId: 'post',
    outcome: 'failed',
    response: { status: 503 },
  });
  expect(lineage?.replays).toMatchObject([
    {
      by: 'this machine',
      state: 'succeeded',
      operation: { id: plan.operationId, actor: 'tester', root: 'run-1', parent: 'run-1' },
      event: lineage?.original.event,
      vars: lineage?.original.vars,
    },
  ]);
  const calls = await here.readers.read((db) => db.callsPage({ limit: 5, show: 'recovered' }));
  expect(calls.rows).toMatchObject([{ callId: 'call-1', chains: 'recovered' }]);
});

test('each replay carries the same idempotency key and a marker that counts', async () => {
  const here = await scene();
  here.receiver.answer = 500;
  const first = await here.planReplay();
  accepted(await replay(here, first));
  expect((await here.settled(first.operationId)).items).toMatchObject([{ state: 'failed' }]);
  here.receiver.answer = 200;
  const second = await here.planReplay();
  accepted(await replay(here, second, allRisks(second)));
  await here.settled(second.operationId);
  const [one, two] = here.receiver.arrived;
  expect(one?.headers['idempotency-key']).toMatch(/^.{16,}$/);
  expect(two?.headers['idempotency-key']).toBe(one?.headers['idempotency-key']);
  expect([one, two].map((arrived) => arrived?.headers['aftercall-replay'])).toEqual(['1', '2']);
  expect(two?.body.equals(one?.body ?? Buffer.alloc(0))).toBe(true);
});

describe('is not eligible', () => {
  test.each<[string, Record<string, unknown> | null, string]>([
    ['when its flow was never published', null, 'flow unknown'],
    ['when only another version was', { version: 2 }, 'flow unknown'],
    [
      'when a template reads what is not there',
      { nodes: withCall({ url: 'https://crm.example.com/{{vars.missing}}' }) },
      'template',
    ],
    [
      'when a node is of an unknown type',
      {
        nodes: [
          { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'x' } },
          { id: 'x', type: 'teleport', config: {}, on: {} },
        ],
      },
      'unsupported',
    ],
    [
      'when it needs a connector',
      {
        nodes: [
          { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'x' } },
          { id: 'x', type: 'sendEmail', config: {}, on: {} },
        ],
      },
      'unsupported',
    ],
    ['when it has no trigger', { nodes: [{ id: 'end', type: 'end', config: {}, on: {} }] }, 'flow'],
  ])('%s', async (_name, flow, code) => {
    const here = await scene({}, flow);
    const plan = await here.planReplay();
    expect(plan).toMatchObject({
      eligible: 0,
      items: [{ ineligible: { code, message: expect.stringMatching(/.{10}/) } }],
    });
    expect(await replay(here, plan, allRisks(plan))).toMatchObject({
      ok: false,
      refusal: { code: 'NOT_ELIGIBLE', data: { code } },
    });
    expect(here.sent()).toBe(0);
    expect((await here.audit()).at(-1)).toMatchObject({ action: 'replay refused', subject: plan.operationId });
  });
});

describe('must be acknowledged', () => {
  test.each<[string, Partial<ChainRanData>, string[]]>([
    ['when the run succeeded', { status: 'succeeded', steps: [] }, ['succeeded since']],
    [
      'when the run succeeded by way of its error edge',
      { status: 'succeeded', steps: [failedStep({ event: 'error' })] },
      ['succeeded since'],
    ],
    [
      'when a write was answered 2xx',
      {
        steps: [
          step({ request: { method: 'POST', url: 'https://x', headers: keyed, body: '' } }),
          failedStep({ nodeId: 'other' }),
        ],
      },
      ['write succeeded'],
    ],
    [
      'when that write had no key',
      { steps: [step(), failedStep({ nodeId: 'other' })] },
      ['write succeeded', 'no idempotency key'],
    ],
    [
      'when a request got no answer',
      { steps: [failedStep({ response: null, error: { kind: 'timeout', message: 'No answer.' } })] },
      ['unknown outcome'],
    ],
    [
      'not when only something was read',
      {
        steps: [
          step({ nodeId: 'lookup', request: { method: 'GET', url: 'https://x', headers: [], body: '' } }),
          failedStep(),
        ],
      },
      [],
    ],
    [
      'not when nothing was sent',
      { steps: [failedStep({ response: null, error: { kind: 'connect', message: 'Refused.' } })] },
      [],
    ],
  ])('%s', async (_name, run, risks) => {
    const here = await scene(run);
    const plan = await here.planReplay();
    expect(plan.items[0]?.risks.map(({ code }) => code)).toEqual(risks);
    if (risks.length === 0) return;
    expect(await replay(here, plan)).toMatchObject({ ok: false, refusal: { code: 'NEEDS_ACKNOWLEDGEMENT' } });
    expect(here.sent()).toBe(0);
    accepted(await replay(here, plan, allRisks(plan)));
    expect((await here.settled(plan.operationId)).items).toMatchObject([{ state: 'succeeded' }]);
  });
});

test('a replay that succeeded since is a risk for the next', async () => {
  const here = await scene();
  const plan = await here.planReplay();
  accepted(await replay(here, plan));
  await here.settled(plan.operationId);
  const next = await here.planReplay();
  expect(next.items[0]?.risks[0]).toEqual({
    code: 'succeeded since',
    message: 'Replay 1 succeeded. Everything it does would happen again.',
  });
});

test('a plan falls when the run was replayed meanwhile or the flow published anew', async () => {
  const here = await scene();
  const stale = await here.planReplay();
  const plan = await here.planReplay();
  accepted(await replay(here, plan));
  await here.settled(plan.operationId);
  const refused = await replay(here, stale, allRisks(stale));
  if (refused.ok || refused.refusal.code !== 'PLAN_CHANGED') return expect.unreachable('it was not refused');
  expect(refused.refusal.data.changes).toEqual(
    expect.arrayContaining(['state: was failed, is recovered', 'replays so far: was 0, is 1']),
  );
  const current = await here.planReplay({ version: 'current' });
  await here.commit(flowPublished({ version: 2, nodes: [] }));
  const again = await replay(here, current, allRisks(current));
  if (again.ok || again.refusal.code !== 'PLAN_CHANGED') return expect.unreachable('it was not refused');
  expect(again.refusal.data.changes[0]).toMatch(/^flow: was version 1, [0-9a-f]{64}, is version 2, [0-9a-f]{64}$/);
});

test('the current version is run when asked for, and only then', async () => {
  const here = await scene();
  await here.commit(
    flowPublished({ version: 2, nodes: withCall({ method: 'POST', url: `${here.receiver.url}/v2`, body: {} }) }),
  );
  const recorded = await here.planReplay();
  expect(recorded.items[0]).toMatchObject({ dryRun: { version: 1 } });
  expect(recorded.items[0]?.warnings).toContain('A newer version (2) of the flow exists.');
  const current = await here.planReplay({ version: 'current' });
  expect(current.items[0]).toMatchObject({ dryRun: { version: 2 } });
  accepted(await replay(here, current, allRisks(current)));
  await here.settled(current.operationId);
  expect(here.receiver.arrived.map(({ path }) => path)).toEqual(['/hooks/v2']);
});

test('the guard refuses a replay whose receiver is not allowed, before anything runs', async () => {
  const receiver = await startReceiver();
  const here = await harness();
  await here.commit(flowPublished({}, receiver.url), chainRan('run-1'));
  const plan = await here.planReplay();
  expect(plan.items[0]?.ineligible).toEqual({
    code: 'blocked',
    message: expect.stringMatching(/^post \(httpCall\): Refused: 127\.0\.0\.1:\d+ is this machine itself \(loopback\)/),
  });
  expect(await replay(here, plan, allRisks(plan))).toMatchObject({ ok: false, refusal: { code: 'NOT_ELIGIBLE' } });
  expect(receiver.connections()).toBe(0);
});

test('replaying a replay goes back to the original', async () => {
  const here = await scene();
  await here.commit(
    chainRan('replay-1', {
      startedAt: minute(5),
      operation: { id: 'o', itemId: 'i', mode: 'from start', actor: 'a', reason: null, root: 'run-1', parent: 'run-1' },
    }),
  );
  const plan = await here.planReplay({ runId: 3 });
  expect(plan.items[0]?.target).toEqual({ kind: 'run', id: 2, runId: 'run-1' });
});
