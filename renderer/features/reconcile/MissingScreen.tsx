/** What should be there and is not: calls whose chain never ran, runs of calls nobody reported, webhooks that were never tried. */
import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { z } from 'zod';
import { type Discrepancy, type DiscrepancyKind, discrepancyKinds } from '../../../shared/domain/reconcile.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { nothing, total } from '../../ui/format.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty, Note } from '../../ui/Notices.tsx';
import { RecordPanel } from '../../ui/RecordPage.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { useSheet } from '../operations/sheet.ts';
import { discrepanciesList, useDiscrepancyCounts } from './queries.ts';
import classes from './reconcile.module.css';
import { reconcileRoute, type search } from './route.tsx';

const columns = columnsOf<Discrepancy>([
  { id: 'at', header: 'Call ended', width: 112, cell: (row) => <ListTime at={row.at} /> },
  {
    id: 'customer',
    header: 'Customer',
    width: 144,
    cell: (row) => <span className="mono">{row.customerNumber ?? nothing}</span>,
  },
  {
    id: 'what',
    header: 'What is missing',
    width: 110,
    grow: 3,
    cell: (row) => <bdi title={row.why}>{missing(row)}</bdi>,
  },
  {
    id: 'call',
    header: 'Call id',
    width: 150,
    grow: 2,
    from: 760,
    cell: (row) => <span className="mono dim">{row.callId}</span>,
  },
]);

function missing({ kind, flow, endpoint }: Discrepancy): string {
  switch (kind) {
    case 'call without run':
      return `Run of ${flow?.name ?? 'its chain'}`;
    case 'run without call':
      return `Report of the call; ${flow?.name ?? 'its chain'} ran`;
    case 'webhook never attempted':
      return `Webhook to ${endpoint?.name ?? 'its endpoint'}`;
  }
}

const labels: Record<DiscrepancyKind, string> = {
  'call without run': 'Calls without a run',
  'run without call': 'Runs without a call',
  'webhook never attempted': 'Webhooks never tried',
};

const nouns: Record<DiscrepancyKind, readonly [string, string]> = {
  'call without run': ['call', 'calls'],
  'run without call': ['run', 'runs'],
  'webhook never attempted': ['webhook', 'webhooks'],
};

export function MissingScreen() {
  const { kind = 'call without run', id } = reconcileRoute.useSearch();
  const navigate = useNavigate({ from: '/missing' });
  const counts = useDiscrepancyCounts().data;
  const put = (change: z.infer<typeof search>, replace: boolean) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });
  return (
    <ListScreen
      title="Missing"
      noun={nouns[kind]}
      columns={columns}
      {...discrepanciesList(kind)}
      selected={id}
      onSelect={(next) => put({ id: next }, id !== undefined && next !== undefined)}
      onOpen={(next) => put({ id: next }, false)}
      copyId={(row) => row.callId}
      tools={
        <Segments
          label="What is missing"
          value={kind}
          options={discrepancyKinds.map((value) => ({
            value,
            label: labels[value],
            count: counts && counts[value].count > 0 ? total(counts[value]) : undefined,
          }))}
          onChange={(next) => put({ kind: next, id: undefined }, false)}
        />
      }
      empty={
        <Empty icon={IconChecks} title="Nothing is missing here">
          {empties[kind]}
        </Empty>
      }
      panelOf={(row) => (
        <RecordPanel title="What is missing" onClose={() => put({ id: undefined }, false)}>
          <Missing of={row} />
        </RecordPanel>
      )}
    />
  );
}

const empties: Record<DiscrepancyKind, string> = {
  'call without run': 'Every call whose flow has an after-call chain had its run.',
  'run without call': 'Every run belongs to a call that was reported, where calls of its flow are reported.',
  'webhook never attempted': 'Every call was tried at each endpoint that is subscribed to it.',
};

function Missing({ of }: { of: Discrepancy }) {
  const sheet = useSheet();
  const { callKey, flow, run, endpoint } = of;
  return (
    <article className={classes.missing} aria-label={missing(of)}>
      <h3>{missing(of)}</h3>
      <Note tone="hold">{of.why}</Note>
      <dl className={classes.facts}>
        <dt>Call ended</dt>
        <dd>
          <FullTime at={of.at} />
        </dd>
        <dt>Customer</dt>
        <dd className="mono">{of.customerNumber ?? nothing}</dd>
        <dt>Call id</dt>
        <dd className="mono wrap">{of.callId}</dd>
      </dl>
      <div className={classes.actions}>
        {of.kind === 'call without run' && callKey !== null && flow ? (
          <Button variant="filled" onClick={() => sheet.open({ kind: 'from call', callId: callKey, flowId: flow.id })}>
            Replay from the call…
          </Button>
        ) : null}
        {callKey === null ? null : (
          <LinkButton to="/calls/$id" params={{ id: callKey }}>
            Open the call
          </LinkButton>
        )}
        {run ? (
          <LinkButton to="/chains/$id" params={{ id: run.id }}>
            Open the run
          </LinkButton>
        ) : null}
        {flow ? (
          <LinkButton
            to="/chains/flows/$connectionId/$flowId"
            params={{ connectionId: of.connectionId, flowId: flow.id }}
          >
            Chain {flow.name}
          </LinkButton>
        ) : null}
        {endpoint ? (
          <LinkButton
            to="/endpoints/$connectionId/$endpointId"
            params={{ connectionId: of.connectionId, endpointId: endpoint.id }}
          >
            Endpoint {endpoint.name}
          </LinkButton>
        ) : null}
      </div>
      {of.kind === 'webhook never attempted' ? (
        <p className="dim">
          There is no message to resend: only the platform knows what it would have sent. Ask it to deliver this call,
          or enter it by hand in the receiving system.
        </p>
      ) : null}
    </article>
  );
}
