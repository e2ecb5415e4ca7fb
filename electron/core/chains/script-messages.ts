/** What the thread that runs scripts is told, and what it says. */
import type { StepError } from '../../../shared/domain/chain.ts';
import type { ScriptClock } from './types.ts';

export interface ScriptTask {
  code: string;
  /** JSON of `{ event, vars }`. */
  input: string;
  timeMs: number;
  clock: ScriptClock | undefined;
}

/** `broken`: the interpreter itself failed and must not be used again. */
export type ScriptReply =
  | { ok: true; broken?: false; output: string }
  | { ok: false; broken: boolean; error: StepError };

/** It is under way; so much of the processor's time the thread had had by then. */
export interface Begun {
  spentMs: number;
}

/** What the thread says of a task. */
export type ScriptMessage = Begun | ScriptReply;

/** Said to an idle thread: nothing more will come. */
export const endThread = 'end';
