/** Times as they are read: short in place, the whole truth in the tooltip. */
import { Tooltip } from '@mantine/core';
import { ago, fullTime, listTime } from './format.ts';
import { HoverTip } from './HoverTip.tsx';
import { useMinute, useNow } from './now.ts';
import { useZone } from './preferences.ts';

/** In a list: a clock time today, a date before. */
export function ListTime({ at, assumed = false }: { at: number; assumed?: boolean }) {
  const now = useMinute();
  const zone = useZone();
  return (
    <HoverTip label={() => <WholeTime at={at} assumed={assumed} />}>
      <time className="num" dateTime={new Date(at).toISOString()}>
        {assumed ? '≈ ' : ''}
        {listTime(at, now, zone)}
      </time>
    </HoverTip>
  );
}

function WholeTime({ at, assumed }: { at: number; assumed: boolean }) {
  const now = useNow();
  const zone = useZone();
  return (
    <>
      {fullTime(at, zone)}
      <br />
      {ago(at, now)}
      {assumed ? ' · when it was received; the platform gave no usable end' : ''}
    </>
  );
}

/** In a sentence: relative. */
export function Ago({ at }: { at: number }) {
  const now = useNow();
  const zone = useZone();
  return (
    <Tooltip label={fullTime(at, zone)}>
      <time className="num" dateTime={new Date(at).toISOString()}>
        {ago(at, now)}
      </time>
    </Tooltip>
  );
}

/** Where precision matters: the whole time. */
export function FullTime({ at }: { at: number }) {
  const zone = useZone();
  const now = useNow();
  return (
    <Tooltip label={ago(at, now)}>
      <time className="num" dateTime={new Date(at).toISOString()}>
        {fullTime(at, zone)}
      </time>
    </Tooltip>
  );
}
