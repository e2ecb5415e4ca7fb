/** A connection that brings nothing by itself: what it holds is imported from files. It is always ready. */
import type { ConnectionPhase } from '../../../../shared/domain/connection.ts';
import type { StreamSource } from '../stream.ts';

export function filesSourceOf(onChange: () => void, now: () => number = Date.now): StreamSource {
  let phase: ConnectionPhase = { phase: 'disabled' };
  const become = (next: ConnectionPhase): void => {
    phase = next;
    onChange();
  };
  return {
    start: () => become({ phase: 'live', since: now() }),
    stop: async () => become({ phase: 'disabled' }),
    reconnect() {},
    state: () => ({
      state: phase,
      epoch: null,
      position: null,
      head: null,
      capabilities: [],
      lastEventAt: null,
      rate: 0,
      log: [],
    }),
    command: async () => ({ accepted: false, doubtful: false, error: 'files take no commands' }),
  };
}
