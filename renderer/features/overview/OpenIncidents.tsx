/** What fails now, by its cause: those that failed last, each leading to its page. */
import { Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { plural, total } from '../../ui/format.ts';
import { Failed } from '../../ui/Notices.tsx';
import { Ago } from '../../ui/Time.tsx';
import { Trend } from '../incidents/Trend.tsx';
import { nouns } from '../incidents/words.ts';
import classes from './overview.module.css';
import { useOpenIncidents } from './queries.ts';

export function OpenIncidents() {
  const { data, error, refetch } = useOpenIncidents();
  return (
    <section className={classes.panel} aria-label="Open incidents">
      <header>
        <h2>Open incidents</h2>
        {data && data.rows.length > 0 ? (
          <Link to="/incidents" className="small">
            All {total(data.total)}
          </Link>
        ) : null}
      </header>
      {data ? (
        data.rows.length > 0 ? (
          <ul className={classes.incidents}>
            {data.rows.map((incident) => (
              <li key={incident.id}>
                <Link to="/incidents/$id" params={{ id: incident.id }}>
                  <span className="cut" title={incident.title}>
                    {incident.title}
                  </span>
                </Link>
                <span className="num dim">
                  {plural(incident.open, nouns[incident.kind][0], nouns[incident.kind][1])}
                </span>
                <Trend hours={incident.trend} />
                <span className="dim small">
                  <Ago at={incident.lastAt} />
                </span>
              </li>
            ))}
          </ul>
        ) : (
          <p className={classes.none}>
            <span>
              <IconCircleCheck size={16} aria-hidden /> Nothing is failing at the moment.
            </span>
          </p>
        )
      ) : error ? (
        <Failed what="open incidents" error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton height={156} radius={6} />
      )}
    </section>
  );
}
