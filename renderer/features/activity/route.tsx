/** The audit: who did what, when and why. Append-only and hash-chained, and anyone may check that. */
import { Button } from '@mantine/core';
import { IconActivity, IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { createRoute, Link, useNavigate } from '@tanstack/react-router';
import { z } from 'zod';
import type { AuditRow } from '../../../shared/domain/operation.ts';
import { api, client } from '../../app/client.ts';
import { rootRoute } from '../../app/root.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { columnsOf } from '../../ui/DataTable.tsx';
import { plural } from '../../ui/format.ts';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty, Note } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import page from '../../ui/page.module.css';
import { sentence } from '../../ui/sentence.ts';
import { FullTime, ListTime } from '../../ui/Time.tsx';
import { Value } from '../chains/Value.tsx';
import classes from './activity.module.css';

export const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: (search) => z.object({ id: z.number().int().positive().optional().catch(undefined) }).parse(search),
  component: ActivityScreen,
});

const columns = columnsOf<AuditRow>([
  { id: 'at', header: 'When', width: 112, cell: (row) => <ListTime at={row.at} /> },
  { id: 'actor', header: 'Who', width: 100, cell: (row) => <bdi>{row.actor}</bdi> },
  { id: 'action', header: 'What', width: 170, grow: 1, cell: (row) => actionWords(row.action) },
  {
    id: 'subject',
    header: 'To what',
    width: 150,
    grow: 2,
    from: 560,
    cell: (row) => <span className="mono">{row.subject}</span>,
  },
  {
    id: 'detail',
    header: 'Detail',
    width: 160,
    grow: 3,
    from: 760,
    cell: (row) => <span className="dim">{brief(row)}</span>,
  },
  {
    id: 'hash',
    header: 'Hash',
    width: 100,
    from: 980,
    cell: (row) => <span className="mono faint">{row.hash.slice(0, 8)}</span>,
  },
]);

/** `resend.started` → `Resend started`. */
function actionWords(action: string): string {
  const words = action.replaceAll(/[._-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function brief(row: AuditRow): string {
  return Object.entries(row.detail)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');
}

function fetchPage(cursor: string | undefined, signal?: AbortSignal) {
  return client.audit.page({ limit: 100, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {});
}

function ActivityScreen() {
  const { id } = activityRoute.useSearch();
  const navigate = useNavigate({ from: '/activity' });
  const put = (next: number | undefined) => void navigate({ search: { id: next } });
  return (
    <ListScreen<AuditRow>
      title="Activity"
      noun={['line', 'lines']}
      columns={columns}
      queryKey={api.audit.page.key({ type: 'infinite' })}
      fetchPage={fetchPage}
      selected={id}
      onSelect={put}
      onOpen={put}
      tools={<Verify />}
      empty={
        <Empty icon={IconActivity} title="Nothing was done yet">
          What is planned, run, refused or aborted, and every change of a connection, is written down here.
        </Empty>
      }
      panelOf={(row) => (
        <div className={page.panel}>
          <PanelTools title="Line of the audit" onClose={() => put(undefined)} />
          <LineView row={row} />
        </div>
      )}
    />
  );
}

function LineView({ row }: { row: AuditRow }) {
  return (
    <article className={classes.line}>
      <h2>{actionWords(row.action)}</h2>
      <dl className={classes.facts}>
        <dt>When</dt>
        <dd>
          <FullTime at={row.at} />
        </dd>
        <dt>Who</dt>
        <dd>
          <bdi>{row.actor}</bdi>
        </dd>
        <dt>To what</dt>
        <dd>
          {/^(resend|replay|item|operation)\b/.test(row.action) ? (
            <Link to="/operations" search={{ id: row.subject }} className="mono">
              {row.subject}
            </Link>
          ) : (
            <span className="mono">{row.subject}</span>
          )}{' '}
          <Copy value={row.subject} what="the subject" />
        </dd>
        <dt>Line</dt>
        <dd className="num">{row.id}</dd>
        <dt>Hash</dt>
        <dd>
          <span className="mono">{row.hash}</span> <Copy value={row.hash} what="the hash" />
        </dd>
      </dl>
      <Value title="Detail" value={row.detail} />
    </article>
  );
}

function Verify() {
  const verify = useMutation(api.audit.verify.mutationOptions());
  return (
    <div className={classes.verify}>
      <Button
        leftSection={<IconShieldCheck size={14} aria-hidden />}
        loading={verify.isPending}
        onClick={() => verify.mutate(undefined)}
      >
        Verify chain
      </Button>
      {verify.error ? <Note tone="bad">{sentence(verify.error)}</Note> : null}
      {verify.data ? (
        <Note tone={verify.data.brokenAt === null ? 'good' : 'bad'} role="status">
          {verify.data.brokenAt === null
            ? `All ${plural(verify.data.lines, 'line')} follow from one another.`
            : `Line ${verify.data.brokenAt} does not follow from the one before: the audit was changed from outside.`}
        </Note>
      ) : null}
    </div>
  );
}
