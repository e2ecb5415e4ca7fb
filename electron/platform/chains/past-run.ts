/**
 * Runs a chain as it ran in the past: with the real engine, so that its steps are exactly what the engine gives, but with a sender that
 * only pretends and a clock that depends on nothing but the call.
 */
import type { JsonObject } from '../../../shared/domain/chain.ts';
import type { HttpResponseRecord } from '../../../shared/domain/webhook.ts';
import { runChain } from '../../core/chains/engine.ts';
import type { ChainResult, ScriptRunner } from '../../core/chains/types.ts';
import type { Sender, SendInput, SendResult } from '../../core/delivery/types.ts';
import type { Catalogue, PublishedFlow } from '../flows/catalogue.ts';
import type { Random } from '../generator/random.ts';
import { receiverSpec } from '../receivers/catalogue.ts';
import { answer, silence } from '../receivers/modes.ts';
import type { ChainStart } from './chain-input.ts';

export interface PastChain {
  flows: Catalogue;
  /** Whether the middle of the past was over. */
  late: boolean;
  published: PublishedFlow;
  callId: string;
  start: ChainStart;
  startedAt: number;
  /** Whether the services it called were down. */
  trouble: boolean;
  random: Random;
}

export async function pastRun(chain: PastChain): Promise<ChainResult> {
  const { flows, late, published, callId, start, startedAt, random } = chain;
  const sentMs: number[] = [];
  const result = await runChain(
    {
      flow: published.flow,
      flowById: (id) => flows.find(id, late)?.flow,
      trigger: start.trigger,
      callId,
      event: start.event,
      vars: start.vars,
      replay: { isReplay: false, runId: null, operationId: null },
      allow: [],
      extraHeaders: [],
    },
    {
      sender: pretendingSender(chain, (durationMs) => sentMs.push(durationMs)),
      scripts: ownScripts,
      now: () => startedAt,
    },
  );
  return { ...result, ...timed(result, startedAt, sentMs, random) };
}

/** The engine measures how long the pretence took; what it says instead must be the same every time. */
function timed(
  result: ChainResult,
  startedAt: number,
  sentMs: readonly number[],
  random: Random,
): Pick<ChainResult, 'steps' | 'durationMs'> {
  let clock = startedAt;
  let requests = 0;
  const steps = result.steps.map((step) => {
    const durationMs = step.request === null ? random.int(3) : (sentMs[requests++] ?? 0);
    const at = clock;
    clock += durationMs;
    return { ...step, startedAt: at, durationMs };
  });
  return { steps, durationMs: clock - startedAt };
}

function pretendingSender({ trouble, startedAt, random }: PastChain, note: (durationMs: number) => void): Sender {
  return {
    async send(input) {
      const spec = receiverSpec(new URL(input.url).pathname.split('/').at(-1) ?? '');
      const given = answer(trouble ? spec.trouble : spec.mode, `${spec.name}-${random.between(1000, 99_999)}`);
      const durationMs = given.kind === 'hang' ? 5_000 : random.between(15, 420);
      note(durationMs);
      if (given.kind !== 'reply') {
        return sent(input, startedAt, { response: null, error: silence[given.kind], outcome: 'unknown', durationMs });
      }
      const response: HttpResponseRecord = {
        status: given.status,
        headers: [...Object.entries(given.headers), ['date', new Date(startedAt).toUTCString()]],
        body: given.body,
        encoding: 'utf8',
        truncated: false,
      };
      const outcome = given.status < 300 ? 'succeeded' : 'failed';
      return sent(input, startedAt, { response, error: null, outcome, durationMs });
    },
    close: async () => {},
  };
}

function sent(
  input: SendInput,
  startedAt: number,
  what: Pick<SendResult, 'response' | 'error' | 'outcome' | 'durationMs'>,
): SendResult {
  const { method, url, headers, body } = input;
  return {
    request: { method, url, headers, body: body.toString(), encoding: 'utf8' },
    ...what,
    timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: what.durationMs },
    address: '127.0.0.1',
    certificate: null,
    startedAt,
  };
}

type Script = (event: JsonObject, vars: JsonObject) => unknown;
const compiled = new Map<string, Script>();

/**
 * Runs the scripts of this platform's own flows in this process: they are constants of `flows/`, and a sandbox for each of a million past
 * runs would take hours. Live runs have the sandbox.
 */
export const ownScripts: ScriptRunner = {
  async run(code, { event, vars }) {
    const after = copy(vars);
    try {
      const value = compile(code)(copy(event), after);
      return { ok: true, value: JSON.parse(JSON.stringify(value ?? null)), vars: after };
    } catch (error) {
      return { ok: false, error: { kind: 'script', message: told(error) } };
    }
  },
  close: async () => {},
};

/** JSON through and through, and several times faster than `structuredClone` for so little. */
const copy = (value: JsonObject): JsonObject => JSON.parse(JSON.stringify(value));

/** As core's sandbox tells of a script that threw. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return `The script failed: ${String(error)}.`;
  const line = Number(/<anonymous>:(\d+):/.exec(error.stack ?? '')?.[1] ?? 0) - linesBefore;
  return `The script failed${line > 0 ? ` in line ${line}` : ''}: ${error.name}: ${error.message}.`;
}

/** The head that `new Function` writes, and the line that makes it strict. */
const linesBefore = 3;

function compile(code: string): Script {
  let script = compiled.get(code);
  if (script === undefined) {
    const made = new Function('event', 'vars', `'use strict';\n${code}`);
    script = (event, vars) => made(event, vars);
    compiled.set(code, script);
  }
  return script;
}
