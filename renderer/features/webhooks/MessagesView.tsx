/** The webhook messages of a call, in its Webhooks tab. */
import { IconWebhookOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { MessageView } from './MessageView.tsx';
import classes from './webhooks.module.css';

export function MessagesView({ query, at }: { query: UseQueryResult<MessageDetail[]>; at: number | undefined }) {
  return (
    <Loaded query={query} what="the webhooks" height={260}>
      {(messages) => <Messages messages={messages} at={at} />}
    </Loaded>
  );
}

function Messages({ messages, at }: { messages: readonly MessageDetail[]; at: number | undefined }) {
  if (messages.length === 0) {
    return (
      <Empty icon={IconWebhookOff} title="No webhooks">
        The platform has reported no webhook for this call.
      </Empty>
    );
  }
  const many = messages.length > 1;
  return (
    <div className={classes.messages}>
      {messages.map((message) => (
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
