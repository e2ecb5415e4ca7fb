/**
 * The table every list uses: virtual rows of one height, columns that leave by rank when the room gets small or stand as the operator
 * arranged them, a keyboard cursor, and the four faces of a list (rows, loading, empty, failed) in the same geometry.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import classes from './DataTable.module.css';
import { usePreferences } from './preferences.ts';
import { arranged, gridTemplate, leastTableWidth, usualLayout } from './table/arrange.ts';
import { Ghosts } from './table/Ghosts.tsx';
import { Head } from './table/Head.tsx';
import type { ColumnLayout } from './table/layout.ts';
import { RowDrawn } from './table/Row.tsx';
import { useRowKeys } from './table/useRowKeys.ts';

export interface ColumnLook {
  /** Pixels; with `grow` the least there must be. */
  width: number;
  grow?: number;
  align?: 'end';
  /** The width of the table from which on this column is shown. */
  from?: number;
  /** The width from which on it is not shown any more, because another one says the same at more length. */
  until?: number;
  /** Shown where the operator chose it, and not by itself. */
  optional?: true;
}

export interface Column<T> extends ColumnLook {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
}
export type Columns<T extends { id: number | string }> = readonly Column<T>[];

/** Columns are what a feature knows of a table; make them once, outside of components. */
export function columnsOf<T extends { id: number | string }>(specs: Column<T>[]): Columns<T> {
  return specs;
}

/** `range`: up to this row; `add`: this row too, or no longer. */
export interface RowClick {
  range: boolean;
  add: boolean;
}

/** How the operator arranged the columns; `null`: not at all. */
export interface Arrangement {
  layout: ColumnLayout | null;
  onArrange(layout: ColumnLayout | null): void;
}

export interface DataTableProps<T extends { id: number | string }> {
  label: string;
  columns: Columns<T>;
  /** Columns can be arranged in a table that has it. */
  arrangement?: Arrangement | undefined;
  /** `undefined` while the first page loads. */
  rows: readonly T[] | undefined;
  /** The rows are those of another question, the answer to this one is on its way. */
  stale?: boolean;
  /** A second line of each row; made once, outside of components, as it counts for all rows or none. */
  below?: ((row: T) => ReactNode) | undefined;
  /** The row that is being read beside the table. */
  selected: T['id'] | undefined;
  /** The rows that are selected to do something with all of them; a table without it has no selection. */
  together?: ReadonlySet<T['id']>;
  /** The row the keyboard stands on. */
  cursor?: T['id'] | undefined;
  onClick(row: T, click: RowClick): void;
  /** The keyboard came to this row by its own means (Tab). */
  onStand?(row: T): void;
  onOpen?(row: T): void;
  onNearEnd?(): void;
  /** Whether the reader is within the list: scrolled away from the top, or pointing at a row. */
  onReading?(reading: boolean): void;
  /** Instead of rows, when there are none or they could not be read. */
  instead?: ReactNode;
  /** Below the last row. */
  foot?: ReactNode;
  /** Changes when the list starts over, which brings it back to its top. */
  resetKey?: string;
  /** Changes when the focus is to go to the row under the cursor; so it does at the start unless this is 0. */
  focusKey?: number;
}

/** Left and right of the columns. */
const edges = 32;
const belowHeight = 22;
/** Rows drawn beyond each edge of what is seen, so that none is missing when it comes into view. */
const overscan = 24;
/** So few until somebody scrolls: whoever types a search has a list drawn with every letter, and reads its top. */
const overscanAtTop = 2;
/** How many rows before the last one more are asked for: the more somebody scrolled, the earlier. */
const nearEnd = (rows: number): number => Math.min(150, rows / 5);

export function DataTable<T extends { id: number | string }>(props: DataTableProps<T>) {
  const { columns, onNearEnd, onReading, arrangement, below } = props;
  const rows = props.rows ?? noRows;
  const layout = arrangement?.layout ?? null;
  const [Row] = useState(() => memo(RowDrawn<T>));
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  /** The list that was scrolled last, by its `resetKey`. */
  const [scrolled, setScrolled] = useState<string | null | undefined>(null);
  const { density } = usePreferences();
  const rowHeight = (density === 'comfortable' ? 40 : 32) + (below ? belowHeight : 0);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);

  const shown = useMemo(() => arranged(columns, layout, width), [columns, layout, width]);
  const look: CSSProperties & Record<'--columns', string> = { '--columns': gridTemplate(shown, layout) };
  const leastWidth = layout ? leastTableWidth(shown, layout) + edges : undefined;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: scrolled === props.resetKey ? overscan : overscanAtTop,
  });
  useEffect(() => {
    void rowHeight;
    virtual.measure();
  }, [rowHeight, virtual]);

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - nearEnd(rows.length)) onNearEnd?.();
  }, [lastShown, rows.length, onNearEnd]);

  useEffect(() => {
    void props.resetKey;
    // Where it stands at its top already, saying so would make the browser lay out the page before it has to.
    if (virtual.scrollOffset) scroller.current?.scrollTo({ top: 0 });
  }, [props.resetKey, virtual]);

  const { cursor } = props;
  const keys = useRowKeys(
    items.flatMap(({ index }) => rows[index]?.id ?? []),
    cursor,
  );
  const cursorAt = cursor === undefined ? -1 : rows.findIndex((row) => row.id === cursor);
  const lastCursor = useRef(cursor);
  useEffect(() => {
    if (cursor !== lastCursor.current && cursorAt >= 0) virtual.scrollToIndex(cursorAt, { align: 'auto' });
    lastCursor.current = cursor;
  }, [cursor, cursorAt, virtual]);

  const { focusKey = 0 } = props;
  const focused = useRef(0);
  // Without dependencies: the row may come to be only after the table has scrolled to it, and a hidden one takes no focus.
  useLayoutEffect(() => {
    if (focused.current === focusKey || cursor === undefined) return;
    // Whoever has begun to type meanwhile is not called away.
    if (document.activeElement?.matches('input:is([type="text"], [type="search"], :not([type])), textarea')) {
      focused.current = focusKey;
      return;
    }
    const row = scroller.current?.querySelector<HTMLElement>('tr[data-cursor]');
    if (!row) return;
    row.focus({ preventScroll: true });
    if (document.activeElement === row) focused.current = focusKey;
  });

  // Rows are drawn anew when what they are given changes; these never do.
  const latest = useRef(props);
  latest.current = props;
  const stand = useCallback((row: T) => latest.current.onStand?.(row), []);
  const click = useCallback((row: T, how: RowClick) => latest.current.onClick(row, how), []);
  const open = useCallback((row: T) => latest.current.onOpen?.(row), []);

  const pointing = useRef(false);
  const tell = () => onReading?.(pointing.current || (scroller.current?.scrollTop ?? 0) > rowHeight / 2);

  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        style={look}
        onScroll={() => {
          setScrolled(props.resetKey);
          tell();
        }}
      >
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a grid can be selected, rows of a table cannot.
          role="grid"
          className={classes.table}
          style={{ minWidth: leastWidth }}
          aria-label={props.label}
          aria-multiselectable={props.together !== undefined}
          aria-rowcount={props.rows ? rows.length + 1 : -1}
          aria-busy={props.rows === undefined || props.stale === true}
        >
          <thead>
            <Head columns={shown} layout={layout ?? usualLayout(columns)} onArrange={arrangement?.onArrange} />
          </thead>
          <tbody
            className={classes.body}
            data-stale={props.stale || undefined}
            style={{ height: virtual.getTotalSize() }}
            onPointerEnter={(event) => {
              pointing.current = event.pointerType === 'mouse';
              tell();
            }}
            onPointerLeave={() => {
              pointing.current = false;
              tell();
            }}
          >
            {props.instead
              ? null
              : items.map((item) => {
                  const row = rows[item.index];
                  if (!row) return null;
                  return (
                    <Row
                      key={keys.get(row.id)}
                      row={row}
                      columns={shown}
                      place={item.index}
                      start={item.start}
                      height={rowHeight}
                      read={row.id === props.selected}
                      together={props.together?.has(row.id) ?? false}
                      cursor={row.id === cursor}
                      stop={row.id === (cursor ?? rows[0]?.id)}
                      below={below}
                      onStand={stand}
                      onClick={click}
                      onOpen={open}
                    />
                  );
                })}
          </tbody>
        </table>
        {props.instead ? (
          <div className={classes.instead}>{props.instead}</div>
        ) : props.rows === undefined ? (
          <Ghosts columns={shown.length} rowHeight={rowHeight} />
        ) : props.foot ? (
          <div className={classes.foot}>{props.foot}</div>
        ) : null}
      </div>
    </div>
  );
}

const noRows: never[] = [];
