/** The score card changed: what is asked, in which order, and how much it counts. Saving makes a new version. */
import { ActionIcon, Button, Modal, NumberInput, Textarea, TextInput, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ScoreCard, ScoreItem } from '../../../shared/domain/review.ts';
import { api } from '../../app/client.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Note } from '../../ui/Notices.tsx';
import { sentence } from '../../ui/sentence.ts';
import classes from './review.module.css';

const mostItems = 12;

export function CardEditor({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const card = useQuery({ ...api.review.card.get.queryOptions(), enabled: opened });
  return (
    <Modal opened={opened} onClose={onClose} title="Score card" size={820} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Loaded query={card} what="the score card" height={240}>
        {(data) => <Form card={data} onClose={onClose} />}
      </Loaded>
    </Modal>
  );
}

function Form({ card, onClose }: { card: ScoreCard; onClose(): void }) {
  const [items, setItems] = useState<readonly ScoreItem[]>(card.items);
  const save = useMutation({ ...api.review.card.save.mutationOptions(), onSuccess: onClose });
  const put = (at: number, change: Partial<ScoreItem>) =>
    setItems(items.map((item, index) => (index === at ? { ...item, ...change } : item)));
  const move = (at: number, by: 1 | -1) => {
    const moved = [...items];
    const [item] = moved.splice(at, 1);
    if (item) moved.splice(at + by, 0, item);
    setItems(moved);
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ items: [...items] });
      }}
    >
      <ol className={classes.items}>
        {items.map((item, index) => (
          <li key={item.id}>
            <TextInput
              aria-label={`Name of item ${index + 1}`}
              placeholder="Name"
              required
              maxLength={60}
              value={item.name}
              onChange={(event) => put(index, { name: event.currentTarget.value })}
            />
            <Textarea
              autosize
              minRows={1}
              maxRows={4}
              aria-label={`What ${item.name || 'the item'} means`}
              placeholder="What it means"
              maxLength={300}
              value={item.description}
              onChange={(event) => put(index, { description: event.currentTarget.value })}
            />
            <NumberInput
              size="xs"
              aria-label={`Weight of ${item.name || 'the item'}`}
              prefix="× "
              min={1}
              max={10}
              allowDecimal={false}
              value={item.weight}
              onChange={(value) => typeof value === 'number' && put(index, { weight: value })}
            />
            <span className={classes.itemTools}>
              <Tooltip label="Move up">
                <ActionIcon aria-label={`Move ${item.name} up`} disabled={index === 0} onClick={() => move(index, -1)}>
                  <IconArrowUp size={15} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Move down">
                <ActionIcon
                  aria-label={`Move ${item.name} down`}
                  disabled={index === items.length - 1}
                  onClick={() => move(index, 1)}
                >
                  <IconArrowDown size={15} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Remove">
                <ActionIcon
                  aria-label={`Remove ${item.name}`}
                  onClick={() => setItems(items.filter((each) => each.id !== item.id))}
                >
                  <IconTrash size={15} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </span>
          </li>
        ))}
      </ol>
      <Button
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={items.length >= mostItems}
        onClick={() => setItems([...items, { id: newId(), name: '', description: '', weight: 1 }])}
      >
        Add an item
      </Button>
      <p className={classes.hint}>
        Reviewed calls keep the card they were reviewed with; all others use this one. Rewording an item keeps its
        scores in the report: for a different question, add another item.
      </p>
      {save.error ? (
        <Note tone="bad" role="alert">
          {sentence(save.error)}
        </Note>
      ) : null}
      <div className={classes.formButtons}>
        <Button ml="auto" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="filled" loading={save.isPending}>
          Save as version {card.version + 1}
        </Button>
      </div>
    </form>
  );
}

/** Random, so that an item that was removed is never taken for a new one. */
const newId = (): string => crypto.randomUUID().slice(0, 13);
