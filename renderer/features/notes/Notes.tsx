/**
 * What people wrote about a call: who, when, and what; on the call's own page, and in the narrow pane of a review. Each step can be taken
 * back: by a toast, or in the way of whoever asks to be told of it.
 */
import { ActionIcon, Button, Skeleton, Textarea, Tooltip } from '@mantine/core';
import { IconNotes, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { Note } from '../../../shared/domain/call.ts';
import { api, client } from '../../app/client.ts';
import { KeyCap } from '../../ui/Key.tsx';
import { modifier } from '../../ui/keys.ts';
import { Awaiting, Empty, Failed } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { Ago } from '../../ui/Time.tsx';
import { toast } from '../../ui/toasts.ts';
import classes from './notes.module.css';

export function useNotes(id: number) {
  return useQuery(api.calls.notes.list.queryOptions({ input: { id } }));
}

/** Each change says that it was made, and how to take it back; one that could not be taken back says that, too. */
function useNoteChanges(id: number, refresh: () => Promise<unknown>, onDone: NotesProps['onDone']) {
  const undoable = (title: string, back: () => Promise<unknown>) => {
    if (onDone) return onDone(title, () => back().then(refresh));
    toast({
      title,
      action: {
        label: 'Undo',
        run: () =>
          void back()
            .then(refresh)
            .catch((error: unknown) => toast({ title: 'It could not be undone', text: sentence(error), tone: 'bad' })),
      },
    });
  };
  const failed = (title: string) => (error: Error) => toast({ title, text: sentence(error), tone: 'bad' });
  const add = useMutation({
    mutationFn: (text: string) => client.calls.notes.add({ id, text }),
    onSuccess: async (note) => {
      await refresh();
      undoable('Note saved', () => client.calls.notes.remove({ noteId: note.id }));
    },
    onError: failed('The note was not saved'),
  });
  const update = useMutation({
    mutationFn: ({ note, text }: { note: Note; text: string }) => client.calls.notes.update({ noteId: note.id, text }),
    onSuccess: async (_now, { note }) => {
      await refresh();
      undoable('Note changed', () => client.calls.notes.update({ noteId: note.id, text: note.text }));
    },
    onError: failed('The note was not changed'),
  });
  const remove = useMutation({
    mutationFn: (note: Note) => client.calls.notes.remove({ noteId: note.id }),
    onSuccess: async (_nothing, note) => {
      await refresh();
      undoable('Note removed', () => client.calls.notes.add({ id, text: note.text }));
    },
    onError: failed('The note was not removed'),
  });
  return { add, update, remove };
}

export interface NotesHandle {
  /** Puts the cursor where a note is written. */
  write(): void;
}

interface NotesProps {
  id: number;
  /** In a narrow pane among others: with its heading. */
  heading?: ReactNode;
  ref?: Ref<NotesHandle>;
  /** Told what was done and how it is undone, in place of a toast. */
  onDone?: ((what: string, undo: () => Promise<unknown>) => void) | undefined;
}

export function Notes({ id, heading, ref, onDone }: NotesProps) {
  const notes = useNotes(id);
  const { add, update, remove } = useNoteChanges(id, notes.refetch, onDone);
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({ write: () => field.current?.focus() }), []);
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<number | null>(null);
  const keep = () => {
    const wanted = text.trim();
    if (wanted === '' || add.isPending) return;
    add.mutate(wanted, {
      onSuccess: () => {
        setText('');
        // The keys mean the page again.
        if (heading) field.current?.blur();
      },
    });
  };

  return (
    <section className={classes.notes} aria-label="Notes" data-narrow={heading ? true : undefined}>
      {heading ? <h3>{heading}</h3> : null}
      <Writing
        field={field}
        label="New note"
        placeholder="Write a note…"
        text={text}
        busy={add.isPending}
        done="Save note"
        onChange={setText}
        onDone={keep}
      />
      {notes.error && !notes.data ? (
        <Failed what="the notes" error={notes.error} retry={() => void notes.refetch()} />
      ) : null}
      {notes.isPending ? (
        <Awaiting>
          <Skeleton height={48} radius={6} />
        </Awaiting>
      ) : null}
      {notes.data?.length === 0 && !heading ? (
        <Empty icon={IconNotes} title="No notes yet">
          What you write here stays with the call on this machine. It is never sent to the platform.
        </Empty>
      ) : null}
      <ul className={classes.list}>
        {notes.data?.toReversed().map((note) => (
          <li key={note.id} className={classes.note}>
            {edited === note.id ? (
              <Rewriting
                note={note}
                busy={update.isPending}
                onDone={(next) => update.mutate({ note, text: next }, { onSuccess: () => setEdited(null) })}
                onCancel={() => setEdited(null)}
              />
            ) : (
              <>
                <p dir="auto">{note.text}</p>
                <footer>
                  <span>
                    <b>{note.actor}</b>, <Ago at={note.at} />
                    {note.editedAt === null ? null : (
                      <>
                        , changed <Ago at={note.editedAt} />
                      </>
                    )}
                  </span>
                  <Tooltip label="Change">
                    <ActionIcon size={22} aria-label="Change the note" onClick={() => setEdited(note.id)}>
                      <IconPencil size={14} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                  <Tooltip label="Remove">
                    <ActionIcon size={22} aria-label="Remove the note" onClick={() => remove.mutate(note)}>
                      <IconTrash size={14} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                </footer>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rewriting(props: { note: Note; busy: boolean; onDone(text: string): void; onCancel(): void }) {
  const { note, busy, onDone, onCancel } = props;
  const [text, setText] = useState(note.text);
  const keep = () => {
    const wanted = text.trim();
    if (wanted === note.text) onCancel();
    else if (wanted !== '' && !busy) onDone(wanted);
  };
  return (
    <Writing
      label="The note"
      text={text}
      busy={busy}
      done="Change the note"
      begin
      onChange={setText}
      onDone={keep}
      onCancel={onCancel}
    />
  );
}

interface WritingProps {
  field?: Ref<HTMLTextAreaElement>;
  label: string;
  placeholder?: string;
  text: string;
  busy: boolean;
  done: string;
  /** Takes the focus. */
  begin?: boolean;
  onChange(text: string): void;
  onDone(): void;
  onCancel?(): void;
}

function Writing({ field, label, placeholder, text, busy, done, begin, onChange, onDone, onCancel }: WritingProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onDone();
    else if (event.key === 'Escape' && onCancel) onCancel();
    else if (event.key === 'Escape') event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <div className={classes.writing}>
      <Textarea
        ref={field ?? null}
        aria-label={label}
        placeholder={placeholder ?? ''}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={10_000}
        // The caret goes where somebody asked to write.
        autoFocus={begin ?? false}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span className={classes.buttons}>
        {onCancel ? (
          <Button variant="subtle" onClick={onCancel}>
            Cancel
          </Button>
        ) : null}
        <Button
          disabled={text.trim() === ''}
          loading={busy}
          rightSection={<KeyCap>{modifier} Enter</KeyCap>}
          onClick={onDone}
        >
          {done}
        </Button>
      </span>
    </div>
  );
}
