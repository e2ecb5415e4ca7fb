/** The calls list, and a call on a page of its own. The address carries filter, selection and tab. */
import { IconArrowLeft, IconPhoneOff } from '@tabler/icons-react';
import { createRoute, Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { z } from 'zod';
import { callFilter } from '../../../shared/contract/index.ts';
import { rootRoute } from '../../app/root.tsx';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { useKeys } from '../../ui/keys.ts';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty } from '../../ui/Notices.tsx';
import page from '../../ui/page.module.css';
import { Segments } from '../../ui/Segments.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { CallView } from './CallView.tsx';
import { callColumns } from './columns.tsx';
import { type Place, tabs } from './place.ts';
import { callsList, useCall } from './queries.ts';

const place = { tab: z.enum(tabs).optional().catch(undefined), at: z.string().max(40).optional().catch(undefined) };
const listSearch = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  show: callFilter.optional().catch(undefined),
  id: z.number().int().positive().optional().catch(undefined),
  ...place,
});

export const callsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls',
  validateSearch: (search) => listSearch.parse(search),
  component: CallsScreen,
});

export const callRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls/$id',
  params: {
    parse: ({ id }) => ({ id: z.coerce.number().int().positive().parse(id) }),
    stringify: ({ id }) => ({ id: String(id) }),
  },
  validateSearch: (search) => z.object(place).parse(search),
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
  const { text, show = 'all', id } = search;
  const put = useCallback(
    (change: Partial<typeof search>, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const onText = useCallback((next: string) => put({ text: next.trim() || undefined }, true), [put]);
  const here: Partial<Place> = search.tab ? { tab: search.tab, at: search.at } : {};

  return (
    <ListScreen
      title="Calls"
      noun={['call', 'calls']}
      columns={callColumns}
      {...callsList({ text, show })}
      selected={id}
      onSelect={(next) => put({ id: next, at: undefined }, id !== undefined && next !== undefined)}
      onOpen={(next) =>
        navigate({ to: '/calls/$id', params: { id: next }, search: search.tab ? { tab: search.tab } : {} })
      }
      onClearFilter={text || show !== 'all' ? () => put({ text: undefined, show: undefined }) : undefined}
      tools={
        <>
          <FilterBox label="Filter calls" placeholder="Number, name, agent, id…" value={text ?? ''} onChange={onText} />
          <Segments
            label="Which calls"
            value={show}
            options={segments}
            onChange={(next) => put({ show: next === 'all' ? undefined : next })}
          />
        </>
      }
      empty={
        <Empty icon={IconPhoneOff} title="No calls yet">
          Calls appear here as they end, as soon as a connection brings them.{' '}
          <Link to="/connections">See the connections</Link>.
        </Empty>
      }
      panel={
        id === undefined ? null : (
          <CallView
            id={id}
            place={here}
            onGo={(next) => put({ tab: next.tab, at: next.at }, true)}
            onClose={() => put({ id: undefined, at: undefined })}
          />
        )
      }
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
