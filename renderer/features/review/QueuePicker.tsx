/** Which queue is worked through, with how many wait in each; and the way to change queues. */
import { Button, Menu, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconChevronDown, IconPencil, IconPlus } from '@tabler/icons-react';
import type { QueueStanding } from '../../../shared/domain/review.ts';
import { total } from '../../ui/format.ts';
import classes from './review.module.css';

export function QueuePicker(props: {
  queues: readonly QueueStanding[] | undefined;
  value: number | undefined;
  onChange(id: number): void;
  onEdit(what: number | 'new'): void;
}) {
  const chosen = props.queues?.find((queue) => queue.id === props.value);
  return (
    <Menu position="bottom-start" shadow="md" width={300}>
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={14} aria-hidden />}>
          <span className={classes.chosen}>
            <VisuallyHidden>Queue: </VisuallyHidden>
            <span className="cut">{chosen?.name ?? 'No queue'}</span>
            {chosen ? <span className="num faint">{total(chosen.waiting)}</span> : null}
          </span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.queues?.map((queue) => (
          <Menu.Item
            key={queue.id}
            leftSection={
              <IconCheck
                size={14}
                aria-hidden
                style={{ visibility: queue.id === props.value ? 'visible' : 'hidden' }}
              />
            }
            rightSection={<span className="num faint">{total(queue.waiting)}</span>}
            onClick={() => props.onChange(queue.id)}
          >
            {queue.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {chosen ? (
          <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={() => props.onEdit(chosen.id)}>
            Change “{chosen.name}”…
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={() => props.onEdit('new')}>
          New queue…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
