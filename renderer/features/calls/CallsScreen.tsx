/** The list of calls: searched, narrowed, arranged, selected and exported. The address carries all of it. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconDownload, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { CallRow } from '../../../shared/domain/call.ts';
import type { CallSearch } from '../../../shared/domain/call-search-keys.ts';
import { clockOf } from '../../../shared/domain/search-time.ts';
import { api } from '../../app/client.ts';
import { isNarrowed } from '../../ui/filters/address.ts';
import { FilterBar } from '../../ui/filters/FilterBar.tsx';
import { zoneName } from '../../ui/format.ts';
import { whenIdle } from '../../ui/idle.ts';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { later } from '../../ui/later.tsx';
import { setPreference, usePreferences, useZone } from '../../ui/preferences.ts';
import { Segments } from '../../ui/Segments.tsx';
import { ColumnsMenu } from '../../ui/table/ColumnsMenu.tsx';
import { useArrangement } from '../../ui/table/useArrangement.ts';
import { SavedViews } from '../views/SavedViews.tsx';
import { CallGhost } from './CallGhost.tsx';
import { type CallsSearch, callsSearch } from './calls-search.ts';
import { ConnectionNames, callColumns } from './columns.tsx';
import { ExportDialog, type Exported } from './export/ExportDialog.tsx';
import { FoundFacets } from './FoundFacets.tsx';
import { callChoices, callFields, filterOf } from './filters.ts';
import classes from './list.module.css';
import { callsList, useChoices } from './list-queries.ts';
import { type Marked, MarkFound } from './MarkFound.tsx';
import { MarkButtons, MarkSelected } from './MarkSelected.tsx';
import { NoCalls } from './NoCalls.tsx';
import { NothingFound } from './NothingFound.tsx';
import { placeOf, Snippet } from './Snippet.tsx';
import { lastChip } from './search-box/chips.ts';
import { SearchBox } from './search-box/SearchBox.tsx';

const route = getRouteApi('/calls');

// With all that a call can hold it weighs as much as the rest of the console, and the first rows do without it.
const CallView = later(async () => (await import('./CallView.tsx')).CallView, <CallGhost />);

const segments = [
  { value: 'all', label: 'All' },
  { value: 'failed', label: 'Failed' },
  { value: 'recovered', label: 'Recovered' },
] as const;

/** Come from elsewhere; chips say the same. */
const furtherSegments = [
  { value: 'failed webhooks', label: 'Failed webhooks' },
  { value: 'failed chains', label: 'Failed chains' },
] as const;

const orders = [
  { value: 'newest', label: 'Newest' },
  { value: 'best match', label: 'Best match' },
] as const;

const below = {
  has: (call: CallRow) => call.match !== undefined,
  show: (call: CallRow) => <Snippet call={call} />,
};

export function CallsScreen() {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/calls' });
  const zone = useZone();
  const { facetsOpen } = usePreferences();
  const [asked, setAsked] = useState(false);
  useEffect(() => whenIdle(CallView.expect), []);
  const [exported, setExported] = useState<Exported | null>(null);
  const [marked, setMarked] = useState<Marked | null>(null);

  const put = useCallback(
    (change: CallsSearch, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const filter = useMemo(() => filterOf(search), [search]);
  const narrowed = isNarrowed({ ...filter, order: undefined });
  const onColumns = useCallback((columns: string | undefined) => put({ columns }, true), [put]);
  const arrangement = useArrangement('calls', callColumns, { value: search.columns, onChange: onColumns });

  // Names of what is narrowed by are wanted as soon as a chip shows one.
  const choices = useChoices(asked || narrowed).data;
  const choicesOf = useMemo(() => callChoices(choices), [choices]);
  const connections = useQuery(api.connections.list.queryOptions()).data;
  const names = useMemo(() => new Map(connections?.map(({ id, name }) => [id, name])), [connections]);

  const clock = useCallback(() => clockOf(zoneName(zone), Date.now()), [zone]);
  const onSearch = useCallback(
    (change: CallSearch) => {
      // Only words have a best match, and only they are said by somebody.
      const words = change.text === undefined && 'text' in change ? { order: undefined } : {};
      put(
        { ...words, ...change },
        Object.keys(change).every((key) => key === 'text'),
      );
    },
    [put],
  );
  const takeBack = () => {
    const chip = lastChip(filter, clock());
    if (chip) put(Object.fromEntries(chip.drop.map((key) => [key, undefined])));
    return chip?.text ?? null;
  };
  const ask = useCallback(() => setAsked(true), []);
  const clear = () => void navigate({ search: ({ columns }) => (columns === undefined ? {} : { columns }) });
  const list = callsList(filter, zone);

  return (
    <ConnectionNames value={names}>
      <ListScreen<CallRow>
        title="Calls"
        noun={['call', 'calls']}
        columns={callColumns}
        arrangement={arrangement}
        {...list}
        below={below}
        selected={search.id}
        onSelect={(id, row) => {
          const place = placeOf(row?.match);
          const at = { at: undefined, ...place };
          put({ ...at, id }, search.id !== undefined && id !== undefined);
        }}
        onOpen={(id, row) => {
          const place = placeOf(row?.match) ?? (search.tab ? { tab: search.tab } : {});
          void navigate({
            to: '/calls/$id',
            params: { id },
            search: place,
            state: { list: { ...filter, columns: search.columns } },
          });
        }}
        copyId={(call) => call.callId}
        bulkAll
        bulk={(rows, all) => (
          <>
            {all ? (
              <MarkButtons onMark={(as) => setMarked({ filter, as, found: all })} />
            ) : (
              <MarkSelected key={rows.map(({ id }) => id).join()} ids={rows.map(({ id }) => id)} />
            )}
            <Button
              leftSection={<IconDownload size={14} aria-hidden />}
              onClick={() => setExported(all ? { filter } : { filter, ids: rows.map(({ id }) => id) })}
            >
              Export…
            </Button>
          </>
        )}
        tools={
          <>
            <SearchBox
              value={search.text ?? ''}
              choices={choices}
              onAsk={ask}
              clock={clock}
              onSearch={onSearch}
              takeBack={takeBack}
            />
            <Segments
              label="Which calls"
              value={search.show ?? 'all'}
              options={[...segments, ...furtherSegments.filter(({ value }) => value === search.show)]}
              onChange={(show) => put({ show: show === 'all' ? undefined : show })}
            />
          </>
        }
        under={
          <>
            {facetsOpen ? null : (
              <Tooltip label="Narrow by what these calls have in common">
                <ActionIcon aria-label="Show the panel to narrow by" onClick={() => setPreference('facetsOpen', true)}>
                  <IconLayoutSidebarLeftExpand size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            <SavedViews
              screen="calls"
              search={{ ...filter, columns: arrangement.text }}
              narrowed={narrowed || arrangement.text !== undefined}
              onChoose={(chosen) => void navigate({ search: callsSearch(chosen) })}
            />
            <FilterBar
              fields={callFields}
              search={filter}
              choices={choicesOf}
              onAsk={ask}
              onChange={(change) => put(change)}
            />
            <div className={classes.actions}>
              {search.text ? (
                <Segments
                  label="Order"
                  value={search.order ?? 'newest'}
                  options={orders}
                  onChange={(order) => put({ order: order === 'newest' ? undefined : order })}
                />
              ) : null}
              <ColumnsMenu columns={callColumns} arrangement={arrangement} />
              <Button leftSection={<IconDownload size={14} aria-hidden />} onClick={() => setExported({ filter })}>
                Export…
              </Button>
            </div>
          </>
        }
        side={
          facetsOpen ? (
            <FoundFacets
              filter={filter}
              onChange={(change) => put(change)}
              onClose={() => setPreference('facetsOpen', false)}
            />
          ) : null
        }
        onClearFilter={narrowed || search.show !== undefined ? clear : undefined}
        noMatch={<NothingFound filter={filter} choices={choicesOf} onDrop={(change) => put(change)} onClear={clear} />}
        empty={<NoCalls />}
        panel={
          search.id === undefined ? null : (
            <CallView
              id={search.id}
              words={search.text}
              place={search.tab ? { tab: search.tab, at: search.at } : {}}
              onGo={(next) => put({ tab: next.tab, at: next.at }, true)}
              onClose={() => put({ id: undefined, at: undefined })}
            />
          )
        }
      />
      <MarkFound marked={marked} onClose={() => setMarked(null)} />
      <ExportDialog exported={exported} shown={arrangement.layout?.shown} onClose={() => setExported(null)} />
    </ConnectionNames>
  );
}
