/**
 * Where nodes and edges lie, top to bottom. Small flows are laid out by dagre, which keeps edges clear of nodes; it takes seconds for
 * hundreds of nodes, so large ones get plain layers in linear time.
 */
import { layout as dagre, Graph } from '@dagrejs/dagre';
import type { GraphModel } from './model.ts';

export const nodeWidth = 208;
export const nodeHeight = 52;
const [gapX, gapY] = [40, 38];
const dagreUpTo = 36;
/** Wider layers are broken into lines of this many. */
const lineLength = 12;

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  /** Top left corners, by node id. */
  nodes: Map<string, Point>;
  /** By edge id; from the bottom of one node to the top of another. */
  edges: Map<string, Point[]>;
  width: number;
  height: number;
}

type Shape = Pick<GraphModel, 'edges'> & { nodes: readonly { id: string }[] };

export function layOut(model: Shape): Layout {
  return model.nodes.length <= dagreUpTo && model.edges.length <= dagreUpTo * 2 ? byDagre(model) : byLayers(model);
}

function byDagre(model: Shape): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: gapX, ranksep: gapY, edgesep: 20, marginx: 8, marginy: 8 });
  for (const { id } of model.nodes) graph.setNode(id, { width: nodeWidth, height: nodeHeight });
  for (const { id, from, to, event } of model.edges) {
    graph.setEdge(from, to, { width: event.length * 6.5 + 12, height: 16, labelpos: 'c' }, id);
  }
  dagre(graph);
  const nodes = new Map(
    model.nodes.map(({ id }) => {
      const { x = 0, y = 0 } = graph.node(id);
      return [id, { x: x - nodeWidth / 2, y: y - nodeHeight / 2 }];
    }),
  );
  const edges = new Map(
    model.edges.map(({ id, from, to }): [string, Point[]] => [id, graph.edge(from, to, id).points ?? []]),
  );
  return { nodes, edges, ...extent(nodes) };
}

/** Layers by the longest way from a beginning, edges that go back left aside. */
function byLayers(model: Shape): Layout {
  const layers = new Map<number, string[]>();
  for (const [id, rank] of ranks(model)) {
    const layer = layers.get(rank);
    if (layer) layer.push(id);
    else layers.set(rank, [id]);
  }
  const nodes = new Map<string, Point>();
  let y = 8;
  for (const rank of [...layers.keys()].toSorted((a, b) => a - b)) {
    const layer = layers.get(rank) ?? [];
    for (let begin = 0; begin < layer.length; begin += lineLength) {
      layer.slice(begin, begin + lineLength).forEach((id, at) => {
        nodes.set(id, { x: 8 + at * (nodeWidth + gapX), y });
      });
      y += nodeHeight + gapY;
    }
  }
  const size = extent(nodes);
  const edges = new Map(
    model.edges.map(({ id, from, to }, at): [string, Point[]] => [id, route(nodes.get(from), nodes.get(to), at, size)]),
  );
  return { nodes, edges, width: size.width + 120, height: size.height };
}

/** Straight to the next line; further or back, along the right side. */
function route(from: Point | undefined, to: Point | undefined, at: number, { width }: { width: number }): Point[] {
  if (!from || !to) return [];
  const start = { x: from.x + nodeWidth / 2, y: from.y + nodeHeight };
  const end = { x: to.x + nodeWidth / 2, y: to.y };
  if (to.y > from.y && to.y - from.y <= nodeHeight + gapY) return [start, end];
  const lane = width + 12 + (at % 12) * 8;
  return [start, { x: lane, y: start.y + gapY / 2 }, { x: lane, y: end.y - gapY / 2 }, end];
}

function ranks(model: Shape): Map<string, number> {
  const next = new Map<string, string[]>(model.nodes.map(({ id }) => [id, []]));
  const waits = new Map<string, number>(model.nodes.map(({ id }) => [id, 0]));
  for (const { from, to } of forwardEdges(model)) {
    next.get(from)?.push(to);
    waits.set(to, (waits.get(to) ?? 0) + 1);
  }
  const rank = new Map(model.nodes.map(({ id }) => [id, 0]));
  const ready = [...waits].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (const id of ready) {
    for (const to of next.get(id) ?? []) {
      rank.set(to, Math.max(rank.get(to) ?? 0, (rank.get(id) ?? 0) + 1));
      const left = (waits.get(to) ?? 0) - 1;
      waits.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return rank;
}

/** All edges but those that close a circle. Walks by hand, so that no length of flow can exhaust the stack. */
function forwardEdges(model: Shape): { from: string; to: string }[] {
  const out = Map.groupBy(model.edges, ({ from }) => from);
  const state = new Map<string, 'open' | 'done'>();
  const kept: { from: string; to: string }[] = [];
  for (const { id } of model.nodes) {
    if (state.has(id)) continue;
    const path: { id: string; at: number }[] = [{ id, at: 0 }];
    state.set(id, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = out.get(top.id)?.[top.at];
      top.at += 1;
      if (!edge) {
        state.set(top.id, 'done');
        path.pop();
        continue;
      }
      if (state.get(edge.to) === 'open') continue;
      kept.push(edge);
      if (state.has(edge.to)) continue;
      state.set(edge.to, 'open');
      path.push({ id: edge.to, at: 0 });
    }
  }
  return kept;
}

function extent(nodes: Map<string, Point>): { width: number; height: number } {
  let [width, height] = [0, 0];
  for (const { x, y } of nodes.values()) {
    width = Math.max(width, x + nodeWidth + 8);
    height = Math.max(height, y + nodeHeight + 8);
  }
  return { width, height };
}

/** A line through the points with round corners. */
export function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  if (rest.length === 1) {
    const bend = Math.max(12, (last.y - first.y) / 2);
    return `M${first.x},${first.y} C${first.x},${first.y + bend} ${last.x},${last.y - bend} ${last.x},${last.y}`;
  }
  let path = `M${first.x},${first.y}`;
  for (let at = 0; at < rest.length - 1; at += 1) {
    const [corner, after] = [rest[at], rest[at + 1]];
    if (!corner || !after) break;
    const isLast = at === rest.length - 2;
    const end = isLast ? after : { x: (corner.x + after.x) / 2, y: (corner.y + after.y) / 2 };
    path += ` Q${corner.x},${corner.y} ${end.x},${end.y}`;
  }
  return path;
}
