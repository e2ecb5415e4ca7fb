/**
 * The screen of a newest-first list: title, filter and segments on top, the table left, the reading panel right. It binds the keys
 * of lists (j k o x Enter Esc .) and holds new rows back while someone reads, stands on a row, or has rows selected.
 */
import { Button, Loader } from '@mantine/core';
import { IconArrowUp, IconFilterOff, IconZoomQuestion } from '@tabler/icons-react';
import type { QueryKey } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { Page } from '../../shared/contract/index.ts';
import { type Columns, DataTable, type RowClick } from './DataTable.tsx';
import { useEngineGone } from './engine-gone.ts';
import { count, plural, total } from './format.ts';
import { useKeys } from './keys.ts';
import classes from './ListScreen.module.css';
import { Awaiting, Empty, Failed } from './Notices.tsx';
import { neighbour } from './neighbour.ts';
import { PageTitle } from './PageTitle.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { Split } from './Split.tsx';
import { ListTime } from './Time.tsx';
import { type LiveList, useLiveList } from './useLiveList.ts';
import { useSelection } from './useSelection.ts';
import { useTitle } from './useTitle.ts';

export interface ListScreenProps<T extends { id: number | string }> {
  title: string;
  /** What one row is called, and many. */
  noun: readonly [one: string, many: string];
  tools: ReactNode;
  /** A second line of the header: views and filters. */
  under?: ReactNode;
  columns: Columns<T>;
  queryKey: QueryKey;
  fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>;
  /** The row in the reading panel. */
  selected: T['id'] | undefined;
  onSelect(id: T['id'] | undefined): void;
  onOpen(id: T['id']): void;
  /** Told of the row under the cursor once it has been there for a moment: it may be opened next. */
  onNear?: ((id: T['id']) => void) | undefined;
  /** The id by which others know a row, for copying; else the mirror's own. */
  copyId?: (row: T) => string;
  /** What can be done with the rows that are selected together; stands in the bar below the list. */
  bulk?: (rows: readonly T[]) => ReactNode;
  /** The reading panel of the selected row; a list whose rows hold everything gives `panelOf` instead. */
  panel?: ReactNode;
  panelOf?: (row: T) => ReactNode;
  /** Shown when there are no rows: without a filter, and why there may be none. */
  empty: ReactNode;
  /** Set when a filter is on; clears it. */
  onClearFilter?: (() => void) | undefined;
}

export function ListScreen<T extends { id: number | string }>(props: ListScreenProps<T>) {
  const { selected, onSelect, onOpen } = props;
  useTitle(props.title);
  const gone = useEngineGone();
  const resetKey = JSON.stringify(props.queryKey);
  const selection = useSelection<T['id']>(resetKey);
  const [reading, setReading] = useState(false);
  const [cursor, setCursor] = useState<T['id'] | undefined>(selected);
  const standing = selected ?? cursor;
  const live = useLiveList<T>({
    queryKey: props.queryKey,
    fetchPage: props.fetchPage,
    hold: reading || standing !== undefined || selection.ids.size > 0,
  });
  const rows = live.list?.rows;
  const selectedRow = selected === undefined ? undefined : rows?.find((row) => row.id === selected);
  const together = rows?.filter((row) => selection.ids.has(row.id)) ?? [];
  const [shownKey, setShownKey] = useState(0);
  // Beginning with a row selected is coming back to it.
  const [focusKey, setFocusKey] = useState(selected === undefined ? 0 : 1);
  const focusRow = () => setFocusKey((key) => key + 1);

  useEffect(() => {
    if (selected !== undefined) setCursor(selected);
  }, [selected]);

  const { onNear } = props;
  useEffect(() => {
    if (!onNear || standing === undefined) return;
    const timer = setTimeout(() => onNear(standing), nearMs);
    return () => clearTimeout(timer);
  }, [onNear, standing]);

  const standingAt = rows?.findIndex((row) => row.id === standing) ?? -1;
  const lastAt = useRef(0);
  if (standingAt >= 0) lastAt.current = standingAt;
  const move = (by: 1 | -1) => {
    if (!rows || rows.length === 0) return;
    const next = rows[neighbour(rows, standing, lastAt.current, by)];
    if (!next) return;
    setCursor(next.id);
    focusRow();
    if (selected !== undefined) onSelect(next.id);
  };
  const toggle = () => {
    const id = standing ?? rows?.[0]?.id;
    if (id === undefined) return;
    setCursor(id);
    focusRow();
    selection.toggle(id);
  };
  const leave = () => {
    if (selected !== undefined) {
      onSelect(undefined);
      focusRow();
    } else if (selection.ids.size > 0) selection.clear();
    else {
      setCursor(undefined);
      letGo();
    }
  };
  const { showNew: letIn } = live;
  const showNew = useCallback(() => {
    setCursor(undefined);
    letGo();
    setShownKey((key) => key + 1);
    letIn();
  }, [letIn]);
  const onClick = (row: T, { range, add }: RowClick) => {
    if (range) selection.extend(row.id, rows ?? [], standing);
    else if (add) selection.toggle(row.id);
    else onSelect(row.id);
    setCursor(row.id);
  };

  useKeys({
    j: () => move(1),
    arrowdown: () => move(1),
    k: () => move(-1),
    arrowup: () => move(-1),
    x: toggle,
    o: () => onSelect(selected === undefined ? (standing ?? rows?.[0]?.id) : undefined),
    enter: () => standing !== undefined && onOpen(standing),
    escape: leave,
    '.': showNew,
  });

  return (
    <div className={classes.screen}>
      <header className={classes.header}>
        <PageTitle arrive={selected === undefined}>{props.title}</PageTitle>
        {props.tools}
        {live.error && live.list ? (
          <span className={classes.stale} role="alert">
            Could not refresh; these were read before.
            <Button onClick={live.retry}>Try again</Button>
          </span>
        ) : null}
        <span className={classes.figures}>
          <span role="status">
            <NewRows live={live} show={showNew} />
          </span>
          <span className={classes.total}>
            {live.list
              ? `${total(live.list.total)} ${live.list.total.count === 1 ? props.noun[0] : props.noun[1]}`
              : ''}
          </span>
        </span>
        {props.under ? <div className={classes.under}>{props.under}</div> : null}
      </header>
      <div className={classes.body}>
        <Split
          label={`Selected ${props.noun[0]}`}
          panel={props.panel ?? (selectedRow && props.panelOf?.(selectedRow))}
          list={
            <div className={classes.list}>
              <DataTable
                label={props.title}
                columns={props.columns}
                rows={rows}
                selected={selected}
                together={selection.ids}
                cursor={standing}
                resetKey={`${resetKey} ${shownKey}`}
                focusKey={focusKey}
                onClick={onClick}
                onOpen={(row) => onOpen(row.id)}
                onStand={(row) => setCursor(row.id)}
                onNearEnd={live.nearEnd}
                onReading={setReading}
                instead={instead(live, props, gone)}
                foot={<Foot live={live} noun={props.noun} />}
              />
              {together.length > 0 ? (
                <SelectionBar
                  ids={together.map((row) => props.copyId?.(row) ?? String(row.id))}
                  noun={props.noun}
                  onClear={selection.clear}
                >
                  {props.bulk?.(together)}
                </SelectionBar>
              ) : null}
            </div>
          }
        />
      </div>
    </div>
  );
}

/** Longer than a row is stood on by whoever holds the key down. */
const nearMs = 60;

/** Takes the focus off, so that it does not drift away with its row. */
function letGo(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function NewRows<T>({ live, show }: { live: LiveList<T>; show: () => void }) {
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

function instead<T extends { id: number | string }>(
  live: LiveList<T>,
  props: ListScreenProps<T>,
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
  return (
    <Empty
      icon={IconFilterOff}
      title={`No ${props.noun[1]} match`}
      action={<Button onClick={props.onClearFilter}>Clear the filter</Button>}
    >
      Take a filter away, or widen the time.
    </Empty>
  );
}

function Foot<T>({ live, noun }: { live: LiveList<T>; noun: readonly [string, string] }) {
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
