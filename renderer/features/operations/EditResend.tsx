/** A message to be changed before it is sent: its headers and its body. What comes of it is planned anew each time. */
import { ActionIcon, Button, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ResendEdit } from '../../../shared/domain/operation.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { indentedJson } from '../../ui/json/parse.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Note } from '../../ui/Notices.tsx';
import { JsonEditor } from '../chains/JsonEditor.tsx';
import { useMessage } from '../webhooks/queries.ts';
import { draftOf, type EditDraft, editOf } from './edit.ts';
import classes from './operations.module.css';

interface EditResendProps {
  messageId: number;
  onEdit(edit: ResendEdit | null): void;
  /** Whether there are changes that are in no plan yet. */
  onPending(pending: boolean): void;
}

export function EditResend({ messageId, onEdit, onPending }: EditResendProps) {
  const query = useMessage(messageId);
  return (
    <Loaded query={query} what="the message" height={200}>
      {(message) => {
        const original = message.timeline[0]?.request;
        return original ? <Editor original={original} onEdit={onEdit} onPending={onPending} /> : null;
      }}
    </Loaded>
  );
}

interface EditorProps extends Omit<EditResendProps, 'messageId'> {
  original: HttpRequestRecord;
}

function Editor({ original, onEdit, onPending }: EditorProps) {
  const [draft, setDraft] = useState<EditDraft>(() => draftOf(original));
  const [used, setUsed] = useState(draft);
  const [beginning, setBeginning] = useState(0);
  const made = editOf(original, draft);
  const isPending = JSON.stringify(draft) !== JSON.stringify(used);
  useEffect(() => onPending(isPending), [isPending, onPending]);
  useEffect(() => () => onPending(false), [onPending]);

  const put = (index: number, change: Partial<EditDraft['headers'][number]>) =>
    setDraft({ ...draft, headers: draft.headers.map((each, at) => (at === index ? { ...each, ...change } : each)) });
  const use = () => {
    if (!made.ok) return;
    setUsed(draft);
    onEdit(made.edit);
  };
  /** The editor takes a text of ours only when it begins. */
  const begin = (next: EditDraft) => {
    setDraft(next);
    setBeginning((count) => count + 1);
  };
  const discard = () => {
    const first = draftOf(original);
    begin(first);
    setUsed(first);
    onEdit(null);
  };
  const isText = original.encoding === 'utf8';
  const indented = isText ? indentedJson(draft.body) : null;
  const invalid = isText && wasJson(original.body) ? problemOf(draft.body) : null;

  return (
    <section className={classes.editing} aria-label="Edit the message">
      <fieldset className={classes.editHeaders}>
        <legend>Headers</legend>
        {draft.headers.map((header, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header has no id, and its name changes while it is typed.
          <div key={`${beginning} ${index}`} className={classes.editRow}>
            <TextInput
              aria-label="Header"
              placeholder="x-name"
              classNames={{ input: 'mono' }}
              value={header.name}
              onChange={(event) => put(index, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of ${header.name || 'the header'}`}
              classNames={{ input: 'mono' }}
              value={header.value}
              onChange={(event) => put(index, { value: event.currentTarget.value })}
            />
            <Tooltip label="Remove this header">
              <ActionIcon
                aria-label={`Remove ${header.name || 'this header'}`}
                onClick={() => setDraft({ ...draft, headers: draft.headers.filter((_, at) => at !== index) })}
              >
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
        ))}
        <Button
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setDraft({ ...draft, headers: [...draft.headers, { name: '', value: '' }] })}
        >
          Add a header
        </Button>
      </fieldset>
      {indented !== null && indented !== draft.body ? (
        <div className={classes.bodyHead}>
          <span>Body</span>
          <Tooltip label="On lines of their own; numbers and repeated names stay as they are.">
            <Button size="compact-xs" variant="subtle" onClick={() => begin({ ...draft, body: indented })}>
              Indent
            </Button>
          </Tooltip>
        </div>
      ) : null}
      {isText ? (
        <div className={classes.editBody}>
          <JsonEditor
            key={beginning}
            text={draft.body}
            label="Body"
            onChange={(body) => setDraft((before) => ({ ...before, body }))}
          />
        </div>
      ) : (
        <Textarea
          label="Body, as base64"
          description="It is not text, so it is kept and sent byte for byte."
          classNames={{ input: 'mono' }}
          autosize
          minRows={3}
          maxRows={10}
          value={draft.body}
          onChange={(event) => setDraft({ ...draft, body: event.currentTarget.value })}
        />
      )}
      {invalid ? <Note tone="hold">The original was JSON; this is not: {invalid}. It can still be sent.</Note> : null}
      {made.ok ? null : <Note tone="bad">{made.problem}</Note>}
      <p className="dim">
        It goes out as another message: under a new id, with the header <span className="mono">aftercall-edited</span>{' '}
        naming the original. The original stays as it is.
      </p>
      <div className={classes.buttons}>
        <Button onClick={discard}>Discard the edit</Button>
        <Button variant="filled" disabled={!made.ok || !isPending} onClick={use}>
          Plan with the edit
        </Button>
      </div>
    </section>
  );
}

const wasJson = (text: string): boolean => problemOf(text) === null;

function problemOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
