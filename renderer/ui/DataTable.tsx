/**
 * The table every list uses: virtual rows of one height, columns that leave by rank when the room gets small, a keyboard cursor, and
 * the four faces of a list (rows, loading, empty, failed) in the same geometry.
 */
import { IconCheck } from '@tabler/icons-react';
import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import classes from './DataTable.module.css';
import { usePreferences } from './preferences.ts';

export interface ColumnLook {
  /** Pixels; with `grow` the least there must be. */
  width: number;
  grow?: number;
  align?: 'end';
  /** The width of the table from which on this column is shown. */
  from?: number;
  /** The width from which on it is not shown any more, because another one says the same at more length. */
  until?: number;
}

const features = tableFeatures({ columnVisibilityFeature, columnMeta: metaHelper<ColumnLook>() });
type Features = typeof features;
export type Columns<T extends { id: number | string }> = ColumnDef<Features, T, unknown>[];

interface ColumnSpec<T> extends ColumnLook {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
}

/** Columns are what a feature knows of a table; make them once, outside of components. */
export function columnsOf<T extends { id: number | string }>(specs: ColumnSpec<T>[]): Columns<T> {
  const helper = createColumnHelper<Features, T>();
  return specs.map(({ id, header, cell, ...meta }) =>
    helper.display({ id, header, cell: (context) => cell(context.row.original), meta }),
  );
}

/** `range`: up to this row; `add`: this row too, or no longer. */
export interface RowClick {
  range: boolean;
  add: boolean;
}

export interface DataTableProps<T extends { id: number | string }> {
  label: string;
  columns: Columns<T>;
  /** `undefined` while the first page loads. */
  rows: readonly T[] | undefined;
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

export function DataTable<T extends { id: number | string }>(props: DataTableProps<T>) {
  const { rows, columns, onNearEnd, onReading } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const { density } = usePreferences();
  const rowHeight = density === 'comfortable' ? 40 : 32;

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);

  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map(({ id, meta }) => [id ?? '', isShown(meta, width)])),
    [columns, width],
  );
  const table = useTable<Features, T>({
    features,
    columns,
    data: rows ?? noRows,
    getRowId: (row) => String(row.id),
    state: { columnVisibility },
  });
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const tableRows = table.getRowModel().rows;
  const template = headers
    .map(({ column }) => {
      const look = column.columnDef.meta;
      return look?.grow ? `minmax(${look.width}px, ${look.grow}fr)` : `${look?.width ?? 100}px`;
    })
    .join(' ');

  const virtual = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => tableRows[index]?.id ?? index,
    overscan: 12,
  });
  useEffect(() => {
    void rowHeight;
    virtual.measure();
  }, [rowHeight, virtual]);

  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (tableRows.length > 0 && lastShown >= tableRows.length - 20) onNearEnd?.();
  }, [lastShown, tableRows.length, onNearEnd]);

  useEffect(() => {
    void props.resetKey;
    scroller.current?.scrollTo({ top: 0 });
  }, [props.resetKey]);

  const { cursor } = props;
  const cursorAt = cursor === undefined ? -1 : tableRows.findIndex((row) => row.original.id === cursor);
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
    const row = scroller.current?.querySelector<HTMLElement>('tr[data-cursor]');
    if (!row) return;
    row.focus({ preventScroll: true });
    if (document.activeElement === row) focused.current = focusKey;
  });

  const pointing = useRef(false);
  const tell = () => onReading?.(pointing.current || (scroller.current?.scrollTop ?? 0) > rowHeight / 2);

  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroller} onScroll={tell}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a grid can be selected, rows of a table cannot.
          role="grid"
          className={classes.table}
          aria-label={props.label}
          aria-multiselectable={props.together !== undefined}
          aria-rowcount={rows ? rows.length + 1 : -1}
          aria-busy={rows === undefined}
        >
          <thead>
            <tr aria-rowindex={1} className={classes.head} style={{ gridTemplateColumns: template }}>
              {headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={classes.cell}
                  data-align={header.column.columnDef.meta?.align}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody
            className={classes.body}
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
                  const row = tableRows[item.index];
                  if (!row) return null;
                  const { original } = row;
                  return (
                    <tr
                      key={row.id}
                      aria-rowindex={item.index + 2}
                      aria-selected={props.together?.has(original.id) || original.id === props.selected}
                      data-together={props.together?.has(original.id) || undefined}
                      data-cursor={original.id === cursor || undefined}
                      tabIndex={original.id === (cursor ?? tableRows[0]?.original.id) ? 0 : -1}
                      className={classes.row}
                      style={{
                        gridTemplateColumns: template,
                        transform: `translateY(${item.start}px)`,
                        height: rowHeight,
                      }}
                      onFocus={(event) => {
                        if (event.target === event.currentTarget) props.onStand?.(original);
                      }}
                      onMouseDown={(event) => {
                        // A range of rows is meant, not of letters.
                        if (event.shiftKey) event.preventDefault();
                      }}
                      onClick={(event) =>
                        props.onClick(original, { range: event.shiftKey, add: event.ctrlKey || event.metaKey })
                      }
                      onDoubleClick={() => props.onOpen?.(original)}
                    >
                      {props.together?.has(original.id) ? (
                        <IconCheck size={12} stroke={3} className={classes.check} aria-hidden />
                      ) : null}
                      {row.getVisibleCells().map((cell) => (
                        <td key={cell.id} className={classes.cell} data-align={cell.column.columnDef.meta?.align}>
                          <table.FlexRender cell={cell} />
                        </td>
                      ))}
                    </tr>
                  );
                })}
          </tbody>
        </table>
        {props.instead ? (
          <div className={classes.instead}>{props.instead}</div>
        ) : rows === undefined ? (
          <Ghosts template={template} columns={headers.length} rowHeight={rowHeight} />
        ) : props.foot ? (
          <div className={classes.foot}>{props.foot}</div>
        ) : null}
      </div>
    </div>
  );
}

function isShown(look: ColumnLook | undefined, width: number): boolean {
  if (width === 0) return look?.until === undefined;
  return (look?.from ?? 0) <= width && width < (look?.until ?? Number.POSITIVE_INFINITY);
}

const noRows: never[] = [];

function Ghosts({ template, columns, rowHeight }: { template: string; columns: number; rowHeight: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: 24 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else to be told apart by.
        <div key={row} className={classes.ghost} style={{ gridTemplateColumns: template, height: rowHeight }}>
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have nothing else to be told apart by.
            <span key={column} className={classes.cell}>
              <i style={{ width: `${45 + ((row * 7 + column * 13) % 40)}%` }} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
