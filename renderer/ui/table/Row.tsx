/** One row of a table. What it is given stays the same while it does, so that scrolling draws what comes into view and nothing else. */
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from '../DataTable.module.css';
import type { Column, RowClick } from '../DataTable.tsx';
import { RecordConnection } from '../zones.ts';

interface RowProps<T extends { id: number | string }> {
  row: T;
  /** The shown ones. */
  columns: readonly Column<T>[];
  /** Among all rows, from 0. */
  place: number;
  /** Pixels from the top of the list. */
  start: number;
  height: number;
  /** It is the one that is read beside the table. */
  read: boolean;
  /** It is selected together with others. */
  together: boolean;
  cursor: boolean;
  /** Tab comes here. */
  stop: boolean;
  below: ((row: T) => ReactNode) | undefined;
  onStand(row: T): void;
  onClick(row: T, click: RowClick): void;
  onOpen(row: T): void;
}

export function RowDrawn<T extends { id: number | string }>(props: RowProps<T>) {
  const { row, together } = props;
  const drawn = (
    <tr
      aria-rowindex={props.place + 2}
      aria-selected={together || props.read}
      data-together={together || undefined}
      data-cursor={props.cursor || undefined}
      data-below={props.below ? true : undefined}
      tabIndex={props.stop ? 0 : -1}
      className={classes.row}
      style={{ transform: `translateY(${props.start}px)`, height: props.height }}
      onFocus={(event) => {
        if (event.target === event.currentTarget) props.onStand(row);
      }}
      onMouseDown={(event) => {
        // A range of rows is meant, not of letters.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => props.onClick(row, { range: event.shiftKey, add: event.ctrlKey || event.metaKey })}
      onDoubleClick={() => props.onOpen(row)}
    >
      {together ? <IconCheck size={12} stroke={3} className={classes.check} aria-hidden /> : null}
      {props.columns.map((column) => (
        <td key={column.id} className={classes.cell} data-align={column.align}>
          {column.cell(row)}
        </td>
      ))}
      {props.below ? (
        <td className={classes.below} colSpan={props.columns.length}>
          {props.below(row)}
        </td>
      ) : null}
    </tr>
  );
  return <RecordConnection value={connectionOf(row)}>{drawn}</RecordConnection>;
}

/** Of a row that a connection brought. */
function connectionOf(row: object): string | undefined {
  return 'connectionId' in row && typeof row.connectionId === 'string' ? row.connectionId : undefined;
}
