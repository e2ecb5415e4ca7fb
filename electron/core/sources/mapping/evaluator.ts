/** Runs a mapping's expressions on a payload within bounds of time and size, one payload at a time. Never rejects. */
import { Worker } from 'node:worker_threads';
import type { JsonObject } from '../../../../shared/domain/chain.ts';
import {
  type FieldResult,
  type MappedField,
  type MappingRules,
  mappedFieldNames,
} from '../../../../shared/domain/mapping.ts';
import { workerUrl } from '../../threads.ts';
import type { Evaluated, MappingMessage, MappingTask } from './mapping.worker.ts';

type MappingReply = Extract<MappingMessage, { broken: false }>;

export interface MappingOutcome {
  /** Whether the condition takes the payload. */
  taken: boolean;
  /** What is wrong with the condition, or with the whole: it took too long. */
  problem: string | null;
  fields: Partial<Record<MappedField, FieldResult>>;
  /** The values there are, by field. */
  values: JsonObject;
}

export interface MappingEvaluator {
  evaluate(rules: MappingRules, payload: string): Promise<MappingOutcome>;
  close(): Promise<void>;
}

/** For all expressions of a mapping together. */
const mostMs = 1000;
const longestStartMs = 20_000;
const longestPayload = 4 << 20;

export function createEvaluator(limits: { mostMs?: number } = {}): MappingEvaluator {
  const timeMs = limits.mostMs ?? mostMs;
  let worker: Worker | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  let tasks = 0;

  function start(): Worker {
    const started = new Worker(workerUrl('mapping'), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 128 },
      stdout: true,
      stderr: true,
    });
    // Between tasks nobody else listens, and an unheard 'error' would end the process.
    started.on('error', () => undefined);
    return started;
  }

  /** The reply, or why there is none. */
  function perform(task: MappingTask): Promise<MappingReply | string> {
    const current = worker ?? start();
    worker = current;
    current.ref();
    return new Promise((resolve) => {
      let timer = setTimeout(() => finish('The evaluation did not start.'), longestStartMs);
      const finish = (reply: MappingReply | string): void => {
        clearTimeout(timer);
        current.off('message', onMessage).off('exit', onExit).off('error', onError);
        if (typeof reply === 'string') {
          if (worker === current) worker = null;
          void current.terminate();
        } else current.unref();
        resolve(reply);
      };
      const onMessage = (message: MappingMessage) => {
        if (message !== 'begun') return finish(message.broken ? message.why : message);
        clearTimeout(timer);
        // The interpreter keeps its own time; this is for the one native call in it that does not.
        const giveUp = () => finish(`The expressions took longer than ${timeMs} ms and were stopped.`);
        timer = setTimeout(() => setImmediate(giveUp), timeMs * 1.5);
      };
      const onExit = () => finish('The evaluation ended by itself.');
      const onError = (error: Error) => finish(`The evaluation failed: ${error.message}.`);
      current.on('message', onMessage).on('exit', onExit).on('error', onError);
      current.postMessage(task);
    });
  }

  async function evaluate(rules: MappingRules, payload: string): Promise<MappingOutcome> {
    const failed = (problem: string): MappingOutcome => ({ taken: false, problem, fields: {}, values: {} });
    if (closed) return failed('The program is ending.');
    if (payload.length > longestPayload) return failed(`The payload is larger than ${longestPayload >> 20} MiB.`);
    const fields = mappedFieldNames
      .map((name) => [name, (rules.fields[name] ?? '').trim()] as const)
      .filter(([, text]) => text !== '');
    tasks += 1;
    try {
      const reply = await perform({ id: tasks, when: rules.when, fields, payload, timeMs });
      return typeof reply === 'string' ? failed(reply) : outcomeOf(reply);
    } catch (error) {
      return failed(`The expressions cannot be evaluated: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }

  return {
    evaluate(rules, payload) {
      const done = turn.then(() => evaluate(rules, payload));
      turn = done;
      return done;
    },
    async close() {
      closed = true;
      await turn;
      await worker?.terminate();
    },
  };
}

function outcomeOf({ when, fields }: MappingReply): MappingOutcome {
  const condition = resultOf(when);
  const results = fields.map(([name, result]) => [name, resultOf(result)] as const);
  const values = results.flatMap(([name, result]) =>
    result.ok && result.value !== undefined && result.value !== null ? [[name, result.value] as const] : [],
  );
  return {
    taken: condition.ok && condition.value === true,
    problem: condition.ok ? null : `The condition: ${condition.problem}`,
    fields: Object.fromEntries(results),
    values: Object.fromEntries(values) as JsonObject,
  };
}

const resultOf = (result: Evaluated): FieldResult =>
  result.ok ? { ok: true, value: result.json === undefined ? undefined : JSON.parse(result.json) } : result;
