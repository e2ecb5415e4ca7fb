/** A source's hold on the subscriptions that the intake has open for it. Each ends exactly once, with what to do next. */
import type { Received } from '../../mirror/receive.ts';
import type { Reaction } from '../refusals.ts';
import type { IntakeCalls, IntakeEvents, Opening } from './intake.ts';
import { receivedRun } from './run-wire.ts';

export interface Listener {
  onRun(run: Received[]): void;
  onEnd(reaction: Reaction): void;
}

export interface StreamSubscription {
  /** False once it is over. What is sent while it ends may not arrive. */
  send(text: string): boolean;
  /** From now on, so much silence means that the connection is dead; and so many events are enough to be told of. */
  expect(silenceMs: number, runEvents: number): void;
  pause(): void;
  resume(): void;
  leave(reaction: Reaction): void;
  /** Says goodbye properly; `onEnd` is not called. */
  close(): Promise<void>;
}

export type Subscribe = (opening: Opening, listener: Listener) => StreamSubscription;

export interface Subscriptions {
  subscribe: Subscribe;
  /** The intake is gone. */
  endAll(reaction: Reaction): void;
}

/** `intake`: begins one that tells these events. Called when the first subscription is asked for, and again after it was gone. */
export function subscriptions(intake: (events: IntakeEvents) => IntakeCalls): Subscriptions {
  const listeners = new Map<number, Listener>();
  let calls: IntakeCalls | null = null;
  let last = 0;

  function over(id: number): Listener | undefined {
    const listener = listeners.get(id);
    listeners.delete(id);
    return listener;
  }

  const events: IntakeEvents = {
    run(id, run) {
      const listener = listeners.get(id);
      if (!listener) return;
      const { byteLength } = run.bytes;
      listener.onRun(receivedRun(run));
      calls?.taken(id, byteLength);
    },
    ended: (id, reaction) => over(id)?.onEnd(reaction),
  };

  return {
    subscribe(opening, listener) {
      calls ??= intake(events);
      const own = calls;
      last += 1;
      const id = last;
      listeners.set(id, listener);
      own.open(id, opening);
      const ifOpen = (work: () => void) => {
        const isOpen = listeners.has(id);
        if (isOpen) work();
        return isOpen;
      };
      return {
        send: (text) => ifOpen(() => own.send(id, text)),
        expect: (silenceMs, runEvents) => void ifOpen(() => own.expect(id, silenceMs, runEvents)),
        pause: () => void ifOpen(() => own.pause(id)),
        resume: () => void ifOpen(() => own.resume(id)),
        leave(reaction) {
          const left = over(id);
          if (!left) return;
          own.drop(id);
          left.onEnd(reaction);
        },
        async close() {
          if (over(id)) await own.close(id);
        },
      };
    },
    endAll(reaction) {
      calls = null;
      for (const id of [...listeners.keys()]) over(id)?.onEnd(reaction);
    },
  };
}
