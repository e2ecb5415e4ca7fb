/** What was reviewed of whom in a period, and how it was scored: a table to sort, to print, and to go on from into the list of calls. */
import { Button } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowLeft,
  IconArrowUp,
  IconFileTypePdf,
  IconPrinter,
  IconReport,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ReviewReport } from '../../../shared/domain/review.ts';
import { api } from '../../app/client.ts';
import { count, fullTime, nothing, plural } from '../../ui/format.ts';
import list from '../../ui/ListScreen.module.css';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import page from '../../ui/page.module.css';
import { useZone } from '../../ui/preferences.ts';
import { printPage, savePdf } from '../../ui/print.ts';
import { Segments } from '../../ui/Segments.tsx';
import { useTitle } from '../../ui/useTitle.ts';
import { periods, periodWords, stretchOf } from './figures.ts';
import { useDayZone } from './queries.ts';
import classes from './report.module.css';
import { type Column, columnsOf, sortBy, sorted } from './report-columns.ts';

const route = getRouteApi('/review/report');
/** Full hours are counted; nobody waits for less. */
const hourMs = 3_600_000;

export function ReportScreen() {
  const { period = 'this week', sort = '-reviewed' } = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useDayZone();
  const shown = useZone();
  useTitle('Review report');
  const now = Math.floor(Date.now() / hourMs) * hourMs;
  const stretch = useMemo(() => stretchOf(period, now, zone), [period, now, zone]);
  const report = useQuery({ ...api.review.report.queryOptions({ input: stretch }), placeholderData: keepPreviousData });
  const [saved, setSaved] = useState<string | null>(null);
  const toPdf = async () => {
    const done = await savePdf();
    if (done) setSaved(done.ok ? (done.path === null ? null : `Saved to ${done.path}`) : `Not saved: ${done.why}`);
  };
  const day = (at: number) => fullTime(at, shown).split(',')[0];

  return (
    <div className={list.screen}>
      <header className={list.header} data-no-print>
        <Link to="/review" className={`${page.crumb} ${classes.crumb}`}>
          <IconArrowLeft size={14} aria-hidden /> Review
        </Link>
        <PageTitle>Report</PageTitle>
        <Segments
          label="Period"
          value={period}
          options={periods.map((value) => ({ value, label: periodWords[value] }))}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, period: value }), replace: true })}
        />
        <span className={list.figures}>
          <span role="status" className="small">
            {saved}
          </span>
          <Button leftSection={<IconPrinter size={14} aria-hidden />} onClick={printPage}>
            Print
          </Button>
          <Button leftSection={<IconFileTypePdf size={14} aria-hidden />} onClick={() => void toPdf()}>
            PDF
          </Button>
        </span>
      </header>
      <div className={classes.body} data-print>
        <h2 className={classes.printed}>
          Reviews of calls that ended from {day(stretch.from)} to {day(stretch.to - 1)}
        </h2>
        <Loaded query={report} what="the report">
          {(data) =>
            data.agents.length === 0 ? (
              <Empty icon={IconReport} title="No calls in this period">
                Calls count when they ended in the period, and reviews with the calls they are of.
              </Empty>
            ) : (
              <Table
                report={data}
                sort={sort}
                onSort={(next) => void navigate({ search: (before) => ({ ...before, sort: next }), replace: true })}
              />
            )
          }
        </Loaded>
      </div>
    </div>
  );
}

function Table({ report, sort, onSort }: { report: ReviewReport; sort: string; onSort(sort: string): void }) {
  const columns = columnsOf(report);
  const rows = sorted(report.agents, columns, sort);
  const { by, down } = sortBy(sort);
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <caption>
          {count(report.all.reviewed)} of {plural(report.all.calls, 'call')} reviewed
          {report.more > 0 ? `; ${plural(report.more, 'agent')} more are not listed` : ''}
        </caption>
        <thead>
          <tr>
            <Head id="agent" label="Agent" by={by} down={down} onSort={onSort} />
            {columns.map((column) => (
              <Head
                key={column.id}
                id={column.id}
                label={column.label}
                title={column.title}
                by={by}
                down={down}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.agent}>
              <th scope="row">
                <Link
                  to="/calls"
                  search={{
                    ...(row.agent === '' ? { without: 'agent' as const } : { agent: row.agent }),
                    from: report.from,
                    to: report.to,
                  }}
                >
                  <bdi>{row.agent === '' ? 'No agent given' : row.agent}</bdi>
                </Link>
              </th>
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} report={report} />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            {columns.map((column) => (
              <td key={column.id}>{column.words(report.all)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Cell({ column, row, report }: { column: Column; row: ReviewReport['agents'][number]; report: ReviewReport }) {
  const words = column.words(row);
  if (!column.review || words === '0' || words === nothing) return <td>{words}</td>;
  return (
    <td>
      <Link
        to="/calls"
        search={{
          ...(row.agent === '' ? { without: 'agent' as const } : { agent: row.agent }),
          review: column.review,
          from: report.from,
          to: report.to,
        }}
      >
        {words}
      </Link>
    </td>
  );
}

interface HeadProps {
  id: string;
  label: string;
  title?: string | undefined;
  by: string;
  down: boolean;
  onSort(sort: string): void;
}

function Head({ id, label, title, by, down, onSort }: HeadProps) {
  const on = by === id;
  // The most comes first, but names from A on.
  const first = id === 'agent' ? id : `-${id}`;
  const Icon = down ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" aria-sort={on ? (down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" title={title} onClick={() => onSort(on ? (down ? id : `-${id}`) : first)}>
        {label}
        {on ? <Icon size={12} aria-hidden /> : null}
      </button>
    </th>
  );
}
