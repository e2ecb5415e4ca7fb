/** The columns of the calls list. */
import {
  IconFlag,
  IconMoodEmpty,
  IconMoodSad,
  IconMoodSmile,
  IconPhoneIncoming,
  IconPhoneOutgoing,
} from '@tabler/icons-react';
import { createContext, useContext } from 'react';
import type { CallRow, ReviewMark } from '../../../shared/domain/call.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { callLength, nothing } from '../../ui/format.ts';
import { HoverTip } from '../../ui/HoverTip.tsx';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import classes from './calls.module.css';
import list from './list.module.css';
import { dispositionWords, endedByWords, spaced } from './words.ts';

/** All that a row knows. Those without `optional` are there by themselves, as far as there is room. */
export const callColumns = columnsOf<CallRow>([
  {
    id: 'ended',
    header: 'Ended',
    width: 104,
    cell: (call) => <ListTime at={call.endedAt} assumed={call.endedAtAssumed} />,
  },
  { id: 'customer', header: 'Customer', width: 176, grow: 3, cell: (call) => <Customer call={call} /> },
  { id: 'agent', header: 'Agent', width: 110, grow: 1, from: 830, cell: (call) => <Agent call={call} /> },
  {
    id: 'length',
    header: 'Length',
    width: 88,
    align: 'end',
    from: 640,
    cell: (call) => <span className="num">{callLength(call.durationMs)}</span>,
  },
  { id: 'reason', header: 'How it ended', width: 140, grow: 2, from: 1020, cell: (call) => <Reason call={call} /> },
  { id: 'outcome', header: 'Outcome', width: 140, grow: 2, from: 930, cell: (call) => <Outcome call={call} /> },
  {
    id: 'webhooks',
    header: 'Webhooks',
    width: 116,
    from: 420,
    cell: (call) => <State state={call.webhooks} of="webhooks" quiet />,
  },
  {
    id: 'chains',
    header: 'Chain',
    width: 116,
    from: 540,
    cell: (call) => <State state={call.chains} of="chain" quiet />,
  },
  {
    id: 'summary',
    header: 'Summary',
    width: 260,
    grow: 4,
    optional: true,
    cell: (call) => <Plain text={call.summary} />,
  },
  {
    id: 'campaign',
    header: 'Campaign',
    width: 130,
    grow: 1,
    optional: true,
    cell: (call) => <Plain text={call.campaign} />,
  },
  {
    id: 'number',
    header: 'Number',
    width: 136,
    optional: true,
    cell: (call) => <Mono text={call.customerNumber} />,
  },
  { id: 'name', header: 'Name', width: 120, optional: true, cell: (call) => <Plain text={call.customerName} /> },
  { id: 'direction', header: 'Direction', width: 92, optional: true, cell: (call) => <Plain text={call.direction} /> },
  {
    id: 'endedBy',
    header: 'Hung up by',
    width: 96,
    optional: true,
    cell: (call) => <Plain text={call.endedBy} />,
  },
  {
    id: 'success',
    header: 'Goal',
    width: 96,
    optional: true,
    cell: (call) => <Plain text={call.success === null ? null : call.success ? 'reached' : 'not reached'} />,
  },
  {
    id: 'sentiment',
    header: 'Sentiment',
    width: 96,
    optional: true,
    cell: (call) => <Plain text={call.sentiment} />,
  },
  { id: 'review', header: 'Review', width: 110, optional: true, cell: (call) => <Reviewed mark={call.review} /> },
  {
    id: 'score',
    header: 'Score',
    width: 64,
    align: 'end',
    optional: true,
    cell: ({ review }) => <span className="num">{review.score === null ? nothing : `${review.score} of 5`}</span>,
  },
  { id: 'callId', header: 'Call id', width: 200, optional: true, cell: (call) => <Mono text={call.callId} /> },
  { id: 'platform', header: 'Platform', width: 90, optional: true, cell: (call) => <Plain text={call.dialect} /> },
  {
    id: 'connection',
    header: 'Connection',
    width: 130,
    optional: true,
    cell: (call) => <ConnectionName id={call.connectionId} />,
  },
]);

export function DirectionIcon({ direction, size = 15 }: { direction: CallRow['direction']; size?: number }) {
  const Icon = direction === 'inbound' ? IconPhoneIncoming : IconPhoneOutgoing;
  if (!direction) return null;
  return (
    <HoverTip label={() => (direction === 'inbound' ? 'Inbound' : 'Outbound')}>
      <Icon size={size} stroke={1.7} className={classes.direction} aria-label={direction} role="img" />
    </HoverTip>
  );
}

function Customer({ call }: { call: CallRow }) {
  return (
    <span className={classes.customer}>
      <DirectionIcon direction={call.direction} />
      <span className="mono">{call.customerNumber ?? nothing}</span>
      {call.customerName ? (
        <bdi className="cut dim" title={call.customerName}>
          {call.customerName}
        </bdi>
      ) : null}
    </span>
  );
}

function Agent({ call: { agentName, agentId } }: { call: CallRow }) {
  if (agentName !== null || agentId === null) return <Plain text={agentName} />;
  return (
    <span className="mono dim" title={`No name given; id ${agentId}`}>
      {agentId}
    </span>
  );
}

function Mono({ text }: { text: string | null }) {
  return (
    <span className="mono" title={text ?? undefined}>
      {text ?? nothing}
    </span>
  );
}

function Reviewed({ mark }: { mark: ReviewMark }) {
  if (!mark.reviewed && !mark.flagged) return <span className="faint">{nothing}</span>;
  return (
    <span className={classes.customer}>
      {mark.flagged ? <IconFlag size={14} className={list.flag} role="img" aria-label="flagged" /> : null}
      {mark.reviewed ? 'reviewed' : 'flagged'}
    </span>
  );
}

/** The names of connections by their ids. */
export const ConnectionNames = createContext<ReadonlyMap<string, string>>(new Map());

function ConnectionName({ id }: { id: string }) {
  return <Plain text={useContext(ConnectionNames).get(id) ?? id} />;
}

function Plain({ text }: { text: string | null }) {
  if (text === null) return <span className="faint">{nothing}</span>;
  return <bdi title={text}>{text}</bdi>;
}

function Reason({ call }: { call: CallRow }) {
  const text = call.reason ? spaced(call.reason) : call.endedBy ? endedByWords[call.endedBy] : null;
  return (
    <span className="dim" title={text ?? undefined}>
      {text ?? nothing}
    </span>
  );
}

export const moods = { positive: IconMoodSmile, neutral: IconMoodEmpty, negative: IconMoodSad } as const;

function Outcome({ call }: { call: CallRow }) {
  const Mood = call.sentiment ? moods[call.sentiment] : null;
  const text = call.disposition
    ? dispositionWords(call.disposition)
    : call.success === null
      ? null
      : call.success
        ? 'goal reached'
        : 'goal not reached';
  return (
    <span className={classes.customer}>
      {Mood ? (
        <Mood size={15} stroke={1.7} className={classes.direction} role="img" aria-label={`${call.sentiment} mood`} />
      ) : null}
      <bdi className="cut" title={text ?? undefined}>
        {text ?? <span className="faint">{nothing}</span>}
      </bdi>
    </span>
  );
}
