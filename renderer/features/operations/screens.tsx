/** Every resend and replay that was planned, with how far it is and what came of it. */
import { Group } from '@mantine/core';
import { IconArrowLeft, IconListDetails } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { OperationRow } from '../../../shared/domain/operation.ts';
import { api, client } from '../../app/client.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { count, nothing } from '../../ui/format.ts';
import { useKeys } from '../../ui/keys.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import page from '../../ui/page.module.css';
import { RecordPanel } from '../../ui/RecordPage.tsx';
import { ListTime } from '../../ui/Time.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { State } from '../../ui/Words.tsx';
import many from './bulk.module.css';
import { ended, isOver } from './bulk.ts';
import { OperationView } from './OperationView.tsx';
import classes from './operations.module.css';
import { operationRoute, operationsRoute } from './route.tsx';
import { OutcomeBar } from './Standing.tsx';
import { tally } from './words.ts';

const columns = columnsOf<OperationRow>([
  { id: 'created', header: 'Planned', width: 112, cell: (row) => <ListTime at={row.createdAt} /> },
  { id: 'name', header: 'Operation', width: 170, grow: 3, cell: (row) => <bdi title={row.name}>{row.name}</bdi> },
  {
    id: 'reason',
    header: 'Reason',
    width: 130,
    grow: 2,
    from: 900,
    cell: (row) => <bdi className="dim">{row.reason ?? nothing}</bdi>,
  },
  { id: 'by', header: 'By', width: 80, grow: 1, from: 1000, cell: (row) => <bdi>{row.actor}</bdi> },
  { id: 'executor', header: 'Done by', width: 112, from: 1100, cell: (row) => row.executor },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 200,
    grow: 1,
    from: 560,
    cell: (row) => <Outcomes row={row} />,
  },
  { id: 'state', header: 'State', width: 190, grow: 3, cell: (row) => <Standing row={row} /> },
]);

function Outcomes({ row }: { row: OperationRow }) {
  const parts = tally(row.counts);
  if (parts.length === 0) return nothing;
  if (row.total > 1 && row.state !== 'planned') {
    const over = isOver(row.state);
    return (
      <span className={many.inList} title={parts.map((part) => part.word).join(', ')}>
        <OutcomeBar row={row} slim />
        <span className="num">
          {count(over ? (row.counts.succeeded ?? 0) : ended(row))} of {count(row.total)} {over ? 'succeeded' : 'ended'}
        </span>
      </span>
    );
  }
  return (
    <span className={classes.outcomes}>
      {parts.map((part) => (
        <State key={part.state} state={part.state} word={part.word} quiet />
      ))}
    </span>
  );
}

/** Why it stands still is as much as where it stands. */
function Standing({ row }: { row: OperationRow }) {
  const why = isOver(row.state) ? null : row.why;
  return (
    <span className={many.why} title={why ?? undefined}>
      <State state={row.state} quiet />
      {why ? <bdi className="faint">{why}</bdi> : null}
    </span>
  );
}

function fetchPage(cursor: string | undefined, signal?: AbortSignal) {
  return client.operations.page({ limit: 100, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {});
}

export function OperationsScreen() {
  const { id } = operationsRoute.useSearch();
  const navigate = useNavigate({ from: '/operations' });
  const put = (next: string | undefined) => void navigate({ search: { id: next } });
  const open = (next: string) => void navigate({ to: '/operations/$id', params: { id: next } });
  return (
    <ListScreen<OperationRow>
      title="Operations"
      noun={['operation', 'operations']}
      columns={columns}
      queryKey={api.operations.page.key({ type: 'infinite' })}
      fetchPage={fetchPage}
      selected={id}
      onSelect={put}
      onOpen={open}
      tools={null}
      empty={
        <Empty
          icon={IconListDetails}
          title="Nothing has been resent or replayed yet"
          action={
            <Group gap={8}>
              <LinkButton to="/webhooks">Failed webhooks</LinkButton>
              <LinkButton to="/chains">Failed runs</LinkButton>
            </Group>
          }
        >
          Open a failed message or run and choose “Resend…” or “Replay…”. Plans and their results are kept here.
        </Empty>
      }
      panel={
        id === undefined ? null : (
          <RecordPanel title="Operation" onOpen={() => open(id)} onClose={() => put(undefined)}>
            <OperationView key={id} operationId={id} beside />
          </RecordPanel>
        )
      }
    />
  );
}

export function OperationScreen() {
  const { id } = operationRoute.useParams();
  const navigate = useNavigate();
  useTitle('Operation');
  useKeys({ escape: () => void navigate({ to: '/operations', search: { id } }) });
  return (
    <div className={page.alone}>
      <div className={page.crumbs}>
        <Link to="/operations" search={{ id }} className={page.crumb}>
          <IconArrowLeft size={14} aria-hidden /> Operations
        </Link>
        <PageTitle>Operation</PageTitle>
      </div>
      <OperationView key={id} operationId={id} />
    </div>
  );
}
