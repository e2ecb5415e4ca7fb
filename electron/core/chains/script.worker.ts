/**
 * The thread that runs scripts: QuickJS compiled to WebAssembly. Each task gets a runtime of its own, with limits on time and stack,
 * and no function of the host: text goes in, text comes out. What a script does to its own globals dies with it. Memory is limited for
 * the interpreter as a whole: QuickJS cannot count its own under WebAssembly (`js_def_malloc_usable_size` gives 0 there), so its own
 * limit would let a script grow to gigabytes.
 */
import { parentPort } from 'node:worker_threads';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
  RELEASE_SYNC,
} from 'quickjs-emscripten';
import type { StepError } from '../../../shared/domain/chain.ts';
import { endThread, type ScriptMessage, type ScriptReply, type ScriptTask } from './script-messages.ts';
import type { ScriptClock } from './types.ts';

const stackBytes = 256 * 1024;
const pageBytes = 64 * 1024;
/** What the interpreter begins with, its own code's data and stack included; the build wants exactly this. */
const initialPages = (16 * 1024 * 1024) / pageBytes;
const scriptPages = (32 * 1024 * 1024) / pageBytes;
const longestOutput = 8 * 1024 * 1024;
const fileName = 'script.js';

/**
 * Runs before the script and keeps the originals of what is needed after it, out of the script's reach. Returns three functions:
 * one reads the input, one writes the output, one describes whatever was thrown.
 */
const prelude = `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const text = String;
  const NativePromise = Promise;
  const isPromise = (value) => value instanceof NativePromise;
  return [
    (input) => parse(input),
    (value, vars) => {
      if (isPromise(value)) throw new TypeError('a script cannot be asynchronous; it returned a promise');
      const kind = typeof value;
      if (kind === 'function' || kind === 'symbol') throw new TypeError('the script returned a ' + kind + ', which JSON cannot hold');
      const written = stringify(value);
      const kept = stringify(vars);
      return '[' + (written === undefined ? 'null' : written) + ',' + (kept === undefined ? 'null' : kept) + ']';
    },
    (thrown) => {
      const isObject = typeof thrown === 'object' && thrown !== null;
      if (!isObject) return stringify(['', text(thrown), '']);
      return stringify([text(thrown.name), text(thrown.message), text(thrown.stack)]);
    },
  ];
})()`;

/**
 * Runs before the script of a replay: `Date` stands still at `at`, and `Math.random` gives the same numbers for the same seed (SplitMix32).
 * The native constructor stays out of reach: the prototype names the replacement.
 */
const recordedTime = ({ at, seed }: ScriptClock): string => `(() => {
  'use strict';
  const Native = Date;
  const construct = Reflect.construct;
  const imul = Math.imul;
  const fixed = function Date(...given) {
    if (new.target === undefined) return new Native(${at}).toString();
    return construct(Native, given.length === 0 ? [${at}] : given, new.target);
  };
  Object.defineProperties(fixed, {
    length: { value: Native.length },
    prototype: { value: Native.prototype, writable: false },
    now: { value: () => ${at}, writable: true, configurable: true },
    parse: { value: Native.parse, writable: true, configurable: true },
    UTC: { value: Native.UTC, writable: true, configurable: true },
  });
  Object.defineProperty(Native.prototype, 'constructor', { value: fixed, writable: true, configurable: true });
  Object.defineProperty(globalThis, 'Date', { value: fixed, writable: true, configurable: true });
  let state = ${seed} | 0;
  const random = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
  Object.defineProperty(Math, 'random', { value: random, writable: true, configurable: true });
})()`;

const port = parentPort;
if (port) {
  const wasmMemory = new WebAssembly.Memory({ initial: initialPages, maximum: initialPages + scriptPages });
  const quickJs = newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory }));
  port.on('message', (task: ScriptTask | typeof endThread) => {
    void quickJs.then((module) => {
      if (task === endThread) return port.close();
      port.postMessage({ spentMs: spentMs() } satisfies ScriptMessage);
      const reply = perform(module, task);
      port.postMessage(reply satisfies ScriptMessage);
      // Nothing of it can be trusted any more; without its port the thread has nothing left to live for.
      if (reply.broken) port.close();
    });
  });
}

/** Of the processor, by this thread. */
function spentMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function perform(module: QuickJSWASMModule, task: ScriptTask): ScriptReply {
  const clock = { deadline: Number.POSITIVE_INFINITY, struck: false };
  try {
    const runtime = module.newRuntime();
    runtime.setMaxStackSize(stackBytes);
    runtime.setInterruptHandler(() => {
      clock.struck ||= spentMs() > clock.deadline;
      return clock.struck;
    });
    clock.deadline = spentMs() + task.timeMs;
    const reply = evaluate(runtime, task, clock);
    runtime.dispose();
    return reply;
  } catch (error) {
    // The interpreter gave up (an abort, or the host's own stack): nothing of it can be trusted any more.
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    const message = clock.struck ? overrun(task) : `The script overstrained its interpreter: ${reason}.`;
    return { ok: false, broken: true, error: { kind: 'limit', message } };
  }
}

function overrun({ timeMs }: ScriptTask): string {
  return `The script was stopped: it ran longer than ${timeMs} ms.`;
}

function evaluate(runtime: QuickJSRuntime, task: ScriptTask, clock: { struck: boolean }): ScriptReply {
  const context = runtime.newContext();
  const kept: QuickJSHandle[] = [];
  const keep = (handle: QuickJSHandle) => {
    kept.push(handle);
    return handle;
  };
  try {
    const tools = keep(context.unwrapResult(context.evalCode(prelude, 'prelude.js')));
    if (task.clock) keep(context.unwrapResult(context.evalCode(recordedTime(task.clock), 'recorded-time.js')));
    const [read, write, describe] = [0, 1, 2].map((at) => keep(context.getProp(tools, at)));
    if (!read || !write || !describe) throw new Error('the prelude is incomplete');
    const fail = (error: QuickJSHandle): ScriptReply => ({
      ok: false,
      broken: false,
      error: errorOf(context, describe, keep(error), task, clock),
    });

    const input = context.callFunction(read, context.undefined, keep(context.newString(task.input)));
    if (input.error) return fail(input.error);
    const event = keep(context.getProp(keep(input.value), 'event'));
    const vars = keep(context.getProp(input.value, 'vars'));
    const script = context.evalCode(wrap(task.code), fileName);
    if (script.error) return fail(script.error);
    const pair = context.callFunction(keep(script.value), context.undefined, event, vars);
    if (pair.error) return fail(pair.error);
    const value = keep(context.getProp(keep(pair.value), 0));
    const varsAfter = keep(context.getProp(pair.value, 1));
    const output = context.callFunction(write, context.undefined, value, varsAfter);
    if (output.error) return fail(output.error);
    keep(output.value);
    // A promise's executor swallows what stopped it; the script has had its time all the same.
    if (clock.struck) return { ok: false, broken: false, error: { kind: 'limit', message: overrun(task) } };
    const text = context.getString(output.value);
    if (text.length > longestOutput) {
      return {
        ok: false,
        broken: false,
        error: { kind: 'limit', message: 'The script left more than 8 MiB of vars and values.' },
      };
    }
    return { ok: true, output: text };
  } finally {
    for (const handle of kept) if (handle.alive) handle.dispose();
    context.dispose();
  }
}

/** On one line with the code's first, so that line numbers are those of the script as its author wrote it. */
function wrap(code: string): string {
  return `(function (event, vars) { return [(function () {${code}\n}).call(undefined), vars]; })`;
}

function errorOf(
  context: QuickJSContext,
  describe: QuickJSHandle,
  error: QuickJSHandle,
  task: ScriptTask,
  clock: { struck: boolean },
): StepError {
  const late = { kind: 'limit', message: overrun(task) };
  if (clock.struck) return late;
  const described = context.callFunction(describe, context.undefined, error);
  if (clock.struck) return late;
  if (described.error) {
    described.error.dispose();
    return { kind: 'script', message: 'The script threw something that cannot be described.' };
  }
  const [name = '', message = '', stack = ''] = described.value.consume((text) => strings(context.getString(text)));
  if (name === 'InternalError' && /out of memory|stack overflow|string too long/.test(message)) {
    return { kind: 'limit', message: `The script was stopped: ${message}.` };
  }
  if (name === '' && message === 'null') {
    // All that is left to throw when there is no memory for an error.
    return { kind: 'script', message: 'The script failed: it threw null, or ran out of memory.' };
  }
  const line = /script\.js:(\d+)/.exec(stack)?.[1];
  const what = [name, message]
    .filter((part) => part !== '')
    .join(': ')
    .slice(0, 500);
  return {
    kind: 'script',
    message: `The script failed${line ? ` in line ${line}` : ''}: ${what || 'it threw nothing'}.`,
  };
}

function strings(json: string): string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.map(String) : [];
}
