/** The ways from a list into an operation on many: the rows that are selected, or everything the filter shows. */
import { Button } from '@mantine/core';
import { type QueryKey, useQuery } from '@tanstack/react-query';
import { mostItems } from '../../../shared/contract/bulk.ts';
import { total } from '../../ui/format.ts';
import type { Listed } from '../../ui/merge.ts';
import type { BulkSelection } from './bulk.ts';
import { useSheet } from './sheet.ts';
import { things, verbs } from './words.ts';

export function BulkChosen({ kind, rows }: { kind: 'resend' | 'replay'; rows: readonly { id: number }[] }) {
  const { openBulk } = useSheet();
  const count = rows.length;
  return (
    <Button
      variant="filled"
      onClick={() =>
        openBulk({ selection: { kind, select: { ids: rows.map((row) => row.id) } }, items: { count, exact: true } })
      }
    >
      {verbs[kind]} {things(kind, count)}…
    </Button>
  );
}

/** `listKey` is that of the list; how many it shows is known from there. Absent while there is nothing, or more than one operation holds. */
export function BulkAll({ select, listKey }: { select(): BulkSelection; listKey: QueryKey }) {
  const { openBulk } = useSheet();
  const items = useQuery<Listed<unknown>>({ queryKey: listKey, enabled: false }).data?.total;
  if (!items || items.count === 0 || items.count > mostItems) return null;
  // What the filter means is fixed when it is asked for: its time may be relative.
  return (
    <Button onClick={() => openBulk({ selection: select(), items })}>
      {verbs[select().kind]} all {total(items)}…
    </Button>
  );
}
