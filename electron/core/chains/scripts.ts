/**
 * Runs `customScript` code in a worker thread, one script at a time. The worker holds nothing but a QuickJS interpreter, so when a
 * script does not come back in time it is simply ended, and the next script finds a new one. A worker that does come back is never ended
 * from outside: one whose interpreter broke ends by itself, an idle one when it is told to. An idle worker does not keep the process alive.
 */
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Json, JsonObject, StepError } from '../../../shared/domain/chain.ts';
import { workerUrl } from '../threads.ts';
import { type Begun, endThread, type ScriptMessage, type ScriptReply, type ScriptTask } from './script-messages.ts';
import type { ScriptRunner } from './types.ts';

const defaultTimeMs = 1_000;
/**
 * Beyond its own time, as a share of it, a script has this long: the interpreter notices most deadlines itself, and gives a better
 * reason. What it does not notice (one native call that takes long) ends with its thread, well within twice the limit. Its time is that
 * of the processor: a script never waits for anything, and a thread that a busy machine does not let work is not late.
 */
const grace = 0.5;
/** Whatever the processor's time, which nobody may be able to tell: so long beyond its limit a script is given up. */
const longestWaitMs = 60_000;
/** For starting the interpreter, on a busy machine too. */
const longestStartMs = 60_000;
/** For an idle worker that was told to end. */
const longestEndMs = 5_000;
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
      let look: NodeJS.Timeout | undefined;
      let timer = setTimeout(() => finish(broken("The script's interpreter did not start."), 'end'), longestStartMs);
      const finish = (reply: ScriptReply, then: 'keep' | 'leave' | 'end') => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        clearTimeout(look);
        current.off('message', onMessage).off('error', onError).off('exit', onExit);
        current.unref();
        if (then !== 'keep' && worker === current) worker = null;
        if (then === 'end') void current.terminate();
        resolve(reply);
      };
      const onMessage = (message: ScriptMessage) => {
        if (!('spentMs' in message)) {
          finish(message, message.broken ? 'leave' : 'keep');
          return;
        }
        clearTimeout(timer);
        void endWhenOver(message);
      };
      const endWhenOver = async (begun: Begun) => {
        const allowedMs = task.timeMs * (1 + grace);
        const over = () => finish(broken(overrun(task.timeMs)), 'end');
        timer = setTimeout(over, allowedMs + longestWaitMs);
        for (let leftMs = allowedMs; leftMs > 0; leftMs = allowedMs - (await spentBy(current)) + begun.spentMs) {
          if (settled) return;
          await new Promise((wait) => {
            look = setTimeout(wait, Math.ceil(leftMs));
          });
        }
        // A reply that waits while this thread was busy is let in first.
        setImmediate(over);
      };
      const onError = (error: Error) => finish(broken(`The script's interpreter failed: ${error.message}.`), 'leave');
      const onExit = () => finish(broken("The script's interpreter ended."), 'leave');
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
      if (worker) await end(worker);
      worker = null;
    },
  };
}

/** Processor time of the whole thread, in milliseconds; endless when it has ended. */
async function spentBy(worker: Worker): Promise<number> {
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Of an idle worker. */
async function end(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit');
  worker.ref();
  worker.postMessage(endThread);
  const timer = setTimeout(() => void worker.terminate(), longestEndMs);
  await ended;
  clearTimeout(timer);
}

function start(): Worker {
  // Threads that instantiate, free and end make V8 forget now and then whose code is whose, and the process dies of it
  // (nodejs/node#64500): freed is what an interpreter's calls of the host are replaced by when they become frequent. Kept, it is little.
  setFlagsFromString('--no-wasm-code-gc');
  const { NODE_COMPILE_CACHE: compiled } = process.env;
  const worker = new Worker(workerUrl('script'), {
    // Nothing of this process is for scripts, not even by way of a fault in the interpreter; but where compiled sources lie, for a thread
    // that compiles its own makes one more WebAssembly for it.
    env: compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled },
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
