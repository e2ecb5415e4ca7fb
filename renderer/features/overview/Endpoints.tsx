/** How delivery goes, endpoint by endpoint: messages by their last try. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { MessageFilter } from '../../../shared/contract/filters.ts';
import type { EndpointShare, Overview } from '../../../shared/domain/overview.ts';
import { shortCount } from '../../ui/format.ts';
import { messagesTo } from './links.ts';
import classes from './overview.module.css';
import { Bar, Ranking } from './Shares.tsx';
import { percent, share } from './words.ts';

export function Endpoints({ overview }: { overview: Overview }) {
  const { endpoints } = overview;
  const most = Math.max(1, ...endpoints.map(({ messages }) => messages));
  return (
    <Ranking
      title="Delivery by endpoint"
      columns={['Messages', 'Delivered', 'Failed', 'Pending', 'Recovered']}
      more={null}
      empty={endpoints.length === 0}
    >
      {endpoints.map((row) => (
        <tr key={`${row.connectionId} ${row.endpointId}`}>
          <th scope="row">
            <Bar part={row.messages / most}>
              <Link
                to="/endpoints/$connectionId/$endpointId"
                params={{ connectionId: row.connectionId, endpointId: row.endpointId }}
                className={classes.count}
                title={row.name}
              >
                {row.name}
              </Link>
            </Bar>
          </th>
          <Cell row={row} n={row.messages} show="all" overview={overview} />
          <Cell row={row} n={row.succeeded} show="succeeded" overview={overview}>
            {percent(share(row.succeeded, row.messages))}
          </Cell>
          <Cell row={row} n={row.failed} show="failed" overview={overview}>
            <span className={classes.bad}>{shortCount(row.failed)}</span>
          </Cell>
          <Cell row={row} n={row.pending} show="pending" overview={overview} />
          <Cell row={row} n={row.recovered} show="recovered" overview={overview} />
        </tr>
      ))}
    </Ranking>
  );
}

function Cell(props: {
  row: EndpointShare;
  n: number;
  show: MessageFilter['show'];
  overview: Overview;
  children?: ReactNode;
}) {
  const { row, n, show, overview, children } = props;
  if (n === 0) return <td className="faint">{show === 'succeeded' ? '0 %' : '0'}</td>;
  return (
    <td>
      <Link to="/webhooks" search={messagesTo(overview, row, show)} className={`${classes.count} num`}>
        {children ?? shortCount(n)}
      </Link>
    </td>
  );
}
