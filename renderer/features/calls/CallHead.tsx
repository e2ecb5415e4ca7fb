/** The head of a call's page: who, with whom, when, how long, how it ended, how it stands, and what can be done with all of it. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconPrinter, IconTag, IconTarget, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { CallDetail, Sentiment } from '../../../shared/domain/call.ts';
import { Copy } from '../../ui/Copy.tsx';
import { callLength } from '../../ui/format.ts';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { printPage } from '../../ui/print.ts';
import { Ago, FullTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import classes from './calls.module.css';
import { DirectionIcon, moods } from './columns.tsx';
import { Evidence } from './Evidence.tsx';
import { Masking } from './Masking.tsx';
import { Permalink } from './Permalink.tsx';
import type { Place } from './place.ts';
import { ReviewMarks } from './ReviewMarks.tsx';
import { dispositionWords, endingWords } from './words.ts';

interface CallHeadProps {
  call: CallDetail;
  alone: boolean;
  onClose: (() => void) | undefined;
  place: Partial<Place>;
}

export function CallHead({ call, alone, onClose, place }: CallHeadProps) {
  const name = call.customerNumber ?? call.callId;
  return (
    <header>
      <div className={classes.title}>
        <DirectionIcon direction={call.direction} size={18} />
        {alone ? <PageTitle>{name}</PageTitle> : <h2>{name}</h2>}
        <Copy value={name} what="the number" />
        {call.customerName ? <bdi className={`${classes.who} cut`}>{call.customerName}</bdi> : null}
        <Masking call={call} />
        <span className={classes.tools} data-no-print>
          <Permalink call={call} />
          <Evidence call={call} />
          <Tooltip label="Print what is shown of this call">
            <ActionIcon aria-label="Print this call" onClick={printPage}>
              <IconPrinter size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          {alone ? null : (
            <Tooltip label="Open on a page of its own (Enter)">
              <ActionIcon
                aria-label="Open on a page of its own"
                renderRoot={(root) => <Link {...root} to="/calls/$id" params={{ id: call.id }} search={place} />}
              >
                <IconArrowsDiagonal size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          {onClose ? (
            <Tooltip label="Close (Esc)">
              <ActionIcon aria-label="Close the panel" onClick={onClose}>
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ) : null}
        </span>
      </div>
      <p className={classes.facts}>
        {call.agentName ? (
          <span>
            with <bdi>{call.agentName}</bdi>
          </span>
        ) : null}
        {call.campaign && !isBareId(call.campaign) ? (
          <span>
            in <bdi>{call.campaign}</bdi>
          </span>
        ) : null}
        <span className="num">{callLength(call.durationMs)}</span>
        <span>
          ended {call.endedAtAssumed ? 'about ' : ''}
          {alone ? <FullTime at={call.endedAt} /> : <Ago at={call.endedAt} />}
        </span>
        <Tooltip label={call.reason ? `The platform’s word: ${call.reason}` : 'The platform gave no reason'}>
          <span>{endingWords(call)}</span>
        </Tooltip>
      </p>
      <div className={classes.chips}>
        {call.webhooks === 'none' ? null : <State chip state={call.webhooks} of="webhooks" />}
        {call.chains === 'none' ? null : <State chip state={call.chains} of="chain" />}
        {call.success === null ? null : (
          <span className={classes.tag}>
            <IconTarget size={14} aria-hidden />
            {call.success ? 'goal reached' : 'goal not reached'}
          </span>
        )}
        {call.disposition && call.disposition !== call.summary ? (
          <span className={classes.tag}>
            <IconTag size={14} aria-hidden />
            <bdi className="cut" title={call.disposition}>
              {dispositionWords(call.disposition)}
            </bdi>
          </span>
        ) : null}
        {call.sentiment ? <Mood sentiment={call.sentiment} /> : null}
        <ReviewMarks call={call} />
      </div>
    </header>
  );
}

/** An id that says nothing to a reader; it stands among the data. */
const isBareId = (text: string) => /^[0-9a-f-]{16,}$/i.test(text);

function Mood({ sentiment }: { sentiment: Sentiment }) {
  const Icon = moods[sentiment];
  return (
    <Tooltip label="The mood of the call, as the platform judged it">
      <span className={classes.tag}>
        <Icon size={14} aria-hidden />
        {sentiment}
      </span>
    </Tooltip>
  );
}
