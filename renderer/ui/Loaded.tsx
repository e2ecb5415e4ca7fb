/** One record as it is read: its outline, why it could not be read, or itself. */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Awaiting, Failed } from './Notices.tsx';

interface LoadedProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  /** As in "Could not read …". */
  what: string;
  /** The way out where there is no such record. */
  elsewhere?: ReactNode;
  /** Of the outline, in pixels. */
  height?: number;
  children(data: T): ReactNode;
}

export function Loaded<T>({ query, what, elsewhere, height = 320, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return <Failed what={what} error={query.error} retry={() => void query.refetch()} elsewhere={elsewhere} />;
  }
  return (
    <Awaiting>
      <Skeleton height={height} radius={6} />
    </Awaiting>
  );
}
