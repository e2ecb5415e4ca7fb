/**
 * What every node type does, as a file to read: its step in a run and in a dry run, and the vars it leaves. A change of any of it shows
 * in `test/fixtures/chains/`; `npm run test:integration -- -u` writes the files anew, for review.
 */
import { afterAll, expect, test } from 'vitest';
import { dryRunChain } from '../../../electron/core/chains/dry-run.ts';
import { runChain } from '../../../electron/core/chains/engine.ts';
import { createScriptRunner } from '../../../electron/core/chains/scripts.ts';
import {
  renderFormText,
  renderHeader,
  renderJson,
  renderJsonText,
  renderText,
  renderUrl,
  type Scope,
  TemplateError,
} from '../../../electron/core/chains/template.ts';
import type { FlowNode, Json, JsonObject } from '../../../shared/domain/chain.ts';
import { type Answer, effects, flowOf, input, node, senderOf } from '../../unit/chains/support.ts';

const scripts = createScriptRunner();
afterAll(() => scripts.close());

const event: JsonObject = { callId: 'call 1', from: '+4930123', duration: 64 };
const vars: JsonObject = { name: 'Ada "A"', segment: 'gold', n: 42, list: [{ id: 7 }], agent: null };
const api = 'https://crm.example/calls';

interface Scene {
  config?: JsonObject;
  on?: Record<string, string>;
  answer?: Answer;
}

const request = {
  method: 'POST',
  url: `${api}/{{event.callId}}`,
  headers: { 'X-Agent': '{{vars.name}}', Authorization: 'Bearer secret' },
  body: { from: '{{event.from}}', n: '{{vars.n}}', text: 'no. {{vars.n}}', list: '{{vars.list}}' },
  saveAs: 'crm',
};
const both = { success: 'end', error: 'end' };

/** By node type, then by what is shown of it. */
const scenes: Record<string, Record<string, Scene>> = {
  onCallEnd: { triggers: { on: { triggered: 'end' } } },
  hangup: { triggers: { on: { triggered: 'end' } } },
  start: { triggers: { on: { next: 'end' } } },
  httpCall: {
    'a write': { config: request, on: both, answer: { status: 201, body: '{"id":9}', type: 'application/json' } },
    'a read': { config: { method: 'GET', url: `${api}?of={{vars.name}}`, body: { a: 1 } }, on: both },
    'a form': {
      config: {
        ...request,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: { n: '{{vars.n}}' },
      },
      on: both,
    },
    'an answer outside 2xx': { config: request, on: both, answer: { status: 422, body: 'no' } },
    'a failure without an edge for it': { config: request, on: { success: 'end' }, answer: { status: 503 } },
    'no answer': { config: request, on: both, answer: { kind: 'timeout', message: 'timeout' } },
    'a name that is not found': { config: request, on: both, answer: { kind: 'dns', message: 'No such name.' } },
    'a missing path': { config: { url: api, body: '{{vars.gone}}' }, on: both },
  },
  setVar: {
    one: { config: { name: 'copy', value: '{{vars.list}}' }, on: { next: 'end' } },
    several: { config: { vars: { a: '{{vars.n}}', b: 'no. {{vars.n}}', c: null } }, on: { next: 'end' } },
    'a missing path': { config: { name: 'copy', value: '{{vars.gone}}' }, on: { next: 'end' } },
  },
  customScript: {
    'vars and a value': {
      config: { code: 'vars.n += 1; return [vars.n, event.from]', saveAs: 'out' },
      on: { next: 'end' },
    },
    'an error': { config: { code: '\nnull.x' }, on: { next: 'end', error: 'end' } },
    'without end': { config: { code: 'for (;;) {}', timeoutMs: 50 }, on: { next: 'end' } },
  },
  runFlow: {
    'another flow': { config: { flowId: 'inner', vars: { more: '{{vars.n}}' } }, on: { next: 'end' } },
    'one that is not there': { config: { flowId: 'gone' }, on: { next: 'end' } },
  },
  branch: {
    'a case that holds': {
      config: { cases: [{ if: { left: '{{vars.segment}}', op: 'eq', right: 'gold' }, event: 'gold' }] },
      on: { gold: 'end', else: 'end' },
    },
    none: {
      config: { cases: [{ if: { left: '{{vars.n}}', op: 'lt', right: 1 }, event: 'few' }] },
      on: { few: 'end', else: 'end' },
    },
    'a var that may be missing': {
      config: { cases: [{ if: { left: '{{vars.gone}}', op: 'exists' }, event: 'there' }] },
      on: { there: 'end', else: 'end' },
    },
  },
  log: { 'a line': { config: { message: '{{vars.name}} of {{event.callId}}' }, on: { next: 'end' } } },
  end: { 'the end': {} },
  sendEmail: { 'the platform only': { config: { to: 'a@example.com' }, on: both } },
  sendSms: { 'the platform only': { on: both } },
  alert: { 'the platform only': { on: both } },
  dbInsert: { 'the platform only': { on: { success: 'end' } } },
  say: { 'passed over': { config: { text: 'Bye' }, on: { done: 'end' } } },
  playAudio: { 'passed over': { on: { done: 'end' } } },
  record: { 'passed over': { on: { done: 'end' } } },
  holdCall: { 'passed over': { on: { done: 'end' } } },
  gather: { 'passed over': { on: { digits: 'end' } } },
  dial: { 'passed over': { on: { done: 'end' } } },
  transfer: { 'passed over': { on: { done: 'end' } } },
  faxMachine: { 'not known here': { on: { done: 'end' } } },
};

const inner = flowOf(
  [node('begin', 'start', {}, { next: 'set' }), node('set', 'setVar', { name: 'inside', value: '{{vars.more}}' }, {})],
  'inner',
);

async function perform(type: string, { config = {}, on = {}, answer = { status: 200 } }: Scene) {
  const isTrigger = ['onCallEnd', 'hangup', 'start'].includes(type);
  const own: FlowNode = node('node', type, config, on);
  const nodes = isTrigger ? [own] : [node('ended', 'onCallEnd', {}, { triggered: 'node' }), own];
  const flow = flowOf([...nodes, ...(Object.values(on).includes('end') ? [node('end', 'end')] : [])]);
  const given = input(flow, { event, vars, flowById: (id) => (id === 'inner' ? inner : undefined) });
  const sender = senderOf(answer);
  const ran = await runChain(given, effects({ sender, scripts }));
  const dry = dryRunChain(given);
  const isOf = ({ nodeId }: { nodeId: string }) => nodeId === 'node' || nodeId.startsWith('node/');
  const steps = ran.steps.filter(isOf).map(({ varsBefore: _same, durationMs: _differs, ...step }) => step);
  return { run: { status: ran.status, steps, vars: ran.vars }, dry: dry.steps.filter(isOf) };
}

test.each(Object.keys(scenes))('%s', async (type) => {
  const golden: Record<string, unknown> = {};
  for (const [name, scene] of Object.entries(scenes[type] ?? {})) golden[name] = await perform(type, scene);
  await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot(`../../fixtures/chains/${type}.golden.json`);
});

test('templates', async () => {
  const scope: Scope = {
    event,
    vars: { ...vars, text: 'a "b"\n{{vars.n}}', host: 'crm.example', path: '../x?y#z', base: 'https://crm.example/v1' },
    replay: { isReplay: true, runId: 'run-1', operationId: null },
  };
  const attempt = (render: () => Json): Json => {
    try {
      return render();
    } catch (error) {
      if (error instanceof TemplateError) return { error: error.message };
      throw error;
    }
  };
  const texts = [
    'plain',
    '{{vars.n}}',
    'no. {{ vars.n }}!',
    '{{vars.text}}',
    '{{vars.list}} {{vars.agent}}',
    '{{vars.list[0].id}}{{vars.list.0.id}}{{vars["name"]}}',
    '{{replay.isReplay}} {{replay.operationId}}',
    '{{vars.gone}}',
    '{{vars.constructor}}',
    '{{vars.__proto__.x}}',
    '{{1 + 1}}',
    '{{#if vars.n}}x{{/if}}',
    '{{{vars.n}}}',
    '{{vars.n',
    'vars.n}}',
    '{{process.env}}',
  ];
  const urls = [
    'https://crm.example/{{event.callId}}?q={{vars.name}}#{{vars.n}}',
    'https://{{vars.host}}/x',
    'https://{{vars.name}}/x',
    '{{vars.base}}/calls',
    'https://crm.example/{{vars.path}}/y',
  ];
  const golden = {
    json: texts.map((text) => [text, attempt(() => renderJson(text, scope))]),
    text: texts.map((text) => [text, attempt(() => renderText(text, scope))]),
    header: ['{{vars.name}}', '{{vars.text}}'].map((text) => [text, attempt(() => renderHeader(text, scope))]),
    'text of JSON': ['{"a": "{{vars.text}}", "b": {{vars.list}}}'].map((text) => [
      text,
      attempt(() => renderJsonText(text, scope)),
    ]),
    form: ['a={{vars.text}}&b={{vars.n}}'].map((text) => [text, attempt(() => renderFormText(text, scope))]),
    address: urls.map((text) => [text, attempt(() => renderUrl(text, scope))]),
  };
  await expect(`${JSON.stringify(golden, null, 2)}\n`).toMatchFileSnapshot(
    '../../fixtures/chains/templates.golden.json',
  );
});
