/** Circles in a graph: its strongly connected components (Tarjan), found without recursion, so that no flow is too long for it. */
import type { FlowNode } from '../../../../shared/domain/chain.ts';
import { nextOf } from './shape.ts';

interface Visit {
  node: FlowNode;
  next: FlowNode[];
  at: number;
}

/** The ids of each circle among the nodes `within`, in the order they are come by; a node that leads to itself is one too. Linear in nodes and edges. */
export function circles(nodes: ReadonlyMap<string, FlowNode>, within: ReadonlySet<string>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];

  function enter(node: FlowNode): Visit {
    index.set(node.id, index.size);
    low.set(node.id, index.size - 1);
    stack.push(node.id);
    onStack.add(node.id);
    return { node, next: nextOf(nodes, node).filter(({ id }) => within.has(id)), at: 0 };
  }
  const lower = (id: string, value: number | undefined) => {
    if (value !== undefined) low.set(id, Math.min(low.get(id) ?? value, value));
  };

  for (const id of within) {
    const root = nodes.get(id);
    if (!root || index.has(id)) continue;
    const path = [enter(root)];
    for (let visit = path.at(-1); visit; visit = path.at(-1)) {
      const next = visit.next[visit.at];
      visit.at += 1;
      if (next) {
        if (!index.has(next.id)) path.push(enter(next));
        else if (onStack.has(next.id)) lower(visit.node.id, index.get(next.id));
        continue;
      }
      path.pop();
      const { node } = visit;
      const above = path.at(-1);
      if (above) lower(above.node.id, low.get(node.id));
      if (low.get(node.id) !== index.get(node.id)) continue;
      const component = stack.splice(stack.lastIndexOf(node.id));
      for (const member of component) onStack.delete(member);
      if (component.length > 1 || visit.next.some(({ id: target }) => target === node.id)) found.push(component);
    }
  }
  return found;
}
