/** Each rule of *Replay* in `docs/operations.md` that is about what a chain does when it runs: its semantics, node types, templates, scripts. */
import { describe, expect, test } from 'vitest';
import { flowPublished } from '../../fixtures/events/chain-ran.ts';
import { allRisks } from './harness.ts';
import { bodies, plan, pure, replay, type Scene, scene } from './replay-scene.ts';

type Node = { id: string; type: string; config: object; on: Record<string, string> };

/** ended, then `nodes`, each leading on by `next`, from the start. */
function inLine(...nodes: [id: string, type: string, config?: object][]): { nodes: Node[] } {
  const ids = nodes.map(([id]) => id);
  return {
    nodes: [
      { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: ids[0] ?? '' } },
      ...nodes.map(([id, type, config = {}], at) => {
        const next = ids[at + 1];
        return { id, type, config, on: next === undefined ? {} : { next } };
      }),
    ],
  };
}

const steps = [pure('ended', 'onCallEnd', null)];
const vars = { to: 'sales', n: 42, list: [{ id: 7 }], tricky: '{{vars.n}}', host: '127.0.0.1:1' };
const sceneOf = (...nodes: Parameters<typeof inLine>): Promise<Scene> => scene({ steps, vars }, inLine(...nodes));
/** The receiver's address is known only once it listens. */
async function withCalls(make: (url: string) => Parameters<typeof inLine>): Promise<Scene> {
  const here = await scene({ steps, vars });
  await here.commit(flowPublished(inLine(...make(here.receiver.url))));
  return here;
}

describe('Replay: the chain keeps the platform’s semantics', () => {
  test('vars do not survive it: each replay begins with the recorded ones', async () => {
    const here = await sceneOf(['set', 'setVar', { name: 'to', value: 'set by {{vars.to}}' }]);
    await replay(here);
    const second = await replay(here);
    expect(second.trace.map(({ varsBefore }) => varsBefore.to)).toEqual(['sales', 'sales']);
    const original = await here.readers.read((db) => db.run(2));
    expect(original?.original.vars).toEqual(vars);
  });

  test('an error ends the run, and nothing is retried', async () => {
    const here = await withCalls((url) => [
      ['first', 'httpCall', { url: `${url}/first` }],
      ['second', 'httpCall', { url: `${url}/second` }],
    ]);
    here.receiver.answer = 503;
    const run = await replay(here);
    expect(run).toMatchObject({ state: 'failed', failedNode: 'first' });
    expect(here.receiver.arrived.map(({ path }) => path)).toEqual(['/hooks/first']);
  });

  test('there is no audio: carrier nodes are skipped with a warning, in the plan and in the run', async () => {
    const carriers = ['say', 'playAudio', 'record', 'holdCall', 'gather', 'dial', 'transfer'];
    const here = await sceneOf(...carriers.map((type): [string, string] => [`a-${type}`, type]), [
      'after',
      'log',
      { message: 'went on' },
    ]);
    const { item } = await plan(here);
    const shown = item.dryRun?.steps.filter(({ treatment }) => treatment === 'skipped') ?? [];
    expect(shown.map(({ type }) => type)).toEqual(carriers);
    for (const { type, warnings } of shown) expect(warnings).toEqual([expect.stringContaining(type)]);
    const run = await replay(here);
    expect(run.trace.filter(({ outcome }) => outcome === 'skipped').map(({ type }) => type)).toEqual(carriers);
    expect(run.trace.at(-1)).toMatchObject({ nodeId: 'after', outcome: 'succeeded' });
  });
});

describe('Replay: effect of a node: pure, read, write, unknown', () => {
  test('the plan says it of each', async () => {
    const here = await sceneOf(
      ['read', 'httpCall', { method: 'GET', url: 'https://crm.example.com/' }],
      ['head', 'httpCall', { method: 'head', url: 'https://crm.example.com/' }],
      ['write', 'httpCall', { method: 'PUT', url: 'https://crm.example.com/' }],
      ['depends', 'httpCall', { method: '{{vars.to}}', url: 'https://crm.example.com/' }],
      ['set', 'setVar', { name: 'a', value: 1 }],
    );
    const { item } = await plan(here);
    expect(item.dryRun?.steps.map(({ nodeId, effect }) => `${nodeId} ${effect}`)).toEqual([
      'ended pure',
      'read read',
      'head read',
      'write write',
      'depends unknown',
      'set pure',
    ]);
  });
});

describe('Replay: node types', () => {
  test.each(['sendEmail', 'sendSms', 'alert', 'dbInsert'])('%s plans as for the platform only', async (type) => {
    const { item } = await plan(await sceneOf(['x', type]));
    expect(item.ineligible).toMatchObject({ code: 'unsupported', message: expect.stringContaining('platform') });
  });

  test.each(['teleport', 'constructor', '__proto__'])(
    'the unknown type %s fails the plan for that run by its name, and nothing else',
    async (type) => {
      const here = await sceneOf(['x', type]);
      const { item, plan: made } = await plan(here);
      expect(item.ineligible).toMatchObject({ code: 'unsupported', message: expect.stringContaining(type) });
      expect(await here.operations.run({ ...made, acknowledged: allRisks(made) })).toMatchObject({ ok: false });
      expect((await here.readers.read((db) => db.run(2)))?.replays).toEqual([]);
    },
  );
});

describe('Replay: templates', () => {
  test('a leaf that is one whole template keeps its type; nothing is rendered twice', async () => {
    const here = await withCalls((url) => [
      [
        'post',
        'httpCall',
        { url, body: { n: '{{vars.n}}', list: '{{vars.list}}', text: 'no. {{vars.n}}', tricky: '{{vars.tricky}}' } },
      ],
    ]);
    await replay(here);
    expect(bodies(here).map((body) => JSON.parse(body))).toEqual([
      { n: 42, list: [{ id: 7 }], text: 'no. 42', tricky: '{{vars.n}}' },
    ]);
  });

  test.each(['vars.gone', 'vars.constructor', 'vars.list.length', 'event.__proto__', 'process.env'])(
    'nothing but own properties of event, vars and replay is read: {{%s}} is a visible error in the plan',
    async (path) => {
      const { item } = await plan(await sceneOf(['x', 'log', { message: `{{${path}}}` }]));
      expect(item.ineligible).toMatchObject({ code: 'template', message: expect.stringContaining(path) });
      expect(item.dryRun?.steps.find(({ nodeId }) => nodeId === 'x')?.error?.kind).toBe('template');
    },
  );

  test('the host is checked after rendering', async () => {
    const here = await sceneOf(['x', 'httpCall', { url: 'http://{{vars.host}}/hook' }]);
    const { item } = await plan(here);
    expect(item.ineligible).toMatchObject({ message: expect.stringContaining('127.0.0.1') });
    expect(here.sent()).toBe(0);
  });
});

describe('Replay: customScript runs in QuickJS', () => {
  test('nothing of this machine is in its reach', async () => {
    const code = 'return [typeof process, typeof require, typeof fetch, typeof globalThis.process]';
    const run = await replay(await sceneOf(['x', 'customScript', { code }]));
    expect(run.trace.at(-1)?.output).toEqual(['undefined', 'undefined', 'undefined', 'undefined']);
  });

  test('one that does not end is stopped, its run says why, and the other runs go on', async () => {
    const here = await withCalls((url) => [
      ['mark', 'httpCall', { url, body: 'begun' }],
      ['x', 'customScript', { code: 'for (;;) {}', timeoutMs: 200 }],
    ]);
    const other = await sceneOf(['x', 'customScript', { code: 'return 40 + 2' }]);
    const [stopped, went] = await Promise.all([replay(here), replay(other)]);
    expect(stopped.trace.at(-1)?.error).toMatchObject({ kind: 'limit', message: expect.stringContaining('200 ms') });
    expect(went.trace.at(-1)?.output).toBe(42);
  });
});

describe('Replay: bad flows end in a finding', () => {
  test.each<[string, Node[], RegExp]>([
    [
      'a circle',
      [
        { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'a' } },
        { id: 'a', type: 'log', config: { message: 'a' }, on: { next: 'a' } },
      ],
      /circle/,
    ],
    [
      'an edge to nowhere',
      [{ id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'gone' } }],
      /“?"?gone"?”?.*does not exist/,
    ],
    [
      'ids that clash, the last of which leads back',
      [
        { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'a' } },
        { id: 'a', type: 'log', config: { message: 'one' }, on: {} },
        { id: 'a', type: 'log', config: { message: 'two' }, on: { next: 'a' } },
      ],
      /circle/,
    ],
    [
      'ten thousand nodes in a line',
      [
        { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'n0' } },
        ...Array.from({ length: 10_000 }, (_, at) => ({
          id: `n${at}`,
          type: 'log',
          config: { message: 'x' },
          on: { next: `n${at + 1}` },
        })),
      ],
      /1000 steps/,
    ],
    [
      'a megabyte of braces',
      [
        { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'x' } },
        { id: 'x', type: 'log', config: { message: `${'{{'.repeat(500_000)}}}` }, on: {} },
      ],
      /path/,
    ],
  ])('%s', async (_what, nodes, words) => {
    const here = await scene({ steps, vars }, { nodes });
    const begun = process.cpuUsage();
    const { item } = await plan(here);
    expect(item.ineligible?.message).toMatch(words);
    const { user, system } = process.cpuUsage(begun);
    expect(user + system).toBeLessThan(5_000_000);
    expect(here.sent()).toBe(0);
  });
});
