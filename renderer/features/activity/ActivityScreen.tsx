/** The activity: who did what, when and why. Append-only and hash-chained, and anyone may check that. The address carries the filter. */
import { IconActivity } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { AuditRow } from '../../../shared/domain/operation.ts';
import { api } from '../../app/client.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { FilterBox } from '../../ui/FilterBox.tsx';
import { isNarrowed } from '../../ui/filters/address.ts';
import { FilterBar } from '../../ui/filters/FilterBar.tsx';
import { ListScreen } from '../../ui/ListScreen.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { PanelTools } from '../../ui/PanelTools.tsx';
import page from '../../ui/page.module.css';
import { useZone } from '../../ui/preferences.ts';
import { ListTime } from '../../ui/Time.tsx';
import { ExportLines } from './ExportLines.tsx';
import { activityChoices, activityFields } from './filters.ts';
import { LineView } from './LineView.tsx';
import { activityList } from './queries.ts';
import { activityRoute, type searchOf } from './route.tsx';
import { useVerify, Verdict, VerifyButton } from './Verify.tsx';
import { actionWords, brief } from './words.ts';

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
    cell: (row) => <bdi className="mono">{row.subject}</bdi>,
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

export function ActivityScreen() {
  const search = activityRoute.useSearch();
  const navigate = useNavigate({ from: '/activity' });
  const zone = useZone();
  const [asked, setAsked] = useState(false);
  const verify = useVerify();
  const narrowed = isNarrowed(search);
  const choices = useQuery({ ...api.audit.choices.queryOptions(), enabled: asked || search.action !== undefined });
  const put = useCallback(
    (change: ReturnType<typeof searchOf>, replace: boolean) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace }),
    [navigate],
  );
  const onText = useCallback((text: string) => put({ text: text.trim() || undefined }, true), [put]);
  const select = (id: number | undefined) => put({ id }, search.id !== undefined && id !== undefined);
  return (
    <ListScreen<AuditRow>
      title="Activity"
      noun={['entry', 'entries']}
      columns={columns}
      {...activityList(search, zone)}
      selected={search.id}
      onSelect={select}
      onOpen={select}
      tools={
        <>
          <FilterBox
            label="Filter activity"
            placeholder="Id, name, reason…"
            value={search.text ?? ''}
            onChange={onText}
          />
          <VerifyButton verify={verify} />
          <ExportLines search={search} />
        </>
      }
      under={
        <>
          <FilterBar
            fields={activityFields}
            search={search}
            choices={activityChoices(choices.data)}
            onAsk={() => setAsked(true)}
            onChange={(change) => put(change, false)}
          />
          <Verdict verify={verify} />
        </>
      }
      onClearFilter={narrowed ? () => void navigate({ search: {} }) : undefined}
      empty={
        <Empty icon={IconActivity} title="No activity yet">
          Every plan, run, refusal and abort, everything revealed or exported, and every change to a connection, an
          endpoint or a setting is recorded here.
        </Empty>
      }
      panelOf={(row) => (
        <div className={page.panel}>
          <PanelTools title="Audit entry" onClose={() => select(undefined)} />
          <LineView row={row} onSubject={(subject) => void navigate({ search: { subject, id: row.id } })} />
        </div>
      )}
    />
  );
}
