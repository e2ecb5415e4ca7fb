/** The chain runs of a call, in its Chain tab. */
import { Skeleton } from '@mantine/core';
import { IconRouteOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import { Empty, Failed } from '../../ui/Notices.tsx';
import classes from './chains.module.css';
import { RunView } from './RunView.tsx';

export function RunsView({ query, at }: { query: UseQueryResult<RunDetail[]>; at: number | undefined }) {
  if (query.error && !query.data)
    return <Failed what="the chain runs" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton height={260} radius={6} />;
  if (query.data.length === 0) {
    return (
      <Empty icon={IconRouteOff} title="No chain ran">
        The platform has reported no after-call chain for this call.
      </Empty>
    );
  }
  return (
    <div className={classes.runs}>
      {query.data.map((detail) => (
        <RunView key={detail.original.id} detail={detail} at={at} withCall={false} />
      ))}
    </div>
  );
}
