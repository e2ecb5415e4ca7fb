/**
 * What ends a request before it is done: its deadline, or the caller. One `Stop` goes through all its phases; the phase it strikes
 * in decides what the error says, and whether anything can have been sent.
 */
import type { HttpError } from '../../../shared/domain/webhook.ts';

export type Phase = 'resolving' | 'connecting' | 'waiting';

export interface Stop {
  signal: AbortSignal;
  /** What to report once the signal has struck; `null` before. */
  error: () => HttpError | null;
}

export interface Deadline {
  stop: Stop;
  enter: (phase: Phase) => void;
  clear: () => void;
}

const longestTimer = 2 ** 31 - 1;

/** Starts the clock. `clear` must be called when the request is done, however it ended. */
export function startDeadline(timeoutMs: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let phase: Phase = 'resolving';
  let error: HttpError | null = null;
  const strike = (why: HttpError) => {
    error ??= why;
    controller.abort();
  };
  const timer = setTimeout(() => strike(lateIn(phase, timeoutMs)), Math.min(Math.max(timeoutMs, 1), longestTimer));
  const onAbort = () => strike(stoppedIn(phase));
  caller?.addEventListener('abort', onAbort, { once: true });
  if (caller?.aborted) onAbort();
  return {
    stop: { signal: controller.signal, error: () => error },
    enter: (next) => {
      phase = next;
    },
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
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
