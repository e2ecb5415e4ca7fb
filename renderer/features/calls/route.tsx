/** The calls list, and a call on a page of its own. The address carries filter, selection and tab. */
import { Button } from '@mantine/core';
import { IconArrowLeft, IconPhoneOff } from '@tabler/icons-react';
import { createRoute, Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { z } from 'zod';
import { callShow } from '../../../shared/contract/filters.ts';
import { rootRoute } from '../../app/root.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Empty } from '../../ui/Notices.tsx';
import page from '../../ui/page.module.css';
import { RecordList, type RecordSearch } from '../../ui/RecordList.tsx';
import { idInPath, listSearch } from '../../ui/record-address.ts';
import { useTitle } from '../../ui/useTitle.ts';
import { CallView } from './CallView.tsx';
import { callColumns } from './columns.tsx';
import { type Place, tabs } from './place.ts';
import { type CallsShow, callsList, useCall } from './queries.ts';

const place = { tab: z.enum(tabs).optional().catch(undefined), at: z.string().max(40).optional().catch(undefined) };
const placeSearch = z.object(place);
const searchOf = listSearch(callShow).extend(place);

export const callsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls',
  validateSearch: (search) => searchOf.parse(search),
  component: CallsScreen,
});

export const callRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls/$id',
  params: idInPath,
  validateSearch: (search) => placeSearch.parse(search),
  component: CallScreen,
});

const segments = [
  { value: 'all', label: 'All' },
  { value: 'failed webhooks', label: 'Failed webhooks' },
  { value: 'failed chains', label: 'Failed chains' },
  { value: 'recovered', label: 'Recovered' },
] as const;

function CallsScreen() {
  const search = callsRoute.useSearch();
  const navigate = useNavigate({ from: '/calls' });
  const put = useCallback(
    (change: Partial<typeof search>, replace: boolean) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  // What is brought into view belongs to one call alone.
  const onSearch = useCallback(
    (change: RecordSearch<CallsShow>, replace: boolean) =>
      put('id' in change ? { ...change, at: undefined } : change, replace),
    [put],
  );
  const here: Partial<Place> = search.tab ? { tab: search.tab, at: search.at } : {};

  return (
    <RecordList
      title="Calls"
      noun={['call', 'calls']}
      columns={callColumns}
      {...callsList({ text: search.text, show: search.show ?? 'all' })}
      placeholder="Number, name, agent, id…"
      segments={segments}
      search={search}
      onSearch={onSearch}
      onOpen={(id) => navigate({ to: '/calls/$id', params: { id }, search: search.tab ? { tab: search.tab } : {} })}
      copyId={(call) => call.callId}
      empty={(show) =>
        show === 'all' ? (
          <Empty icon={IconPhoneOff} title="No calls yet">
            Calls appear here as they end, as soon as a connection brings them.{' '}
            <Link to="/connections">See the connections</Link>.
          </Empty>
        ) : (
          <Empty
            icon={IconPhoneOff}
            title="No such calls"
            action={<Button onClick={() => put({ show: undefined }, false)}>Show all calls</Button>}
          />
        )
      }
      panel={(id) => (
        <CallView
          id={id}
          place={here}
          onGo={(next) => put({ tab: next.tab, at: next.at }, true)}
          onClose={() => put({ id: undefined, at: undefined }, false)}
        />
      )}
    />
  );
}

function CallScreen() {
  const { id } = callRoute.useParams();
  const search = callRoute.useSearch();
  const navigate = useNavigate({ from: '/calls/$id' });
  const back = () => void navigate({ to: '/calls', search: { id } });
  const call = useCall(id).call.data;
  useTitle(call ? (call.customerNumber ?? call.callId) : 'Call');
  useKeys({ escape: back });
  return (
    <CallView
      id={id}
      place={search.tab ? { tab: search.tab, at: search.at } : {}}
      onGo={(next) => void navigate({ search: next, replace: true })}
      back={
        <Link to="/calls" search={{ id }} className={page.crumb}>
          <IconArrowLeft size={14} aria-hidden /> Calls
        </Link>
      }
    />
  );
}
