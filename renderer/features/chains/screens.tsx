/** Chain runs: failed and not recovered first, because that is what someone must do something about. */
import { Button } from '@mantine/core';
import { IconCircleCheck, IconRouteOff } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
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
import { ChainTabs } from './ChainTabs.tsx';
import { runColumns } from './columns.tsx';
import { runChoices, runFields } from './filters.ts';
import { FlowGraph } from './graph/FlowGraph.tsx';
import { expectRun, runsList, useRun } from './queries.ts';
import { RunView } from './RunView.tsx';
import { chainRoute, chainsRoute, searchOf } from './route.tsx';
import type { RunPlace } from './run-place.ts';

const segments = [
  { value: 'failed', label: 'Failed' },
  { value: 'recovered', label: 'Recovered' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'all', label: 'All' },
] as const;

export function ChainsScreen() {
  const search = chainsRoute.useSearch();
  const navigate = useNavigate({ from: '/chains' });
  const put = useCallback(
    (change: ReturnType<typeof searchOf>, replace: boolean) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const open = (id: number) => void navigate({ to: '/chains/$id', params: { id } });
  const queries = useQueryClient();
  const onNear = useCallback((id: number) => void expectRun(queries, id), [queries]);
  useEffect(FlowGraph.expect, []);
  const zone = useZone();
  const [asked, setAsked] = useState(false);
  const { show = 'failed' } = search;
  const list = runsList({ ...search, show }, zone);
  const narrowed = isNarrowed(search);
  // Names of what is narrowed by are wanted as soon as a chip shows one.
  const choices = useQuery({ ...api.chains.choices.queryOptions(), enabled: asked || narrowed });
  const clear = () => void navigate({ search: (before) => ({ show: before.show }) });

  return (
    <RecordList
      title="Chains"
      noun={['run', 'runs']}
      columns={runColumns}
      {...list}
      lead={<ChainTabs here="runs" />}
      placeholder="Number, chain, id…"
      segments={segments}
      search={search}
      onSearch={put}
      onOpen={open}
      onNear={onNear}
      copyId={(run) => run.runId}
      bulk={(rows) => <BulkChosen kind="replay" rows={rows} />}
      all={
        // What is well is not replayed by a slip: without a filter only failures are offered as a whole.
        show === 'failed' || narrowed ? (
          <BulkAll
            select={() => ({ kind: 'replay', select: { filter: forCore({ ...search, show }, Date.now(), zone) } })}
            listKey={list.queryKey}
          />
        ) : null
      }
      onClear={narrowed ? clear : undefined}
      under={
        <>
          <SavedViews
            screen="chains"
            search={search}
            narrowed={narrowed}
            onChoose={(chosen) => void navigate({ search: searchOf(chosen) })}
          />
          <FilterBar
            fields={runFields}
            search={search}
            choices={runChoices(choices.data, search.flow)}
            onAsk={() => setAsked(true)}
            onChange={(change) => put(change, false)}
          />
        </>
      }
      empty={(show) =>
        show === 'failed' ? (
          <Empty icon={IconCircleCheck} title="Nothing is waiting for you">
            Every after-call chain ran to its end, or was recovered by a replay.
          </Empty>
        ) : (
          <Empty icon={IconRouteOff} title={`No ${show === 'all' ? '' : `${show} `}runs`}>
            Runs appear here as the platform reports them.
          </Empty>
        )
      }
      panel={(id) => (
        <RecordPanel title="Chain run" onOpen={() => open(id)} onClose={() => put({ id: undefined }, false)}>
          <RunOf key={id} id={id} />
        </RecordPanel>
      )}
    />
  );
}

export function ChainScreen() {
  const { id } = chainRoute.useParams();
  const value = chainRoute.useSearch();
  const navigate = useNavigate();
  // A step is not worth a step of the history.
  const onChange = (change: RunPlace) =>
    void navigate({ to: '/chains/$id', params: { id }, search: { ...value, ...change }, replace: true });
  return (
    <RecordPage
      title="Chain run"
      list={{ to: '/chains', label: 'Chains' }}
      id={id}
      onBack={() => void navigate({ to: '/chains', search: { id } })}
    >
      <RunOf id={id} place={{ value, onChange }} />
    </RecordPage>
  );
}

function RunOf({ id, place }: { id: number; place?: { value: RunPlace; onChange(change: RunPlace): void } }) {
  const elsewhere = (
    <Button component={Link} to="/chains">
      Go to chains
    </Button>
  );
  return (
    <Loaded query={useRun(id)} what="this run" elsewhere={elsewhere}>
      {(detail) => <RunView detail={detail} at={undefined} withCall {...(place && { place })} />}
    </Loaded>
  );
}
