/** The columns of the list of flows. */

import { severities } from '../../../shared/domain/chain.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { count, plural } from '../../ui/format.ts';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import classes from './flow.module.css';
import { SeverityWord } from './graph/Sign.tsx';
import type { FlowRow } from './queries.ts';

export const flowColumns = columnsOf<FlowRow>([
  {
    id: 'name',
    header: 'Flow',
    width: 170,
    grow: 2,
    cell: (flow) => <bdi title={flow.name}>{flow.name || flow.flowId}</bdi>,
  },
  {
    id: 'id',
    header: 'Id',
    width: 150,
    grow: 1,
    from: 700,
    cell: (flow) => <span className="mono dim">{flow.flowId}</span>,
  },
  {
    id: 'version',
    header: 'Version',
    width: 72,
    align: 'end',
    cell: (flow) => <span className="num">{flow.version}</span>,
  },
  {
    id: 'nodes',
    header: 'Nodes',
    width: 72,
    align: 'end',
    from: 560,
    cell: (flow) => <span className="num">{count(flow.nodes)}</span>,
  },
  { id: 'findings', header: 'Findings', width: 230, grow: 2, cell: (flow) => <Findings flow={flow} /> },
  {
    id: 'published',
    header: 'Published',
    width: 112,
    from: 640,
    cell: (flow) => <ListTime at={flow.publishedAt} />,
  },
]);

function Findings({ flow }: { flow: Pick<FlowRow, 'findings'> }) {
  const found = severities.filter((severity) => flow.findings[severity] > 0);
  if (found.length === 0) return <State state="succeeded" word="none" quiet />;
  return (
    <span className={classes.findings}>
      {found.map((severity) => (
        <SeverityWord key={severity} severity={severity} word={plural(flow.findings[severity], severity)} />
      ))}
    </span>
  );
}
