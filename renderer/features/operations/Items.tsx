/** What became of each item of an operation on many, one state or all of them. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ItemState, OperationDetail, OperationItem } from '../../../shared/domain/operation.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { duration, nothing, shortCount } from '../../ui/format.ts';
import { Segments } from '../../ui/Segments.tsx';
import { ListTime } from '../../ui/Time.tsx';
import { State } from '../../ui/Words.tsx';
import many from './bulk.module.css';
import { ItemsTable, TargetLink } from './ItemsTable.tsx';
import { useItems } from './items.ts';
import { resultWords } from './words.ts';

const columns = columnsOf<OperationItem>([
  { id: 'state', header: 'State', width: 152, cell: (item) => <ItemStanding item={item} /> },
  { id: 'target', header: 'Item', width: 150, grow: 1, cell: (item) => <TargetLink item={item} /> },
  { id: 'result', header: 'Result', width: 180, grow: 3, cell: (item) => <Result item={item} /> },
  { id: 'took', header: 'Took', width: 72, align: 'end', from: 620, cell: (item) => duration(took(item)) },
  {
    id: 'ended',
    header: 'Ended',
    width: 100,
    align: 'end',
    from: 560,
    cell: (item) => (item.finishedAt === null ? nothing : <ListTime at={item.finishedAt} />),
  },
  {
    id: 'call',
    header: 'Call',
    width: 76,
    align: 'end',
    from: 760,
    cell: (item) =>
      item.callKey === null ? (
        nothing
      ) : (
        <Link to="/calls/$id" params={{ id: item.callKey }}>
          The call
        </Link>
      ),
  },
]);

function ItemStanding({ item: { state } }: { item: OperationItem }) {
  return state === 'planned' ? <State state={state} word="not run" /> : <State state={state} quiet />;
}

function Result({ item }: { item: OperationItem }) {
  const text = item.result === null ? (item.ineligible?.message ?? nothing) : resultWords(item.result);
  return (
    <bdi title={text} className={item.result === null ? 'faint' : undefined}>
      {text}
    </bdi>
  );
}

function took({ startedAt, finishedAt }: OperationItem): number | null {
  return startedAt !== null && finishedAt !== null ? finishedAt - startedAt : null;
}

const states = [
  ['failed', 'Failed'],
  ['unknown', 'Unknown outcome'],
  ['held', 'Held'],
  ['skipped', 'Skipped'],
  ['running', 'Running'],
  ['succeeded', 'Succeeded'],
  ['planned', 'Not run'],
] as const satisfies [ItemState, string][];

export function Items({ operation }: { operation: OperationDetail }) {
  const [state, setState] = useState<ItemState | 'all'>('all');
  const items = useItems({ operationId: operation.id, state: state === 'all' ? undefined : state });
  const options = [
    { value: 'all' as const, label: 'All', count: shortCount(operation.total) },
    ...states
      .map(([value, label]) => ({ value, label, number: operation.counts[value] ?? 0 }))
      .filter(({ value, number }) => number > 0 || value === state)
      .map(({ value, label, number }) => ({ value, label, count: shortCount(number) })),
  ];
  return (
    <section className={many.items} aria-label="Items">
      <header>
        <h3>Items</h3>
        <Segments label="Which items" value={state} options={options} onChange={setState} />
      </header>
      <div className={many.table}>
        <ItemsTable
          label="Items"
          items={items}
          columns={columns}
          resetKey={state}
          empty={<p className="dim">None at the moment.</p>}
        />
      </div>
    </section>
  );
}
