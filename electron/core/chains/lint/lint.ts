/**
 * What the author of a flow should know about it before it runs: the rules of `docs/flows.md`, each a function below. Total, and linear
 * in the size of the flow, whatever it contains.
 */
import { type Finding, type Flow, type Json, type Severity, severities } from '../../../../shared/domain/chain.ts';
import { isReadMethod } from '../http-request.ts';
import { carrier } from '../nodes/carrier.ts';
import { nodeTypeOf } from '../nodes/index.ts';
import { platformOnlyNodes } from '../nodes/platform-only.ts';
import { circles } from './circles.ts';
import { type FlowShape, isAfterCallTrigger, shapeOf } from './shape.ts';
import { varsRead, varsSet } from './vars.ts';

/** Errors first, then warnings, then hints; within them in the order of the nodes. */
export function lintFlow(flow: Flow): Finding[] {
  const shape = shapeOf(flow);
  const order = new Map([...shape.nodes.keys()].map((id, at) => [id, at]));
  const place = ({ nodeId }: Finding) => (nodeId === null ? -1 : (order.get(nodeId) ?? -1));
  const findings = rules.flatMap((rule) => rule(shape));
  return findings.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || place(a) - place(b),
  );
}

export function countFindings(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

type Rule = (shape: FlowShape) => Finding[];

const clashingIds: Rule = ({ flow }) => {
  const times = new Map<string, number>();
  for (const { id } of flow.nodes) times.set(id, (times.get(id) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([id, count]) =>
      finding('clashing ids', 'error', id, `${count} nodes are called “${cut(id)}”; only one of them can run.`),
    );
};

const triggers: Rule = ({ flow, triggers: found, mainTriggers }) => {
  const all = flow.nodes.filter(isAfterCallTrigger);
  const several = all.slice(1).map(({ id, type }) => {
    const message = `There are ${all.length} triggers for the end of the call; “${cut(id)}” (${type}) is more than one.`;
    return finding('several triggers', 'error', id, message);
  });
  const starts = mainTriggers.filter(({ type }) => type === 'start').slice(1);
  const moreStarts = starts.map(({ id }) =>
    finding('several triggers', 'error', id, `“${cut(id)}” is a second start; a flow has one.`),
  );
  if (flow.nodes.length === 0) return [finding('no trigger', 'error', null, 'The flow has no nodes.')];
  if (found.length > 0) return [...several, ...moreStarts];
  const message = 'Nothing in this flow begins when a call ends; it runs only when another flow calls it.';
  return [...moreStarts, finding('no trigger', 'hint', null, message)];
};

/** Seed 001: the Hang-up node is linked directly to Start and is no part of the main flow. */
const hangupPlace: Rule = ({ flow, nodes, mainTriggers, mainFlow }) => {
  const starts = mainTriggers.filter(({ type }) => type === 'start');
  const linked = new Set(starts.flatMap(({ on }) => Object.values(on)));
  const startIds = new Set(starts.map(({ id }) => id));
  const findings: Finding[] = [];
  for (const node of nodes.values()) {
    if (node.type !== 'hangup') continue;
    if (starts.length > 0 && !linked.has(node.id)) {
      findings.push(
        finding('hang-up not from start', 'error', node.id, 'The hang-up node is not linked straight from Start.'),
      );
    }
  }
  for (const { id, on } of flow.nodes) {
    if (!mainFlow.has(id) || startIds.has(id)) continue;
    const [target] = Object.values(on).filter((next) => nodes.get(next)?.type === 'hangup');
    if (target === undefined) continue;
    const message = `The main flow leads to the hang-up node, from “${cut(id)}”; it would run while the call lasts.`;
    findings.push(finding('hang-up in main flow', 'error', target, message));
  }
  return findings;
};

const nodeTypes: Rule = ({ nodes, afterCall, triggers: found }) => {
  const findings: Finding[] = [];
  for (const { id, type } of nodes.values()) {
    if (!afterCall.has(id)) continue;
    if (carrier.types.includes(type)) {
      const message = `“${cut(type)}” needs the caller, who is gone when the chain runs: it is passed over.`;
      findings.push(finding('carrier node', found.length > 0 ? 'warning' : 'hint', id, message));
    } else if (platformOnlyNodes.types.includes(type)) {
      const message = `“${cut(type)}” can be performed by the platform only; a replay on this machine is not possible.`;
      findings.push(finding('platform only', 'hint', id, message));
    } else if (nodeTypeOf(type).types.length === 0 && !/^on[A-Z]/.test(type)) {
      findings.push(finding('unknown type', 'error', id, `The node type “${cut(type)}” is not known.`));
    }
  }
  return findings;
};

const edges: Rule = ({ flow, nodes, reached }) => {
  const findings: Finding[] = [];
  for (const { id, on } of flow.nodes) {
    for (const [event, target] of Object.entries(on)) {
      if (target === '' || nodes.has(target)) continue;
      findings.push(
        finding(
          'edge to nowhere',
          'error',
          id,
          `The edge “${cut(event)}” leads to “${cut(target)}”, which does not exist.`,
        ),
      );
    }
  }
  for (const id of nodes.keys()) {
    if (!reached.has(id))
      findings.push(finding('unreachable', 'warning', id, 'Nothing leads here; the node never runs.'));
  }
  return findings;
};

/** A main flow may go round (a menu asks again); an after-call chain has nobody to wait for. */
const cycles: Rule = ({ nodes, afterCall }) =>
  circles(nodes, afterCall).map((ids) => {
    const shown = ids
      .slice(0, 4)
      .map((id) => `“${cut(id)}”`)
      .join(' → ');
    const message = `The chain can go round in a circle: ${shown}${ids.length > 4 ? ' → …' : ''}. A run is stopped after 1,000 steps.`;
    return finding('circle', 'warning', ids[0] ?? null, message);
  });

const ends: Rule = ({ nodes, afterCall, triggers: found }) => {
  if (found.length === 0 || [...afterCall].some((id) => nodes.get(id)?.type === 'end')) return [];
  return [
    finding('no end', 'hint', found[0]?.id ?? null, 'The chain leads to no end node; it stops where its edges stop.'),
  ];
};

const idempotency: Rule = ({ nodes, afterCall }) => {
  const findings: Finding[] = [];
  for (const { id, type, config } of nodes.values()) {
    if (type !== 'httpCall' || !afterCall.has(id)) continue;
    const method = typeof config.method === 'string' ? config.method : 'POST';
    if (isReadMethod(method) || hasKey(config.headers)) continue;
    const message =
      'This write sets no Idempotency-Key, so its receiver cannot tell a repetition of what the platform sent. Replays add one.';
    findings.push(finding('no idempotency key', 'warning', id, message));
  }
  return findings;
};

function hasKey(headers: Json | undefined): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  return Object.keys(headers).some((name) => /^(x-)?idempotency-key$/i.test(name));
}

/** The vars of a call come from its main flow. Where that is not part of the flow, only the call can tell. */
const vars: Rule = ({ flow, nodes, reached, mainFlow }) => {
  const { names, anything } = varsSet(flow);
  const knowsAll = mainFlow.size > 1;
  const findings: Finding[] = [];
  for (const node of nodes.values()) {
    if (!reached.has(node.id)) continue;
    const { reads, problems } = varsRead(node);
    for (const problem of problems) findings.push(finding('template', 'error', node.id, problem));
    if (anything) continue;
    for (const name of reads) {
      if (names.has(name)) continue;
      const where = knowsAll ? 'a run fails here unless the call brings it' : 'it has to come from the call';
      const message = `Nothing in this flow sets vars.${cut(name)}; ${where}.`;
      findings.push(finding('unset var', knowsAll ? 'warning' : 'hint', node.id, message));
    }
  }
  return findings;
};

const rules: readonly Rule[] = [clashingIds, triggers, hangupPlace, nodeTypes, edges, cycles, ends, idempotency, vars];

function finding(rule: string, severity: Severity, nodeId: string | null, message: string): Finding {
  return { rule, severity, nodeId, message };
}

const cut = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);
