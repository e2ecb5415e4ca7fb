/** The addresses of calls: the list with all that narrows it, and a call on a page of its own. */
import { Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useLocation, useNavigate } from '@tanstack/react-router';
import { api } from '../../app/client.ts';
import { useKeys } from '../../ui/keys.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Awaiting, Failed } from '../../ui/Notices.tsx';
import page from '../../ui/page.module.css';
import { useTitle } from '../../ui/useTitle.ts';
import { CallView } from './CallView.tsx';
import { useCall } from './queries.ts';
import { callRoute, permalinkRoute } from './route.tsx';

export function CallScreen() {
  const { id } = callRoute.useParams();
  const search = callRoute.useSearch();
  const navigate = useNavigate({ from: '/calls/$id' });
  // The list as it was left, also where the page was reloaded since.
  const list = useLocation({ select: ({ state }) => state.list });
  const back = () => void navigate({ to: '/calls', search: { ...list, id } });
  const call = useCall(id).call.data;
  useTitle(call ? (call.customerNumber ?? call.callId) : 'Call');
  useKeys({ escape: back });
  return (
    <CallView
      id={id}
      words={list?.text}
      place={search.tab ? { tab: search.tab, at: search.at } : {}}
      onGo={(next) => void navigate({ search: next, replace: true, state: true })}
      back={
        <Link to="/calls" search={{ ...list, id }} className={page.crumb}>
          <IconArrowLeft size={14} aria-hidden /> Calls
        </Link>
      }
    />
  );
}

export function PermalinkScreen() {
  const { connection, callId } = permalinkRoute.useParams();
  const search = permalinkRoute.useSearch();
  const found = useQuery({
    ...api.calls.find.queryOptions({ input: { connectionId: connection, callId } }),
    // It may come with the next event.
    gcTime: 0,
  });
  useTitle('Call');
  if (found.data) return <Navigate to="/calls/$id" params={{ id: found.data.id }} search={search} replace />;
  if (found.error) {
    return (
      <Failed
        what="this call"
        error={found.error}
        retry={() => void found.refetch()}
        elsewhere={<LinkButton to="/calls">Go to calls</LinkButton>}
      />
    );
  }
  return (
    <Awaiting>
      <Skeleton height={24} width={260} m={24} />
    </Awaiting>
  );
}
