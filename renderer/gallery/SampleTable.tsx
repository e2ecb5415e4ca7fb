/** A table with rows of its own, or on its way. */
import { columnsOf, DataTable } from '../ui/DataTable.tsx';
import { State } from '../ui/Words.tsx';

interface Sample {
  id: number;
  name: string;
  state: 'succeeded' | 'failed' | 'recovered';
}

const rows: Sample[] = [
  { id: 1, name: 'HubSpot contacts', state: 'succeeded' },
  { id: 2, name: 'Risk scoring', state: 'failed' },
  { id: 3, name: 'Billing ledger', state: 'recovered' },
];
const columns = columnsOf<Sample>([
  { id: 'name', header: 'Endpoint', width: 160, grow: 1, cell: (row) => row.name },
  { id: 'state', header: 'Webhooks', width: 116, cell: (row) => <State state={row.state} /> },
]);

export function SampleTable({ face }: { face: 'rows' | 'loading' }) {
  return (
    <div style={{ height: 180 }}>
      <DataTable
        label={face}
        columns={columns}
        rows={face === 'rows' ? rows : undefined}
        selected={2}
        onClick={() => undefined}
      />
    </div>
  );
}
