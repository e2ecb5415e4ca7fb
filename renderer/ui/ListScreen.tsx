/**
 * The screen of a newest-first list: title, filter and segments on top, the table left, the reading panel right. It binds the keys
 * of lists (j k o x Home End Enter Esc .) and holds new rows back while someone reads, stands on a row, or has rows selected.
 */
import { Button } from '@mantine/core';
import type { QueryKey } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Page } from '../../shared/contract/index.ts';
import { type Arrangement, type Columns, DataTable, type RowClick } from './DataTable.tsx';
import { useEngineGone } from './engine-gone.ts';
import { total } from './format.ts';
import { useKeys } from './keys.ts';
import { insteadOfRows, ListFoot, NewRows } from './ListFaces.tsx';
import classes from './ListScreen.module.css';
import type { Listed } from './merge.ts';
import { neighbour } from './neighbour.ts';
import { PageTitle } from './PageTitle.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { Split } from './Split.tsx';
import { useLiveList } from './useLiveList.ts';
import { useSelection } from './useSelection.ts';
import { useTitle } from './useTitle.ts';

export interface ListScreenProps<T extends { id: number | string }> {
  title: string;
  /** What one row is called, and many. */
  noun: readonly [one: string, many: string];
  tools: ReactNode;
  /** A second line of the header: views and filters. */
  under?: ReactNode;
  /** Left of the table. */
  side?: ReactNode;
  columns: Columns<T>;
  arrangement?: Arrangement | undefined;
  /** A second line of every row, as soon as one of them has one; made once, outside of components. */
  below?: { has(row: T): boolean; show(row: T): ReactNode };
  queryKey: QueryKey;
  fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>;
  /** The row in the reading panel. */
  selected: T['id'] | undefined;
  /** The row comes with its id where it is at hand. */
  onSelect(id: T['id'] | undefined, row?: T): void;
  onOpen(id: T['id'], row?: T): void;
  /** Told of the row under the cursor once it has been there for a moment: it may be opened next. */
  onNear?: ((id: T['id']) => void) | undefined;
  /** The id by which others know a row, for copying; else the mirror's own. */
  copyId?: (row: T) => string;
  /** What can be done with the rows that are selected together; stands in the bar below the list. */
  bulk?: (rows: readonly T[], all: Page<T>['total'] | null) => ReactNode;
  /** Everything the filter finds can be selected; `bulk` is told by `all` how many that are, and gets the rows that happen to be loaded. */
  bulkAll?: boolean;
  /** The reading panel of the selected row; a list whose rows hold everything gives `panelOf` instead. */
  panel?: ReactNode;
  panelOf?: (row: T) => ReactNode;
  /** Shown when there are no rows: without a filter, and why there may be none. */
  empty: ReactNode;
  /** Set when a filter is on; clears it. */
  onClearFilter?: (() => void) | undefined;
  /** Instead of the usual words where a filter finds nothing. */
  noMatch?: ReactNode;
}

export function ListScreen<T extends { id: number | string }>(props: ListScreenProps<T>) {
  const { selected, onSelect, onOpen, below } = props;
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
    hold: reading || standing !== undefined || selection.ids.size > 0 || selection.all,
  });
  const rows = live.list?.rows;
  const selectedRow = selected === undefined ? undefined : rows?.find((row) => row.id === selected);
  const together = rows?.filter((row) => selection.all || selection.ids.has(row.id)) ?? [];
  // The table starts over when other rows come, not when they are asked for.
  const listed = useRef(resetKey);
  if (!live.stale) listed.current = resetKey;
  // Where the list ends, all of it is known.
  const found = live.list && live.list.next === undefined ? allOf(live.list) : live.list?.total;
  const isTall = useMemo(() => below !== undefined && rows?.some(below.has), [below, rows]);
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
  const stand = (next: T | undefined) => {
    if (!next) return;
    setCursor(next.id);
    focusRow();
    if (selected !== undefined) onSelect(next.id, next);
  };
  const move = (by: number, range = false) => {
    if (!rows || rows.length === 0) return;
    const next = rows[neighbour(rows, standing, lastAt.current, by)];
    if (range && next) selection.extend(next.id, rows, standing);
    stand(next);
  };
  const toggle = () => {
    const id = standing ?? rows?.[0]?.id;
    if (id === undefined) return;
    setCursor(id);
    focusRow();
    selection.toggle(id, rows ?? []);
  };
  const leave = () => {
    if (selected !== undefined) {
      onSelect(undefined);
      focusRow();
    } else if (selection.ids.size > 0 || selection.all) selection.clear();
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
    else if (add) selection.toggle(row.id, rows ?? []);
    else onSelect(row.id, row);
    setCursor(row.id);
  };

  useKeys({
    j: ({ shiftKey }) => move(1, shiftKey),
    arrowdown: ({ shiftKey }) => move(1, shiftKey),
    k: ({ shiftKey }) => move(-1, shiftKey),
    arrowup: ({ shiftKey }) => move(-1, shiftKey),
    pagedown: () => move(pageRows),
    pageup: () => move(-pageRows),
    home: () => stand(rows?.[0]),
    end: () => stand(rows?.at(-1)),
    x: ({ shiftKey }) => (shiftKey && props.bulkAll ? selection.takeAll() : toggle()),
    o: () => {
      const row = rows?.find(({ id }) => id === standing) ?? rows?.[0];
      if (selected !== undefined) onSelect(undefined);
      else onSelect(standing ?? row?.id, row);
    },
    enter: () =>
      standing !== undefined &&
      onOpen(
        standing,
        rows?.find(({ id }) => id === standing),
      ),
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
            {found ? `${total(found)} ${found.count === 1 ? props.noun[0] : props.noun[1]}` : ''}
          </span>
        </span>
        {props.under ? <div className={classes.under}>{props.under}</div> : null}
      </header>
      <div className={classes.body}>
        {props.side}
        <Split
          label={`Selected ${props.noun[0]}`}
          panel={props.panel ?? (selectedRow && props.panelOf?.(selectedRow))}
          list={
            <div className={classes.list}>
              <DataTable
                label={props.title}
                columns={props.columns}
                arrangement={props.arrangement}
                rows={rows}
                stale={live.stale}
                below={isTall ? below?.show : undefined}
                selected={selected}
                together={selection.all ? new Set(together.map((row) => row.id)) : selection.ids}
                cursor={standing}
                resetKey={`${listed.current} ${shownKey}`}
                focusKey={focusKey}
                onClick={onClick}
                onOpen={(row) => onOpen(row.id, row)}
                onStand={(row) => setCursor(row.id)}
                onNearEnd={live.nearEnd}
                onReading={setReading}
                instead={insteadOfRows(live, props, gone)}
                foot={<ListFoot live={live} noun={props.noun} />}
              />
              {together.length > 0 ? (
                <SelectionBar
                  ids={together.map((row) => props.copyId?.(row) ?? String(row.id))}
                  noun={props.noun}
                  words={selection.all && found ? `All ${total(found)} ${props.noun[1]} found` : undefined}
                  onClear={selection.clear}
                >
                  {props.bulkAll && !selection.all && found && together.length < found.count ? (
                    <Button variant="subtle" onClick={selection.takeAll}>
                      Select all {total(found)} found
                    </Button>
                  ) : null}
                  {props.bulk?.(together, selection.all ? (found ?? { count: together.length, exact: false }) : null)}
                </SelectionBar>
              ) : null}
            </div>
          }
        />
      </div>
    </div>
  );
}

function allOf({ rows, waiting, total }: Listed<unknown>): Listed<unknown>['total'] {
  return total.exact || waiting.count > 0 ? total : { count: rows.length, exact: true };
}

/** About as many as a table shows at once. */
const pageRows = 20;

/** Longer than a row is stood on by whoever holds the key down. */
const nearMs = 60;

/** Takes the focus off, so that it does not drift away with its row. */
function letGo(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
