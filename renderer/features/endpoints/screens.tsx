/** Where webhooks go, and how well that goes. */
import { Button } from '@mantine/core';
import { IconPlus, IconTargetOff } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import type { EndpointKey } from '../../../shared/domain/endpoint.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { count, duration, nothing } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { RecordPage, RecordPanel } from '../../ui/RecordPage.tsx';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { AddEndpoint } from './AddEndpoint.tsx';
import { keyOf, pathOf } from './address.ts';
import { EndpointView } from './EndpointView.tsx';
import { type EndpointRow, endpointsList, useEndpoint } from './queries.ts';
import { endpointRoute, endpointsRoute, type search } from './route.tsx';
import { healthOf, percent, schemeBrief, schemeWords, secretWords } from './words.ts';

const columns = columnsOf<EndpointRow>([
  { id: 'name', header: 'Endpoint', width: 150, grow: 3, cell: (row) => <bdi title={row.url}>{row.name}</bdi> },
  { id: 'health', header: 'Health', width: 150, grow: 1, cell: (row) => <Standing row={row} /> },
  {
    id: 'rate',
    header: 'Succeeded, 24 h',
    width: 124,
    align: 'end',
    from: 560,
    cell: ({ health }) => (
      <span className="num" title={`${count(health.succeeded)} of ${count(health.attempts)}`}>
        {percent(health.succeeded, health.attempts)}
      </span>
    ),
  },
  {
    id: 'p50',
    header: 'Median',
    width: 92,
    align: 'end',
    from: 980,
    cell: ({ health }) => <span className="num">{duration(health.p50Ms)}</span>,
  },
  {
    id: 'p95',
    header: '95 % within',
    width: 92,
    align: 'end',
    from: 760,
    cell: ({ health }) => <span className="num">{duration(health.p95Ms)}</span>,
  },
  {
    id: 'last',
    header: 'Last success',
    width: 112,
    from: 680,
    cell: ({ health }) => (health.lastSuccessAt === null ? nothing : <ListTime at={health.lastSuccessAt} />),
  },
  {
    id: 'signature',
    header: 'Signature',
    width: 170,
    grow: 1,
    from: 1080,
    cell: (row) => (
      <span
        className={row.scheme.kind !== 'none' && row.secrets === 0 ? 'warn' : 'dim'}
        title={`${schemeWords(row.scheme)}, ${secretWords(row)}`}
      >
        {schemeBrief(row.scheme)}
        {row.scheme.kind !== 'none' && row.secrets === 0 ? ', secret missing' : ''}
      </span>
    ),
  },
  {
    id: 'host',
    header: 'Host',
    width: 150,
    grow: 2,
    from: 1180,
    cell: (row) => <span className="mono">{row.host}</span>,
  },
]);

function Standing({ row }: { row: EndpointRow }) {
  const { state, word } = healthOf(row);
  return state === 'none' ? <span className="faint">{word}</span> : <State state={state} word={word} quiet />;
}

export function EndpointsScreen() {
  const { text, id } = endpointsRoute.useSearch();
  const navigate = useNavigate({ from: '/endpoints' });
  const [adding, setAdding] = useState(false);
  const put = (change: z.infer<typeof search>, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });
  const open = (path: string) => {
    const key = keyOf(path);
    if (key) void navigate({ to: '/endpoints/$connectionId/$endpointId', params: key });
  };
  const key = id === undefined ? undefined : keyOf(id);
  return (
    <>
      <ListScreen
        title="Endpoints"
        noun={['endpoint', 'endpoints']}
        columns={columns}
        {...endpointsList(text)}
        selected={id}
        onSelect={(next) => put({ id: next }, id !== undefined && next !== undefined)}
        onOpen={open}
        copyId={(row) => row.url}
        onClearFilter={text ? () => put({ text: undefined }, false) : undefined}
        tools={
          <>
            <FilterBox
              label="Filter endpoints"
              placeholder="Name or address…"
              value={text ?? ''}
              onChange={(next) => put({ text: next.trim() || undefined }, true)}
            />
            <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
              Add an endpoint
            </Button>
          </>
        }
        empty={
          <Empty
            icon={IconTargetOff}
            title="No endpoints yet"
            action={<Button onClick={() => setAdding(true)}>Add an endpoint</Button>}
          >
            Endpoints appear here as the platform announces them, or with the first webhook it sends to them.
          </Empty>
        }
        panel={
          id !== undefined && key ? (
            <RecordPanel title="Endpoint" onOpen={() => open(id)} onClose={() => put({ id: undefined }, false)}>
              <EndpointOf key={id} of={key} />
            </RecordPanel>
          ) : null
        }
      />
      <AddEndpoint opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}

export function EndpointScreen() {
  const key = endpointRoute.useParams();
  const navigate = useNavigate();
  const id = pathOf(key);
  return (
    <RecordPage
      title="Endpoint"
      list={{ to: '/endpoints', label: 'Endpoints' }}
      id={id}
      onBack={() => void navigate({ to: '/endpoints', search: { id } })}
    >
      <EndpointOf of={key} />
    </RecordPage>
  );
}

function EndpointOf({ of }: { of: EndpointKey }) {
  const elsewhere = <LinkButton to="/endpoints">Go to endpoints</LinkButton>;
  return (
    <Loaded query={useEndpoint(of)} what="this endpoint" elsewhere={elsewhere}>
      {(endpoint) => <EndpointView endpoint={endpoint} />}
    </Loaded>
  );
}
