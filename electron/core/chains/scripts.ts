/**
 * Runs `customScript` code in a worker thread, one script at a time. The worker holds nothing but a QuickJS interpreter, so when a
 * script does not come back in time it is simply ended, and the next script finds a new one. An idle worker does not keep the
 * process alive.
 */
import { Worker } from 'node:worker_threads';
import type { Json, JsonObject, StepError } from '../../../shared/domain/chain.ts';
import { workerUrl } from '../threads.ts';
import type { ScriptMessage, ScriptReply, ScriptTask } from './script.worker.ts';
import type { ScriptRunner } from './types.ts';

const defaultTimeMs = 1_000;
/**
 * Beyond its own time, as a share of it, a script has this long: the interpreter notices most deadlines itself, and gives a better
 * reason. What it does not notice (one native call that takes long) ends with its thread, well within twice the limit.
 */
const grace = 0.5;
/** For starting the interpreter, on a busy machine too. */
const longestStartMs = 20_000;
const longestCode = 1024 * 1024;

type ScriptResult = Awaited<ReturnType<ScriptRunner['run']>>;
type ScriptOptions = NonNullable<Parameters<ScriptRunner['run']>[2]>;

export function createScriptRunner(): ScriptRunner {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** Posts one task and waits for its reply, the worker's end, or the time to give up. */
  function perform(task: ScriptTask): Promise<ScriptReply> {
    const current = worker ?? start();
    worker = current;
    current.ref();
    return new Promise((resolve) => {
      let settled = false;
      let timer = setTimeout(() => finish(broken("The script's interpreter did not start."), false), longestStartMs);
      const finish = (reply: ScriptReply, usable: boolean) => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        current.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (usable) current.unref();
        else {
          if (worker === current) worker = null;
          void current.terminate();
        }
        resolve(reply);
      };
      const onMessage = (message: ScriptMessage) => {
        if (message !== 'begun') {
          finish(message, !message.broken);
          return;
        }
        clearTimeout(timer);
        // A reply that waits while this thread was busy is let in before the script is given up.
        const giveUp = () => setImmediate(() => finish(broken(overrun(task.timeMs)), false));
        timer = setTimeout(giveUp, Math.ceil(task.timeMs * (1 + grace)));
      };
      const onError = (error: Error) => finish(broken(`The script's interpreter failed: ${error.message}.`), false);
      const onExit = () => finish(broken("The script's interpreter ended."), false);
      current.on('message', onMessage).on('error', onError).on('exit', onExit);
      current.postMessage(task);
    });
  }

  async function run(
    code: string,
    input: { event: JsonObject; vars: JsonObject },
    options: ScriptOptions = {},
  ): Promise<ScriptResult> {
    if (closed) return refused('script', 'Scripts are no longer run; the program is ending.');
    if (code.length > longestCode) return refused('limit', 'The script is longer than 1 MiB.');
    const { timeMs = defaultTimeMs, clock } = options;
    try {
      const json = JSON.stringify({ event: input.event, vars: input.vars });
      const reply = await perform({ code, input: json, timeMs, clock });
      return reply.ok ? readOutput(reply.output) : { ok: false, error: reply.error };
    } catch (error) {
      return refused('script', error instanceof Error ? error.message : String(error));
    }
  }

  return {
    run: (code, input, options) => {
      const turn = queue.then(() => run(code, input, options));
      queue = turn;
      return turn;
    },
    async close() {
      closed = true;
      await queue;
      await worker?.terminate();
      worker = null;
    },
  };
}

function start(): Worker {
  const worker = new Worker(workerUrl('script'), {
    // Nothing of this process is for scripts, not even by way of a fault in the interpreter.
    env: {},
    execArgv: [],
    // The interpreter ends a script that nests too deep; the thread has room for whatever lies on its stack by then.
    resourceLimits: { maxOldGenerationSizeMb: 128, stackSizeMb: 16 },
    stdout: true,
    stderr: true,
  });
  // Between tasks nobody else listens, and an unheard 'error' would end the process.
  worker.on('error', () => undefined);
  return worker;
}

/** `output` is `[value, vars]`, written by the interpreter; the script decides what is in it, so its shape is checked. */
function readOutput(output: string): ScriptResult {
  const parsed = JSON.parse(output) as Json;
  const [value = null, vars] = Array.isArray(parsed) ? parsed : [];
  if (typeof vars !== 'object' || vars === null || Array.isArray(vars)) {
    return refused('script', 'The script left vars as something other than an object.');
  }
  return { ok: true, value, vars };
}

function refused(kind: StepError['kind'], message: string): ScriptResult {
  return { ok: false, error: { kind, message } };
}

function broken(message: string): ScriptReply {
  return { ok: false, broken: true, error: { kind: 'limit', message } };
}

function overrun(timeMs: number): string {
  return `The script was stopped: it ran longer than ${timeMs} ms.`;
}
