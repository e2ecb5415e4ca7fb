/** The columns of the chain runs list. */
import type { RunRow } from '../../../shared/domain/chain.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { faultLine } from '../../ui/faults.ts';
import { duration, nothing } from '../../ui/format.ts';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';

export const runColumns = columnsOf<RunRow>([
  { id: 'started', header: 'Started', width: 112, cell: (run) => <ListTime at={run.startedAt} /> },
  {
    id: 'flow',
    header: 'Chain',
    width: 150,
    grow: 2,
    cell: (run) => (
      <bdi title={`${run.flowName}, version ${run.version}`}>
        {run.flowName || run.flowId} <span className="faint">v{run.version}</span>
      </bdi>
    ),
  },
  {
    id: 'customer',
    header: 'Customer',
    width: 144,
    from: 560,
    cell: (run) => <span className="mono">{run.customerNumber ?? nothing}</span>,
  },
  { id: 'failed', header: 'Failed at', width: 130, grow: 1, from: 820, cell: (run) => <FailedAt run={run} /> },
  { id: 'error', header: 'Why', width: 150, grow: 3, from: 660, cell: (run) => <Why run={run} /> },
  {
    id: 'took',
    header: 'Took',
    width: 84,
    align: 'end',
    from: 1000,
    cell: (run) => <span className="num">{duration(run.durationMs)}</span>,
  },
  { id: 'state', header: 'State', width: 112, cell: (run) => <State state={run.state} quiet /> },
]);

function FailedAt({ run }: { run: RunRow }) {
  if (run.failedNode === null) return <span className="faint">{nothing}</span>;
  return (
    <span title={run.failedType ?? undefined}>
      <span className="mono">{run.failedNode}</span> <span className="faint">{run.failedType}</span>
    </span>
  );
}

function Why({ run }: { run: RunRow }) {
  return (
    <span className="dim" title={run.error?.message}>
      {run.error ? faultLine(run.error) : nothing}
    </span>
  );
}
