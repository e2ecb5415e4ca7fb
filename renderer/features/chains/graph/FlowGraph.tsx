/** The graph of a flow, fetched when it is first shown, or expected. */
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { GraphProps } from './Graph.tsx';

const load = () => import('./Graph.tsx');
const Graph = lazy(load);

/** Fetches it where one may be wanted soon. */
export function expectGraph(): void {
  void load();
}

export function FlowGraph(props: GraphProps) {
  return (
    <Suspense fallback={<Skeleton height="100%" radius={6} />}>
      <Graph {...props} />
    </Suspense>
  );
}
