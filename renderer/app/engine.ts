/**
 * The one line to core. A dialler brings links and reports their loss; calls wait for a link, and a call whose link is lost
 * rejects instead of hanging. What comes and goes is a state anyone can subscribe to.
 */
import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';
import type { Opening } from '../../shared/domain/opening.ts';

export type Link = ClientLink<ClientContext>;

/**
 * `connecting` before the first link, `lost` between two links. `attempts` counts the tries since; `opening` says how far core is where it
 * is there, and not ready yet.
 */
export type EngineState =
  | { phase: 'connecting'; attempts: number; opening: Opening | null }
  | { phase: 'connected' }
  | { phase: 'lost'; since: number; attempts: number; opening: Opening | null };

export interface DialEvents {
  up(link: Link): void;
  /** Once per link lost and once per attempt that failed; `opening` where core is not ready yet. */
  down(opening?: Opening | null): void;
}

export interface Engine {
  link: Link;
  state(): EngineState;
  subscribe(listener: () => void): () => void;
  /** Called with a signal that aborts when this link is lost; at once if there is one. */
  onLink(listener: (lost: AbortSignal) => void): () => void;
}

export class EngineLost extends Error {
  override name = 'EngineLost';
}

const lostMeanwhile =
  'The console lost its engine before the answer came. What you asked for may have been done: check before trying again.';
const lostAlready = 'The console has no engine at the moment, so nothing was done. Try again once it is back.';

interface Live {
  link: Link;
  lost: AbortController;
}

/** `impatient` calls fail at once when there is no link: what an operator asks for must not happen at some later time. */
export function createEngine(
  dial: (events: DialEvents) => void,
  impatient: (options: ClientOptions<ClientContext>) => boolean,
): Engine {
  let live: Live | undefined;
  let state: EngineState = { phase: 'connecting', attempts: 0, opening: null };
  const listeners = new Set<() => void>();
  const linkListeners = new Set<(lost: AbortSignal) => void>();

  function become(next: EngineState): void {
    state = next;
    for (const listener of [...listeners]) listener();
  }

  function hangUp(): void {
    live?.lost.abort(new EngineLost(lostMeanwhile));
    live = undefined;
  }

  dial({
    up(link) {
      hangUp();
      live = { link, lost: new AbortController() };
      become({ phase: 'connected' });
      for (const listener of linkListeners) listener(live.lost.signal);
    },
    down(opening = null) {
      hangUp();
      if (state.phase === 'connected') become({ phase: 'lost', since: Date.now(), attempts: 1, opening });
      else become({ ...state, attempts: opening ? 0 : state.attempts + 1, opening });
    },
  });

  async function ready(signal: AbortSignal | undefined): Promise<Live> {
    while (!live) {
      await new Promise<void>((resolve, reject) => {
        const settle = () => {
          listeners.delete(settle);
          signal?.removeEventListener('abort', settle);
          if (signal?.aborted) reject(signal.reason);
          else resolve();
        };
        listeners.add(settle);
        signal?.addEventListener('abort', settle, { once: true });
      });
    }
    return live;
  }

  return {
    link: {
      async call(path, input, options: ClientOptions<ClientContext>) {
        if (!live && impatient(options)) throw new EngineLost(lostAlready);
        const { link, lost } = await ready(options.signal);
        const { signal } = options;
        const call = link.call(
          path,
          input,
          signal ? { ...options, signal: whileLinked(signal, lost.signal) } : options,
        );
        return before(call, lost.signal);
      },
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLink(listener) {
      linkListeners.add(listener);
      if (live) listener(live.lost.signal);
      return () => linkListeners.delete(listener);
    },
  };
}

/** Tells the other side that a call is given up, unless there is nobody left to tell. */
function whileLinked(signal: AbortSignal, lost: AbortSignal): AbortSignal {
  const given = new AbortController();
  const giveUp = () => {
    if (!lost.aborted) given.abort(signal.reason);
  };
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  return given.signal;
}

/** The answer, if it comes before the link is lost. */
export function before<T>(answer: Promise<T>, lost: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(lost.reason);
    if (lost.aborted) fail();
    lost.addEventListener('abort', fail, { once: true });
    answer.then(resolve, reject).finally(() => lost.removeEventListener('abort', fail));
  });
}
