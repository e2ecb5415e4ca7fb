/** Notes on the call that is reviewed: those there are, and room for one more. */
import { Button, Kbd, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { api, client } from '../../app/client.ts';
import { Key } from '../../ui/Key.tsx';
import { modifier } from '../../ui/keys.ts';
import { sentence } from '../../ui/sentence.ts';
import { Ago } from '../../ui/Time.tsx';
import classes from './review.module.css';

export interface NotesHandle {
  /** Puts the cursor where a note is written. */
  write(): void;
}

export function Notes(props: { callId: number; ref: Ref<NotesHandle>; onAdded(undo: () => Promise<unknown>): void }) {
  const { callId, onAdded } = props;
  const notes = useQuery(api.calls.notes.list.queryOptions({ input: { id: callId } }));
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(props.ref, () => ({ write: () => field.current?.focus() }), []);
  const add = useMutation({
    ...api.calls.notes.add.mutationOptions(),
    onSuccess: (note) => {
      setText('');
      field.current?.blur();
      void notes.refetch();
      onAdded(async () => {
        await client.calls.notes.remove({ noteId: note.id });
        await notes.refetch();
      });
    },
  });
  const send = () => {
    if (text.trim() !== '' && !add.isPending) add.mutate({ id: callId, text: text.trim() });
  };
  return (
    <section className={classes.notes} aria-label="Notes">
      <h3>
        Notes <Key of="n" />
      </h3>
      <ul>
        {notes.data?.map((note) => (
          <li key={note.id}>
            <p dir="auto">{note.text}</p>
            <small>
              {note.actor}, <Ago at={note.at} />
            </small>
          </li>
        ))}
      </ul>
      <Textarea
        ref={field}
        aria-label="Note"
        placeholder="Write a note…"
        autosize
        minRows={1}
        maxRows={8}
        value={text}
        error={add.error ? sentence(add.error) : notes.error ? sentence(notes.error) : null}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
          else if (event.key === 'Escape') field.current?.blur();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {text.trim() === '' ? null : (
        <Button loading={add.isPending} rightSection={<Kbd size="xs">{modifier} Enter</Kbd>} onClick={send}>
          Keep the note
        </Button>
      )}
    </section>
  );
}
