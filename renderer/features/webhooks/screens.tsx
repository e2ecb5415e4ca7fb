/** Webhook messages: failed and not recovered first, because that is what someone must do something about. */
import { Button } from '@mantine/core';
import { IconCircleCheck, IconWebhookOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { api } from '../../app/client.ts';
import { forCore, isNarrowed } from '../../ui/filters/address.ts';
import { FilterBar } from '../../ui/filters/FilterBar.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { useZone } from '../../ui/preferences.ts';
import { RecordList } from '../../ui/RecordList.tsx';
import { RecordPage, RecordPanel } from '../../ui/RecordPage.tsx';
import { BulkAll, BulkChosen } from '../operations/BulkButtons.tsx';
import { SavedViews } from '../views/SavedViews.tsx';
import type { AttemptPlace } from './Attempts.tsx';
import { messageColumns } from './columns.tsx';
import { messageChoices, messageFields } from './filters.ts';
import { MessageView } from './MessageView.tsx';
import { messagesList, useMessage } from './queries.ts';
import { searchOf, webhookRoute, webhooksRoute } from './route.tsx';

const segments = [
  { value: 'failed', label: 'Failed' },
  { value: 'pending', label: 'Pending' },
  { value: 'recovered', label: 'Recovered' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'all', label: 'All' },
] as const;

export function WebhooksScreen() {
  const search = webhooksRoute.useSearch();
  const navigate = useNavigate({ from: '/webhooks' });
  const put = useCallback(
    (change: ReturnType<typeof searchOf>, replace: boolean) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const open = (id: number) => void navigate({ to: '/webhooks/$id', params: { id } });
  const zone = useZone();
  const [asked, setAsked] = useState(false);
  const { show = 'failed' } = search;
  const list = messagesList({ ...search, show }, zone);
  const narrowed = isNarrowed(search);
  // Names of what is narrowed by are wanted as soon as a chip shows one.
  const choices = useQuery({ ...api.webhooks.choices.queryOptions(), enabled: asked || narrowed });
  const clear = () => void navigate({ search: (before) => ({ show: before.show }) });

  return (
    <RecordList
      title="Webhooks"
      noun={['message', 'messages']}
      columns={messageColumns}
      {...list}
      placeholder="Number, endpoint, id…"
      segments={segments}
      search={search}
      onSearch={put}
      onOpen={open}
      copyId={(row) => row.messageId}
      bulk={(rows) => <BulkChosen kind="resend" rows={rows} />}
      all={
        // What is well is not sent again by a slip: without a filter only failures are offered as a whole.
        show === 'failed' || narrowed ? (
          <BulkAll
            select={() => ({ kind: 'resend', select: { filter: forCore({ ...search, show }, Date.now(), zone) } })}
            listKey={list.queryKey}
          />
        ) : null
      }
      onClear={narrowed ? clear : undefined}
      under={
        <>
          <SavedViews
            screen="webhooks"
            search={search}
            narrowed={narrowed}
            onChoose={(chosen) => void navigate({ search: searchOf(chosen) })}
          />
          <FilterBar
            fields={messageFields}
            search={search}
            choices={messageChoices(choices.data)}
            onAsk={() => setAsked(true)}
            onChange={(change) => put(change, false)}
          />
        </>
      }
      empty={(show) =>
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
      panel={(id) => (
        <RecordPanel title="Webhook message" onOpen={() => open(id)} onClose={() => put({ id: undefined }, false)}>
          <Message key={id} id={id} />
        </RecordPanel>
      )}
    />
  );
}

export function WebhookScreen() {
  const { id } = webhookRoute.useParams();
  const { attempt } = webhookRoute.useSearch();
  const navigate = useNavigate();
  // An attempt is not worth a step of the history.
  const onChange = (next: number) =>
    void navigate({ to: '/webhooks/$id', params: { id }, search: { attempt: next }, replace: true });
  return (
    <RecordPage
      title="Webhook message"
      list={{ to: '/webhooks', label: 'Webhooks' }}
      id={id}
      onBack={() => void navigate({ to: '/webhooks', search: { id } })}
    >
      <Message id={id} place={{ value: attempt, onChange }} />
    </RecordPage>
  );
}

function Message({ id, place }: { id: number; place?: AttemptPlace }) {
  const elsewhere = (
    <Button component={Link} to="/webhooks">
      Go to webhooks
    </Button>
  );
  return (
    <Loaded query={useMessage(id)} what="this message" elsewhere={elsewhere}>
      {(message) => <MessageView message={message} at={undefined} place={place} withCall />}
    </Loaded>
  );
}
