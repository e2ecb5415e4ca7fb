/** Drafts the replay of one chain run, from its start or from a node, with a dry run. Opens no connection. Rules: `docs/operations.md`. */
import type { Flow, Run, RunDetail } from '../../../shared/domain/chain.ts';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { DryStep, Ineligible, OperationRef, ResumePoint } from '../../../shared/domain/operation.ts';
import { client } from '../../../shared/stream/protocol.ts';
import { dryRunChain } from '../chains/dry-run.ts';
import { canonicalJson, flowHash } from '../chains/flow-hash.ts';
import { changedUnderNewKey } from '../chains/http-request.ts';
import type { ChainInput } from '../chains/types.ts';
import { type Draft, type DraftItem, digest, type Shown } from './drafts.ts';
import type { PlatformSide } from './platform-side.ts';
import { recordedRuns } from './recorded-runs.ts';
import { replayRisks } from './replay-risks.ts';
import { type ReplayRequest, type ReplayStart, replayStart } from './replay-start.ts';

export interface ReplaySurroundings {
  /** The newest version of every flow of the connection, by id. */
  flows: ReadonlyMap<string, Flow>;
  allow: readonly HostAllowance[];
  platform: PlatformSide;
}

export function draftReplay(request: ReplayRequest, run: RunDetail, around: ReplaySurroundings): Draft {
  const { original } = run;
  const flow = flowToRun(request, original, around.flows);
  const start = replayStart(request, run);
  const steps = flow ? dryRunChain(chainInput(request, flow, run, around, null)).steps : [];
  return {
    kind: 'replay',
    mode: request.mode ?? 'from start',
    executor: request.executor,
    name: `Replay ${original.flowName}`,
    item: draftItem(request, run, flow, start, steps),
    shown: () => shownOf(request, original, flow, start, steps, around),
    platform: platformCan(request, around.platform),
  };
}

/** Its command names a run and nothing else. */
function platformCan({ version, mode, patch, fresh }: ReplayRequest, platform: PlatformSide): Draft['platform'] {
  if (version !== 'recorded') return { available: false, why: 'The platform replays the recorded version only.' };
  if (mode === 'resume') return { available: false, why: 'The platform replays from the start only.' };
  if (patch || fresh) return { available: false, why: 'The platform replays with the recorded input only.' };
  return platform.can(client.replay);
}

/** The flow a replay runs; `null` when it is not in the mirror. */
export function flowToRun({ version }: ReplayRequest, original: Run, flows: ReadonlyMap<string, Flow>): Flow | null {
  return version === 'recorded' ? original.flow : (flows.get(original.flowId) ?? null);
}

/** Everything the engine is given for this replay; the same for the dry run and the run. */
export function chainInput(
  request: ReplayRequest,
  flow: Flow,
  run: RunDetail,
  around: Pick<ReplaySurroundings, 'flows' | 'allow'>,
  operationId: string | null,
): ChainInput {
  const { original, replays } = run;
  const { event, vars, resume } = replayStart(request, run);
  return {
    flow,
    flowById: (flowId) => around.flows.get(flowId),
    trigger: original.trigger,
    callId: original.callId,
    event,
    vars,
    replay: { isReplay: true, runId: original.runId, operationId },
    allow: around.allow,
    extraHeaders: [['aftercall-replay', String(replays.length + 1)]],
    start: resume ?? undefined,
    recorded: recordedRuns(run, request.fresh ?? false),
  };
}

/** What of the request the run it makes says about itself. */
export function replayRef(request: ReplayRequest, run: RunDetail, ref: OperationRef): OperationRef {
  const { base, resume } = replayStart(request, run);
  return {
    ...ref,
    parent: base.runId,
    ...(resume && { resume: { nodeId: resume.nodeId, iteration: resume.iteration } }),
    ...(request.patch && { patch: request.patch }),
    ...(request.fresh && { fresh: true }),
  };
}

/** Where a resume begins, without what was before. */
const pointOf = ({ resume }: ReplayStart): ResumePoint | null =>
  resume && { nodeId: resume.nodeId, iteration: resume.iteration };

function shownOf(
  request: ReplayRequest,
  original: Run,
  flow: Flow | null,
  start: ReplayStart,
  steps: DryStep[],
  around: ReplaySurroundings,
): Shown {
  const { event, vars, recorded } = start;
  return {
    request: null,
    dryRun: flow && {
      flow: { connectionId: original.connectionId, flowId: original.flowId },
      flowName: flow.name,
      version: flow.version,
      of: request.version,
      event,
      vars,
      recorded,
      patch: request.patch ?? null,
      resume: pointOf(start),
      steps,
    },
    warnings: warningsOf(request, original, flow, around, steps),
  };
}

function draftItem(
  request: ReplayRequest,
  run: RunDetail,
  flow: Flow | null,
  start: ReplayStart,
  steps: readonly DryStep[],
): DraftItem {
  const { original, replays } = run;
  const { patch } = request;
  const resume = pointOf(start);
  return {
    connectionId: original.connectionId,
    target: { kind: 'run', id: original.id, runId: original.runId },
    callId: original.callId,
    customerNumber: original.customerNumber,
    ineligible: ineligibleBecause(request, original, flow, start, steps),
    risks: replayRisks(run, flow, start.resume),
    facts: {
      state: original.state,
      'replays so far': String(replays.length),
      flow: flow ? `version ${flow.version}, ${flowHash(flow)}` : 'unknown',
      begins: resume ? `at ${resume.nodeId}, time ${resume.iteration + 1}, of run ${start.base.runId}` : 'at the start',
      patch: patch ? digest(canonicalJson({ event: patch.event ?? {}, vars: patch.vars ?? {} })) : 'none',
      'time and random values': request.fresh ? 'fresh' : 'recorded',
      input: digest(canonicalJson({ event: start.event, vars: start.vars })),
      'what would go out': digest(JSON.stringify(steps)),
    },
  };
}

function ineligibleBecause(
  request: ReplayRequest,
  original: Run,
  flow: Flow | null,
  start: ReplayStart,
  steps: readonly DryStep[],
): Ineligible | null {
  if (!flow) {
    const which =
      request.version === 'recorded' ? `version ${original.version} of “${original.flowId}”` : `“${original.flowId}”`;
    return { code: 'flow unknown', message: `The mirror does not hold ${which}: the platform has not published it.` };
  }
  // A replay by the platform runs there, on what it kept, so what this machine cannot render or perform does not matter.
  if (request.executor === 'platform') return null;
  const obstacle = start.obstacle(flow);
  if (obstacle) return obstacle;
  const broken = steps.find(({ error }) => error !== null);
  if (!broken?.error) return null;
  return { code: broken.error.kind, message: `${broken.nodeId} (${broken.type}): ${broken.error.message}` };
}

function warningsOf(
  request: ReplayRequest,
  original: Run,
  flow: Flow | null,
  around: ReplaySurroundings,
  steps: readonly DryStep[],
): string[] {
  if (!flow) return [];
  const warnings = changedRequests(steps);
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

function changedRequests(steps: readonly DryStep[]): string[] {
  const changed = steps.filter(({ warnings }) => warnings.includes(changedUnderNewKey)).map(({ nodeId }) => nodeId);
  if (changed.length === 0) return [];
  const which = changed.slice(0, 5).map((nodeId) => `“${nodeId}”`);
  return [`${which.join(', ')}: ${changedUnderNewKey}`];
}
