/** The addresses of calls: the list with all that narrows it, and a call on a page of its own. */
import { Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createRoute, Link, Navigate, useLocation, useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import { api } from '../../app/client.ts';
import { rootRoute } from '../../app/root.tsx';
import { useKeys } from '../../ui/keys.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Awaiting, Failed } from '../../ui/Notices.tsx';
import page from '../../ui/page.module.css';
import { idInPath } from '../../ui/record-address.ts';
import { useTitle } from '../../ui/useTitle.ts';
import { CallsScreen } from './CallsScreen.tsx';
import { CallView } from './CallView.tsx';
import { type CallsSearch, callsSearch } from './calls-search.ts';
import { tabs } from './place.ts';
import { useCall } from './queries.ts';

const placeSearch = z.object({
  tab: z.enum(tabs).optional().catch(undefined),
  at: z.string().max(40).optional().catch(undefined),
});

export const callsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls',
  validateSearch: callsSearch,
  component: CallsScreen,
});

export const callRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls/$id',
  params: idInPath,
  validateSearch: (search) => placeSearch.parse(search),
  component: CallScreen,
});

/** An address that lasts; leads to the call's page. */
export const permalinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/call/$connection/$callId',
  validateSearch: (search) => placeSearch.parse(search),
  component: PermalinkScreen,
});

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the list of calls was narrowed to when this call was opened from it. */
    list?: CallsSearch;
  }
}

function CallScreen() {
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

function PermalinkScreen() {
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
