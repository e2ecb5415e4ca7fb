/** A queue made or changed: its name, which calls belong to it, how many of them, and the goal of a day. */
import { Button, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callFilter } from '../../../shared/contract/filters.ts';
import type { QueueFilter, QueueStanding, ReviewQueue } from '../../../shared/domain/review.ts';
import { api } from '../../app/client.ts';
import { FilterBar } from '../../ui/filters/FilterBar.tsx';
import type { FilterValues } from '../../ui/filters/fields.ts';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import { callChoices, callFields } from '../calls/filters.ts';
import classes from './review.module.css';

/** What a queue is itself about is not narrowed by. */
const fields = callFields.filter(({ key }) => key !== 'review');

const fresh: Omit<ReviewQueue, 'id'> = {
  name: '',
  waits: 'not reviewed',
  filter: callFilter.parse({}),
  sample: null,
  days: 30,
  goal: null,
};

interface QueueEditorProps {
  edited: QueueStanding | 'new' | undefined;
  /** With the queue to go to: the one that was saved, or `null` after one was removed. */
  onClose(go?: number | null): void;
}

export function QueueEditor({ edited, onClose }: QueueEditorProps) {
  return (
    <Modal
      opened={edited !== undefined}
      onClose={() => onClose()}
      title={edited === 'new' ? 'New queue' : 'Change the queue'}
      size={560}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {edited ? <Form edited={edited} onClose={onClose} /> : null}
    </Modal>
  );
}

function Form({ edited, onClose }: { edited: QueueStanding | 'new'; onClose(go?: number | null): void }) {
  const id = edited === 'new' ? undefined : edited.id;
  const [queue, setQueue] = useState<Omit<ReviewQueue, 'id'>>(edited === 'new' ? fresh : edited);
  const [asked, setAsked] = useState(false);
  const [removing, setRemoving] = useState(false);
  const choices = useQuery({ ...api.calls.choices.queryOptions(), enabled: asked });
  const save = useMutation({ ...api.review.saveQueue.mutationOptions(), onSuccess: (saved) => onClose(saved.id) });
  const remove = useMutation({ ...api.review.removeQueue.mutationOptions(), onSuccess: () => onClose(null) });
  const put = (change: Partial<ReviewQueue>) => setQueue((before) => ({ ...before, ...change }));
  const { show: _show, text, ...narrowed } = queue.filter;
  const error = save.error ?? remove.error;

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        const { name, waits, filter, sample, days, goal } = queue;
        save.mutate({ id, name, waits, filter, sample, days, goal });
      }}
    >
      <TextInput
        label="Name"
        required
        maxLength={60}
        data-autofocus
        value={queue.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
      />
      <Select
        label="What waits in it"
        allowDeselect={false}
        data={[
          { value: 'not reviewed', label: 'Calls nobody has reviewed' },
          { value: 'flagged', label: 'Flagged calls, until the flag is taken off' },
        ]}
        value={queue.waits}
        onChange={(value) => put({ waits: value === 'flagged' ? 'flagged' : 'not reviewed' })}
      />
      <div>
        <span className={classes.label}>Of these calls</span>
        <FilterBar
          fields={fields}
          search={filterValues(narrowed)}
          choices={callChoices(choices.data)}
          onAsk={() => setAsked(true)}
          onChange={(change) => setQueue((before) => ({ ...before, filter: withChange(before.filter, change) }))}
        />
      </div>
      <TextInput
        label="With these words"
        description="Said or written: transcript, summary, extracted data."
        maxLength={200}
        value={text ?? ''}
        onChange={(event) =>
          put({ filter: withChange(queue.filter, { text: event.currentTarget.value || undefined }) })
        }
      />
      <div className={classes.numbers}>
        <NumberInput
          label="Sample, %"
          description="Empty: all"
          min={0.1}
          max={100}
          decimalScale={1}
          value={queue.sample ?? ''}
          onChange={(value) => put({ sample: numberOf(value) })}
        />
        <NumberInput
          label="Last days"
          description="Empty: all"
          min={1}
          max={3650}
          allowDecimal={false}
          value={queue.days ?? ''}
          onChange={(value) => put({ days: numberOf(value) })}
        />
        <NumberInput
          label="Goal a day"
          description="Empty: none"
          min={1}
          max={1000}
          allowDecimal={false}
          value={queue.goal ?? ''}
          onChange={(value) => put({ goal: numberOf(value) })}
        />
      </div>
      {queue.sample !== null ? (
        <p className={classes.hint}>
          A sample is drawn by the calls’ own ids: always the same calls, on every machine, and nobody chooses them.
        </p>
      ) : null}
      {error ? (
        <Note tone="bad" role="alert">
          {sentence(error)}
        </Note>
      ) : null}
      <div className={classes.formButtons}>
        {id === undefined ? null : removing ? (
          <>
            <span className="small">Reviews made out of it stay.</span>
            <Button color="red" variant="filled" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
              Remove it
            </Button>
          </>
        ) : (
          <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>
            Remove…
          </Button>
        )}
        <Button ml="auto" onClick={() => onClose()}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {id === undefined ? 'Create the queue' : 'Save the queue'}
        </Button>
      </div>
    </form>
  );
}

const numberOf = (value: string | number): number | null => (typeof value === 'number' ? value : null);

function filterValues(filter: Omit<QueueFilter, 'show' | 'text'>): FilterValues {
  return { ...filter };
}

/** Only known fields come through; what is not set is left out. */
function withChange(filter: QueueFilter, change: FilterValues): QueueFilter {
  const { from: _from, to: _to, review: _review, order: _order, ...rest } = callFilter.parse({ ...filter, ...change });
  return rest;
}
