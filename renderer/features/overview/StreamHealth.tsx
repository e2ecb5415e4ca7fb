/** Whether what is shown is complete: each connection with what it lacks, and what the mirror could not read or has still to index. */
import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../../shared/contract/index.ts';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import { useBehind } from '../../app/useBehind.ts';
import { useStatus } from '../../app/useStatus.ts';
import { count, nothing, plural } from '../../ui/format.ts';
import { useNow } from '../../ui/now.ts';
import { Ago } from '../../ui/Time.tsx';
import { phaseWords } from '../connections/words.ts';
import classes from './overview.module.css';

export function StreamHealth() {
  const status = useStatus();
  return (
    <section className={classes.panel} aria-label="Stream health">
      <header>
        <h2>Stream health</h2>
        <Link to="/connections" className="small">
          All connections
        </Link>
      </header>
      {status ? <Health status={status} /> : <Skeleton height={156} radius={6} />}
    </section>
  );
}

function Health({ status }: { status: Status }) {
  const behind = useBehind(status.searchBehind);
  return (
    <>
      {status.connections.length > 0 ? (
        <table className={classes.health}>
          <thead>
            <tr>
              {['Connection', 'State', 'Behind', 'Last event'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {status.connections.map((connection) => (
              <Connection key={connection.id} connection={connection} />
            ))}
          </tbody>
        </table>
      ) : (
        <p className={classes.none}>
          <span>
            No connection yet.{' '}
            <Link to="/connections" search={{ edit: 'new' }}>
              Add a connection
            </Link>
          </span>
        </p>
      )}
      <dl className={classes.facts}>
        <Fact name="Gaps" bad={status.gaps > 0}>
          <Link to="/connections" search={{ show: 'gaps' }}>
            {count(status.gaps)}
          </Link>
        </Fact>
        <Fact name="Dead letters" bad={status.deadLetters > 0}>
          <Link to="/connections" search={{ show: 'dead letters' }}>
            {count(status.deadLetters)}
          </Link>
        </Fact>
        <Fact name="Newest call" bad={false}>
          {status.newestCallAt === null ? nothing : <Ago at={status.newestCallAt} />}
        </Fact>
        <Fact name="Search" bad={behind > 0}>
          {behind > 0 ? `${plural(behind, 'event')} behind` : 'up to date'}
        </Fact>
      </dl>
    </>
  );
}

function Connection({ connection }: { connection: ConnectionStatus }) {
  const now = useNow();
  const { tone, word, detail } = phaseWords(connection, now);
  const { phase } = connection.state;
  const inTheWay = phase === 'waiting' || phase === 'stopped' ? detail : null;
  return (
    <>
      <tr>
        <th scope="row" className="cut">
          <Link to="/connections" title={connection.name}>
            {connection.name}
          </Link>
        </th>
        <td title={detail ?? undefined}>
          <i className={classes.dot} data-tone={tone} aria-hidden /> {word}
        </td>
        <td className="num">{lag(connection)}</td>
        <td className="num">{connection.lastEventAt === null ? nothing : <Ago at={connection.lastEventAt} />}</td>
      </tr>
      {inTheWay ? (
        <tr className={classes.inTheWay}>
          <td colSpan={4}>{inTheWay}</td>
        </tr>
      ) : null}
    </>
  );
}

/** How many events the platform has that are not here yet; where both positions are known. */
function lag({ position, head }: ConnectionStatus): string {
  if (position === null || head === null || !/^\d+$/.test(position) || !/^\d+$/.test(head)) return nothing;
  const behind = BigInt(head) - BigInt(position);
  return behind > 0n ? plural(Number(behind), 'event') : 'nothing';
}

function Fact({ name, bad, children }: { name: string; bad: boolean; children: ReactNode }) {
  return (
    <div data-tone={bad ? 'hold' : undefined}>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}
