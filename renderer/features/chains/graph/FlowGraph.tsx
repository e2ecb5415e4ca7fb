/** The graph of a flow, fetched when it is first shown, or expected. */
import { Skeleton } from '@mantine/core';
import { later } from '../../../ui/later.tsx';

export const FlowGraph = later(async () => (await import('./Graph.tsx')).Graph, <Skeleton height="100%" radius={6} />);
