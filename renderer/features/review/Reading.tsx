/** The call that is reviewed, as it is read: how it went in a few lines, its summary, what was drawn out of it, what was said. */
import { Skeleton, Tooltip } from '@mantine/core';
import { IconExternalLink, IconPrinter } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import type { CallDetail } from '../../../shared/domain/call.ts';
import { callLength } from '../../ui/format.ts';
import { Awaiting, Failed } from '../../ui/Notices.tsx';
import { FullTime } from '../../ui/Time.tsx';
import { DirectionIcon, moods } from '../calls/columns.tsx';
import { ExtractedData } from '../calls/Data.tsx';
import type { Place } from '../calls/place.ts';
import { Player } from '../calls/player/Player.tsx';
import { createPlayback, PlaybackContext } from '../calls/player/playback.ts';
import { Transcript } from '../calls/Transcript.tsx';
import { dispositionWords, endingWords } from '../calls/words.ts';
import classes from './review.module.css';

interface ReadingProps {
  call: CallDetail | undefined;
  error: Error | null;
  retry(): void;
  onGo(place: Place): void;
  onPrint(): void;
}

export function Reading({ call, error, retry, onGo, onPrint }: ReadingProps) {
  const pane = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call is another recording.
  const playback = useMemo(createPlayback, [call?.id]);
  // A new call begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the call that says when.
  useEffect(() => {
    pane.current?.scrollTo({ top: 0 });
  }, [call?.id]);

  if (error && !call) return <Failed what="this call" error={error} retry={retry} />;
  if (!call) {
    return (
      <Awaiting>
        <Skeleton height={22} width={240} m={16} />
        <Skeleton height={64} m={16} width="auto" />
        <Skeleton height={220} m={16} width="auto" />
      </Awaiting>
    );
  }
  const Mood = call.sentiment ? moods[call.sentiment] : null;
  return (
    <article className={classes.reading} ref={pane} aria-label="Call" data-print>
      <header className={classes.callHead}>
        <div className={classes.callTitle}>
          <DirectionIcon direction={call.direction} size={18} />
          <h2>{call.customerNumber ?? call.callId}</h2>
          {call.customerName ? <bdi className="cut">{call.customerName}</bdi> : null}
          <span className={classes.callTools} data-no-print>
            <Tooltip label="Print this call">
              <button type="button" className={classes.icon} aria-label="Print this call" onClick={onPrint}>
                <IconPrinter size={16} aria-hidden />
              </button>
            </Tooltip>
            <Tooltip label="Open the call’s page">
              <Link to="/calls/$id" params={{ id: call.id }} className={classes.icon} aria-label="Open the call’s page">
                <IconExternalLink size={16} aria-hidden />
              </Link>
            </Tooltip>
          </span>
        </div>
        <p className={classes.callFacts}>
          {call.agentName ? (
            <span>
              with <bdi>{call.agentName}</bdi>
            </span>
          ) : null}
          <span className="num">{callLength(call.durationMs)}</span>
          <span>
            ended <FullTime at={call.endedAt} />
          </span>
          <span>{endingWords(call)}</span>
        </p>
        <p className={classes.callFacts}>
          {call.success === null ? null : <span>{call.success ? 'goal reached' : 'goal not reached'}</span>}
          {call.disposition && call.disposition !== call.summary ? (
            <bdi className="cut">{dispositionWords(call.disposition)}</bdi>
          ) : null}
          {Mood && call.sentiment ? (
            <span className={classes.mood}>
              <Mood size={14} aria-hidden /> {call.sentiment}
            </span>
          ) : null}
        </p>
      </header>
      {/* Another call begins all of it anew. */}
      <PlaybackContext key={call.id} value={playback}>
        <Player id={call.id} />
        {call.summary ? (
          <section className={classes.summary}>
            <h3>Summary</h3>
            <p dir="auto">{call.summary}</p>
          </section>
        ) : null}
        <ExtractedData call={call} onGo={onGo} />
        <Transcript turns={call.transcript} droppedAt={call.wordsDroppedAt} at={undefined} />
      </PlaybackContext>
    </article>
  );
}
