/** A flow as nodes and edges to draw, with what a run, a dry run or lint has to say about each of them. */
import type { Finding, Flow, FlowDiff, Severity, Step } from '../../../../shared/domain/chain.ts';
import type { DryStep } from '../../../../shared/domain/operation.ts';
import { duration, plural } from '../../../ui/format.ts';
import type { StateName } from '../../../ui/Words.tsx';
import { outerOf } from '../places.ts';

export type NodeSign =
  | { kind: 'state'; state: StateName; word?: string }
  | { kind: 'finding'; severity: Severity; word: string }
  | { kind: 'change'; change: 'added' | 'changed' };

export interface GraphNode {
  id: string;
  type: string;
  sign: NodeSign | null;
  /** How long it took, or how often it was come by. */
  note: string;
  /** Faint: not come by, or of no account here. */
  faint: boolean;
}

export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  event: string;
  taken: boolean;
}

export interface GraphModel {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** What stands where an edge leads to a node that is not there. */
export const missingType = 'no such node';

/** Ids that clash are one node here, as they are for the engine; an edge to nowhere ends at a node that says so. */
function draw(flow: Flow, look: (id: string) => Pick<GraphNode, 'sign' | 'note' | 'faint'>, taken: Set<string>) {
  const nodes = new Map<string, GraphNode>();
  for (const { id, type } of flow.nodes) if (!nodes.has(id)) nodes.set(id, { id, type, ...look(id) });
  const edges = new Map<string, GraphEdge>();
  for (const { id, on } of flow.nodes) {
    for (const [event, to] of Object.entries(on)) {
      if (to === '') continue;
      if (!nodes.has(to)) nodes.set(to, { id: to, type: missingType, sign: null, note: '', faint: true });
      const key = edgeKey(id, event);
      edges.set(key, { id: key, from: id, to, event, taken: taken.has(key) });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] } satisfies GraphModel;
}

const edgeKey = (nodeId: string, event: string): string => JSON.stringify([nodeId, event]);

function takenBy(steps: readonly { nodeId: string; event: string | null }[]): Set<string> {
  return new Set(steps.flatMap(({ nodeId, event }) => (event === null ? [] : [edgeKey(nodeId, event)])));
}

const notReached = { sign: null, note: 'not reached', faint: true } as const;

const worst = { failed: 3, unknown: 3, skipped: 1, succeeded: 2 } as const;

/** A run: each node with how it ended and how long it took. Steps of flows it called count for the node that called them. */
export function runGraph(flow: Flow, steps: readonly Step[], reused: ReadonlySet<Step> = new Set()): GraphModel {
  const byNode = new Map<string, { own: Step[]; inner: number }>();
  for (const step of steps) {
    const outer = outerOf(flow, step.nodeId);
    const entry = byNode.get(outer ?? step.nodeId) ?? { own: [], inner: 0 };
    if (outer === null) entry.own.push(step);
    else entry.inner += 1;
    byNode.set(outer ?? step.nodeId, entry);
  }
  const look = (id: string) => {
    const { own, inner } = byNode.get(id) ?? { own: [], inner: 0 };
    const step = own.toSorted((a, b) => worst[b.outcome] - worst[a.outcome])[0];
    if (!step) return notReached;
    const took = duration(own.reduce((sum, each) => sum + each.durationMs, 0));
    const rounds = own.length > 1 ? `${own.length} × · ` : inner > 0 ? `${plural(inner, 'step')} · ` : '';
    const isReused = own.every((each) => reused.has(each));
    const sign: NodeSign = { kind: 'state', state: step.outcome, ...(isReused ? { word: 'reused' } : {}) };
    return { sign, note: isReused ? '' : `${rounds}${took}`, faint: false };
  };
  return draw(flow, look, takenBy(steps));
}

/** A dry run: what would be reused, run, skipped, or fail. */
export function dryRunGraph(flow: Flow, steps: readonly DryStep[]): GraphModel {
  const byNode = Map.groupBy(steps, ({ nodeId }) => outerOf(flow, nodeId) ?? nodeId);
  const look = (id: string) => {
    const own = byNode.get(id) ?? [];
    const step = own.find(({ error }) => error !== null) ?? own.find(({ treatment }) => treatment === 'run') ?? own[0];
    if (!step) return notReached;
    const sends = own.filter(({ request, treatment }) => request !== null && treatment === 'run').length;
    return { sign: drySign(step), note: sends > 0 ? plural(sends, 'request') : '', faint: false };
  };
  return draw(flow, look, takenBy(steps));
}

function drySign({ treatment, error }: DryStep): NodeSign {
  if (error) return { kind: 'state', state: 'failed', word: 'would fail' };
  if (treatment === 'run') return { kind: 'state', state: 'running', word: 'will run' };
  return treatment === 'reused'
    ? { kind: 'state', state: 'succeeded', word: 'reused' }
    : { kind: 'state', state: 'skipped' };
}

/** A flow as it was published, with the worst finding per node. `findings` come worst first. */
export function lintGraph(flow: Flow, findings: readonly Finding[]): GraphModel {
  const byNode = Map.groupBy(findings, ({ nodeId }) => nodeId ?? '');
  const look = (id: string) => {
    const own = byNode.get(id) ?? [];
    const [first] = own;
    if (!first) return { sign: null, note: '', faint: false };
    const same = own.filter(({ severity }) => severity === first.severity).length;
    return {
      sign: { kind: 'finding', severity: first.severity, word: plural(same, first.severity) } satisfies NodeSign,
      note: own.length > same ? `and ${own.length - same} more` : '',
      faint: false,
    };
  };
  return draw(flow, look, new Set());
}

/** The newer of two versions, with what is new or different in it. */
export function diffGraph(flow: Flow, diff: FlowDiff): GraphModel {
  const added = new Set(diff.added.map(({ nodeId }) => nodeId));
  const changed = new Set(diff.changed.map(({ nodeId }) => nodeId));
  const look = (id: string) => {
    const change = added.has(id) ? 'added' : changed.has(id) ? 'changed' : null;
    return { sign: change && ({ kind: 'change', change } satisfies NodeSign), note: '', faint: change === null };
  };
  return draw(flow, look, new Set());
}
