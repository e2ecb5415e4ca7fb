/** The webhook messages of a call, in its Webhooks tab. */
import { Skeleton } from '@mantine/core';
import { IconWebhookOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { Empty, Failed } from '../../ui/Notices.tsx';
import { MessageView } from './MessageView.tsx';
import classes from './webhooks.module.css';

export function MessagesView({ query, at }: { query: UseQueryResult<MessageDetail[]>; at: number | undefined }) {
  if (query.error && !query.data)
    return <Failed what="the webhooks" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={260} radius={6} />;
  if (query.data.length === 0) {
    return (
      <Empty icon={IconWebhookOff} title="No webhooks">
        The platform has reported no webhook for this call.
      </Empty>
    );
  }
  const many = query.data.length > 1;
  return (
    <div className={classes.messages}>
      {query.data.map((message) => (
        <MessageView
          key={message.id}
          message={message}
          at={at}
          withCall={false}
          folded={many && message.state === 'succeeded'}
        />
      ))}
    </div>
  );
}
