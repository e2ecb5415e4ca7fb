/** What a list shows beside its rows: new ones that wait, its end, why there are none, and how far back it was looked. */
import { Button, Loader } from '@mantine/core';
import { IconArrowUp, IconFilterOff, IconZoomQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { count, plural } from './format.ts';
import classes from './ListScreen.module.css';
import { Awaiting, Empty, Failed } from './Notices.tsx';
import { ListTime } from './Time.tsx';
import type { LiveList } from './useLiveList.ts';

interface Faces {
  noun: readonly [one: string, many: string];
  empty: ReactNode;
  onClearFilter?: (() => void) | undefined;
  noMatch?: ReactNode;
}

export function NewRows<T>({ live, show }: { live: LiveList<T>; show: () => void }) {
  const waiting = live.list?.waiting;
  if (!waiting || waiting.count === 0) return null;
  return (
    <button type="button" className={classes.pill} onClick={show}>
      <IconArrowUp size={14} aria-hidden />
      <span className="num">
        {count(waiting.count)}
        {waiting.more ? '+' : ''} new
      </span>
      <kbd aria-hidden>.</kbd>
    </button>
  );
}

/** In place of rows, where there are none: `null` while there are some, or the first are on their way. */
export function insteadOfRows<T extends { id: number | string }>(
  live: LiveList<T>,
  props: Faces,
  gone: boolean,
): ReactNode {
  if (live.error && !live.list) return <Failed what={props.noun[1]} error={live.error} retry={live.retry} />;
  if (!live.list) return gone ? <Awaiting>{null}</Awaiting> : null;
  if (live.list.rows.length > 0 || live.list.waiting.count > 0) return null;
  if (live.list.next !== undefined) {
    return (
      <Empty
        icon={IconZoomQuestion}
        title={live.looking ? 'Looking…' : 'Nothing found yet'}
        action={<Looked live={live} />}
      >
        So far none of the newest {props.noun[1]} match.
      </Empty>
    );
  }
  if (!props.onClearFilter) return props.empty;
  if (props.noMatch) return props.noMatch;
  return (
    <Empty
      icon={IconFilterOff}
      title={`No ${props.noun[1]} match`}
      action={<Button onClick={props.onClearFilter}>Clear the filter</Button>}
    >
      Remove a filter, or widen the time range.
    </Empty>
  );
}

/** Below the last row: the end, more to come, or how far it was looked. */
export function ListFoot<T>({ live, noun }: { live: LiveList<T>; noun: readonly [string, string] }) {
  if (live.moreError) {
    return (
      <span role="alert">
        Could not load more. <Button onClick={live.loadMore}>Try again</Button>
      </span>
    );
  }
  if (live.list?.next !== undefined && live.list.searchedTo !== undefined && (live.looking || !live.loadingMore))
    return <Looked live={live} />;
  if (live.list?.next !== undefined) {
    if (!live.loadingMore) return <span>More below</span>;
    return (
      <>
        <Loader size={12} /> Loading more
      </>
    );
  }
  return <span>End of the list: {live.list ? plural(live.list.rows.length, noun[0], noun[1]) : ''}</span>;
}

/** How far back it was looked, and the way to stop or go on. */
function Looked<T>({ live }: { live: LiveList<T> }) {
  const to = live.list?.searchedTo;
  return (
    <span className={classes.looked} role="status">
      {live.looking ? <Loader size={12} /> : null}
      {to === undefined ? null : (
        <>
          Looked back to <ListTime at={to} />
        </>
      )}
      <Button
        onClick={() => {
          live.setLooking(!live.looking);
          if (!live.looking) live.loadMore();
        }}
      >
        {live.looking ? 'Stop' : 'Look further back'}
      </Button>
    </span>
  );
}
