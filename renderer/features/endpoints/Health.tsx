/** How an endpoint did over a week: outcomes per hour, and how long it took to answer; as charts or as a table. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { EndpointHour } from '../../../shared/domain/endpoint.ts';
import classes from '../../ui/chart.module.css';
import { axes, dayTicks, tooltipLook } from '../../ui/chart.ts';
import { count, duration, hourTime } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';

const outcomes = [
  { key: 'succeeded', name: 'Succeeded', fill: 'var(--good)' },
  { key: 'unknown', name: 'Unknown outcome', fill: 'var(--unsure)' },
  { key: 'failed', name: 'Failed', fill: 'var(--bad)' },
] as const;

const latencies = [
  { key: 'p95Ms', name: '95 % within', stroke: 'var(--text-3)' },
  { key: 'p50Ms', name: 'Median', stroke: 'var(--accent)' },
] as const;

export function Health({ hours }: { hours: readonly EndpointHour[] }) {
  const [table, setTable] = useState(false);
  const zone = useZone();
  const data = [...hours];
  const ticks = dayTicks(hours, zone);
  const label = (at: unknown) => hourTime(Number(at), zone);
  return (
    <section className={classes.card} aria-label="Health over 7 days">
      <header>
        <h4>Attempts per hour, last 7 days</h4>
        <Button variant="subtle" onClick={() => setTable(!table)}>
          {table ? 'As charts' : 'As table'}
        </Button>
      </header>
      {table ? (
        <Table hours={hours} />
      ) : (
        <>
          <ResponsiveContainer width="100%" height={140}>
            <BarChart data={data} margin={axes.margin} barCategoryGap="15%">
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis dataKey="at" {...ticks} {...axes.x} />
              <YAxis allowDecimals={false} {...axes.y} />
              <Tooltip labelFormatter={label} {...tooltipLook} cursor={{ fill: 'var(--hover)' }} />
              {outcomes.map(({ key, name, fill }) => (
                <Bar key={key} dataKey={key} name={name} stackId="all" fill={fill} isAnimationActive={false} />
              ))}
            </BarChart>
          </ResponsiveContainer>
          <p className={classes.legend}>
            {outcomes.map(({ key, name, fill }) => (
              <span key={key}>
                <i style={{ background: fill }} aria-hidden /> {name}
              </span>
            ))}
          </p>
          <h4>Time to an answer</h4>
          <ResponsiveContainer width="100%" height={120}>
            <LineChart data={data} margin={axes.margin}>
              <CartesianGrid vertical={false} stroke="var(--line)" />
              <XAxis dataKey="at" {...ticks} {...axes.x} />
              <YAxis tickFormatter={(ms: number) => duration(ms)} {...axes.y} width={52} />
              <Tooltip labelFormatter={label} formatter={(ms) => duration(Number(ms))} {...tooltipLook} />
              {latencies.map(({ key, name, stroke }) => (
                <Line
                  key={key}
                  dataKey={key}
                  name={name}
                  stroke={stroke}
                  dot={{ r: 1.5, strokeWidth: 0, fill: stroke }}
                  connectNulls={false}
                  isAnimationActive={false}
                  strokeWidth={1.5}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
          <p className={classes.legend}>
            {latencies.map(({ key, name, stroke }) => (
              <span key={key}>
                <i style={{ background: stroke }} aria-hidden /> {name}
              </span>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

function Table({ hours }: { hours: readonly EndpointHour[] }) {
  const zone = useZone();
  const some = hours.filter(({ succeeded, failed, unknown }) => succeeded + failed + unknown > 0).toReversed();
  if (some.length === 0) return <p className="dim">Nothing was sent in the last 7 days.</p>;
  return (
    <div className={classes.table}>
      <table>
        <thead>
          <tr>
            {['Hour', 'Succeeded', 'Failed', 'Unknown', 'Median', '95 % within'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {some.map((hour) => (
            <tr key={hour.at}>
              <td className="num">{hourTime(hour.at, zone)}</td>
              <td className="num">{count(hour.succeeded)}</td>
              <td className="num">{count(hour.failed)}</td>
              <td className="num">{count(hour.unknown)}</td>
              <td className="num">{duration(hour.p50Ms)}</td>
              <td className="num">{duration(hour.p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
