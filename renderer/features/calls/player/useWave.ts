/** A waveform that plays, drawn into an element; it tells the playback how far it is and goes where that says. */
import { useComputedColorScheme } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { styleNonce } from '../../../ui/nonce.ts';
import { usePlayback } from './playback.ts';

/** What is longer is not decoded to be drawn: an hour of sound would take hundreds of megabytes. */
const mostDrawnBytes = 24_000_000;

export interface WaveOptions {
  sound: Blob | undefined;
  /** Plays as soon as it can. */
  begin: boolean;
  speed: number;
  /** 0–1. */
  volume: number;
}

/** `broken`: why it cannot be played, in a sentence. */
export function useWave(place: RefObject<HTMLElement | null>, { sound, begin, speed, volume }: WaveOptions) {
  const playback = usePlayback();
  const scheme = useComputedColorScheme();
  const wave = useRef<WaveSurfer | null>(null);
  const first = useRef({ begin, speed, volume });
  const [broken, setBroken] = useState<string | null>(null);

  useEffect(() => {
    const container = place.current;
    if (!container || !sound) return;
    let over = false;
    setBroken(null);
    const surfer = WaveSurfer.create({
      container,
      height: 44,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      cursorWidth: 1,
      normalize: true,
      dragToSeek: true,
      hideScrollbar: true,
      cspNonce: styleNonce(),
      ...colours(),
    });
    wave.current = surfer;
    surfer.on('ready', (seconds) => {
      surfer.setVolume(first.current.volume);
      surfer.setPlaybackRate(first.current.speed, true);
      playback.use({ toggle: () => void surfer.playPause(), seek: (toMs) => surfer.setTime(toMs / 1000) });
      playback.note({ ready: true, playing: false, atMs: 0, lengthMs: seconds * 1000 });
      // A browser may refuse to play by itself; then the button does.
      if (first.current.begin) void surfer.play().catch(() => playback.note({ playing: false }));
    });
    surfer.on('timeupdate', (seconds) => playback.note({ atMs: seconds * 1000 }));
    surfer.on('seeking', (seconds) => playback.note({ atMs: seconds * 1000 }));
    surfer.on('play', () => playback.note({ playing: true }));
    surfer.on('pause', () => playback.note({ playing: false }));
    surfer.on('finish', () => playback.note({ playing: false }));
    const fail = () => {
      if (!over) setBroken('This sound cannot be played here: it is damaged, or of a kind this browser does not know.');
    };
    surfer.on('error', fail);
    load(surfer, sound).catch(fail);
    return () => {
      over = true;
      wave.current = null;
      playback.use(null);
      surfer.destroy();
    };
  }, [place, sound, playback]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the colours are.
  useEffect(() => wave.current?.setOptions(colours()), [scheme]);
  useEffect(() => {
    first.current.speed = speed;
    wave.current?.setPlaybackRate(speed, true);
  }, [speed]);
  useEffect(() => {
    first.current.volume = volume;
    wave.current?.setVolume(volume);
  }, [volume]);
  return broken;
}

async function load(surfer: WaveSurfer, sound: Blob): Promise<void> {
  if (sound.size <= mostDrawnBytes) return surfer.loadBlob(sound);
  return surfer.loadBlob(sound, [new Float32Array(2)], await secondsOf(sound));
}

function secondsOf(sound: Blob): Promise<number> {
  const url = URL.createObjectURL(sound);
  const audio = new Audio();
  return new Promise<number>((resolve, reject) => {
    audio.onloadedmetadata = () => resolve(audio.duration);
    audio.onerror = () => reject(new Error('the sound cannot be read'));
    audio.preload = 'metadata';
    audio.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { waveColor: of('--line-strong'), progressColor: of('--accent'), cursorColor: of('--accent-text') };
}
