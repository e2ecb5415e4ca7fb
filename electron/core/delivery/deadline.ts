/**
 * What ends a request before it is done: its deadline, or the caller. One `Stop` goes through all its phases; the phase it strikes
 * in decides what the error says, and whether anything can have been sent.
 */
import type { HttpError } from '../../../shared/domain/webhook.ts';

export type Phase = 'resolving' | 'connecting' | 'waiting';

/** Lighter than an `AbortSignal`, of which each request would make and leave several. */
export interface Stop {
  /**
   * Calls `strikes` once, when it strikes or at once when it has struck; the answer withdraws it. A request is in one phase at a time,
   * so the last that asked is the only one told.
   */
  on: (strikes: () => void) => () => void;
  /** What to report once it has struck; `null` before. */
  error: () => HttpError | null;
}

export interface Deadline {
  stop: Stop;
  enter: (phase: Phase) => void;
  clear: () => void;
}

const longestTimer = 2 ** 31 - 1;

/** What a signal stops. A listener of each request's own would be looked for among those of all that are under way. */
const stopped = new WeakMap<AbortSignal, Set<() => void>>();

function onAbortOf(signal: AbortSignal, stops: () => void): () => void {
  const all = stopped.get(signal) ?? new Set();
  if (!stopped.has(signal)) {
    stopped.set(signal, all);
    signal.addEventListener(
      'abort',
      () => {
        for (const each of [...all]) each();
      },
      { once: true },
    );
  }
  all.add(stops);
  return () => all.delete(stops);
}

/** Starts the clock. `clear` must be called when the request is done, however it ended. */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  let listener: (() => void) | null = null;
  let phase: Phase = 'resolving';
  let error: HttpError | null = null;
  const strike = (why: HttpError) => {
    error ??= why;
    const tell = listener;
    listener = null;
    tell?.();
  };
  let late: NodeJS.Immediate | undefined;
  // An answer that waits while this thread, or the whole machine, was asleep is let in first.
  const due = () => {
    late = setImmediate(() => strike(lateIn(phase, timeoutMs)));
  };
  const timer = setTimeout(due, Math.min(Math.max(timeoutMs, 1), longestTimer));
  const onAbort = () => strike(stoppedIn(phase));
  const withdraw = caller && onAbortOf(caller, onAbort);
  if (caller?.aborted) onAbort();
  return {
    stop: {
      on: (strikes) => {
        if (error === null) listener = strikes;
        else strikes();
        return () => {
          if (listener === strikes) listener = null;
        };
      },
      error: () => error,
    },
    enter: (next) => {
      phase = next;
    },
    clear: () => {
      clearTimeout(timer);
      if (late) clearImmediate(late);
      withdraw?.();
    },
  };
}

function lateIn(phase: Phase, timeoutMs: number): HttpError {
  const seconds = `${(timeoutMs / 1000).toFixed(1)} s`;
  switch (phase) {
    case 'resolving':
      return { kind: 'dns', message: `No answer from the name server within ${seconds}; nothing was sent.` };
    case 'connecting':
      return { kind: 'connect', message: `No connection within ${seconds}; nothing was sent.` };
    case 'waiting':
      return { kind: 'timeout', message: `No complete answer within ${seconds}.` };
  }
}

function stoppedIn(phase: Phase): HttpError {
  const when = phase === 'waiting' ? 'after the request had been sent' : 'before anything was sent';
  return { kind: 'aborted', message: `Stopped ${when}.` };
}
