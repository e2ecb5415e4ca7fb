/** A flow as lint sees it: its nodes by id, what begins it, and what can be reached from where. Built once, in linear time. */
import type { Flow, FlowNode } from '../../../../shared/domain/chain.ts';

export interface FlowShape {
  flow: Flow;
  /** The first of its id; a later one with the same id is not part of the shape. */
  nodes: ReadonlyMap<string, FlowNode>;
  /** What begins the after-call chain. */
  triggers: FlowNode[];
  /** What begins the main flow: Start, or a trigger of another moment than the call's end. */
  mainTriggers: FlowNode[];
  /** Reached after the call. In a flow without an after-call trigger, which others call: everything it reaches. */
  afterCall: ReadonlySet<string>;
  /** Reached while the call lasts: from a main trigger, but not through the after-call part. */
  mainFlow: ReadonlySet<string>;
  /** Reached from anything that begins. */
  reached: ReadonlySet<string>;
}

export const isAfterCallTrigger = ({ type }: FlowNode): boolean => type === 'onCallEnd' || type === 'hangup';
const isMainTrigger = (node: FlowNode): boolean =>
  node.type === 'start' || (/^on[A-Z]/.test(node.type) && !isAfterCallTrigger(node));

export function shapeOf(flow: Flow): FlowShape {
  const nodes = new Map<string, FlowNode>();
  for (const node of flow.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const all = [...nodes.values()];
  const triggers = all.filter(isAfterCallTrigger);
  const mainTriggers = all.filter(isMainTrigger);
  const [first] = flow.nodes;
  const begins = triggers.length > 0 ? triggers : mainTriggers.length > 0 ? mainTriggers : first ? [first] : [];
  const within = triggers.length > 0 ? new Set(triggers.map(({ id }) => id)) : new Set<string>();
  return {
    flow,
    nodes,
    triggers,
    mainTriggers,
    afterCall: reach(nodes, begins),
    mainFlow: triggers.length > 0 ? reach(nodes, mainTriggers, within) : new Set(),
    reached: reach(nodes, [...begins, ...mainTriggers]),
  };
}

/** Edges that lead to a node there is. */
export function nextOf(nodes: ReadonlyMap<string, FlowNode>, node: FlowNode): FlowNode[] {
  return Object.values(node.on)
    .map((id) => nodes.get(id))
    .filter((next) => next !== undefined);
}

function reach(
  nodes: ReadonlyMap<string, FlowNode>,
  from: readonly FlowNode[],
  closed: ReadonlySet<string> = new Set(),
): Set<string> {
  const reached = new Set(from.map(({ id }) => id));
  const open = [...from];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const next of nextOf(nodes, at)) {
      if (reached.has(next.id) || closed.has(next.id)) continue;
      reached.add(next.id);
      open.push(next);
    }
  }
  return reached;
}
