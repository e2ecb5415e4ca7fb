/**
 * Working through a queue by keyboard: the queue left, the call in the middle, the score card right. What is reviewed stays in its place
 * until the queue is begun anew, so that one can go back to it.
 */
import { Button } from '@mantine/core';
import { IconChartBar, IconChecks, IconListCheck, IconRefresh } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { CallRow } from '../../../shared/domain/call.ts';
import type { QueueStanding } from '../../../shared/domain/review.ts';
import { count } from '../../ui/format.ts';
import { Key } from '../../ui/Key.tsx';
import { useKeys } from '../../ui/keys.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import list from '../../ui/ListScreen.module.css';
import { Empty, Failed } from '../../ui/Notices.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { printPage } from '../../ui/print.ts';
import { useTitle } from '../../ui/useTitle.ts';
import { Notes, type NotesHandle } from '../notes/Notes.tsx';
import { CardEditor } from './CardEditor.tsx';
import { Progress } from './Progress.tsx';
import { QueueEditor } from './QueueEditor.tsx';
import { QueueList } from './QueueList.tsx';
import { QueuePicker } from './QueuePicker.tsx';
import { useCallToRead, useFetchAhead, useQueueCalls, useQueues, useReview } from './queries.ts';
import { Reading } from './Reading.tsx';
import classes from './review.module.css';
import { reviewRoute } from './route.tsx';
import { goToCard, Scores } from './Scores.tsx';
import type { ReviewSearch } from './search.ts';
import { useDoings } from './useDoings.ts';
import { beside, nextWaiting, soonRead, waits } from './walk.ts';

/** So many pages without a call are asked for by themselves; looking on is then asked for. */
const lookAhead = 10;
/** The recordings of so many calls are fetched ahead. */
const soundsAhead = 5;
/** So many rows before the end, more are asked for. */
const nearEnd = 10;

export function Review() {
  return <ReviewScreen search={reviewRoute.useSearch()} />;
}

function ReviewScreen({ search }: { search: ReviewSearch }) {
  const navigate = useNavigate({ from: '/review' });
  useTitle('Review');
  const queues = useQueues();
  const queue = queues.data?.queues.find((each) => each.id === search.queue) ?? queues.data?.queues[0];
  const calls = useQueueCalls(queue?.id);
  const rows = calls.data?.pages.flatMap((page) => page.rows);
  const kind = queue?.waits ?? 'not reviewed';
  const selected = search.id ?? rows?.find((row) => waits(row, kind))?.id;
  const read = useCallToRead(selected);
  const review = useReview(selected);
  useFetchAhead(soonRead(rows ?? [], kind, selected, soundsAhead));
  const doings = useDoings(queue?.id);
  const notes = useRef<NotesHandle>(null);

  const put = (change: Partial<ReviewSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const select = (row: CallRow | undefined) => put({ id: row?.id });
  const at = rows?.findIndex((row) => row.id === selected) ?? -1;

  const { hasNextPage, isFetching, fetchNextPage } = calls;
  const pages = calls.data?.pages.length ?? 0;
  const few = rows !== undefined && rows.length - Math.max(0, at) < nearEnd;
  const fruitful = rows !== undefined && rows.length >= (pages - lookAhead) * 5;
  useEffect(() => {
    if (few && fruitful && hasNextPage && !isFetching) void fetchNextPage();
  }, [few, fruitful, hasNextPage, isFetching, fetchNextPage]);

  const [anew, setAnew] = useState(false);
  const refresh = async () => {
    setAnew(true);
    put({ id: undefined });
    await calls.refetch();
    setAnew(false);
  };

  const name = read.data?.customerNumber ?? read.data?.callId ?? 'the call';
  const isReviewed = review.data?.id === selected && review.data?.reviewedAt !== null && review.data !== undefined;
  const isFlagged = review.data?.id === selected && review.data?.flaggedAt !== null && review.data !== undefined;
  const act = {
    reviewed: async () => {
      if (selected === undefined || !review.data) return;
      const to = nextWaiting(rows ?? [], kind, selected);
      const words = isReviewed ? `${name} is not reviewed` : `Reviewed ${name}`;
      const done = await doings.change(selected, { reviewed: !isReviewed }, words);
      if (done && !isReviewed) select(to);
      else if (done) put({ id: selected });
    },
    flag: async () => {
      if (selected === undefined || !review.data) return;
      put({ id: selected });
      await doings.change(
        selected,
        { flagged: !isFlagged },
        isFlagged ? `Took the flag off ${name}` : `Flagged ${name}`,
      );
    },
    score: async (score: number | null) => {
      if (selected === undefined) return;
      const words = score === null ? `Took back the score of ${name}` : `Scored ${name} ${score} of 5`;
      await doings.change(selected, { score }, words);
    },
    note: () => notes.current?.write(),
    undo: async () => {
      const id = await doings.undo();
      if (id !== null) put({ id });
    },
    beside: (by: 1 | -1) => {
      const row = beside(rows ?? [], selected, by);
      if (row) select(row);
    },
  };
  const digits = Object.fromEntries([1, 2, 3, 4, 5].map((point) => [String(point), () => void act.score(point)]));
  useKeys({
    j: () => act.beside(1),
    arrowdown: () => act.beside(1),
    k: () => act.beside(-1),
    arrowup: () => act.beside(-1),
    r: () => void act.reviewed(),
    f: () => void act.flag(),
    n: act.note,
    u: () => void act.undo(),
    c: goToCard,
    '.': () => void refresh(),
    ...digits,
  });

  return (
    <div className={list.screen}>
      <header className={list.header}>
        <PageTitle>Review</PageTitle>
        <QueuePicker
          queues={queues.data?.queues}
          value={queue?.id}
          onChange={(id) => put({ queue: id, id: undefined })}
          onEdit={(edit) => put({ edit })}
        />
        {queue ? <Progress queue={queue} /> : null}
        <span className={classes.said} role="status" aria-label="Done last" data-bad={doings.said?.bad || undefined}>
          {doings.said?.words}
        </span>
        <span className={list.figures}>
          <Button
            variant="subtle"
            leftSection={<IconListCheck size={14} aria-hidden />}
            onClick={() => put({ edit: 'card' })}
          >
            Score card
          </Button>
          <LinkButton to="/review/report" variant="subtle" leftSection={<IconChartBar size={14} aria-hidden />}>
            Report
          </LinkButton>
        </span>
      </header>
      {queues.error && !queues.data ? (
        <Failed what="the queues" error={queues.error} retry={() => void queues.refetch()} />
      ) : calls.error && !rows ? (
        <Failed what="this queue" error={calls.error} retry={() => void calls.refetch()} />
      ) : rows !== undefined && selected === undefined && !(hasNextPage && fruitful) ? (
        <Nothing
          queue={queue}
          reviewed={rows.length}
          more={hasNextPage}
          busy={anew || isFetching}
          onMore={() => void fetchNextPage()}
          onAnew={() => void refresh()}
        />
      ) : (
        <div className={classes.panes}>
          <div className={classes.side}>
            <QueueList
              rows={rows}
              selected={selected}
              onSelect={(id) => put({ id })}
              onMore={hasNextPage ? () => void fetchNextPage() : undefined}
              loadingMore={isFetching}
            />
            <div className={classes.steps}>
              <Button variant="subtle" rightSection={<Key of="k" />} onClick={() => act.beside(-1)}>
                Back
              </Button>
              <span className="num faint">
                {rows && at >= 0 ? `${count(at + 1)} / ${count(rows.length)}${hasNextPage ? '+' : ''}` : ''}
              </span>
              <Button variant="subtle" rightSection={<Key of="j" />} onClick={() => act.beside(1)}>
                Next
              </Button>
            </div>
          </div>
          <Reading
            call={read.data}
            error={read.error}
            retry={() => void read.refetch()}
            onGo={(place) =>
              selected === undefined
                ? undefined
                : void navigate({ to: '/calls/$id', params: { id: selected }, search: place })
            }
            onPrint={printPage}
          />
          <Scores
            review={review.data}
            error={review.error}
            retry={() => void review.refetch()}
            canUndo={doings.canUndo}
            onScore={(score) => void act.score(score)}
            onAnswer={(item, score) =>
              selected === undefined
                ? undefined
                : void doings.change(
                    selected,
                    { card: { [item.id]: score } },
                    score === null ? `Took back “${item.name}”` : `“${item.name}”: ${score} of 5`,
                  )
            }
            onReviewed={() => void act.reviewed()}
            onFlag={() => void act.flag()}
            onNote={act.note}
            onUndo={() => void act.undo()}
            notes={
              selected === undefined ? null : (
                <Notes
                  key={selected}
                  ref={notes}
                  id={selected}
                  heading={
                    <>
                      Notes <Key of="n" />
                    </>
                  }
                  onDone={(what, undo) => doings.noted(selected, `${name}: ${what.toLowerCase()}`, undo)}
                />
              )
            }
          />
        </div>
      )}
      <QueueEditor
        key={`queue ${search.edit}`}
        edited={search.edit === 'new' ? 'new' : queues.data?.queues.find((each) => each.id === search.edit)}
        onClose={(saved) =>
          put({ edit: undefined, ...(saved === undefined ? {} : { queue: saved ?? undefined, id: undefined }) })
        }
      />
      <CardEditor opened={search.edit === 'card'} onClose={() => put({ edit: undefined })} />
    </div>
  );
}

/** Where no call of the queue waits any more. */
function Nothing(props: {
  queue: QueueStanding | undefined;
  reviewed: number;
  more: boolean;
  busy: boolean;
  onMore(): void;
  onAnew(): void;
}) {
  const { queue, more } = props;
  const title = more
    ? 'Nothing found so far'
    : queue?.waits === 'flagged'
      ? 'Nothing is flagged'
      : queue && queue.today > 0
        ? 'All reviewed today'
        : 'Nothing is waiting in this queue';
  return (
    <Empty
      icon={IconChecks}
      title={title}
      action={
        <Button
          loading={props.busy}
          leftSection={<IconRefresh size={14} aria-hidden />}
          rightSection={more ? undefined : <Key of="." />}
          onClick={more ? props.onMore : props.onAnew}
        >
          {more ? 'Look further back' : 'Look again'}
        </Button>
      }
    >
      {more
        ? 'The newest calls hold none for this queue; older ones were not looked at yet.'
        : queue && queue.today > 0
          ? `${count(queue.today)} reviewed out of this queue today. Calls that come in appear here when you look again.`
          : 'Calls that belong to it appear here as they end. Another queue may have some.'}
    </Empty>
  );
}
