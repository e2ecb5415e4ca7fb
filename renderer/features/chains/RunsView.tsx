/** The chain runs of a call, in its Chain tab. */
import { IconRouteOff } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import { Loaded } from '../../ui/Loaded.tsx';
import { Empty } from '../../ui/Notices.tsx';
import classes from './chains.module.css';
import { RunView } from './RunView.tsx';

export function RunsView({ query, at }: { query: UseQueryResult<RunDetail[]>; at: number | undefined }) {
  return (
    <Loaded query={query} what="the chain runs" height={260}>
      {(runs) => <Runs runs={runs} at={at} />}
    </Loaded>
  );
}

function Runs({ runs, at }: { runs: readonly RunDetail[]; at: number | undefined }) {
  if (runs.length === 0) {
    return (
      <Empty icon={IconRouteOff} title="No chain ran">
        The platform has reported no after-call chain for this call.
      </Empty>
    );
  }
  return (
    <div className={classes.runs}>
      {runs.map((detail) => (
        <RunView key={detail.original.id} detail={detail} at={at} withCall={false} />
      ))}
    </div>
  );
}
