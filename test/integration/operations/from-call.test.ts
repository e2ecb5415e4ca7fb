/** A call that ended without a run of its chain: the run is made from the call, once, and is an original like any other. */
import { describe, expect, test } from 'vitest';
import type { FromCallRequest } from '../../../electron/core/operations/draft-from-call.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { accepted, type Harness, harness } from './harness.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const callKey = 2;

/** A call whose flow is published, and no run of it. */
async function scene(flow: Record<string, unknown> = {}): Promise<Harness & { receiver: Receiver }> {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  await here.commit(flowPublished(flow, receiver.url), callEnded('altur', 'call-1'));
  return { ...here, receiver };
}

const plan = async (here: Harness, change: Partial<FromCallRequest> = {}) =>
  accepted(
    await here.operations.plan({
      kind: 'from call',
      callId: callKey,
      flowId: 'after-call',
      executor: 'this machine',
      ...change,
    }),
  );

const runs = async (here: Harness) =>
  (await here.readers.read((db) => db.callRuns(callKey))).map((run) => run.original);

test('is shown before it runs, on an event built from the call', async () => {
  const here = await scene();
  const planned = await plan(here, { patch: { vars: { language: 'de' } } });
  const call = await here.readers.read((db) => db.call(callKey));
  expect(planned).toMatchObject({ kind: 'replay', mode: 'from call', eligible: 1, needAcknowledging: 0 });
  const [item] = planned.items;
  expect(item?.target).toEqual({ kind: 'call', id: callKey, callId: 'call-1' });
  expect(item?.dryRun).toMatchObject({
    event: { callId: 'call-1', from: call?.from, to: call?.to, builtFromCall: true },
    vars: { language: 'de' },
    recorded: { vars: {} },
    resume: null,
  });
  expect(item?.warnings[0]).toMatch(/may still run it late/);
  expect(item?.dryRun?.steps.find(({ request }) => request)?.request?.body).toContain(String(call?.from));
  expect(here.sent()).toBe(0);
});

test('makes a run that is an original, and the call has its chain', async () => {
  const here = await scene();
  expect((await here.readers.read((db) => db.call(callKey)))?.chains).toBe('none');
  const planned = await plan(here);
  accepted(await here.operations.run({ ...planned, acknowledged: [], reason: 'the platform forgot' }));
  expect(await here.settled(planned.operationId)).toMatchObject({
    state: 'finished',
    items: [{ state: 'succeeded', target: { kind: 'call', callId: 'call-1' }, callKey }],
  });
  const [run] = await runs(here);
  expect(run).toMatchObject({ state: 'succeeded', by: 'this machine', replays: 0, event: { builtFromCall: true } });
  expect(run?.operation).toMatchObject({ mode: 'from call', root: run?.runId, reason: 'the platform forgot' });
  expect((await here.readers.read((db) => db.call(callKey)))?.chains).toBe('succeeded');
  expect(here.receiver.arrived[0]?.headers['aftercall-from-call']).toBe('call-1');
});

describe('is refused', () => {
  test('when there is a run by now', async () => {
    const here = await scene();
    const planned = await plan(here);
    await here.commit(chainRan('late', { callId: 'call-1' }));
    expect(await here.operations.run({ ...planned, acknowledged: [] })).toMatchObject({
      refusal: { code: 'PLAN_CHANGED', data: { changes: expect.arrayContaining(['runs of the flow: was 0, is 1']) } },
    });
    expect((await plan(here)).items[0]?.ineligible?.code).toBe('has run');
    expect(here.sent()).toBe(0);
  });

  test('while another one is at work on the call', async () => {
    const here = await scene();
    here.receiver.answer = null;
    const [first, second] = [await plan(here), await plan(here)];
    accepted(await here.operations.run({ ...first, acknowledged: [] }));
    expect(await here.operations.run({ ...second, acknowledged: [] })).toEqual({
      ok: false,
      refusal: { code: 'ALREADY_ACTIVE', data: { operationId: first.operationId } },
    });
  });

  test('for a flow nobody published, one without a chain, and a call nobody knows', async () => {
    const here = await scene({ nodes: [{ id: 'a', type: 'log', config: {}, on: {} }] });
    expect((await plan(here)).items[0]?.ineligible?.code).toBe('no chain');
    expect((await plan(here, { flowId: 'unheard of' })).items[0]?.ineligible?.code).toBe('flow unknown');
    expect(
      await here.operations.plan({ kind: 'from call', callId: 4711, flowId: 'after-call', executor: 'this machine' }),
    ).toEqual({ ok: false, refusal: { code: 'NOT_FOUND', data: { what: 'call' } } });
  });
});
