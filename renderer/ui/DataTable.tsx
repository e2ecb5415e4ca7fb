/**
 * The table every list uses: virtual rows of one height, columns that leave by rank when the room gets small, a keyboard cursor, and
 * the four faces of a list (rows, loading, empty, failed) in the same geometry.
 */
import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import classes from './DataTable.module.css';
import { usePreferences } from './preferences.ts';

export interface ColumnLook {
  /** Pixels; with `grow` the least there must be. */
  width: number;
  grow?: number;
  align?: 'end';
  /** The width of the table from which on this column is shown. */
  from?: number;
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

export interface DataTableProps<T extends { id: number | string }> {
  label: string;
  columns: Columns<T>;
  /** `undefined` while the first page loads. */
  rows: readonly T[] | undefined;
  selected: T['id'] | undefined;
  /** The row the keyboard stands on. */
  cursor?: T['id'] | undefined;
  onSelect(row: T): void;
  onOpen?(row: T): void;
  onNearEnd?(): void;
  /** Whether the reader is within the list: scrolled away from the top, or pointing at a row. */
  onReading?(reading: boolean): void;
  /** Instead of rows, when there are none or they could not be read. */
  instead?: ReactNode;
  /** Below the last row. */
  foot?: ReactNode;
  /** Floats over the top, e.g. how many rows are new. */
  over?: ReactNode;
  /** Changes when the list starts over, which brings it back to its top. */
  resetKey?: string;
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
    () =>
      Object.fromEntries(columns.map((column) => [column.id ?? '', width === 0 || (column.meta?.from ?? 0) <= width])),
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

  const pointing = useRef(false);
  const tell = () => onReading?.(pointing.current || (scroller.current?.scrollTop ?? 0) > rowHeight / 2);

  return (
    <div className={classes.frame}>
      {props.over ? <div className={classes.over}>{props.over}</div> : null}
      <div ref={scroller} className={classes.scroller} onScroll={tell}>
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a grid can be selected, rows of a table cannot.
          role="grid"
          className={classes.table}
          aria-label={props.label}
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
                      aria-selected={original.id === props.selected}
                      data-cursor={original.id === cursor || undefined}
                      tabIndex={original.id === (cursor ?? tableRows[0]?.original.id) ? 0 : -1}
                      className={classes.row}
                      style={{
                        gridTemplateColumns: template,
                        transform: `translateY(${item.start}px)`,
                        height: rowHeight,
                      }}
                      onClick={() => props.onSelect(original)}
                      onDoubleClick={() => props.onOpen?.(original)}
                    >
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
