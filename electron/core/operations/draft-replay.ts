/** Drafts the replay of one chain run from its start, with a dry run. Opens no connection. Rules: `docs/operations.md`. */
import type { Flow, Run, RunDetail } from '../../../shared/domain/chain.ts';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { DryStep, Executor, Ineligible, Risk } from '../../../shared/domain/operation.ts';
import { client } from '../../../shared/stream/protocol.ts';
import { dryRunChain } from '../chains/dry-run.ts';
import { canonicalJson, flowHash } from '../chains/flow-hash.ts';
import { effectOf } from '../chains/nodes/index.ts';
import type { ChainInput } from '../chains/types.ts';
import { type Draft, type DraftItem, digest } from './drafts.ts';
import type { PlatformSide } from './platform-side.ts';

export interface ReplayRequest {
  kind: 'replay';
  runId: number;
  executor: Executor;
  version: 'recorded' | 'current';
}

export interface ReplaySurroundings {
  /** The newest version of every flow of the connection, by id. */
  flows: ReadonlyMap<string, Flow>;
  allow: readonly HostAllowance[];
  platform: PlatformSide;
}

export function draftReplay(request: ReplayRequest, run: RunDetail, around: ReplaySurroundings): Draft {
  const { original } = run;
  const platform = around.platform.can(client.replay);
  return {
    kind: 'replay',
    mode: 'from start',
    executor: request.executor,
    name: `Replay ${original.flowName}`,
    items: [draftItem(request, run, around)],
    platform:
      request.version === 'recorded'
        ? platform
        : { available: false, why: 'The platform replays the recorded version only.' },
  };
}

/** The flow a replay runs; `null` when it is not in the mirror. */
export function flowToRun({ version }: ReplayRequest, original: Run, flows: ReadonlyMap<string, Flow>): Flow | null {
  return version === 'recorded' ? original.flow : (flows.get(original.flowId) ?? null);
}

export function chainInput(
  flow: Flow,
  original: Run,
  around: Pick<ReplaySurroundings, 'flows' | 'allow'>,
  operationId: string | null,
  attempt: number,
): ChainInput {
  return {
    flow,
    flowById: (flowId) => around.flows.get(flowId),
    trigger: original.trigger,
    callId: original.callId,
    event: original.event,
    vars: original.vars,
    replay: { isReplay: true, runId: original.runId, operationId },
    allow: around.allow,
    extraHeaders: [['aftercall-replay', String(attempt)]],
  };
}

function draftItem(request: ReplayRequest, { original, replays }: RunDetail, around: ReplaySurroundings): DraftItem {
  const flow = flowToRun(request, original, around.flows);
  const steps = flow ? dryRunChain(chainInput(flow, original, around, null, replays.length + 1)).steps : [];
  return {
    connectionId: original.connectionId,
    target: { kind: 'run', id: original.id, runId: original.runId },
    callId: original.callId,
    customerNumber: original.customerNumber,
    ineligible: ineligibleBecause(request, original, flow, steps),
    risks: risksOf(original, replays, flow),
    request: null,
    dryRun: flow && {
      flowName: flow.name,
      version: flow.version,
      event: original.event,
      vars: original.vars,
      steps,
    },
    warnings: warningsOf(request, original, flow, around),
    facts: {
      state: original.state,
      'replays so far': String(replays.length),
      flow: flow ? `version ${flow.version}, ${flowHash(flow)}` : 'unknown',
      input: digest(canonicalJson({ event: original.event, vars: original.vars })),
      'what would go out': digest(JSON.stringify(steps)),
    },
  };
}

function ineligibleBecause(
  request: ReplayRequest,
  original: Run,
  flow: Flow | null,
  steps: readonly DryStep[],
): Ineligible | null {
  if (!flow) {
    const which =
      request.version === 'recorded' ? `version ${original.version} of “${original.flowId}”` : `“${original.flowId}”`;
    return { code: 'flow unknown', message: `The mirror does not hold ${which}: the platform has not published it.` };
  }
  // A replay by the platform runs there, so what this machine cannot render or perform does not matter.
  const broken = request.executor === 'this machine' ? steps.find(({ error }) => error !== null) : undefined;
  if (!broken?.error) return null;
  return { code: broken.error.kind, message: `${broken.nodeId} (${broken.type}): ${broken.error.message}` };
}

function risksOf(original: Run, replays: readonly Run[], flow: Flow | null): Risk[] {
  const risks: Risk[] = [];
  const success = [original, ...replays].findIndex(({ state }) => state === 'succeeded');
  if (success >= 0) {
    const which = success === 0 ? 'The run itself' : `Replay ${success}`;
    risks.push({ code: 'succeeded since', message: `${which} succeeded. Everything it does would happen again.` });
  }
  const effects = new Map((flow?.nodes ?? []).map((node) => [node.id, effectOf(node)]));
  const seen = new Set<string>();
  for (const step of [original, ...replays].flatMap((run) => run.trace)) {
    const { nodeId, request, response, outcome } = step;
    if (!request || seen.has(`${nodeId} ${outcome}`)) continue;
    seen.add(`${nodeId} ${outcome}`);
    if (outcome === 'unknown') {
      const message = `“${nodeId}” got no answer after it was sent; the receiver may have acted on it.`;
      risks.push({ code: 'unknown outcome', nodeId, message });
    }
    const writes = (effects.get(nodeId) ?? 'write') !== 'read' && !/^(get|head)$/i.test(request.method);
    if (outcome !== 'succeeded' || !writes) continue;
    const message = `“${nodeId}” was answered ${response?.status ?? 'well'}; its effect would happen again.`;
    risks.push({ code: 'write succeeded', nodeId, message });
    if (!request.headers.some(([name]) => name.toLowerCase() === 'idempotency-key')) {
      const unsafe = `“${nodeId}” was first sent without an idempotency key, so its receiver cannot tell the repetition.`;
      risks.push({ code: 'no idempotency key', nodeId, message: unsafe });
    }
  }
  return risks;
}

function warningsOf(request: ReplayRequest, original: Run, flow: Flow | null, around: ReplaySurroundings): string[] {
  if (!flow) return [];
  const warnings: string[] = [];
  const newest = around.flows.get(original.flowId);
  if (request.version === 'recorded') {
    if (flowHash(flow) !== original.hash) warnings.push('The published flow differs from the one the run recorded.');
    if (newest && newest.version !== flow.version)
      warnings.push(`A newer version (${newest.version}) of the flow exists.`);
  } else if (newest && newest.version !== original.version) {
    warnings.push(`The run used version ${original.version}; this replay uses version ${newest.version}.`);
  }
  return warnings;
}
