/** Finding one's way through a flow: where it begins, which edge a node leaves by, how far a walk may go. */
import type { Flow, FlowNode, StepError } from '../../../shared/domain/chain.ts';
import type { ChainStart } from './types.ts';

/** A chain is a handful of nodes; what goes on longer than this is a loop. */
export const mostSteps = 1_000;
/** How deep `runFlow` may call. */
export const deepestCall = 8;

/** The node a chain begins with: the trigger that fired, else any trigger, for flows that name it differently. */
export function entryNode(flow: Flow, trigger: string | null): FlowNode | undefined {
  const triggers = ['onCallEnd', 'hangup', 'start'];
  return (
    flow.nodes.find(({ type }) => type === trigger) ??
    flow.nodes.find(({ type }) => triggers.includes(type)) ??
    (trigger === null ? flow.nodes[0] : undefined)
  );
}

/** What stands in the trace of a chain that has nothing to begin with. */
export function noEntry(
  { name }: Flow,
  trigger: string | null,
  start: ChainStart | undefined,
): { node: FlowNode; error: StepError } {
  const id = start?.nodeId ?? trigger ?? '';
  const message = start
    ? `The flow "${name}" has no node "${id}" to resume at.`
    : `The flow "${name}" has no "${trigger}" node to begin with.`;
  return {
    node: { id, type: start ? '' : id, config: {}, on: {} },
    error: { kind: 'flow', message },
  };
}

/** How often the recorded steps before a start came by each node, so that counting goes on where they left off. */
export function iterationsBefore(start: ChainStart | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  if (!start) return counts;
  for (const { nodeId } of start.before) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
  return counts.set(start.nodeId, start.iteration);
}

/** The first of `events` that has an edge; `null` when the walk ends here. */
export function edgeOf(node: FlowNode, events: readonly string[]): string | null {
  return events.find((event) => Object.hasOwn(node.on, event)) ?? null;
}

/** The node an edge leads to; the empty string leads nowhere, as flow editors write an edge that was removed. */
export function nodeAfter(
  nodes: ReadonlyMap<string, FlowNode>,
  node: FlowNode,
  event: string,
): FlowNode | StepError | null {
  const id = node.on[event];
  if (id === undefined || id === '') return null;
  return (
    nodes.get(id) ?? {
      kind: 'flow',
      message: `The edge "${event}" of "${node.id}" leads to "${id}", which does not exist.`,
    }
  );
}

export function nodesById(flow: Flow): Map<string, FlowNode> {
  return new Map(flow.nodes.map((node) => [node.id, node]));
}
