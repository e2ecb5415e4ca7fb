/** The columns of the webhooks list. */
import type { MessageRow } from '../../../shared/domain/webhook.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { nothing } from '../../ui/format.ts';
import { statusWords } from '../../ui/http-status.ts';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';

export const messageColumns = columnsOf<MessageRow>([
  { id: 'last', header: 'Last attempt', width: 112, cell: (row) => <ListTime at={row.lastAttemptAt} /> },
  {
    id: 'endpoint',
    header: 'Endpoint',
    width: 130,
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
    from: 560,
    cell: (row) => <span className="mono">{row.customerNumber ?? nothing}</span>,
  },
  { id: 'what', header: 'What happened', width: 170, grow: 3, from: 640, cell: (row) => <What row={row} /> },
  {
    id: 'attempts',
    header: 'Attempts',
    width: 84,
    align: 'end',
    from: 980,
    cell: (row) => <span className="num">{row.attempts}</span>,
  },
  { id: 'state', header: 'State', width: 112, cell: (row) => <State state={row.state} quiet /> },
]);

function What({ row }: { row: MessageRow }) {
  const text = shortOutcome(row);
  return (
    <span className="dim" title={text}>
      {text}
    </span>
  );
}

/** The last attempt in a few words: `503 Service Unavailable`, `timeout: no response within 5000 ms`. */
function shortOutcome(row: Pick<MessageRow, 'lastStatus' | 'lastError'>): string {
  if (row.lastStatus !== null) return `${row.lastStatus} ${statusWords[row.lastStatus] ?? ''}`.trim();
  if (row.lastError) return `${row.lastError.kind}: ${row.lastError.message}`;
  return nothing;
}
