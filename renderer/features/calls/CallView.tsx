/** Everything known of one call; the same in the reading panel and on a page of its own. */
import { Button, Tabs } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { Awaiting, Failed } from '../../ui/Notices.tsx';
import { RecordConnection } from '../../ui/zones.ts';
import { RunsView } from '../chains/RunsView.tsx';
import { Notes, useNotes } from '../notes/Notes.tsx';
import { MessagesView } from '../webhooks/MessagesView.tsx';
import { CallGhost } from './CallGhost.tsx';
import { CallHead } from './CallHead.tsx';
import classes from './calls.module.css';
import { Data, ExtractedData, Facts } from './Data.tsx';
import { History, useRelated } from './History.tsx';
import { type Place, placeNumber, type Tab } from './place.ts';
import { Player } from './player/Player.tsx';
import { createPlayback, PlaybackContext } from './player/playback.ts';
import { useCall, useRawEvent } from './queries.ts';
import { Raw } from './Raw.tsx';
import { Ruler } from './Ruler.tsx';
import { Transcript } from './Transcript.tsx';

interface CallViewProps {
  id: number;
  /** Without a tab: the transcript, or the data where there is none. */
  place: Partial<Place>;
  onGo(place: Place): void;
  /** What the list was searched by when the call was found in it. */
  words?: string | undefined;
  /** In the reading panel: closes it. */
  onClose?: () => void;
  /** On a page of its own: the way back. */
  back?: ReactNode;
}

export function CallView(props: CallViewProps) {
  const { id } = props;
  const { call } = useCall(id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call is another recording.
  const playback = useMemo(createPlayback, [id]);
  return (
    <RecordConnection value={call.data?.connectionId}>
      <PlaybackContext value={playback}>
        <CallArticle {...props} />
      </PlaybackContext>
    </RecordConnection>
  );
}

function CallArticle({ id, place, onGo, words, onClose, back }: CallViewProps) {
  const { call, messages, runs } = useCall(id);
  const seq = placeNumber(place.at, 'event') ?? call.data?.events.at(-1)?.seq;
  const notes = useNotes(id);
  const related = useRelated(id, call.data !== undefined && call.data.customerNumber !== null);
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
        <CallGhost />
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
        <CallHead call={call.data} alone={back !== undefined} onClose={onClose} place={place} />
        <Summary key={id} text={call.data.summary} />
        <Player key={`sound ${id}`} id={id} />
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
            <Tabs.Tab value="notes">
              Notes
              <Figure value={notes.data?.length} />
            </Tabs.Tab>
            <Tabs.Tab value="history">
              History
              <Figure value={related.data?.pages[0]?.total.count} />
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
            <Transcript
              droppedAt={call.data.wordsDroppedAt}
              key={`${id} ${words}`}
              turns={call.data.transcript}
              at={placeNumber(place.at, 'turn')}
              words={words}
              stepByKey
            />
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
        {tab === 'notes' ? <Notes key={id} id={id} /> : null}
        {tab === 'history' ? <History call={call.data} /> : null}
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

function Figure({ value, needs = false }: { value: number | undefined; needs?: boolean }) {
  if (!value) return null;
  return (
    <span className={classes.count} data-needs={needs || undefined}>
      {needs ? <IconX size={12} stroke={2.4} role="img" aria-label="with failures" /> : null}
      {value}
    </span>
  );
}
