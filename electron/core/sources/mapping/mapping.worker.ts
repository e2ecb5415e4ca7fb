/**
 * Evaluates the JSONata expressions of mappings: inside QuickJS, in a thread that holds nothing else. JSONata bounds neither time nor
 * memory, and a thread of Node's that runs out of memory can take the process with it; the interpreter's memory has an end, its time a
 * deadline, and there is nothing of this machine in it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSWASMModule,
  RELEASE_SYNC,
} from 'quickjs-emscripten';
import { z } from 'zod';
import { type MappedField, mappedFieldNames } from '../../../../shared/domain/mapping.ts';

export interface MappingTask {
  id: number;
  when: string;
  fields: readonly (readonly [MappedField, string])[];
  /** The payload as JSON. */
  payload: string;
  /** For all of it. */
  timeMs: number;
}

const evaluated = z.union([
  /** The value as JSON; absent where the expression gives nothing. */
  z.object({ ok: z.literal(true), json: z.string().optional() }),
  z.object({ ok: z.literal(false), problem: z.string() }),
]);
export type Evaluated = z.infer<typeof evaluated>;

const answer = z.object({ when: evaluated, fields: z.array(z.tuple([z.enum(mappedFieldNames), evaluated])) });

/** `begun`: the interpreter is ready and at work. `broken`: it must not be used again. */
export type MappingMessage =
  | 'begun'
  | ({ id: number; broken: false } & z.infer<typeof answer>)
  | { id: number; broken: true; why: string };

const pageBytes = 64 << 10;
/** What the interpreter begins with; the build wants exactly this. */
const initialPages = (16 << 20) / pageBytes;
const workingPages = (96 << 20) / pageBytes;
const stackBytes = 512 << 10;

/** In the interpreter: takes a task as JSON, leaves the answer as JSON in `answered`. Compiled expressions are kept. */
const driver = `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const longest = 4 << 20;
  const compiled = new Map();
  const describe = (thrown) => {
    const at = thrown && thrown.position !== undefined ? ' (at ' + thrown.position + ')' : '';
    return String((thrown && thrown.message) || thrown).slice(0, 300) + at;
  };
  const evaluate = async (text, payload) => {
    try {
      if (compiled.size > 200) compiled.clear();
      if (!compiled.has(text)) compiled.set(text, jsonata(text));
      const json = stringify(await compiled.get(text).evaluate(payload));
      if (json !== undefined && json.length > longest) return { ok: false, problem: 'It gives more than 4 MiB.' };
      return { ok: true, json };
    } catch (thrown) {
      return { ok: false, problem: describe(thrown) };
    }
  };
  globalThis.answered = '';
  globalThis.perform = (text) => {
    globalThis.answered = '';
    (async () => {
      const { when, fields, payload } = parse(text);
      const value = parse(payload);
      const taken = when.trim() === '' ? { ok: true, json: 'true' } : await evaluate(when, value);
      const results = [];
      for (const [name, expression] of fields) results.push([name, await evaluate(expression, value)]);
      globalThis.answered = stringify({ when: taken, fields: results });
    })();
  };
})()`;

const port = parentPort;
if (!port) throw new Error('to be started as a worker thread');
const wasmMemory = new WebAssembly.Memory({ initial: initialPages, maximum: initialPages + workingPages });
const source = readFileSync(createRequire(import.meta.url).resolve('jsonata/jsonata.min.js'), 'utf8');
const clock = { deadline: Number.POSITIVE_INFINITY, struck: false };
const ready = newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory })).then(interpreter);

function interpreter(module: QuickJSWASMModule): QuickJSContext {
  const runtime = module.newRuntime();
  runtime.setMaxStackSize(stackBytes);
  runtime.setInterruptHandler(() => {
    clock.struck ||= performance.now() > clock.deadline;
    return clock.struck;
  });
  const context = runtime.newContext();
  for (const code of [`globalThis.window = globalThis; ${source}`, driver]) {
    context.unwrapResult(context.evalCode(code)).dispose();
  }
  return context;
}

function perform(context: QuickJSContext, { id, timeMs, ...task }: MappingTask): MappingMessage {
  const broken = (why: string): MappingMessage => ({ id, broken: true, why });
  try {
    clock.deadline = performance.now() + timeMs;
    const begin = context.getProp(context.global, 'perform');
    const text = context.newString(JSON.stringify(task));
    context.unwrapResult(context.callFunction(begin, context.undefined, text)).dispose();
    const jobs = context.runtime.executePendingJobs();
    if (clock.struck) return broken(`The expressions took longer than ${timeMs} ms and were stopped.`);
    context.unwrapResult(jobs);
    const answered = context.getProp(context.global, 'answered').consume((handle) => context.getString(handle));
    for (const handle of [begin, text]) handle.dispose();
    clock.deadline = Number.POSITIVE_INFINITY;
    if (answered === '') return broken('The expressions needed more memory than they may have.');
    return { id, broken: false, ...answer.parse(JSON.parse(answered)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return broken(
      clock.struck
        ? `The expressions took longer than ${timeMs} ms and were stopped.`
        : `The expressions needed more than they may have: ${reason.slice(0, 200)}.`,
    );
  }
}

port.on('message', (task: MappingTask) => {
  void ready.then((context) => {
    port.postMessage('begun' satisfies MappingMessage);
    port.postMessage(perform(context, task) satisfies MappingMessage);
  });
});
