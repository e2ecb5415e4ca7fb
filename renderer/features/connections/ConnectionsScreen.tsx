/** Where data comes from: the connections, what of their streams will never arrive, and what could not be read. */
import { Button, Skeleton } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { z } from 'zod';
import { api } from '../../app/client.ts';
import { useStatus } from '../../app/useStatus.ts';
import { count } from '../../ui/format.ts';
import list from '../../ui/ListScreen.module.css';
import { Awaiting, Empty, Failed } from '../../ui/Notices.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { ConnectionCard } from './ConnectionCard.tsx';
import classes from './connections.module.css';
import { DeadLetters } from './DeadLetters.tsx';
import { Gaps } from './Gaps.tsx';
import { connectionsRoute, type search } from './route.tsx';
import { Sheets } from './Sheets.tsx';

export function ConnectionsScreen() {
  const { show = 'connections', edit, sheet, of, id } = connectionsRoute.useSearch();
  const navigate = useNavigate({ from: '/connections' });
  const put = useCallback(
    (change: z.infer<typeof search>) => void navigate({ search: (before) => ({ ...before, ...change }) }),
    [navigate],
  );
  useTitle('Connections');
  const connections = useQuery(api.connections.list.queryOptions());
  const status = useStatus();
  const figure = (value: number | undefined) => (value ? count(value) : undefined);
  const edited = connections.data?.find((each) => each.id === edit);

  return (
    <div className={list.screen}>
      <header className={list.header}>
        <PageTitle>Connections</PageTitle>
        <Segments
          label="What to see"
          value={show}
          options={[
            { value: 'connections', label: 'Connections', count: figure(connections.data?.length) },
            { value: 'gaps', label: 'Gaps', count: figure(status?.gaps) },
            { value: 'dead letters', label: 'Dead letters', count: figure(status?.deadLetters) },
          ]}
          onChange={(next) => put({ show: next === 'connections' ? undefined : next, id: undefined })}
        />
        <Button
          ml="auto"
          variant="filled"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => put({ edit: 'new' })}
        >
          Add a connection
        </Button>
      </header>
      <div className={list.body}>
        {show === 'connections' ? (
          <div className={classes.cards}>
            {connections.error && !connections.data ? (
              <Failed what="the connections" error={connections.error} retry={() => void connections.refetch()} />
            ) : connections.data === undefined ? (
              <Awaiting>
                <Skeleton height={168} radius={6} />
                <Skeleton height={168} radius={6} />
              </Awaiting>
            ) : connections.data.length === 0 ? (
              <Empty
                icon={IconPlugConnected}
                title="No connection yet"
                action={
                  <Button variant="filled" onClick={() => put({ edit: 'new' })}>
                    Add a connection
                  </Button>
                }
              >
                A connection is where calls come from: a platform’s event stream, webhooks sent to this machine, or
                files. What it brings is kept in the mirror on this machine.
              </Empty>
            ) : (
              connections.data.map((connection) => (
                <ConnectionCard
                  key={connection.id}
                  connection={connection}
                  onEdit={() => put({ edit: connection.id })}
                  onShow={(what) => put({ show: what })}
                  onOpen={(next) => put({ sheet: next, of: connection.id })}
                />
              ))
            )}
          </div>
        ) : show === 'gaps' ? (
          <Gaps connections={connections.data ?? []} />
        ) : (
          <DeadLetters
            connections={connections.data ?? []}
            selected={id}
            onSelect={(next) => put({ id: next })}
            onOpen={(next, connectionId) => put({ sheet: next, of: connectionId })}
          />
        )}
      </div>
      <Sheets
        edit={edit === 'new' ? 'new' : edited}
        sheet={sheet}
        connection={connections.data?.find((each) => each.id === of)}
        onClose={() => put({ edit: undefined, sheet: undefined, of: undefined })}
        onOpen={(next, connectionId) => put({ edit: undefined, sheet: next, of: connectionId })}
      />
    </div>
  );
}
