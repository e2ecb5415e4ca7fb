/** Whether anything still brings new data, and how old what is shown may be. */
import type { Status } from '../../shared/contract/index.ts';

/** `since` is null where nothing was live since the engine started; `asOf`, the last that was received, where nothing ever was. */
export interface Offline {
  since: number | null;
  asOf: number | null;
  /** What stands in the way, of the connection that was live last. */
  why: string | null;
}

/** `null` while a connection is live or catching up, while none was given up on yet, and where there is none that should be. */
export function offlineOf(status: Pick<Status, 'connections' | 'newestCallAt'>): Offline | null {
  const wanted = status.connections.filter((each) => each.enabled && each.kind === 'stream');
  const trying = wanted.some(
    ({ state }) =>
      state.phase === 'live' || state.phase === 'catching up' || (state.phase === 'connecting' && state.attempt <= 1),
  );
  if (wanted.length === 0 || trying) return null;
  const last = wanted.toSorted((one, other) => (other.liveUntil ?? 0) - (one.liveUntil ?? 0))[0];
  const received = status.connections.map(({ lastEventAt }) => lastEventAt).filter((at) => at !== null);
  const state = last?.state;
  return {
    since: last?.liveUntil ?? null,
    asOf: received.length > 0 ? Math.max(...received) : status.newestCallAt,
    why: state && 'why' in state ? state.why : null,
  };
}
