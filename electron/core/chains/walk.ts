/** Finding one's way through a flow: where it begins, which edge a node leaves by, how far a walk may go. */
import type { Flow, FlowNode, StepError } from '../../../shared/domain/chain.ts';

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
