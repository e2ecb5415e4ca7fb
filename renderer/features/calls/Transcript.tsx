/**
 * What was said, as a conversation: the agent left, the customer right, the time in the gutter. It can be searched from match to match, and
 * follows the recording: the turn that is heard is marked, and the time of a turn plays from there.
 */
import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconMessages, IconSearch } from '@tabler/icons-react';
import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Turn } from '../../../shared/domain/call.ts';
import { Copy } from '../../ui/Copy.tsx';
import { count, offset, plural } from '../../ui/format.ts';
import { useKeys } from '../../ui/keys.ts';
import { Empty } from '../../ui/Notices.tsx';
import { Ago } from '../../ui/Time.tsx';
import { turnHeard } from './player/follow.ts';
import { type Playback, usePlayback, usePlayed } from './player/playback.ts';
import { firstMatch, matchesIn, pieces, stepped, wordsToMark } from './search.ts';
import classes from './Transcript.module.css';

const batch = 200;
const longestTurn = 6000;

interface TranscriptProps {
  turns: readonly Turn[];
  /** When retention dropped what was said, epoch milliseconds UTC. */
  droppedAt: number | null;
  /** The turn to bring into view, from 0. */
  at: number | undefined;
  /** What the call was found by: searched from the beginning where it occurs. */
  words?: string | undefined;
  /** Whether `n` goes from match to match; not where it means something else. */
  stepByKey?: boolean;
}

export function Transcript({ turns, droppedAt, at, words = '', stepByKey = false }: TranscriptProps) {
  const [query, setQuery] = useState(() => (matchesIn(turns, wordsToMark(words, turns)).length > 0 ? words : ''));
  const [shown, setShown] = useState(batch);
  const list = useRef<HTMLOListElement>(null);
  const lastHeard = useRef(-1);
  const playback = usePlayback();
  const canPlay = usePlayed((state) => state.ready);
  const heard = usePlayed((state) => (state.ready && state.atMs > 0 ? turnHeard(turns, state.atMs) : -1));
  const following = usePlayed((state) => state.playing);
  const wanted = useMemo(() => wordsToMark(query, turns), [query, turns]);
  const matches = useMemo(() => matchesIn(turns, wanted), [turns, wanted]);
  const [match, setMatch] = useState(() => firstMatch(matches, at));
  const current = matches[match];
  const visible = turns.slice(0, Math.max(shown, (at ?? 0) + 20, (current?.turn ?? 0) + 20, heard + 20));

  const step = (by: 1 | -1) => setMatch((before) => stepped(before, by, matches.length));
  useKeys(stepByKey && matches.length > 0 ? { n: ({ shiftKey }) => step(shiftKey ? -1 : 1) } : {});

  const turnAt = (turn: number) => list.current?.querySelector(`[data-turn="${turn}"]`);
  const bring = (turn: number, block: ScrollLogicalPosition) => turnAt(turn)?.scrollIntoView({ block });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where one is to go says when to go.
  useEffect(() => {
    if (at !== undefined) bring(at, 'center');
  }, [at]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(() => {
    if (current) bring(current.turn, 'center');
  }, [current]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(() => {
    // Who scrolled away from what is heard reads something else.
    if (following && heard >= 0 && isInView(turnAt(lastHeard.current))) bring(heard, 'nearest');
    lastHeard.current = heard;
  }, [following, heard]);

  if (turns.length === 0) {
    return (
      <Empty icon={IconMessages} title="No transcript">
        {droppedAt === null ? (
          'No event of this call carried words. A transcript that arrives later appears here by itself.'
        ) : (
          <>
            Retention dropped it: <Ago at={droppedAt} />.
          </>
        )}
      </Empty>
    );
  }
  return (
    <div className={classes.transcript}>
      <search className={classes.bar} aria-label="In the transcript">
        <TextInput
          aria-label="Search the transcript"
          placeholder="Search the transcript"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={query}
          w={220}
          rightSection={query ? <CloseButton size="xs" aria-label="Clear" onClick={() => setQuery('')} /> : null}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setMatch(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
            else if (event.key === 'Escape' && query !== '') setQuery('');
            else if (event.key === 'Escape') event.currentTarget.blur();
            else return;
            event.preventDefault();
          }}
        />
        <span className="faint small num" role="status">
          {wanted.length === 0
            ? plural(turns.length, 'turn')
            : matches.length === 0
              ? 'no match'
              : `${count(match + 1)} of ${plural(matches.length, 'match', 'matches')}`}
        </span>
        {matches.length > 1 ? (
          <span className={classes.steps}>
            <Tooltip label="Previous match (Shift Enter)">
              <ActionIcon aria-label="Previous match" onClick={() => step(-1)}>
                <IconChevronUp size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Next match (Enter)">
              <ActionIcon aria-label="Next match" onClick={() => step(1)}>
                <IconChevronDown size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </span>
        ) : null}
        <Copy value={plainText(turns)} what="the transcript" />
      </search>
      <ol ref={list} className={classes.turns} data-timeless={turns.every((turn) => turn.atMs === null) || undefined}>
        {visible.map((turn, index) => (
          <TurnView
            // biome-ignore lint/suspicious/noArrayIndexKey: turns have no id but their place.
            key={index}
            turn={turn}
            index={index}
            follows={turns[index - 1]?.role === turn.role}
            wanted={wanted}
            nth={current?.turn === index ? current.nth : -1}
            here={index === at}
            heard={index === heard}
            playback={canPlay ? playback : null}
          />
        ))}
      </ol>
      {turns.length > visible.length ? (
        <button type="button" className={classes.more} onClick={() => setShown(shown + batch * 5)}>
          Show more of {count(turns.length)} turns
        </button>
      ) : null}
    </div>
  );
}

interface TurnViewProps {
  turn: Turn;
  index: number;
  follows: boolean;
  wanted: readonly string[];
  /** Which of its matches one is at; −1: none of them. */
  nth: number;
  here: boolean;
  heard: boolean;
  playback: Playback | null;
}

const TurnView = memo(function TurnView({ turn, index, follows, wanted, nth, here, heard, playback }: TurnViewProps) {
  const [unfolded, setUnfolded] = useState(false);
  // A match may lie far behind.
  const whole = unfolded || nth >= 0;
  const text = whole ? turn.text : turn.text.slice(0, longestTurn);
  return (
    <li
      className={classes.turn}
      data-role={turn.role}
      data-turn={index}
      data-here={here || undefined}
      data-heard={heard || undefined}
      aria-current={heard || undefined}
    >
      <TurnTime atMs={turn.atMs} playback={playback} />
      <div className={classes.said}>
        {follows ? null : <bdi className={classes.speaker}>{turn.name ?? speakers[turn.role]}</bdi>}
        <p dir="auto" className={classes.text}>
          {marked(text, wanted, nth)}
          {text.length < turn.text.length ? (
            <button type="button" className={classes.more} onClick={() => setUnfolded(true)}>
              … show all {count(turn.text.length)} characters
            </button>
          ) : null}
        </p>
      </div>
    </li>
  );
});

function TurnTime({ atMs, playback }: { atMs: number | null; playback: Playback | null }) {
  if (atMs === null || !playback) return <span className={classes.time}>{atMs === null ? null : offset(atMs)}</span>;
  return (
    <button
      type="button"
      className={classes.time}
      aria-label={`Play from ${offset(atMs)}`}
      onClick={() => {
        playback.seek(atMs);
        if (!playback.state().playing) playback.toggle();
      }}
    >
      {offset(atMs)}
    </button>
  );
}

/** True also of what is not there. */
function isInView(element: Element | null | undefined): boolean {
  const box = element?.getBoundingClientRect();
  return !box || (box.bottom > 0 && box.top < window.innerHeight);
}

const speakers = { agent: 'Agent', customer: 'Customer', system: 'System', unknown: 'Speaker unknown' } as const;

function marked(text: string, wanted: readonly string[], nth: number): ReactNode {
  if (wanted.length === 0) return text;
  return pieces(text, wanted).map((piece, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text are told apart by their place alone.
      <mark key={index} data-current={index >> 1 === nth || undefined}>
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}

function plainText(turns: readonly Turn[]): string {
  return turns
    .map(
      (turn) =>
        `${turn.atMs === null ? '' : `[${offset(turn.atMs)}] `}${turn.name ?? speakers[turn.role]}: ${turn.text}`,
    )
    .join('\n');
}
