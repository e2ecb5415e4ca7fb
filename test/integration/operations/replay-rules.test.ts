/** Each rule of *Replay* in `docs/operations.md`, on a mirror with real threads, files and sockets. */
import { describe, expect, test } from 'vitest';
import { flowHash } from '../../../electron/core/chains/flow-hash.ts';
import type { ReplayRequest } from '../../../electron/core/operations/replay-start.ts';
import { chainRan, failedStep, flowPublished, step } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { accepted, allRisks } from './harness.ts';
import {
  bodies,
  keys,
  nodes,
  plan,
  pure,
  recorded,
  replay,
  resume,
  runId,
  type Scene,
  scene,
  treatments,
} from './replay-scene.ts';

describe('Replay: two verbs only, from start and resume from node', () => {
  test('from the start everything runs', async () => {
    const here = await scene();
    const { item, plan: made } = await plan(here);
    expect(made.mode).toBe('from start');
    expect(item.dryRun?.resume).toBe(null);
    expect(treatments(item)).toEqual(['ended run', 'look run', 'first run', 'second run', 'done run']);
  });

  test('a resume recovers the run, and its operation says where it began', async () => {
    const here = await scene();
    const run = await replay(here, resume);
    expect(run).toMatchObject({
      state: 'succeeded',
      operation: { mode: 'resume', root: 'run-1', parent: 'run-1', resume: { nodeId: 'second', iteration: 0 } },
    });
    const lineage = await here.readers.read((db) => db.run(runId));
    expect(lineage?.original).toMatchObject({ state: 'recovered', recoveredBy: 1 });
    expect(lineage?.original.trace.at(-1)).toMatchObject({ nodeId: 'second', outcome: 'failed' });
  });
});

describe('Replay: the input is the recorded snapshot, an edit an explicit patch', () => {
  test('a resume has the vars of the node’s entry, with the patch on top', async () => {
    const here = await scene();
    const patch = { vars: { to: 'support', integrationOk: null } };
    const { item } = await plan(here, { ...resume, patch });
    const before = { to: 'sales', seen: true, integrationStatus: 201, integrationOk: true };
    expect(item.dryRun).toMatchObject({
      patch,
      recorded: { vars: before },
      resume: { nodeId: 'second', iteration: 0 },
    });
    expect(item.dryRun?.vars).toEqual({ to: 'support', seen: true, integrationStatus: 201 });
    const run = await replay(here, { ...resume, patch });
    expect(run).toMatchObject({ vars: item.dryRun?.vars, operation: { patch } });
    expect(bodies(here)).toEqual(['{"to":"support"}']);
  });

  test('from the start the event may be patched too', async () => {
    const here = await scene({}, { nodes: [] });
    const patch = { event: { from: '+1', duration: null }, vars: { to: 'support' } };
    const { item } = await plan(here, { patch });
    expect(item.dryRun?.event).toEqual({ from: '+1', to: '+14155550999', direction: 'inbound', endedAt: minute(0) });
    expect(item.dryRun?.recorded.event).toMatchObject({ from: '+14155550123', duration: 60 });
  });

  test('the patch is part of the plan: another patch is another plan', async () => {
    const here = await scene();
    const made = await Promise.all(
      [undefined, { vars: { to: 'a' } }, { vars: { to: 'b' } }].map((patch) => plan(here, { ...resume, patch })),
    );
    expect(new Set(made.map((each) => each.plan.hash)).size).toBe(3);
    const stored = await here.readers.read((db) => db.operation(made[1]?.plan.operationId ?? ''));
    expect(JSON.parse(stored?.request ?? '')).toMatchObject({ request: { ...resume, patch: { vars: { to: 'a' } } } });
  });
});

describe('Replay: the recorded version by default, the current one by choice', () => {
  const newer = (here: Scene, changed: unknown[]) =>
    here.commit(flowPublished({ version: 2, nodes: changed }, here.receiver.url));

  test('a node that was mended is resumed at in the current version', async () => {
    const here = await scene();
    await newer(here, nodes(here.receiver.url, { url: `${here.receiver.url}/mended` }));
    expect((await plan(here, resume)).item.dryRun?.version).toBe(1);
    await replay(here, { ...resume, version: 'current' });
    expect(here.receiver.arrived.map(({ path }) => path)).toEqual(['/hooks/mended']);
  });

  test('anything changed upstream leaves only the start, and says what changed', async () => {
    const here = await scene();
    const [ended, look, ...rest] = nodes(here.receiver.url);
    await newer(here, [ended, { ...look, config: { code: 'vars.seen = false' } }, ...rest]);
    const { item, plan: made } = await plan(here, { ...resume, version: 'current' });
    expect(item.ineligible).toEqual({
      code: 'upstream changed',
      message: expect.stringContaining('“look” is different (code)'),
      instead: { mode: 'from start' },
    });
    expect(await here.operations.run({ ...made, acknowledged: allRisks(made) })).toMatchObject({
      ok: false,
      refusal: { code: 'NOT_ELIGIBLE', data: { code: 'upstream changed' } },
    });
    expect((await plan(here, { version: 'current' })).item.ineligible).toBe(null);
  });

  test('a version that was published anew: the recorded content by default, the newest by choice, and the plan says which', async () => {
    const here = await scene({}, {});
    const known = await here.readers.read((db) => db.run(runId));
    expect(known?.original.flow?.nodes).toHaveLength(5);
    const anew = [
      { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'note' } },
      { id: 'note', type: 'log', config: { message: 'anew' }, on: {} },
    ];
    const hash = flowHash({ flowId: 'after-call', nodes: known?.original.flow?.nodes ?? [] });
    await here.commit(flowPublished({ nodes: anew }));
    await here.commit(
      chainRan('run-of-old', { chain: { flowId: 'after-call', version: 1, hash }, vars: { to: 'sales' } }),
    );
    const asked = async (version: 'recorded' | 'current') => (await plan(here, { runId: 4, version })).item.dryRun;
    const [then, now] = [await asked('recorded'), await asked('current')];
    expect([then?.of, then?.version, then?.steps.map(({ nodeId }) => nodeId)]).toEqual([
      'recorded',
      1,
      ['ended', 'look', 'first', 'second', 'done'],
    ]);
    expect([now?.of, now?.version, now?.steps.map(({ nodeId }) => nodeId)]).toEqual(['current', 1, ['ended', 'note']]);
  });

  test('a node that is gone cannot be resumed at', async () => {
    const here = await scene();
    await newer(here, nodes(here.receiver.url).slice(0, 3));
    const { item } = await plan(here, { ...resume, version: 'current' });
    expect(item.ineligible).toMatchObject({ code: 'node gone', instead: { mode: 'from start' } });
  });
});

describe('Replay: eligible is any executed node whose recorded input is complete', () => {
  const notExecuted: [nodeId: string, iteration: number][] = [
    ['done', 0],
    ['second', 1],
  ];
  test('a node, and the time it ran, that is not in the trace is not', async () => {
    const here = await scene();
    for (const [nodeId, iteration] of notExecuted) {
      const { item } = await plan(here, { mode: 'resume', nodeId, iteration });
      expect(item.ineligible, nodeId).toMatchObject({ code: 'not executed', instead: { mode: 'from start' } });
    }
  });

  test('every node of the trace is', async () => {
    const here = await scene();
    for (const nodeId of ['ended', 'look', 'first', 'second']) {
      const { item } = await plan(here, { mode: 'resume', nodeId });
      expect(item.ineligible, nodeId).toBe(null);
    }
  });

  test.each(['truncated', 'redacted', 'purged', 'dropped'] as const)(
    'an input that was %s disables it',
    async (incomplete) => {
      const steps = recorded('http://x').map((each) => (each.nodeId === 'second' ? { ...each, incomplete } : each));
      const here = await scene({ steps });
      expect((await plan(here, resume)).item.ineligible).toMatchObject({ code: `input ${incomplete}` });
      expect((await plan(here)).item.ineligible).toBe(null);
      const whole = await scene({ incomplete });
      expect((await plan(whole)).item.ineligible).toMatchObject({ code: `input ${incomplete}` });
    },
  );

  test('a placeholder in a redacted input disables it too, until the patch has the value', async () => {
    const here = await scene({ vars: { to: 'sales', customer: { phone: '[REDACTED]' } } });
    expect((await plan(here)).item.ineligible).toEqual({
      code: 'input redacted',
      message: expect.stringContaining('vars.customer.phone'),
    });
    const patch = { vars: { customer: { phone: '+1' } } };
    expect((await plan(here, { patch })).item.ineligible).toBe(null);
  });
});

describe('Replay: nodes before the resume point are not run, everything after recomputes', () => {
  test('the dry run marks them as reused, and only what is after is sent', async () => {
    const here = await scene();
    const { item } = await plan(here, resume);
    expect(treatments(item)).toEqual(['ended reused', 'look reused', 'first reused', 'second run', 'done run']);
    const run = await replay(here, resume);
    expect(run.trace.map(({ nodeId }) => nodeId)).toEqual(['second', 'done']);
    expect(here.receiver.arrived.map(({ path }) => path)).toEqual(['/hooks/second']);
  });

  test('a replay that failed is itself resumed at, on what it took over and what it did', async () => {
    const here = await scene();
    here.receiver.answer = 500;
    const failed = await replay(here, { ...resume, patch: { vars: { to: 'support' } } });
    expect(failed.state).toBe('failed');
    here.receiver.answer = 200;
    const { item } = await plan(here, { ...resume, runId: failed.id });
    expect(item.dryRun?.vars).toMatchObject({ to: 'support', seen: true });
    expect(treatments(item)).toEqual(['ended reused', 'look reused', 'first reused', 'second run', 'done run']);
    const run = await replay(here, { ...resume, runId: failed.id });
    expect(run).toMatchObject({ state: 'succeeded', operation: { root: 'run-1', parent: failed.runId } });
    const early = await plan(here, { mode: 'resume', nodeId: 'first', runId: failed.id });
    expect(treatments(early.item)).toEqual(['ended reused', 'look reused', 'first run', 'second run', 'done run']);
  });

  test('a flow that is called runs whole: its steps offer the node that called it', async () => {
    const flow = {
      nodes: [
        { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'inner' } },
        { id: 'inner', type: 'runFlow', config: { flowId: 'other' }, on: { success: 'done' } },
        { id: 'done', type: 'end', config: {}, on: {} },
      ],
    };
    const steps = [
      pure('ended', 'onCallEnd', 'triggered'),
      pure('inner', 'runFlow', null),
      pure('inner/start', 'start', 'next'),
      failedStep({ nodeId: 'inner/post' }),
    ];
    const here = await scene({ steps }, flow);
    const other = [
      { id: 'start', type: 'start', config: {}, on: { next: 'post' } },
      { id: 'post', type: 'httpCall', config: { url: here.receiver.url }, on: {} },
    ];
    await here.commit(flowPublished({ flowId: 'other', nodes: other }));
    const { item } = await plan(here, { mode: 'resume', nodeId: 'inner/post' });
    const instead = { mode: 'resume', nodeId: 'inner', iteration: 0 } as const;
    expect(item.ineligible).toMatchObject({ code: 'inside a flow', instead });
    const run = await replay(here, instead);
    expect(run.trace.map(({ nodeId }) => nodeId)).toEqual(['inner', 'inner/start', 'inner/post', 'done']);
  });
});

describe('Replay: a write that got 2xx and an unknown outcome need acknowledging', () => {
  test('only where the resume comes by again', async () => {
    const here = await scene();
    expect((await plan(here, resume)).item.risks).toEqual([]);
    const again = await plan(here, { mode: 'resume', nodeId: 'first' });
    expect(again.item.risks).toMatchObject([
      { code: 'write succeeded', nodeId: 'first' },
      { code: 'no idempotency key', nodeId: 'first' },
    ]);
    expect(await here.operations.run({ ...again.plan, acknowledged: [] })).toMatchObject({
      ok: false,
      refusal: { code: 'NEEDS_ACKNOWLEDGEMENT' },
    });
    expect(here.sent()).toBe(0);
  });

  test('each write for itself', async () => {
    const [ended, look, first, second] = recorded('http://x');
    const both = [ended, look, first, step({ ...second, event: 'success', error: null, response: first?.response })];
    const here = await scene({ steps: both.filter((each) => each !== undefined) });
    const { plan: made } = await plan(here, {});
    const keys = allRisks(made);
    expect(keys.filter((key) => key.startsWith('write'))).toEqual([
      'write succeeded: first',
      'write succeeded: second',
    ]);
    for (const missing of keys) {
      const acknowledged = keys.filter((key) => key !== missing);
      expect(await here.operations.run({ ...made, acknowledged })).toEqual({
        ok: false,
        refusal: { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks: [missing] } },
      });
    }
    expect(here.sent()).toBe(0);
    accepted(await here.operations.run({ ...made, acknowledged: keys }));
    expect((await here.audit()).at(-1)?.detail).toMatchObject({ acknowledged: keys });
  });

  test('an unknown outcome always does', async () => {
    const [ended, look, first, second] = recorded('http://x');
    const unsure = failedStep({ ...second, response: null, error: { kind: 'timeout', message: 'No answer.' } });
    const here = await scene({ steps: [ended, look, first, unsure].filter((each) => each !== undefined) });
    expect((await plan(here, resume)).item.risks).toMatchObject([{ code: 'unknown outcome', nodeId: 'second' }]);
  });
});

describe('Replay: the idempotency key is stable across replays', () => {
  test('from the start, resumed, and again, while the request stays', async () => {
    const here = await scene();
    await replay(here);
    await replay(here, resume);
    await replay(here, { ...resume, patch: { vars: { unused: 1 } } });
    const [, whole, resumed, patched] = keys(here);
    expect(whole).toMatch(/^[0-9a-f]{32}$/);
    expect([resumed, patched]).toEqual([whole, whole]);
  });

  test('a changed body gets a new key and a warning', async () => {
    const here = await scene();
    await replay(here, resume);
    const { item } = await plan(here, { ...resume, patch: { vars: { to: 'support' } } });
    expect(item.warnings).toContainEqual(expect.stringMatching(/^“second”: .*new idempotency key/));
    expect(item.dryRun?.steps.find(({ nodeId }) => nodeId === 'second')?.warnings).toEqual([
      expect.stringContaining('new idempotency key'),
    ]);
    await replay(here, { ...resume, patch: { vars: { to: 'support' } } });
    await replay(here, { ...resume, patch: { vars: { to: 'support' } } });
    const [same, other, otherAgain] = keys(here);
    expect(other).not.toBe(same);
    expect(otherAgain).toBe(other);
  });
});

describe('Replay: markers, and recorded time and random values', () => {
  const script = (code: string) => [
    { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 's' } },
    { id: 's', type: 'customScript', config: { code, saveAs: 'out' }, on: { next: 'l' } },
    { id: 'l', type: 'log', config: { message: '{{replay.isReplay}} {{vars.out}}' }, on: {} },
  ];
  const steps = [pure('ended', 'onCallEnd', 'triggered'), pure('s', 'customScript', null)];

  test('scripts get those of the recorded run, the same in every replay, unless fresh ones are asked for', async () => {
    const here = await scene(
      { steps },
      { nodes: script('return [new Date().toISOString(), Math.random()].join(" ")') },
    );
    const said = async (request: Partial<ReplayRequest>) => (await replay(here, request)).trace.at(-1)?.output;
    const first = String(await said({}));
    expect(first).toMatch(new RegExp(`^true ${minute(1)} 0\\.\\d+`));
    expect(await said({ mode: 'resume', nodeId: 's' })).toBe(first);
    const fresh = String(await said({ fresh: true }));
    expect(fresh).not.toContain(minute(1));
    expect(fresh.split(' ').at(-1)).not.toBe(first.split(' ').at(-1));
    expect((await plan(here, { fresh: true })).plan.hash).not.toBe((await plan(here)).plan.hash);
  });

  test('each request carries the number of the attempt', async () => {
    const here = await scene();
    await replay(here, resume);
    await replay(here, resume);
    expect(here.receiver.arrived.map(({ headers }) => headers['aftercall-replay'])).toEqual(['1', '2']);
  });
});

describe('Replay: a dry run opens no connection', () => {
  test('whatever it is asked for, and its hash stays while nothing changes', async () => {
    const here = await scene();
    const asked: Partial<ReplayRequest>[] = [{}, resume, { ...resume, patch: { vars: { to: 'x' } } }, { fresh: true }];
    for (const request of asked) {
      const [one, two] = [await plan(here, request), await plan(here, request)];
      expect(two.plan.hash).toBe(one.plan.hash);
    }
    expect([here.sent(), here.receiver.connections()]).toEqual([0, 0]);
  });

  test('a plan falls when the run was replayed meanwhile', async () => {
    const here = await scene();
    const { plan: stale } = await plan(here, resume);
    await replay(here, resume);
    expect(await here.operations.run({ ...stale, acknowledged: allRisks(stale) })).toMatchObject({
      ok: false,
      refusal: { code: 'PLAN_CHANGED' },
    });
  });
});

describe('Replay: executor', () => {
  test('the platform can do none of a resume, a patch, fresh values and the current version', async () => {
    const here = await scene();
    const asked: Partial<ReplayRequest>[] = [resume, { patch: { vars: {} } }, { fresh: true }, { version: 'current' }];
    for (const request of asked) {
      const { plan: made } = await plan(here, { ...request, executor: 'platform' });
      const why = expect.stringContaining('only');
      expect(made.platform, JSON.stringify(request)).toMatchObject({ available: false, why });
    }
  });
});
