/** Failures grouped by their cause: the open ones first, the newest failure on top. */
import { IconShieldCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Incident } from '../../../shared/domain/incident.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { count } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { RecordList } from '../../ui/RecordList.tsx';
import { RecordPage, RecordPanel } from '../../ui/RecordPage.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { ListTime } from '../../ui/Time.tsx';
import { IncidentState } from './IncidentState.tsx';
import { IncidentView } from './IncidentView.tsx';
import classes from './incidents.module.css';
import { incidentsList, useIncident } from './queries.ts';
import { incidentRoute, incidentsRoute, type Search } from './route.tsx';
import { Trend } from './Trend.tsx';

const columns: Parameters<typeof columnsOf<Incident>>[0] = [
  { id: 'last', header: 'Last failure', width: 112, cell: (row) => <ListTime at={row.lastAt} /> },
  {
    id: 'title',
    header: 'Incident',
    width: 160,
    grow: 4,
    cell: (row) => (
      <bdi title={row.title}>
        {row.kind === 'chains' ? <span className={classes.kind}>chain</span> : null}
        {row.title}
      </bdi>
    ),
  },
  { id: 'trend', header: 'Last 24 hours', width: 116, from: 760, cell: (row) => <Trend hours={row.trend} /> },
  {
    id: 'open',
    header: 'Open',
    width: 64,
    align: 'end',
    cell: (row) => (
      <span
        className="num"
        title={row.pending > 0 ? `The platform will try ${count(row.pending)} of them again by itself` : undefined}
      >
        {count(row.open)}
      </span>
    ),
  },
  {
    id: 'total',
    header: 'Total',
    width: 64,
    align: 'end',
    from: 560,
    cell: (row) => <span className="num dim">{count(row.total)}</span>,
  },
  { id: 'first', header: 'First failure', width: 112, from: 900, cell: (row) => <ListTime at={row.firstAt} /> },
];

const stateColumn = {
  id: 'state',
  header: 'State',
  width: 92,
  from: 500,
  cell: (row: Incident) => <IncidentState state={row.state} />,
};

/** Which state they are in is worth a column only where both are listed. */
const columnsOfOne = columnsOf<Incident>(columns);
const columnsOfBoth = columnsOf<Incident>([...columns, stateColumn]);

const segments = [
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
  { value: 'all', label: 'All' },
] as const;

const kinds = [
  { value: 'both', label: 'Both' },
  { value: 'webhooks', label: 'Webhooks' },
  { value: 'chains', label: 'Chains' },
] as const;

export function IncidentsScreen() {
  const search = incidentsRoute.useSearch();
  const navigate = useNavigate({ from: '/incidents' });
  const put = useCallback(
    (change: Search, replace: boolean) => void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const open = (id: number) => void navigate({ to: '/incidents/$id', params: { id } });
  const { text, show = 'open', kind } = search;
  return (
    <RecordList
      title="Incidents"
      noun={['incident', 'incidents']}
      columns={show === 'all' ? columnsOfBoth : columnsOfOne}
      {...incidentsList({ text, show, kind })}
      placeholder="Endpoint, chain, error…"
      segments={segments}
      search={search}
      onSearch={put}
      onOpen={open}
      onClear={text || kind ? () => put({ text: undefined, kind: undefined }, false) : undefined}
      copyId={(row) => row.title}
      all={
        <Segments
          label="Of what"
          value={kind ?? 'both'}
          options={kinds}
          onChange={(next) => put({ kind: next === 'both' ? undefined : next }, false)}
        />
      }
      empty={(show) => (
        <Empty icon={IconShieldCheck} title={show === 'open' ? 'Nothing is failing' : 'No incidents'}>
          {show === 'open'
            ? 'Every failure that was reported has recovered. A new one opens an incident by its cause: where it failed, how, and with which words.'
            : 'Failures with one cause become an incident; it closes by itself when all of them have recovered.'}
        </Empty>
      )}
      panel={(id) => (
        <RecordPanel title="Incident" onOpen={() => open(id)} onClose={() => put({ id: undefined }, false)}>
          <IncidentOf key={id} id={id} />
        </RecordPanel>
      )}
    />
  );
}

export function IncidentScreen() {
  const { id } = incidentRoute.useParams();
  const navigate = useNavigate();
  return (
    <RecordPage
      title="Incident"
      list={{ to: '/incidents', label: 'Incidents' }}
      id={id}
      onBack={() => void navigate({ to: '/incidents', search: { id } })}
    >
      <IncidentOf id={id} />
    </RecordPage>
  );
}

function IncidentOf({ id }: { id: number }) {
  const elsewhere = <LinkButton to="/incidents">Go to incidents</LinkButton>;
  return (
    <Loaded query={useIncident(id)} what="this incident" elsewhere={elsewhere}>
      {(incident) => <IncidentView incident={incident} />}
    </Loaded>
  );
}
