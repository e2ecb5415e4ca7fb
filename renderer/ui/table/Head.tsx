/**
 * The header of a table. Where its columns can be arranged, one is dragged by its name to another place and by its edge to another width;
 * from the keyboard, arrows go from column to column, with Ctrl they move one, with Shift they size it.
 */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import classes from '../DataTable.module.css';
import type { ColumnLook } from '../DataTable.tsx';
import { type ColumnLayout, movedBy, movedTo, withWidth } from './layout.ts';

interface HeadColumn extends ColumnLook {
  id: string;
  header: string;
}

interface HeadProps {
  columns: readonly HeadColumn[];
  /** What is shown now, arranged or not. */
  layout: ColumnLayout;
  /** Absent where nothing can be arranged. */
  onArrange?: ((layout: ColumnLayout) => void) | undefined;
}

const step = 16;
/** How far the pointer goes before a click becomes a drag. */
const dragFrom = 5;

export function Head({ columns, layout, onArrange }: HeadProps) {
  const row = useRef<HTMLTableRowElement>(null);
  const [stop, setStop] = useState(0);
  const [drop, setDrop] = useState<{ id: string; place: number } | null>(null);
  const cellOf = (id: string) => row.current?.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"]`);
  const at = Math.min(stop, columns.length - 1);

  const onKeyDown = (event: KeyboardEvent, id: string) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null;
    if (by === null || !onArrange) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey) {
      onArrange(movedBy(layout, id, by));
      setStop(Math.max(0, Math.min(columns.length - 1, at + by)));
    } else if (event.shiftKey) onArrange(withWidth(layout, id, (cellOf(id)?.offsetWidth ?? 100) + by * step));
    else {
      const next = columns[Math.max(0, Math.min(columns.length - 1, at + by))];
      if (!next) return;
      setStop(columns.indexOf(next));
      cellOf(next.id)?.focus();
    }
  };

  /** Among the other columns, the place where the pointer would drop this one. */
  const placeAt = (id: string, x: number) =>
    columns.filter((column) => {
      const box = cellOf(column.id)?.getBoundingClientRect();
      return column.id !== id && box !== undefined && box.left + box.width / 2 < x;
    }).length;

  return (
    <tr ref={row} aria-rowindex={1} className={classes.head}>
      {columns.map((column, index) => (
        <th
          key={column.id}
          scope="col"
          className={classes.cell}
          data-align={column.align}
          data-column={column.id}
          data-dragged={drop?.id === column.id || undefined}
          data-drop={drop && dropMark(columns, drop, column.id)}
          tabIndex={onArrange ? (index === at ? 0 : -1) : undefined}
          aria-keyshortcuts={
            onArrange ? 'Control+ArrowLeft Control+ArrowRight Shift+ArrowLeft Shift+ArrowRight' : undefined
          }
          onFocus={() => setStop(index)}
          onKeyDown={(event) => onKeyDown(event, column.id)}
        >
          {onArrange ? (
            <>
              <Grip
                label={column.header}
                onDrag={(x) => setDrop({ id: column.id, place: placeAt(column.id, x) })}
                onDrop={() => {
                  if (drop) onArrange(movedTo(layout, drop.id, drop.place));
                  setDrop(null);
                }}
                onCancel={() => setDrop(null)}
              />
              <Edge
                widthOf={() => cellOf(column.id)?.offsetWidth ?? 100}
                onSize={(width) => onArrange(withWidth(layout, column.id, width))}
              />
            </>
          ) : (
            column.header
          )}
        </th>
      ))}
    </tr>
  );
}

/** On which side of this column the line stands that says where the dragged one goes. */
function dropMark(columns: readonly HeadColumn[], drop: { id: string; place: number }, id: string) {
  const others = columns.filter((column) => column.id !== drop.id);
  if (others[drop.place]?.id === id) return 'before';
  return drop.place === others.length && others.at(-1)?.id === id ? 'after' : undefined;
}

function Grip(props: { label: string; onDrag(x: number): void; onDrop(): void; onCancel(): void }) {
  const from = useRef<number | null>(null);
  const dragging = useRef(false);
  const end = (event: PointerEvent<HTMLElement>) => {
    from.current = null;
    if (!dragging.current) return;
    dragging.current = false;
    if (event.type === 'pointerup') props.onDrop();
    else props.onCancel();
  };
  return (
    <span
      className={classes.grip}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        from.current = event.clientX;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current === null || (!dragging.current && Math.abs(event.clientX - from.current) < dragFrom)) return;
        dragging.current = true;
        props.onDrag(event.clientX);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {props.label}
    </span>
  );
}

/** For the pointer alone: the keyboard sizes the column itself. */
function Edge(props: { widthOf(): number; onSize(width: number | null): void }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  return (
    <span
      aria-hidden
      className={classes.edge}
      onPointerDown={(event) => {
        event.preventDefault();
        from.current = { x: event.clientX, width: props.widthOf() };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (from.current) props.onSize(from.current.width + event.clientX - from.current.x);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
      }}
      onDoubleClick={() => props.onSize(null)}
    />
  );
}
