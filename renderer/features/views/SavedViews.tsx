/**
 * Names for what a list is narrowed to, above it: one click brings the filters back, wherever the list stands. A view whose filters were
 * changed since it was chosen says so, and takes the new ones when asked.
 */
import { Button, Menu, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconDeviceFloppy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import type { SavedView, ViewScreen } from '../../../shared/domain/view.ts';
import { sentence } from '../../ui/sentence.ts';
import { useViews } from './queries.ts';
import { isView, searchOfText, searchText } from './search.ts';
import classes from './views.module.css';

interface SavedViewsProps {
  screen: ViewScreen;
  search: object;
  /** Whether there is anything to save. */
  narrowed: boolean;
  onChoose(search: Record<string, unknown>): void;
}

export function SavedViews({ screen, search, narrowed, onChoose }: SavedViewsProps) {
  const { list, save, remove } = useViews(screen);
  const [gone, setGone] = useState<SavedView | null>(null);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const views = list.data ?? [];
  const here = searchText(search);
  const active = views.find((view) => isView(searchOfText(view.search), search));
  const changed = active || !narrowed ? undefined : views.find(({ id }) => id === chosenId);
  if (active && active.id !== chosenId) setChosenId(active.id);
  const keep = (name: string, view?: SavedView) =>
    save.mutate({ screen, name, search: view?.search ?? here, ...(view ? { id: view.id } : {}) });
  const replace = (view: SavedView) => save.mutate({ screen, id: view.id, name: view.name, search: here });
  if (views.length === 0 && !narrowed && !gone) return null;

  return (
    <fieldset className={classes.views} aria-label="Saved views">
      {views.map((view) => (
        <span key={view.id} className={classes.view} data-on={view === active || view === changed || undefined}>
          <button
            type="button"
            className={classes.name}
            aria-pressed={view === active}
            onClick={() => onChoose(searchOfText(view.search))}
          >
            <IconBookmark size={13} aria-hidden /> <bdi>{view.name}</bdi>
          </button>
          {view === changed ? <span className={classes.changed}>changed</span> : null}
          {view === active || view === changed ? (
            <Manage
              view={view}
              onReplace={view === changed ? () => replace(view) : undefined}
              onRename={(name) => keep(name, view)}
              onRemove={() => remove.mutate({ id: view.id }, { onSuccess: () => setGone(view) })}
            />
          ) : null}
        </span>
      ))}
      {narrowed && !active ? (
        <Name
          label={changed ? 'Save as new view' : 'Save view'}
          title="Save these filters as"
          start=""
          onName={(name) => keep(name)}
        />
      ) : null}
      {gone ? (
        <span className={classes.gone} role="status">
          “{gone.name}” deleted.{' '}
          <Button
            size="compact-xs"
            onClick={() => {
              save.mutate({ screen, name: gone.name, search: gone.search });
              setGone(null);
            }}
          >
            Undo
          </Button>
        </span>
      ) : null}
      {save.error || remove.error ? (
        <span className={classes.error} role="alert">
          {sentence(save.error ?? remove.error)}
        </span>
      ) : null}
    </fieldset>
  );
}

interface ManageProps {
  view: SavedView;
  /** Set when its filters differ from those of the list. */
  onReplace: (() => void) | undefined;
  onRename(name: string): void;
  onRemove(): void;
}

function Manage(props: ManageProps) {
  const [renaming, setRenaming] = useState(false);
  if (renaming) {
    return (
      <Name
        label="Rename"
        title="New name"
        start={props.view.name}
        opened
        onClose={() => setRenaming(false)}
        onName={props.onRename}
      />
    );
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={classes.more} aria-label={`Change the view ${props.view.name}`}>
          <IconDots size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.onReplace ? (
          <Menu.Item leftSection={<IconDeviceFloppy size={14} />} onClick={props.onReplace}>
            Save these filters
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setRenaming(true)}>
          Rename
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={14} />} onClick={props.onRemove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface NameProps {
  label: string;
  title: string;
  start: string;
  opened?: boolean;
  onClose?(): void;
  onName(name: string): void;
}

function Name({ label, title, start, opened = false, onClose, onName }: NameProps) {
  const [open, setOpen] = useState(opened);
  const [name, setName] = useState(start);
  const close = () => {
    setOpen(false);
    onClose?.();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    onName(name.trim());
    close();
  };
  return (
    <Popover opened={open} onDismiss={close} trapFocus returnFocus position="bottom-start" shadow="md" width={260}>
      <Popover.Target>
        <button type="button" className={classes.name} onClick={() => setOpen(true)} aria-haspopup="dialog">
          <IconBookmarkPlus size={13} aria-hidden /> {label}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            data-autofocus
            label={title}
            description="A view of that name is replaced."
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" disabled={name.trim() === ''}>
            Save
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
