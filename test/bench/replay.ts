/**
 * How fast this machine replays runs: a chain of five nodes, two of them writes to a receiver on loopback, its steps recorded in the
 * mirror and durable before a run counts. Beside it the bare HTTP calls of the same runs, made with Node's own client over kept
 * connections: what no engine can beat. Both with as many at a time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createScriptRunner } from '../../electron/core/chains/scripts.ts';
import { createSender } from '../../electron/core/delivery/sender.ts';
import { startIngestThread } from '../../electron/core/mirror/ingest-thread.ts';
import { createRounds } from '../../electron/core/operations/rounds.ts';
import { replayHere } from '../../electron/core/operations/run-here.ts';
import type { Flow, Run, RunDetail } from '../../shared/domain/chain.ts';
import type { Bench } from './metric.ts';

const atATime = 32;
const callsPerRun = 2;
/** In turn, so that what else the machine does meets both alike; the median counts. */
const rounds = 3;

export const replay: Bench = async ({ calls: runs = 2_000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  const receiver = new Worker(new URL('./receiver.worker.ts', import.meta.url));
  try {
    const port = await new Promise<number>((resolve, reject) =>
      receiver.once('message', resolve).once('error', reject),
    );
    // Once each without counting, so that neither pays for the first connections and the first compilation.
    await measureHttp(port, 200);
    await measureReplays(join(folder, 'warm'), port, 200);
    const [http, replays] = [[] as number[], [] as number[]];
    for (let round = 0; round < rounds; round += 1) {
      http.push(await measureHttp(port, runs));
      replays.push(await measureReplays(join(folder, `round-${round}`), port, runs));
    }
    const runsPerS = runs / median(replays);
    const httpPerS = runs / median(http);
    process.stdout.write(
      `  ${runs.toLocaleString('en')} runs of ${callsPerRun} calls, ${atATime} at a time: ${median(replays).toFixed(2)} s replayed and recorded, ` +
        `${median(http).toFixed(2)} s for the bare calls\n`,
    );
    return [
      { id: 'runs_per_s', value: runsPerS, unit: 'runs/s' },
      { id: 'http_runs_per_s', value: httpPerS, unit: 'runs/s' },
      { id: 'ratio_to_http', value: runsPerS / httpPerS, unit: '' },
    ];
  } finally {
    await receiver.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Seconds that `count` turns of `work` take, `atATime` of them at once. */
async function timed(count: number, work: (index: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  return (performance.now() - began) / 1000;
}

async function measureHttp(port: number, runs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atATime });
  const body = JSON.stringify({ from: '+14155550123', digits: '42' });
  const post = (path: string) =>
    new Promise<void>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
        response.resume();
        response.on('end', resolve);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  try {
    return await timed(runs, async () => {
      for (let call = 0; call < callsPerRun; call += 1) await post(`/${call}`);
    });
  } finally {
    agent.destroy();
  }
}

async function measureReplays(dataDir: string, port: number, runs: number): Promise<number> {
  const fail = (error: Error) => {
    throw error;
  };
  const ingest = await startIngestThread(
    dataDir,
    { opening: () => {}, changed: () => {}, copied: () => {}, damaged: () => {}, streamState: () => {} },
    fail,
  );
  const sender = createSender();
  const scripts = createScriptRunner();
  const flow = chain(`http://127.0.0.1:${port}`);
  const around = {
    flows: new Map([[flow.flowId, flow]]),
    allow: [{ host: `127.0.0.1:${port}`, ranges: ['loopback' as const] }],
    platform: { can: () => ({ available: false, why: null }) },
  };
  const rounds = createRounds(
    ingest,
    () => 'UTC',
    Date.now,
    (line) => process.stderr.write(`${line}\n`),
  );
  try {
    return await timed(runs, async (index) => {
      const runId = `run-${index}`;
      const ref = {
        id: 'bench',
        itemId: runId,
        mode: 'from start',
        actor: 'bench',
        reason: null,
        root: runId,
        parent: runId,
      };
      const data = await replayHere(
        {
          run: failedRun(flow, runId),
          request: { kind: 'replay', runId: index, executor: 'this machine', version: 'recorded' },
          around,
          ref,
          signal: new AbortController().signal,
        },
        { sender, scripts, now: Date.now },
      );
      if (data.status !== 'succeeded' || data.steps.length !== 5) throw new Error(JSON.stringify(data.steps.at(-1)));
      if (!(await rounds.record('bench', 'chain.ran', data))) throw new Error('a run was not recorded');
    });
  } finally {
    await Promise.all([ingest.close(), sender.close(), scripts.close()]);
  }
}

function chain(origin: string): Flow {
  const body = { from: '{{event.from}}', digits: '{{vars.digits}}' };
  return {
    flowId: 'bench',
    version: 1,
    name: 'Bench',
    nodes: [
      { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'first' } },
      { id: 'first', type: 'httpCall', config: { url: `${origin}/0`, body, saveAs: 'crm' }, on: { success: 'note' } },
      { id: 'note', type: 'setVar', config: { name: 'ok', value: '{{vars.crm.ok}}' }, on: { next: 'second' } },
      { id: 'second', type: 'httpCall', config: { url: `${origin}/1`, body }, on: { success: 'done' } },
      { id: 'done', type: 'end', config: {}, on: {} },
    ],
  };
}

function failedRun(flow: Flow, runId: string): RunDetail {
  const original: Run = {
    id: 1,
    connectionId: 'bench',
    runId,
    callId: `call-${runId}`,
    callKey: null,
    customerNumber: null,
    flowId: flow.flowId,
    flowName: flow.name,
    version: flow.version,
    trigger: 'onCallEnd',
    state: 'failed',
    startedAt: 0,
    durationMs: 0,
    failedNode: 'first',
    failedType: 'httpCall',
    error: null,
    steps: 0,
    host: '',
    campaign: null,
    agent: null,
    incident: null,
    replays: 0,
    recoveredBy: null,
    hash: '',
    event: { from: '+14155550123' },
    vars: { digits: '42' },
    trace: [],
    flow,
    operation: null,
    by: 'platform',
    eventSeq: 1,
  };
  return { original, replays: [] };
}
