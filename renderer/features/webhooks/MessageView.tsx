/** One webhook message: how it stands, what can be done, and its attempts. */
import { Button, Tooltip } from '@mantine/core';
import { IconPencil, IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import { Copy } from '../../ui/Copy.tsx';
import { plural } from '../../ui/format.ts';
import { Ago } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { RecordConnection } from '../../ui/zones.ts';
import { useSheet } from '../operations/sheet.ts';
import { type AttemptPlace, Attempts } from './Attempts.tsx';
import classes from './webhooks.module.css';

interface MessageViewProps {
  message: MessageDetail;
  at: number | undefined;
  withCall: boolean;
  place?: AttemptPlace | undefined;
  folded?: boolean;
}

export function MessageView(props: MessageViewProps) {
  return (
    <RecordConnection value={props.message.connectionId}>
      <Message {...props} />
    </RecordConnection>
  );
}

function Message(props: MessageViewProps) {
  const { message } = props;
  const sheet = useSheet();
  return (
    <article className={classes.message} aria-label={`Message to ${message.endpointName}`}>
      <header className={classes.head}>
        <div className={classes.names}>
          <h3>
            <Link
              to="/endpoints/$connectionId/$endpointId"
              params={{ connectionId: message.connectionId, endpointId: message.endpointId }}
              className={classes.endpoint}
            >
              <bdi>{message.endpointName || message.endpointId}</bdi>
            </Link>
          </h3>
          <State chip state={message.state} word={stateWord(message)} />
          <span className={classes.buttons}>
            <Tooltip label="Plan a resend of this message. Nothing is sent before you say so.">
              <Button
                variant={message.state === 'failed' ? 'filled' : 'default'}
                leftSection={<IconSend size={14} aria-hidden />}
                onClick={() => sheet.open({ kind: 'resend', id: message.id })}
              >
                Resend…
              </Button>
            </Tooltip>
            <Tooltip label="Change headers or body first; it goes out under a new id.">
              <Button
                leftSection={<IconPencil size={14} aria-hidden />}
                onClick={() => sheet.open({ kind: 'resend', id: message.id, edit: true })}
              >
                Edit and resend…
              </Button>
            </Tooltip>
          </span>
        </div>
        <p className={classes.url}>
          <span className="mono wrap">{message.url}</span> <Copy value={message.url} what="the address" />
        </p>
        <p className={classes.meta}>
          <span className="mono">{message.eventType}</span>
          <span>
            {plural(message.attempts, 'attempt')}, last <Ago at={message.lastAttemptAt} />
          </span>
          {message.nextAttemptAt !== null && message.state === 'pending' ? (
            <span>
              next by the platform <Ago at={message.nextAttemptAt} />
            </span>
          ) : null}
          <span>
            id <span className="mono">{message.messageId}</span>{' '}
            <Copy value={message.messageId} what="the message id" />
          </span>
          {message.incident === null ? null : (
            <Link to="/incidents/$id" params={{ id: message.incident }}>
              Incident
            </Link>
          )}
          {props.withCall && message.callKey !== null ? (
            <Link to="/calls/$id" params={{ id: message.callKey }} search={{ tab: 'webhooks' }}>
              Call of {message.customerNumber ?? message.callId}
            </Link>
          ) : null}
        </p>
      </header>
      <Attempts message={message} place={props.place} at={props.at} folded={props.folded ?? false} />
    </article>
  );
}

function stateWord(message: MessageDetail): string {
  return message.state === 'recovered' && message.recoveredBy !== null
    ? `recovered by attempt ${message.recoveredBy}`
    : message.state;
}
