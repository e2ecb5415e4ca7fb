/** What was said, as a conversation: the agent left, the customer right, the time in the gutter. */
import { CloseButton, TextInput } from '@mantine/core';
import { IconMessages, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Turn } from '../../../shared/domain/call.ts';
import { Copy } from '../../ui/Copy.tsx';
import { count, offset, plural } from '../../ui/format.ts';
import { Empty } from '../../ui/Notices.tsx';
import { pieces } from './search.ts';
import classes from './Transcript.module.css';

const batch = 200;
const longestTurn = 6000;

export function Transcript({ turns, at }: { turns: readonly Turn[]; at: number | undefined }) {
  const [query, setQuery] = useState('');
  const [shown, setShown] = useState(batch);
  const place = useRef<HTMLOListElement>(null);
  const wanted = query.trim();
  const hits = useMemo(
    () => (wanted === '' ? 0 : turns.reduce((sum, turn) => sum + (pieces(turn.text, wanted).length >> 1), 0)),
    [turns, wanted],
  );
  const visible = turns.slice(0, Math.max(shown, (at ?? 0) + 20));

  useEffect(() => {
    if (at === undefined) return;
    place.current?.querySelector(`[data-turn="${at}"]`)?.scrollIntoView({ block: 'center' });
  }, [at]);

  if (turns.length === 0) {
    return (
      <Empty icon={IconMessages} title="No transcript">
        No event of this call carried words. A transcript that arrives later appears here by itself.
      </Empty>
    );
  }
  return (
    <div className={classes.transcript}>
      <div className={classes.bar}>
        <TextInput
          aria-label="Search the transcript"
          placeholder="Search the transcript"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={query}
          w={220}
          rightSection={query ? <CloseButton size="xs" aria-label="Clear" onClick={() => setQuery('')} /> : null}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <span className="faint small num" role="status">
          {wanted ? plural(hits, 'match', 'matches') : plural(turns.length, 'turn')}
        </span>
        <Copy value={plainText(turns)} what="the transcript" />
      </div>
      <ol ref={place} className={classes.turns} data-timeless={turns.every((turn) => turn.atMs === null) || undefined}>
        {visible.map((turn, index) => (
          <TurnView
            // biome-ignore lint/suspicious/noArrayIndexKey: turns have no id but their place.
            key={index}
            turn={turn}
            index={index}
            follows={turns[index - 1]?.role === turn.role}
            wanted={wanted}
            here={index === at}
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

function TurnView(props: { turn: Turn; index: number; follows: boolean; wanted: string; here: boolean }) {
  const { turn, wanted } = props;
  const [whole, setWhole] = useState(false);
  const text = whole ? turn.text : turn.text.slice(0, longestTurn);
  return (
    <li className={classes.turn} data-role={turn.role} data-turn={props.index} data-here={props.here || undefined}>
      <span className={classes.time}>{turn.atMs === null ? null : offset(turn.atMs)}</span>
      <div className={classes.said}>
        {props.follows ? null : <bdi className={classes.speaker}>{turn.name ?? speakers[turn.role]}</bdi>}
        <p dir="auto" className={classes.text}>
          {marked(text, wanted)}
          {text.length < turn.text.length ? (
            <button type="button" className={classes.more} onClick={() => setWhole(true)}>
              … show all {count(turn.text.length)} characters
            </button>
          ) : null}
        </p>
      </div>
    </li>
  );
}

const speakers = { agent: 'Agent', customer: 'Customer', system: 'System', unknown: 'Speaker not told' } as const;

function marked(text: string, wanted: string): ReactNode {
  if (wanted === '') return text;
  return pieces(text, wanted).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text are told apart by their place alone.
    index % 2 === 1 ? <mark key={index}>{piece}</mark> : piece,
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
