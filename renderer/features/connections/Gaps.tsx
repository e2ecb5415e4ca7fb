/** Stretches of a stream that will never arrive. They are shown for good, never hidden. */
import { Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ConnectionStatus } from '../../../shared/domain/connection.ts';
import { api } from '../../app/client.ts';
import { nothing, position } from '../../ui/format.ts';
import { Empty, Failed } from '../../ui/Notices.tsx';
import { FullTime } from '../../ui/Time.tsx';
import classes from './connections.module.css';

export function Gaps({ connections }: { connections: readonly ConnectionStatus[] }) {
  const gaps = useQuery(api.connections.gaps.queryOptions());
  if (gaps.error && !gaps.data) return <Failed what="the gaps" error={gaps.error} retry={() => void gaps.refetch()} />;
  if (!gaps.data) return <Skeleton height={160} m={16} radius={6} />;
  if (gaps.data.length === 0) {
    return (
      <Empty icon={IconCircleCheck} title="No gaps">
        Every event since each connection was made has arrived, as far as its platform still had it.
      </Empty>
    );
  }
  return (
    <div className={classes.cards}>
      {gaps.data.map((gap) => (
        <article key={gap.id} className={classes.card}>
          <h2>{connections.find((each) => each.id === gap.connectionId)?.name ?? gap.connectionId}</h2>
          <p>{gap.why}</p>
          <dl className={classes.facts}>
            <div>
              <dt>Noticed</dt>
              <dd>
                <FullTime at={gap.at} />
              </dd>
            </div>
            <div>
              <dt>From</dt>
              <dd className="num">
                {position(gap.fromPosition)} <span className="faint mono">{gap.fromEpoch ?? nothing}</span>
              </dd>
            </div>
            <div>
              <dt>To</dt>
              <dd className="num">
                {position(gap.toPosition)} <span className="faint mono">{gap.toEpoch}</span>
              </dd>
            </div>
          </dl>
        </article>
      ))}
    </div>
  );
}
