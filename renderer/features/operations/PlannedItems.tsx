/** One of a plan's three numbers, as the list of its items. */
import { useMemo } from 'react';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import type { OperationItem } from '../../../shared/domain/operation.ts';
import { columnsOf } from '../../ui/DataTable.tsx';
import { nothing } from '../../ui/format.ts';
import many from './bulk.module.css';
import { ItemsTable, TargetLink } from './ItemsTable.tsx';
import { useItems } from './items.ts';

export type Which = 'will run' | 'cannot' | 'needs acknowledging';

const lists: Record<Which, { label: string; why(item: OperationItem): string }> = {
  'will run': { label: 'What will run', why: (item) => item.facts.address ?? nothing },
  cannot: { label: 'What cannot run', why: (item) => item.ineligible?.message ?? nothing },
  'needs acknowledging': {
    label: 'What needs acknowledging',
    why: (item) => item.risks.map((risk) => risk.message).join(' '),
  },
};

export function PlannedItems({ plan, which, onLeave }: { plan: BulkPlan; which: Which; onLeave(): void }) {
  const { label, why } = lists[which];
  const items = useItems({ operationId: plan.operationId, plan: which });
  const columns = useMemo(
    () =>
      columnsOf<OperationItem>([
        {
          id: 'target',
          header: plan.kind === 'resend' ? 'Message' : 'Run',
          width: 170,
          grow: 1,
          cell: (item) => <TargetLink item={item} onLeave={onLeave} />,
        },
        {
          id: 'call',
          header: 'Call',
          width: 130,
          from: 560,
          cell: (item) => <span className="mono">{item.callId}</span>,
        },
        {
          id: 'why',
          header: which === 'will run' ? 'Where' : 'Why',
          width: 160,
          grow: 2,
          cell: (item) => <span title={why(item)}>{why(item)}</span>,
        },
      ]),
    [plan.kind, which, why, onLeave],
  );
  return (
    <div className={many.listed}>
      <ItemsTable
        label={label}
        items={items}
        columns={columns}
        resetKey={which}
        onLeave={onLeave}
        empty={<p className="dim">None.</p>}
      />
    </div>
  );
}
