/** How much there was and what failed of it over time, and how long calls were. Every segment opens the calls it counts. */
import { Skeleton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Overview, OverviewBar } from '../../../shared/domain/overview.ts';
import { callLength, count, shortCount } from '../../ui/format.ts';
import { later } from '../../ui/later.tsx';
import { useZone } from '../../ui/preferences.ts';
import { CallsLink } from './CallsLink.tsx';
import { ChartPanel } from './ChartPanel.tsx';
import { type CallSearch, callsIn } from './links.ts';
import { barWords, ticksOf, unsaid } from './words.ts';

const outline = <Skeleton height="100%" radius={6} />;
const Counts = later(async () => (await import('./drawing.tsx')).Counts<OverviewBar>, outline);
const Lines = later(async () => (await import('./drawing.tsx')).Lines<OverviewBar>, outline);

interface Counted {
  name: string;
  colour: string;
  value(counts: Overview['totals'] | OverviewBar): number;
  search: CallSearch;
}

const volume: readonly Counted[] = [
  { name: 'Goal reached', colour: 'var(--good)', value: (c) => c.succeeded, search: { success: true } },
  { name: 'Goal missed', colour: 'var(--wait)', value: (c) => c.missed, search: { success: false } },
  { name: 'No verdict', colour: 'var(--line-strong)', value: unsaid, search: { without: 'success' } },
];

const failures: readonly Counted[] = [
  {
    name: 'Calls with failed webhooks',
    colour: 'var(--bad)',
    value: (c) => c.webhooks.failed,
    search: { webhooks: 'failed' },
  },
  {
    name: 'Calls with failed chains',
    colour: 'color-mix(in srgb, var(--bad) 45%, var(--surface))',
    value: (c) => c.chains.failed,
    search: { chains: 'failed' },
  },
];

const lengths = [
  { name: 'Median', colour: 'var(--accent)', value: (l: Overview['totals'] | OverviewBar) => l.p50Ms },
  {
    name: '90 % within',
    colour: 'var(--customer)',
    value: (l: Overview['totals'] | OverviewBar) => l.p90Ms,
  },
  {
    name: '95 % within',
    colour: 'var(--text-3)',
    value: (l: Overview['totals'] | OverviewBar) => l.p95Ms,
  },
] as const;

export function VolumeChart({ overview }: { overview: Overview }) {
  return <CountChart title="Calls ended" overview={overview} series={volume} empty="No calls ended in this period." />;
}

export function FailureChart({ overview }: { overview: Overview }) {
  return (
    <CountChart
      title="Failed and not recovered"
      overview={overview}
      series={failures}
      empty="Nothing failed, or all of it recovered."
    />
  );
}

function CountChart(props: { title: string; overview: Overview; series: readonly Counted[]; empty: string }) {
  const { overview, series } = props;
  const navigate = useNavigate();
  const { label, ticks } = useBars(overview);
  const isEmpty = series.every(({ value }) => value(overview.totals) === 0);
  return (
    <ChartPanel
      title={props.title}
      series={series.map(({ name, colour, value, search }) => ({
        name,
        colour,
        total: shortCount(value(overview.totals)),
        ...(value(overview.totals) > 0 ? { search: callsIn(overview, search) } : {}),
      }))}
      empty={isEmpty ? props.empty : null}
      chart={
        <Counts
          bars={overview.bars}
          series={series}
          ticks={ticks}
          label={label}
          onOpen={(bar, at) => void navigate({ to: '/calls', search: callsIn(bar, series[at]?.search) })}
        />
      }
      table={
        <BarTable
          bars={overview.bars.filter((bar) => series.some(({ value }) => value(bar) > 0))}
          label={label}
          names={series.map(({ name }) => name)}
          cell={(bar, at) => {
            const one = series[at];
            const n = one?.value(bar) ?? 0;
            return n > 0 ? <CallsLink search={callsIn(bar, one?.search)}>{count(n)}</CallsLink> : '0';
          }}
        />
      }
    />
  );
}

export function LengthChart({ overview }: { overview: Overview }) {
  const navigate = useNavigate();
  const { label, ticks } = useBars(overview);
  return (
    <ChartPanel
      title="Length of calls"
      series={lengths.map(({ name, colour, value }) => ({ name, colour, total: callLength(value(overview.totals)) }))}
      empty={overview.totals.p50Ms === null ? 'No call in this period has a length.' : null}
      chart={
        <Lines
          bars={overview.bars}
          series={lengths}
          ticks={ticks}
          label={label}
          onOpen={(bar) => void navigate({ to: '/calls', search: callsIn(bar) })}
        />
      }
      table={
        <BarTable
          bars={overview.bars.filter(({ p50Ms }) => p50Ms !== null)}
          label={label}
          names={lengths.map(({ name }) => name)}
          cell={(bar, at) => <CallsLink search={callsIn(bar)}>{callLength(lengths[at]?.value(bar) ?? null)}</CallsLink>}
        />
      }
    />
  );
}

function useBars({ bars, size }: Overview) {
  const zone = useZone();
  return { label: barWords(size, zone), ticks: ticksOf(bars, size, zone) };
}

function BarTable(props: {
  bars: readonly OverviewBar[];
  label(bar: OverviewBar): string;
  names: readonly string[];
  cell(bar: OverviewBar, at: number): ReactNode;
}) {
  if (props.bars.length === 0) return <p className="dim">Nothing in this period.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {props.names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.bars.toReversed().map((bar) => (
          <tr key={bar.from}>
            <td className="num">{props.label(bar)}</td>
            {props.names.map((name, at) => (
              <td key={name} className="num">
                {props.cell(bar, at)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
