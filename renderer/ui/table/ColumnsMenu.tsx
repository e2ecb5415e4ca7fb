/** Chooses a list's columns and their order. Dragging in the header does the same; here everything has a button. */
import { ActionIcon, Button, Checkbox, Popover, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Arrangement } from '../DataTable.tsx';
import { usualLayout } from './arrange.ts';
import classes from './ColumnsMenu.module.css';
import { movedBy, withColumn } from './layout.ts';

interface ColumnsMenuProps {
  columns: readonly { id: string; header: string; width: number; optional?: true }[];
  arrangement: Arrangement;
}

export function ColumnsMenu({ columns, arrangement }: ColumnsMenuProps) {
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const { layout, onArrange } = arrangement;
  const usual = usualLayout(columns);
  const now = layout ?? usual;
  const headerOf = new Map(columns.map(({ id, header }) => [id, header]));
  const hidden = columns.filter(({ id }) => !now.shown.includes(id));

  const move = (id: string, by: 1 | -1) => {
    onArrange(movedBy(now, id, by));
    // The row moves, and the focus with it, unless its button cannot go on.
    requestAnimationFrame(() => {
      const row = list.current?.querySelector(`[data-column="${CSS.escape(id)}"]`);
      const button =
        row?.querySelector<HTMLButtonElement>(`[data-by="${by}"]:not(:disabled)`) ?? row?.querySelector('input');
      button?.focus();
    });
  };
  const line = (id: string, place: number | null) => (
    <li key={id} data-column={id} className={classes.line}>
      <Checkbox
        data-autofocus={place === 0 || undefined}
        label={headerOf.get(id) ?? id}
        checked={place !== null}
        disabled={place !== null && now.shown.length === 1}
        onChange={(event) => onArrange(withColumn(now, id, event.currentTarget.checked))}
      />
      {place === null ? null : (
        <span className={classes.moves}>
          <Move by={-1} of={headerOf.get(id) ?? id} can={place > 0} onMove={() => move(id, -1)} />
          <Move by={1} of={headerOf.get(id) ?? id} can={place < now.shown.length - 1} onMove={() => move(id, 1)} />
        </span>
      )}
    </li>
  );

  return (
    <Popover
      opened={open}
      onDismiss={() => setOpen(false)}
      position="bottom-end"
      width={280}
      trapFocus
      returnFocus
      shadow="md"
      transitionProps={{ duration: 120 }}
    >
      <Popover.Target>
        <Button
          leftSection={<IconColumns3 size={14} aria-hidden />}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns" className={classes.menu ?? ''}>
        <ul ref={list} className={classes.list}>
          {now.shown.map((id, place) => line(id, place))}
          {hidden.length > 0 ? (
            <li className={classes.rest} aria-hidden>
              Not shown
            </li>
          ) : null}
          {hidden.map(({ id }) => line(id, null))}
        </ul>
        <div className={classes.foot}>
          <span>Drag a column’s name to move it, its edge to size it.</span>
          <Button disabled={layout === null} onClick={() => onArrange(null)}>
            Reset
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Move({ by, of, can, onMove }: { by: 1 | -1; of: string; can: boolean; onMove(): void }) {
  const label = `Move ${of} ${by < 0 ? 'left' : 'right'}`;
  const Icon = by < 0 ? IconArrowUp : IconArrowDown;
  return (
    <Tooltip label={label}>
      <ActionIcon size={22} aria-label={label} data-by={by} disabled={!can} onClick={onMove}>
        <Icon size={14} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
