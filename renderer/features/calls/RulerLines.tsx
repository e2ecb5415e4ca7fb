/** Two lines across all lanes of the ruler: where the pointer or the focus is, with the time there, and how far the recording is played. */
import { useEffect, useRef, useState } from 'react';
import { clock, duration, offset } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';
import { usePlayback, usePlayed } from './player/playback.ts';
import classes from './Ruler.module.css';
import type { RulerScale } from './ruler.ts';

interface LineProps {
  scale: RulerScale;
  startedAt: number;
  endedAt: number;
  /** Where the axis begins. */
  labelPx: number;
}

export function ReadOut({ scale, startedAt, endedAt, labelPx }: LineProps) {
  const zone = useZone();
  const line = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<number | null>(null);

  // The pointer is followed over the whole ruler, whose lanes lie above the line.
  useEffect(() => {
    const ruler = line.current?.parentElement;
    if (!ruler) return;
    const follow = ({ clientX }: PointerEvent) => {
      const { left, width } = ruler.getBoundingClientRect();
      const x = (clientX - left - labelPx) / (width - labelPx);
      line.current?.style.setProperty('--at', String(x));
      setPlace(x >= 0 && x <= 1 ? x : null);
    };
    const stand = ({ target }: FocusEvent) => {
      const at = target instanceof HTMLElement && target.matches(':focus-visible') ? target.dataset.at : undefined;
      if (at === undefined) return;
      const x = scale.x(Number(at));
      line.current?.style.setProperty('--at', String(x));
      setPlace(x);
    };
    const leave = () => setPlace(null);
    ruler.addEventListener('pointermove', follow);
    ruler.addEventListener('pointerleave', leave);
    ruler.addEventListener('focusin', stand);
    ruler.addEventListener('focusout', leave);
    return () => {
      ruler.removeEventListener('pointermove', follow);
      ruler.removeEventListener('pointerleave', leave);
      ruler.removeEventListener('focusin', stand);
      ruler.removeEventListener('focusout', leave);
    };
  }, [labelPx, scale]);

  const at = place === null ? 0 : scale.at(place);
  return (
    <div ref={line} className={classes.readout} hidden={place === null} aria-hidden>
      <span data-flip={(place ?? 0) > 0.8 || undefined}>
        {at <= endedAt ? offset(at - startedAt) : `${duration(at - endedAt)} after`} · {clock(at, zone)}
      </span>
    </div>
  );
}

/** Moved without being drawn anew. */
export function Playhead({ scale, startedAt, endedAt }: LineProps) {
  const playback = usePlayback();
  const shown = usePlayed(({ ready, atMs }) => ready && atMs > 0);
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const move = () => {
      const at = Math.min(startedAt + playback.state().atMs, endedAt);
      line.current?.style.setProperty('--at', String(scale.x(at)));
    };
    move();
    return playback.subscribe(move);
  }, [playback, scale, startedAt, endedAt]);
  return <div ref={line} className={classes.playhead} hidden={!shown} aria-hidden />;
}
