/** Every resend and replay that was planned, with what came of it. */
import { Button } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { createRoute, Link, useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import type { OperationDetail, OperationRow } from '../../../shared/domain/operation.ts';
import { api, client } from '../../app/client.ts';
import { rootRoute } from '../../app/root.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { columnsOf } from '../../ui/DataTable.tsx';
import { duration, nothing } from '../../ui/format.ts';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import page from '../../ui/page.module.css';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { Outcome } from './Outcome.tsx';
import classes from './operations.module.css';
import { Problems } from './Problems.tsx';
import { Progress } from './Progress.tsx';
import { tally } from './words.ts';

export const operationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  validateSearch: (search) => z.object({ id: z.coerce.string().max(80).optional().catch(undefined) }).parse(search),
  component: OperationsScreen,
});

const columns = columnsOf<OperationRow>([
  { id: 'created', header: 'Planned', width: 112, cell: (row) => <ListTime at={row.createdAt} /> },
  { id: 'name', header: 'Operation', width: 170, grow: 3, cell: (row) => <bdi title={row.name}>{row.name}</bdi> },
  {
    id: 'reason',
    header: 'Reason',
    width: 130,
    grow: 2,
    from: 760,
    cell: (row) => <bdi className="dim">{row.reason ?? nothing}</bdi>,
  },
  { id: 'by', header: 'By', width: 80, grow: 1, from: 900, cell: (row) => <bdi>{row.actor}</bdi> },
  { id: 'executor', header: 'Done by', width: 112, from: 900, cell: (row) => row.executor },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 140,
    grow: 1,
    from: 560,
    cell: (row) => <Outcomes row={row} />,
  },
  { id: 'state', header: 'State', width: 116, cell: (row) => <State state={row.state} quiet /> },
]);

function Outcomes({ row }: { row: OperationRow }) {
  const parts = tally(row.counts);
  if (parts.length === 0) return nothing;
  return (
    <span className={classes.outcomes}>
      {parts.map((part) => (
        <State key={part.state} state={part.state} word={part.word} quiet />
      ))}
    </span>
  );
}

const modes: Record<OperationRow['mode'], string> = {
  same: 'the same bytes to the same address',
  'other url': 'the same bytes to another URL',
  'from start': 'from the start',
  resume: 'resumed at a node',
};

function fetchPage(cursor: string | undefined, signal?: AbortSignal) {
  return client.operations.page({ limit: 100, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {});
}

function OperationsScreen() {
  const { id } = operationsRoute.useSearch();
  const navigate = useNavigate({ from: '/operations' });
  const put = (next: string | undefined) => void navigate({ search: { id: next } });
  return (
    <ListScreen<OperationRow>
      title="Operations"
      noun={['operation', 'operations']}
      columns={columns}
      queryKey={api.operations.page.key({ type: 'infinite' })}
      fetchPage={fetchPage}
      selected={id}
      onSelect={put}
      onOpen={put}
      tools={null}
      empty={
        <Empty icon={IconListDetails} title="Nothing was resent or replayed yet">
          Open a failed message or run and choose “Resend…” or “Replay…”. What is planned and what came of it is kept
          here.
        </Empty>
      }
      panel={
        id === undefined ? null : (
          <div className={page.panel}>
            <PanelTools title="Operation" onClose={() => put(undefined)} />
            <OperationView key={id} operationId={id} />
          </div>
        )
      }
    />
  );
}

function OperationView({ operationId }: { operationId: string }) {
  const operation = useQuery(api.operations.get.queryOptions({ input: { operationId } }));
  const elsewhere = (
    <Button component={Link} to="/operations">
      Go to operations
    </Button>
  );
  return (
    <Loaded query={operation} what="this operation" elsewhere={elsewhere} height={280}>
      {(data) => <OperationRead data={data} />}
    </Loaded>
  );
}

function OperationRead({ data }: { data: OperationDetail }) {
  const abort = useMutation(api.operations.abort.mutationOptions());
  const took = data.startedAt !== null && data.finishedAt !== null ? data.finishedAt - data.startedAt : null;
  return (
    <article className={classes.detail}>
      <header>
        <h2>
          <bdi>{data.name}</bdi>
        </h2>
        <p className={classes.links}>
          <State chip state={data.state} />
          {data.state === 'running' ? (
            <Button
              color="red"
              variant="outline"
              loading={abort.isPending}
              onClick={() => abort.mutate({ operationId: data.id })}
            >
              Abort
            </Button>
          ) : null}
        </p>
      </header>
      {abort.error ? <Problems error={abort.error} planAgain={() => abort.reset()} onLeave={() => {}} /> : null}
      <dl className={classes.facts}>
        <dt>By</dt>
        <dd>
          <bdi>{data.actor}</bdi>, on {data.executor}
        </dd>
        <dt>Reason</dt>
        <dd dir="auto">{data.reason ?? nothing}</dd>
        <dt>Mode</dt>
        <dd>{modes[data.mode]}</dd>
        <dt>Planned</dt>
        <dd>
          <FullTime at={data.createdAt} />
        </dd>
        <dt>Started</dt>
        <dd>{data.startedAt === null ? nothing : <FullTime at={data.startedAt} />}</dd>
        <dt>Took</dt>
        <dd className="num">{duration(took)}</dd>
        <dt>Id</dt>
        <dd>
          <span className="mono">{data.id}</span> <Copy value={data.id} what="the id" />
        </dd>
        <dt>Plan hash</dt>
        <dd>
          <span className="mono">{data.hash.slice(0, 16)}</span> <Copy value={data.hash} what="the plan hash" />
        </dd>
      </dl>
      <section>
        <h3 className={classes.title}>Items</h3>
        <Progress operation={data} />
      </section>
      <Outcome operation={data} />
    </article>
  );
}
