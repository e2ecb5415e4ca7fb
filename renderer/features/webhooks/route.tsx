/** Webhook messages: failed and not recovered first, because that is what someone must do something about. */
import { Skeleton } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck, IconWebhookOff } from '@tabler/icons-react';
import { createRoute, Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { z } from 'zod';
import { messageFilter } from '../../../shared/contract/index.ts';
import { rootRoute } from '../../app/root.tsx';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { useKeys } from '../../ui/keys.ts';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty, Failed } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import classes from '../../ui/page.module.css';
import { Segments } from '../../ui/Segments.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { messageColumns } from './columns.tsx';
import { MessageView } from './MessageView.tsx';
import { messagesList, useMessage } from './queries.ts';

const listSearch = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  show: messageFilter.optional().catch(undefined),
  id: z.number().int().positive().optional().catch(undefined),
});

export const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: (search) => listSearch.parse(search),
  component: WebhooksScreen,
});

export const webhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$id',
  params: {
    parse: ({ id }) => ({ id: z.coerce.number().int().positive().parse(id) }),
    stringify: ({ id }) => ({ id: String(id) }),
  },
  component: WebhookScreen,
});

const segments = [
  { value: 'failed', label: 'Failed' },
  { value: 'pending', label: 'Pending' },
  { value: 'recovered', label: 'Recovered' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'all', label: 'All' },
] as const;

function WebhooksScreen() {
  const search = webhooksRoute.useSearch();
  const navigate = useNavigate({ from: '/webhooks' });
  const { text, show = 'failed', id } = search;
  const put = useCallback(
    (change: Partial<typeof search>, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const onText = useCallback((next: string) => put({ text: next.trim() || undefined }, true), [put]);
  const open = (next: number) => void navigate({ to: '/webhooks/$id', params: { id: next } });

  return (
    <ListScreen
      title="Webhooks"
      noun={['message', 'messages']}
      columns={messageColumns}
      {...messagesList({ text, show })}
      selected={id}
      onSelect={(next) => put({ id: next }, id !== undefined && next !== undefined)}
      onOpen={open}
      onClearFilter={text ? () => put({ text: undefined }) : undefined}
      tools={
        <>
          <FilterBox label="Filter webhooks" placeholder="Number, endpoint, id…" value={text ?? ''} onChange={onText} />
          <Segments
            label="Which messages"
            value={show}
            options={segments}
            onChange={(next) => put({ show: next === 'failed' ? undefined : next })}
          />
        </>
      }
      empty={
        show === 'failed' ? (
          <Empty icon={IconCircleCheck} title="Nothing is waiting for you">
            Every webhook message was delivered, was recovered, or is still being tried by the platform.
          </Empty>
        ) : (
          <Empty icon={IconWebhookOff} title={`No ${show === 'all' ? '' : `${show} `}messages`}>
            Messages appear here as the platform reports its attempts.
          </Empty>
        )
      }
      panel={
        id === undefined ? null : (
          <div className={classes.panel}>
            <PanelTools title="Webhook message" onOpen={() => open(id)} onClose={() => put({ id: undefined })} />
            <Loaded key={id} id={id} />
          </div>
        )
      }
    />
  );
}

function WebhookScreen() {
  const { id } = webhookRoute.useParams();
  const navigate = useNavigate();
  useTitle('Webhook message');
  useKeys({ escape: () => void navigate({ to: '/webhooks', search: { id } }) });
  return (
    <div className={classes.alone}>
      <Link to="/webhooks" search={{ id }} className={classes.crumb}>
        <IconArrowLeft size={14} aria-hidden /> Webhooks
      </Link>
      <Loaded id={id} />
    </div>
  );
}

function Loaded({ id }: { id: number }) {
  const message = useMessage(id);
  if (message.error && !message.data)
    return <Failed what="this message" error={message.error} retry={() => void message.refetch()} />;
  if (!message.data) return <Skeleton height={320} radius={6} />;
  return <MessageView message={message.data} at={undefined} withCall />;
}
