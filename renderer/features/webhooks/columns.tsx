/** The columns of the webhooks list. */
import type { MessageRow } from '../../../shared/domain/webhook.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { nothing } from '../../ui/format.ts';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import { lastCause, lastOutcome } from './words.ts';

/** From this width of the table on, what happened has a column of its own. */
const whatFrom = 640;

export const messageColumns = columnsOf<MessageRow>([
  { id: 'last', header: 'Last attempt', width: 112, cell: (row) => <ListTime at={row.lastAttemptAt} /> },
  {
    id: 'endpoint',
    header: 'Endpoint',
    width: 118,
    grow: 2,
    cell: (row) => <bdi title={row.url}>{row.endpointName || row.endpointId}</bdi>,
  },
  {
    id: 'event',
    header: 'Event',
    width: 120,
    grow: 1,
    from: 900,
    cell: (row) => <span className="mono">{row.eventType}</span>,
  },
  {
    id: 'customer',
    header: 'Customer',
    width: 144,
    from: 600,
    cell: (row) => <span className="mono">{row.customerNumber ?? nothing}</span>,
  },
  { id: 'what', header: 'What happened', width: 170, grow: 3, from: whatFrom, cell: (row) => <What row={row} /> },
  {
    id: 'attempts',
    header: 'Attempts',
    width: 84,
    align: 'end',
    from: 980,
    cell: (row) => <span className="num">{row.attempts}</span>,
  },
  { id: 'state', header: 'State', width: 112, from: whatFrom, cell: (row) => <State state={row.state} quiet /> },
  { id: 'state and why', header: 'State', width: 172, until: whatFrom, cell: (row) => <StateAndWhy row={row} /> },
]);

function What({ row }: { row: MessageRow }) {
  const text = lastOutcome(row);
  return (
    <span className="dim" title={row.lastError?.message ?? text}>
      {text}
    </span>
  );
}

/** Where there is no room for what happened: `failed · 502`, `failed · timeout`. */
function StateAndWhy({ row }: { row: MessageRow }) {
  const open = row.state === 'failed' || row.state === 'pending';
  const why = open ? lastCause(row) : null;
  return (
    <span title={lastOutcome(row)}>
      <State state={row.state} word={why ? `${row.state} · ${why}` : undefined} quiet />
    </span>
  );
}
