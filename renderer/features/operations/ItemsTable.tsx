/** A table of an operation's items: what became of each, where it leads, and the next page when the end comes near. */
import { Button, Loader } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { type OperationItem, targetId } from '../../../shared/domain/operation.ts';
import { type Columns, DataTable } from '../../ui/DataTable.tsx';
import { plural } from '../../ui/format.ts';
import { Failed } from '../../ui/Notices.tsx';
import type { useItems } from './items.ts';

interface ItemsTableProps {
  label: string;
  items: ReturnType<typeof useItems>;
  columns: Columns<OperationItem>;
  empty: ReactNode;
  /** Changes when another list of items is shown. */
  resetKey: string;
  /** Something is opened that this table is in the way of. */
  onLeave?: (() => void) | undefined;
}

export function ItemsTable({ label, items, columns, empty, resetKey, onLeave }: ItemsTableProps) {
  const navigate = useNavigate();
  const [at, setAt] = useState<string>();
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = items;
  const rows = useMemo(() => data && unique(data.pages.flatMap((page) => page.rows)), [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const open = ({ target }: OperationItem) => {
    onLeave?.();
    void navigate({ to: pageOf[target.kind], params: { id: target.id } });
  };
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={rows}
      selected={undefined}
      cursor={at}
      onClick={(row) => setAt(row.id)}
      onOpen={open}
      onNearEnd={more}
      resetKey={resetKey}
      instead={
        items.error && !rows ? (
          <Failed what="the items" error={items.error} retry={() => void items.refetch()} />
        ) : rows?.length === 0 ? (
          empty
        ) : null
      }
      foot={
        isFetchNextPageError ? (
          <span role="alert">
            Could not load more. <Button onClick={() => void fetchNextPage()}>Try again</Button>
          </span>
        ) : hasNextPage ? (
          <>
            <Loader size={12} /> Loading more
          </>
        ) : (
          <span>End of the list: {rows ? plural(rows.length, 'item') : ''}</span>
        )
      }
    />
  );
}

/** A page that was read anew may overlap the next one. */
function unique(rows: OperationItem[]): OperationItem[] {
  const seen = new Set<string>();
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Where its page is. */
const pageOf = { message: '/webhooks/$id', run: '/chains/$id', call: '/calls/$id' } as const;

/** The message, run or call, by the id others know it by. */
export function TargetLink({ item, onLeave }: { item: OperationItem; onLeave?: (() => void) | undefined }) {
  const { target } = item;
  return (
    <Link className="mono" to={pageOf[target.kind]} params={{ id: target.id }} onClick={() => onLeave?.()}>
      {targetId(target)}
    </Link>
  );
}
