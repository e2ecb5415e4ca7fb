/** A laid out flow on a surface that pans and zooms. A chunk of its own: lists and narrow panels do without it. */
import '@xyflow/react/dist/base.css';
import {
  Controls,
  type Edge,
  type EdgeProps,
  type EdgeTypes,
  Handle,
  type Node,
  type NodeProps,
  type NodeTypes,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { memo, useEffect, useMemo } from 'react';
import classes from './graph.module.css';
import { type Layout, layOut, nodeHeight, nodeWidth, type Point, pathThrough } from './layout.ts';
import { type GraphEdge, type GraphModel, type GraphNode, missingType } from './model.ts';
import { Sign } from './Sign.tsx';

export interface GraphProps {
  label: string;
  model: GraphModel;
  selected: string | null;
  onSelect(nodeId: string): void;
}

type NodeShape = Node<{ node: GraphNode; selected: boolean }, 'step'>;
type EdgeShape = Edge<{ points: Point[]; event: string; taken: boolean }, 'way'>;

const nodeTypes: NodeTypes = { step: memo(StepNode) };
const edgeTypes: EdgeTypes = { way: memo(WayEdge) };
const closest = { min: 0.1, max: 1.5 };
/** A flow that would be smaller than this as a whole begins at its selected node instead, in a size that is easily read. */
const smallest = 0.6;
const readable = 0.85;
/** More edges than these that lead further than to the next line would cover each other: only the selected node's are drawn then. */
const mostFar = 80;
/** Of more nodes only those in view are drawn. */
const mostDrawn = 40;

export function Graph(props: GraphProps) {
  return (
    <ReactFlowProvider>
      <Surface {...props} />
    </ReactFlowProvider>
  );
}

function Surface({ label, model, selected, onSelect }: GraphProps) {
  // The places depend on nodes and edges alone, so that a change of what is known about them moves nothing.
  const shape = JSON.stringify([model.nodes.map(({ id }) => id), model.edges.map(({ id, to }) => [id, to])]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const layout = useMemo(() => layOut(model), [shape]);
  const nodes = useMemo(
    () => model.nodes.map((node): NodeShape => placedNode(node, layout, node.id === selected)),
    [model, layout, selected],
  );
  const edges = useMemo(() => {
    const isFar = ({ id }: GraphEdge) => (layout.edges.get(id)?.length ?? 0) > 2;
    const isCrowded = model.nodes.length > mostDrawn && model.edges.filter(isFar).length > mostFar;
    const drawn = isCrowded
      ? model.edges.filter((edge) => !isFar(edge) || edge.from === selected || edge.to === selected)
      : model.edges;
    // What was taken is drawn last, over what was not.
    const ordered = drawn.toSorted((a, b) => Number(a.taken) - Number(b.taken));
    return ordered.map(
      ({ id, from, to, event, taken }): EdgeShape => ({
        id,
        source: from,
        target: to,
        type: 'way',
        data: { points: layout.edges.get(id) ?? [], event, taken },
      }),
    );
  }, [model, layout, selected]);
  return (
    <ReactFlow
      className={classes.surface ?? ''}
      aria-label={label}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodeClick={(_, node) => onSelect(node.id)}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      zoomOnDoubleClick={false}
      panOnScroll
      onlyRenderVisibleElements={model.nodes.length > mostDrawn}
      minZoom={closest.min}
      maxZoom={closest.max}
      proOptions={{ hideAttribution: true }}
    >
      <Controls showInteractive={false} position="bottom-left" />
      <View layout={layout} selected={selected} />
    </ReactFlow>
  );
}

function placedNode(node: GraphNode, layout: Layout, selected: boolean): NodeShape {
  return {
    id: node.id,
    type: 'step',
    position: layout.nodes.get(node.id) ?? { x: 0, y: 0 },
    data: { node, selected },
    width: nodeWidth,
    height: nodeHeight,
    // Known from the start, so that edges are drawn with the first frame.
    handles: [
      { type: 'target', position: Position.Top, x: nodeWidth / 2, y: 0, width: 1, height: 1 },
      { type: 'source', position: Position.Bottom, x: nodeWidth / 2, y: nodeHeight, width: 1, height: 1 },
    ],
  };
}

/** Shows the whole flow where it can be read, else the selected node; follows the selection when it leaves the view. */
function View({ layout, selected }: { layout: Layout; selected: string | null }) {
  const flow = useReactFlow();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the room and the layout decide anew.
  useEffect(() => {
    if (width === 0 || height === 0) return;
    const whole = Math.min(1, (width - 24) / layout.width, (height - 24) / layout.height);
    const zoom = whole >= smallest ? whole : readable;
    const at = (selected === null ? undefined : layout.nodes.get(selected)) ?? layout.nodes.values().next().value;
    const x = layout.width * zoom <= width || !at ? layout.width / 2 : at.x + nodeWidth / 2;
    const y = layout.height * zoom <= height || !at ? layout.height / 2 : at.y + nodeHeight / 2;
    // No nearer to the top than the first node: empty room above it says nothing.
    const top = Math.max(y, Math.min(layout.height / 2, height / zoom / 2));
    void flow.setViewport({ x: width / 2 - x * zoom, y: height / 2 - top * zoom, zoom });
  }, [flow, width, height, layout]);

  useEffect(() => {
    const at = selected === null ? undefined : layout.nodes.get(selected);
    if (!at || width === 0) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [at.x * zoom + x, at.y * zoom + y];
    const isSeen = left >= 0 && top >= 0 && left + nodeWidth * zoom <= width && top + nodeHeight * zoom <= height;
    if (!isSeen) void flow.setCenter(at.x + nodeWidth / 2, at.y + nodeHeight / 2, { zoom, duration: stillness() });
  }, [flow, layout, selected, width, height]);
  return null;
}

const stillness = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120);

function StepNode({ data: { node, selected } }: NodeProps<NodeShape>) {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} className={classes.handle ?? ''} />
      <button
        type="button"
        tabIndex={selected ? 0 : -1}
        className={classes.node}
        aria-pressed={selected}
        data-faint={node.faint || undefined}
        data-missing={node.type === missingType || undefined}
        data-state={node.sign?.kind === 'state' ? node.sign.state : undefined}
        data-change={node.sign?.kind === 'change' ? node.sign.change : undefined}
        data-severity={node.sign?.kind === 'finding' ? node.sign.severity : undefined}
        title={`${node.id} (${node.type})`}
      >
        <span className={classes.line}>
          <span className={classes.id}>{node.id}</span>
          <span className={classes.type}>{node.type}</span>
        </span>
        <span className={classes.line}>
          {node.sign ? <Sign sign={node.sign} /> : null}
          <span className={classes.note}>{node.note}</span>
        </span>
      </button>
      <Handle type="source" position={Position.Bottom} isConnectable={false} className={classes.handle ?? ''} />
    </>
  );
}

function WayEdge({ data }: EdgeProps<EdgeShape>) {
  if (!data || data.points.length < 2) return null;
  const middle = middleOf(data.points);
  const last = data.points.at(-1);
  return (
    <g className={classes.way} data-taken={data.taken || undefined}>
      <path d={pathThrough(data.points)} className={classes.path} />
      {last ? <path d={`M${last.x - 4},${last.y - 7} L${last.x},${last.y} L${last.x + 4},${last.y - 7}`} /> : null}
      <text x={middle.x} y={middle.y} textAnchor="middle" dominantBaseline="central">
        {data.event}
      </text>
    </g>
  );
}

function middleOf(points: readonly Point[]): Point {
  const [a, b] = [points[Math.floor((points.length - 1) / 2)], points[Math.ceil((points.length - 1) / 2)]];
  return a && b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : { x: 0, y: 0 };
}
