/** A chart with its name, its series with their totals, and the table behind it. Charts come when they are needed. */
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from '../../ui/chart.module.css';
import { CallsLink } from './CallsLink.tsx';
import type { CallSearch } from './links.ts';
import own from './overview.module.css';

export interface Series {
  name: string;
  colour: string;
  /** Of the whole stretch, as it is written. */
  total: string;
  /** The list it counts; left out where it is no count. */
  search?: CallSearch;
}

export const chartHeight = 168;

interface ChartPanelProps {
  title: string;
  series: readonly Series[];
  /** Set where there is nothing to draw: why. */
  empty: string | null;
  chart: ReactNode;
  table: ReactNode;
}

export function ChartPanel({ title, series, empty, chart, table }: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className={own.panel} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Button variant="subtle" size="compact-xs" onClick={() => setAsTable(!asTable)}>
          {asTable ? 'As chart' : 'As table'}
        </Button>
      </header>
      <p className={own.series}>
        {series.map(({ name, colour, total, search }) => (
          <span key={name}>
            <i style={{ background: colour }} aria-hidden />
            {name} {search ? <CallsLink search={search}>{total}</CallsLink> : <b className="num">{total}</b>}
          </span>
        ))}
      </p>
      {asTable ? (
        <div className={classes.table} style={{ height: chartHeight, maxHeight: chartHeight }}>
          {table}
        </div>
      ) : empty === null ? (
        <div className={own.drawing} style={{ minHeight: chartHeight }}>
          <div>{chart}</div>
        </div>
      ) : (
        <p className={own.none} style={{ height: chartHeight }}>
          {empty}
        </p>
      )}
    </section>
  );
}
