/** Everything known of one call; the same in the reading panel and on a page of its own. */
import { ActionIcon, Button, Skeleton, Tabs, Tooltip } from '@mantine/core';
import { IconArrowsDiagonal, IconFlag, IconPrinter, IconTarget, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { CallDetail, Sentiment } from '../../../shared/domain/call.ts';
import { Copy } from '../../ui/Copy.tsx';
import { callLength, nothing } from '../../ui/format.ts';
import { Awaiting, Failed } from '../../ui/Notices.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { printPage } from '../../ui/print.ts';
import { Ago, FullTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { RecordConnection } from '../../ui/zones.ts';
import { RunsView } from '../chains/RunsView.tsx';
import { MessagesView } from '../webhooks/MessagesView.tsx';
import classes from './calls.module.css';
import { DirectionIcon, moods } from './columns.tsx';
import { Data, ExtractedData, Facts } from './Data.tsx';
import { type Place, placeNumber, type Tab } from './place.ts';
import { useCall, useRawEvent } from './queries.ts';
import { Raw } from './Raw.tsx';
import { Ruler } from './Ruler.tsx';
import { Transcript } from './Transcript.tsx';
import { dispositionWords, endedByWords, spaced } from './words.ts';

interface CallViewProps {
  id: number;
  /** Without a tab: the transcript, or the data where there is none. */
  place: Partial<Place>;
  onGo(place: Place): void;
  /** In the reading panel: closes it. */
  onClose?: () => void;
  /** On a page of its own: the way back. */
  back?: ReactNode;
}

export function CallView(props: CallViewProps) {
  const { call } = useCall(props.id);
  return (
    <RecordConnection value={call.data?.connectionId}>
      <CallArticle {...props} />
    </RecordConnection>
  );
}

function CallArticle({ id, place, onGo, onClose, back }: CallViewProps) {
  const { call, messages, runs } = useCall(id);
  const seq = placeNumber(place.at, 'event') ?? call.data?.events.at(-1)?.seq;
  const event = useRawEvent(place.tab === 'raw' ? seq : undefined);

  if (call.error && !call.data) {
    const elsewhere = (
      <Button component={Link} to="/calls">
        Go to calls
      </Button>
    );
    return <Failed what="this call" error={call.error} retry={() => void call.refetch()} elsewhere={elsewhere} />;
  }
  if (!call.data) {
    return (
      <Awaiting>
        <Ghost />
      </Awaiting>
    );
  }
  const tab = place.tab ?? (call.data.transcript.length > 0 ? 'transcript' : 'data');
  const failedMessages = messages.data?.filter((each) => each.state === 'failed').length ?? 0;
  const failedRuns = runs.data?.filter((each) => each.original.state === 'failed').length ?? 0;

  return (
    <article className={back ? `${classes.view} ${classes.page}` : classes.view} aria-label="Call" data-print>
      <div className={classes.top}>
        {back}
        <Header call={call.data} alone={back !== undefined} onClose={onClose} place={place} />
        <Summary key={id} text={call.data.summary} />
        <Ruler call={call.data} messages={messages.data ?? []} runs={runs.data ?? []} onGo={onGo} />
        <Tabs
          id="call"
          className={classes.tabs}
          value={tab}
          onChange={(value) => value && onGo({ tab: value as Tab })}
          keepMounted={false}
        >
          <Tabs.List>
            <Tabs.Tab value="transcript">Transcript</Tabs.Tab>
            <Tabs.Tab value="data">Data</Tabs.Tab>
            <Tabs.Tab value="webhooks">
              Webhooks
              <Figure value={messages.data?.length} needs={failedMessages > 0} />
            </Tabs.Tab>
            <Tabs.Tab value="chain">
              Chain
              <Figure value={runs.data?.length} needs={failedRuns > 0} />
            </Tabs.Tab>
            <Tabs.Tab value="raw">Raw</Tabs.Tab>
          </Tabs.List>
        </Tabs>
      </div>
      <div
        className={classes.content}
        data-tab={tab}
        role="tabpanel"
        id={`call-panel-${tab}`}
        aria-labelledby={`call-tab-${tab}`}
      >
        {tab === 'transcript' ? (
          <div className={classes.reading}>
            <Transcript key={id} turns={call.data.transcript} at={placeNumber(place.at, 'turn')} />
            {back ? (
              <aside className={classes.aside} aria-label="Data">
                <ExtractedData call={call.data} onGo={onGo} />
                <Facts call={call.data} onGo={onGo} />
              </aside>
            ) : null}
          </div>
        ) : null}
        {tab === 'data' ? <Data call={call.data} onGo={onGo} /> : null}
        {tab === 'webhooks' ? <MessagesView query={messages} at={placeNumber(place.at, 'attempt')} /> : null}
        {tab === 'chain' ? <RunsView query={runs} at={placeNumber(place.at, 'run')} /> : null}
        {tab === 'raw' ? (
          <Raw
            events={call.data.events}
            seq={seq}
            event={event}
            onChoose={(chosen) => onGo({ tab: 'raw', at: `event-${chosen}` })}
          />
        ) : null}
      </div>
    </article>
  );
}

/** An id that says nothing to a reader; it stands among the data. */
const isBareId = (text: string) => /^[0-9a-f-]{16,}$/i.test(text);

function Header(props: { call: CallDetail; alone: boolean; onClose: (() => void) | undefined; place: Partial<Place> }) {
  const { call, alone, place } = props;
  const name = call.customerNumber ?? call.callId;
  return (
    <header>
      <div className={classes.title}>
        <DirectionIcon direction={call.direction} size={18} />
        {alone ? <PageTitle>{name}</PageTitle> : <h2>{name}</h2>}
        <Copy value={name} what="the number" />
        {call.customerName ? <bdi className={`${classes.who} cut`}>{call.customerName}</bdi> : null}
        <span className={classes.tools}>
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
          {props.onClose ? (
            <Tooltip label="Close (Esc)">
              <ActionIcon aria-label="Close the panel" onClick={props.onClose}>
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
          <span>{call.endedBy ? endedByWords[call.endedBy] : call.reason ? spaced(call.reason) : nothing}</span>
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
            <IconFlag size={14} aria-hidden />
            <bdi className="cut" title={call.disposition}>
              {dispositionWords(call.disposition)}
            </bdi>
          </span>
        ) : null}
        {call.sentiment ? <Mood sentiment={call.sentiment} /> : null}
      </div>
    </header>
  );
}

/** The beginning of the summary; all of it on click. */
function Summary({ text }: { text: string | null }) {
  const [whole, setWhole] = useState(false);
  if (!text) return null;
  return (
    <button
      type="button"
      dir="auto"
      className={classes.summary}
      data-cut={!whole || undefined}
      aria-expanded={whole}
      onClick={() => setWhole(!whole)}
    >
      {text}
    </button>
  );
}

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

function Figure({ value, needs }: { value: number | undefined; needs: boolean }) {
  if (!value) return null;
  return (
    <span className={classes.count} data-needs={needs || undefined}>
      {needs ? <IconX size={12} stroke={2.4} role="img" aria-label="with failures" /> : null}
      {value}
    </span>
  );
}

function Ghost() {
  return (
    <div className={classes.view} aria-busy="true">
      <div className={classes.top}>
        <Skeleton height={20} width={220} mt={6} />
        <Skeleton height={12} width={320} mt={10} />
        <Skeleton height={22} width={260} mt={12} radius="xl" />
        <Skeleton height={110} mt={14} mb={14} />
      </div>
      <div className={classes.content}>
        {[70, 50, 64, 40].map((width) => (
          <Skeleton key={width} height={32} width={`${width}%`} mb={12} radius={10} />
        ))}
      </div>
    </div>
  );
}
