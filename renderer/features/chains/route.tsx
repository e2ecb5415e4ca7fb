/** Chain runs: failed and not recovered first, because that is what someone must do something about. */
import { Skeleton } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck, IconRouteOff } from '@tabler/icons-react';
import { createRoute, Link, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { z } from 'zod';
import { runFilter } from '../../../shared/contract/index.ts';
import { rootRoute } from '../../app/root.tsx';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { useKeys } from '../../ui/keys.ts';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty, Failed } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import classes from '../../ui/page.module.css';
import { Segments } from '../../ui/Segments.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { runColumns } from './columns.tsx';
import { runsList, useRun } from './queries.ts';
import { RunView } from './RunView.tsx';

const listSearch = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  show: runFilter.optional().catch(undefined),
  id: z.number().int().positive().optional().catch(undefined),
});

export const chainsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains',
  validateSearch: (search) => listSearch.parse(search),
  component: ChainsScreen,
});

export const chainRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains/$id',
  params: {
    parse: ({ id }) => ({ id: z.coerce.number().int().positive().parse(id) }),
    stringify: ({ id }) => ({ id: String(id) }),
  },
  component: ChainScreen,
});

const segments = [
  { value: 'failed', label: 'Failed' },
  { value: 'recovered', label: 'Recovered' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'all', label: 'All' },
] as const;

function ChainsScreen() {
  const search = chainsRoute.useSearch();
  const navigate = useNavigate({ from: '/chains' });
  const { text, show = 'failed', id } = search;
  const put = useCallback(
    (change: Partial<typeof search>, replace = false) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const onText = useCallback((next: string) => put({ text: next.trim() || undefined }, true), [put]);
  const open = (next: number) => void navigate({ to: '/chains/$id', params: { id: next } });

  return (
    <ListScreen
      title="Chains"
      noun={['run', 'runs']}
      columns={runColumns}
      {...runsList({ text, show })}
      selected={id}
      onSelect={(next) => put({ id: next }, id !== undefined && next !== undefined)}
      onOpen={open}
      onClearFilter={text ? () => put({ text: undefined }) : undefined}
      tools={
        <>
          <FilterBox label="Filter chains" placeholder="Number, chain, id…" value={text ?? ''} onChange={onText} />
          <Segments
            label="Which runs"
            value={show}
            options={segments}
            onChange={(next) => put({ show: next === 'failed' ? undefined : next })}
          />
        </>
      }
      empty={
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
      panel={
        id === undefined ? null : (
          <div className={classes.panel}>
            <PanelTools title="Chain run" onOpen={() => open(id)} onClose={() => put({ id: undefined })} />
            <Loaded key={id} id={id} />
          </div>
        )
      }
    />
  );
}

function ChainScreen() {
  const { id } = chainRoute.useParams();
  const navigate = useNavigate();
  useTitle('Chain run');
  useKeys({ escape: () => void navigate({ to: '/chains', search: { id } }) });
  return (
    <div className={classes.alone}>
      <Link to="/chains" search={{ id }} className={classes.crumb}>
        <IconArrowLeft size={14} aria-hidden /> Chains
      </Link>
      <Loaded id={id} />
    </div>
  );
}

function Loaded({ id }: { id: number }) {
  const run = useRun(id);
  if (run.error && !run.data) return <Failed what="this run" error={run.error} retry={() => void run.refetch()} />;
  if (!run.data) return <Skeleton height={320} radius={6} />;
  return <RunView detail={run.data} at={undefined} withCall />;
}
