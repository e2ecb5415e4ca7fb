/** Two versions of a flow against each other. Nodes are matched by id; the order in which they are written does not count. */
import type { EdgeChange, Flow, FlowDiff, FlowNode, NodeChange } from '../../../shared/domain/chain.ts';
import { jsonChanges } from './json-changes.ts';
import { nodesById } from './walk.ts';

export function diffFlows(from: Flow, to: Flow): FlowDiff {
  const [then, now] = [nodesById(from), nodesById(to)];
  const label = ({ id, type }: FlowNode) => ({ nodeId: id, type });
  const kept = [...now.values()].flatMap((node) => {
    const before = then.get(node.id);
    return before ? [diffNodes(before, node)] : [];
  });
  const changed = kept.filter((change) => change !== null);
  return {
    from: from.version,
    to: to.version,
    added: [...now.values()].filter(({ id }) => !then.has(id)).map(label),
    removed: [...then.values()].filter(({ id }) => !now.has(id)).map(label),
    changed,
    unchanged: kept.length - changed.length,
  };
}

/** `null` when nothing about the node is different. */
function diffNodes(from: FlowNode, to: FlowNode): NodeChange | null {
  const type = from.type === to.type ? null : { from: from.type, to: to.type };
  const config = jsonChanges(from.config, to.config);
  const edges = diffEdges(from.on, to.on);
  return type || config.length > 0 || edges.length > 0 ? { nodeId: to.id, type, config, edges } : null;
}

/** An edge to nowhere (the empty text) is as good as none. */
function diffEdges(from: FlowNode['on'], to: FlowNode['on']): EdgeChange[] {
  const [then, now] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
  return [...new Set([...then.keys(), ...now.keys()])]
    .map((event) => ({ event, from: then.get(event) || null, to: now.get(event) || null }))
    .filter((edge) => edge.from !== edge.to);
}

/**
 * What is different between two versions before a run reaches `nodeId`, one phrase each: a step recorded in one version must not be
 * continued in another that would have led there otherwise. The node itself counts only when it lies on a circle the run has gone round.
 */
export function changesUpstream(from: Flow, to: Flow, nodeId: string, iteration: number): string[] {
  const upstream = new Set([...ancestors(from, nodeId), ...ancestors(to, nodeId)]);
  if (iteration === 0) upstream.delete(nodeId);
  const diff = diffFlows(from, to);
  const within = (node: { nodeId: string }) => upstream.has(node.nodeId);
  return [
    ...diff.added.filter(within).map((node) => `“${node.nodeId}” was added`),
    ...diff.removed.filter(within).map((node) => `“${node.nodeId}” was removed`),
    ...diff.changed.filter(within).map(describe),
  ];
}

function describe({ nodeId, type, config, edges }: NodeChange): string {
  const what = [
    ...(type ? ['type'] : []),
    ...config.map(({ path }) => path || 'config'),
    ...edges.map(({ event }) => `edge ${event}`),
  ];
  const shown = what.slice(0, 3).join(', ');
  return `“${nodeId}” is different (${shown}${what.length > 3 ? ' …' : ''})`;
}

/** Every node from which `nodeId` can be reached; the node itself when it lies on a circle. */
function ancestors(flow: Flow, nodeId: string): Set<string> {
  const leadingTo = new Map<string, string[]>();
  for (const { id, on } of flow.nodes) {
    for (const target of Object.values(on)) {
      const known = leadingTo.get(target);
      if (known) known.push(id);
      else leadingTo.set(target, [id]);
    }
  }
  const found = new Set<string>();
  const open = [nodeId];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const id of leadingTo.get(at) ?? []) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(id);
    }
  }
  return found;
}
