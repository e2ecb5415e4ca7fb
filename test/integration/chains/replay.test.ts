/** A chain with everything real: requests over loopback, scripts in their worker. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChain } from '../../../electron/core/chains/engine.ts';
import { createScriptRunner } from '../../../electron/core/chains/scripts.ts';
import type { ChainInput } from '../../../electron/core/chains/types.ts';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import type { Flow } from '../../../shared/domain/chain.ts';

const sender = createSender();
const scripts = createScriptRunner();
const received: { url: string | undefined; body: unknown; key: unknown; marker: unknown }[] = [];
let status = 201;

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { 'idempotency-key': key, 'aftercall-replay': marker } = request.headers;
    received.push({ url: request.url, body: JSON.parse(body), key, marker });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"id":7}');
  });
});
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await Promise.all([sender.close(), scripts.close()]);
  server.closeAllConnections();
  server.close();
});

function input(changes: Partial<ChainInput> = {}): ChainInput {
  const flow: Flow = {
    flowId: 'after-call',
    version: 3,
    name: 'After the call',
    nodes: [
      { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'prepare' } },
      {
        id: 'prepare',
        type: 'customScript',
        config: { code: 'vars.digits = vars.digits.split("").map(Number);' },
        on: { success: 'bye' },
      },
      { id: 'bye', type: 'say', config: { text: 'Goodbye' }, on: { done: 'post' } },
      {
        id: 'post',
        type: 'httpCall',
        config: {
          url: `http://${origin}/calls/{{event.from}}`,
          body: { digits: '{{vars.digits}}', replay: '{{replay.isReplay}}' },
          saveAs: 'crm',
        },
        on: { success: 'check' },
      },
      {
        id: 'check',
        type: 'branch',
        config: { cases: [{ if: { left: '{{vars.crm.id}}', op: 'gt', right: 5 }, event: 'big' }] },
        on: { big: 'end' },
      },
      { id: 'end', type: 'end', config: {}, on: {} },
    ],
  };
  return {
    flow,
    flowById: () => undefined,
    trigger: 'onCallEnd',
    callId: 'call-9',
    event: { from: '+49 30' },
    vars: { digits: '123' },
    replay: { isReplay: false, runId: null, operationId: null },
    allow: [{ host: origin, ranges: ['loopback'] }],
    extraHeaders: [],
    ...changes,
  };
}

const effects = () => ({ sender, scripts, now: Date.now });

test('a failed run, replayed once its receiver has recovered, sends the same key with the replay’s marker', async () => {
  received.length = 0;
  status = 500;
  const failed = await runChain(input(), effects());
  expect(failed).toMatchObject({ status: 'failed', vars: { integrationStatus: 500, integrationOk: false } });
  expect(failed.steps.at(-1)).toMatchObject({
    nodeId: 'post',
    outcome: 'failed',
    error: { kind: 'http' },
    response: { status: 500, body: '{"id":7}' },
  });

  status = 201;
  const replay = { isReplay: true, runId: 'run-1', operationId: 'op-1' };
  const repaired = await runChain(input({ replay, extraHeaders: [['Aftercall-Replay', 'op-1']] }), effects());
  expect(repaired.status).toBe('succeeded');
  expect(repaired.steps.map(({ nodeId, outcome, event }) => [nodeId, outcome, event])).toEqual([
    ['ended', 'succeeded', 'triggered'],
    ['prepare', 'succeeded', 'success'],
    ['bye', 'skipped', 'done'],
    ['post', 'succeeded', 'success'],
    ['check', 'succeeded', 'big'],
    ['end', 'succeeded', null],
  ]);
  expect(received.map(({ url, body, marker }) => [url, body, marker])).toEqual([
    ['/calls/%2B49%2030', { digits: [1, 2, 3], replay: false }, undefined],
    ['/calls/%2B49%2030', { digits: [1, 2, 3], replay: true }, 'op-1'],
  ]);
  expect(received[0]?.key).toBe(received[1]?.key);
});

test('without an allowance the chain stops at the guard, and nothing arrives', async () => {
  received.length = 0;
  const result = await runChain(input({ allow: [] }), effects());
  expect(result.steps.at(-1)).toMatchObject({ nodeId: 'post', outcome: 'failed', error: { kind: 'blocked' } });
  expect(received).toEqual([]);
});
