/** The columns of the calls list. */
import { Tooltip } from '@mantine/core';
import { IconMoodEmpty, IconMoodSad, IconMoodSmile, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import type { CallRow } from '../../../shared/domain/call.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { callLength, nothing } from '../../ui/format.ts';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import classes from './calls.module.css';
import { dispositionWords, endedByWords, spaced } from './words.ts';

export const callColumns = columnsOf<CallRow>([
  {
    id: 'ended',
    header: 'Ended',
    width: 104,
    cell: (call) => <ListTime at={call.endedAt} assumed={call.endedAtAssumed} />,
  },
  { id: 'customer', header: 'Customer', width: 176, grow: 3, cell: (call) => <Customer call={call} /> },
  { id: 'agent', header: 'Agent', width: 110, grow: 1, from: 830, cell: (call) => <Plain text={call.agentName} /> },
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
]);

export function DirectionIcon({ direction, size = 15 }: { direction: CallRow['direction']; size?: number }) {
  const Icon = direction === 'inbound' ? IconPhoneIncoming : IconPhoneOutgoing;
  if (!direction) return null;
  return (
    <Tooltip label={direction === 'inbound' ? 'Inbound' : 'Outbound'}>
      <Icon size={size} stroke={1.7} className={classes.direction} aria-label={direction} role="img" />
    </Tooltip>
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
