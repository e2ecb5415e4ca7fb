/** Failures per hour over a week, as bars or as a table. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { IncidentDetail } from '../../../shared/domain/incident.ts';
import classes from '../../ui/chart.module.css';
import { axes, dayTicks, tooltipLook } from '../../ui/chart.ts';
import { count, hourTime, type Zone } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';

type Hours = IncidentDetail['hours'];

export function Failures({ hours }: { hours: Hours }) {
  const zone = useZone();
  const [table, setTable] = useState(false);
  return (
    <section className={classes.card} aria-label="Failures per hour">
      <header>
        <h4>Failures per hour, last 7 days</h4>
        <Button variant="subtle" onClick={() => setTable(!table)}>
          {table ? 'As chart' : 'As table'}
        </Button>
      </header>
      {table ? <Table hours={hours} zone={zone} /> : <Chart hours={hours} zone={zone} />}
    </section>
  );
}

function Chart({ hours, zone }: { hours: Hours; zone: Zone }) {
  return (
    <ResponsiveContainer width="100%" height={150}>
      <BarChart data={hours} margin={axes.margin} barCategoryGap="15%">
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="at" {...dayTicks(hours, zone)} {...axes.x} />
        <YAxis allowDecimals={false} {...axes.y} />
        <Tooltip
          labelFormatter={(at) => hourTime(Number(at), zone)}
          cursor={{ fill: 'var(--hover)' }}
          {...tooltipLook}
        />
        <Bar dataKey="failures" name="Failures" fill="var(--bad)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}

function Table({ hours, zone }: { hours: Hours; zone: Zone }) {
  const some = hours.filter(({ failures }) => failures > 0).toReversed();
  if (some.length === 0) return <p className="dim">None in the last 7 days.</p>;
  return (
    <div className={classes.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col">Failures</th>
          </tr>
        </thead>
        <tbody>
          {some.map(({ at, failures }) => (
            <tr key={at}>
              <td className="num">{hourTime(at, zone)}</td>
              <td className="num">{count(failures)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
