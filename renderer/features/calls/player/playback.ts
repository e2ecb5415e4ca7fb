/**
 * How far the recording of one call is played, shared by all that follow it: the waveform plays, the transcript and the ruler follow and say
 * where to go on. Each reader asks for as little as it shows, so that sixty steps a second draw no more than the playhead.
 */
import { createContext, useContext, useSyncExternalStore } from 'react';

export interface PlaybackState {
  /** Whether there is a sound that can be played now. */
  ready: boolean;
  playing: boolean;
  /** Milliseconds from the beginning. */
  atMs: number;
  lengthMs: number;
}

/** What plays. */
export interface Controls {
  toggle(): void;
  /** Milliseconds from the beginning. */
  seek(toMs: number): void;
}

export interface Playback {
  state(): PlaybackState;
  subscribe(listener: () => void): () => void;
  /** Nothing is done where nothing can be played. */
  toggle(): void;
  seek(toMs: number): void;
  /** By so much forth or back, within the recording. */
  skip(byMs: number): void;
  /** Told by what plays; with `null`, nothing does any more. */
  use(controls: Controls | null): void;
  note(change: Partial<PlaybackState>): void;
}

const silent: PlaybackState = { ready: false, playing: false, atMs: 0, lengthMs: 0 };

export function createPlayback(): Playback {
  const listeners = new Set<() => void>();
  let state = silent;
  let controls: Controls | null = null;

  function become(next: PlaybackState): void {
    state = next;
    for (const listener of listeners) listener();
  }
  const seek = (toMs: number) => {
    if (state.ready) controls?.seek(Math.max(0, Math.min(toMs, state.lengthMs)));
  };

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    toggle: () => {
      if (state.ready) controls?.toggle();
    },
    seek,
    skip: (byMs) => seek(state.atMs + byMs),
    use(next) {
      controls = next;
      if (next === null) become(silent);
    },
    note: (change) => become({ ...state, ...change }),
  };
}

const nobody = createPlayback();

/** Of the call that is shown around. */
export const PlaybackContext = createContext<Playback>(nobody);

export const usePlayback = (): Playback => useContext(PlaybackContext);

/** Draws anew only when what is picked is another number, string or boolean. */
export function usePlayed<T extends number | string | boolean | null>(pick: (state: PlaybackState) => T): T {
  const playback = usePlayback();
  return useSyncExternalStore(playback.subscribe, () => pick(playback.state()));
}
