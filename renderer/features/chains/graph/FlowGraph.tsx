/** The graph of a flow, fetched when it is first shown. */
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { GraphProps } from './Graph.tsx';

const Graph = lazy(() => import('./Graph.tsx'));

export function FlowGraph(props: GraphProps) {
  return (
    <Suspense fallback={<Skeleton height="100%" radius={6} />}>
      <Graph {...props} />
    </Suspense>
  );
}
