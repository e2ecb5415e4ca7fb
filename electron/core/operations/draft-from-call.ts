/**
 * Drafts the first run of a chain for a call that ended without one: the newest version of its flow, from the start, on an event built
 * from the call. Opens no connection. What the main flow gathered in `vars` is known to nobody; the operator's patch may bring it.
 */
import type { CallDetail } from '../../../shared/domain/call.ts';
import type { Flow, JsonObject, Run, Trigger } from '../../../shared/domain/chain.ts';
import type { Ineligible, ReplayPatch } from '../../../shared/domain/operation.ts';
import { instantText } from '../../../shared/stream/wire.ts';
import { dryRunChain } from '../chains/dry-run.ts';
import { canonicalJson, flowHash } from '../chains/flow-hash.ts';
import { mergePatch } from '../chains/merge-patch.ts';
import type { ChainInput } from '../chains/types.ts';
import type { ReplaySurroundings } from './draft-replay.ts';
import { type Draft, digest } from './drafts.ts';

export interface FromCallRequest {
  kind: 'from call';
  /** The mirror's key. */
  callId: number;
  flowId: string;
  executor: 'this machine';
  patch?: ReplayPatch | undefined;
}

/** A call with the runs there are of its chain by now. */
export interface CallToRun {
  call: CallDetail;
  runs: readonly Pick<Run, 'runId' | 'flowId'>[];
}

const isTrigger = (type: string): type is Trigger => type === 'onCallEnd' || type === 'hangup';

/** Under the names that flow platforms use (seed 000), `builtFromCall` beside them, so that a template can tell. */
function eventOfCall(call: CallDetail): JsonObject {
  const said: JsonObject = {
    callId: call.callId,
    from: call.from,
    to: call.to,
    direction: call.direction,
    startedAt: call.startedAt === null ? null : instantText(call.startedAt),
    endedAt: instantText(call.endedAt),
    durationSeconds: call.durationMs === null ? null : Math.round(call.durationMs / 1000),
    reason: call.reason,
    endedBy: call.endedBy,
  };
  const known = Object.entries(said).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(known), builtFromCall: true };
}

/** Everything the engine is given for this run; the same for the dry run and the run. */
export function firstInput(
  { patch }: FromCallRequest,
  flow: Flow,
  { call }: CallToRun,
  around: ReplaySurroundings,
  operationId: string | null,
): ChainInput {
  return {
    flow,
    flowById: (flowId) => around.flows.get(flowId),
    trigger: flow.nodes.map(({ type }) => type).find(isTrigger) ?? 'onCallEnd',
    callId: call.callId,
    event: mergePatch(eventOfCall(call), patch?.event ?? {}),
    vars: mergePatch({}, patch?.vars ?? {}),
    replay: { isReplay: false, runId: null, operationId },
    allow: around.allow,
    extraHeaders: [['aftercall-from-call', call.callId]],
  };
}

export function draftFromCall(request: FromCallRequest, of: CallToRun, around: ReplaySurroundings): Draft {
  const { call, runs } = of;
  const { flowId, patch } = request;
  const flow = around.flows.get(flowId) ?? null;
  const input = flow && firstInput(request, flow, of, around, null);
  const steps = input ? dryRunChain(input).steps : [];
  const there = runs.filter((run) => run.flowId === flowId).length;
  return {
    kind: 'replay',
    mode: 'from call',
    executor: 'this machine',
    name: `Run ${flow?.name ?? flowId} from its call`,
    item: {
      connectionId: call.connectionId,
      target: { kind: 'call', id: call.id, callId: call.callId },
      callId: call.callId,
      customerNumber: call.customerNumber,
      ineligible: ineligibleBecause(flowId, flow, there, steps),
      risks: [],
      facts: {
        'runs of the flow': String(there),
        'flow id': flowId,
        flow: flow ? `version ${flow.version}, ${flowHash(flow)}` : 'unknown',
        patch: patch ? digest(canonicalJson({ event: patch.event ?? {}, vars: patch.vars ?? {} })) : 'none',
        input: digest(canonicalJson({ event: input?.event ?? {}, vars: input?.vars ?? {} })),
        'what would go out': digest(JSON.stringify(steps)),
      },
    },
    shown: () => ({
      request: null,
      dryRun: flow &&
        input && {
          flow: { connectionId: call.connectionId, flowId },
          flowName: flow.name,
          of: 'current',
          version: flow.version,
          event: input.event,
          vars: input.vars,
          recorded: { event: eventOfCall(call), vars: {} },
          patch: patch ?? null,
          resume: null,
          steps,
        },
      warnings: [
        'The platform may still run it late; everything it does would then happen twice.',
        'The input is built from the call. What the main flow gathered in its vars is not known.',
      ],
    }),
    platform: { available: false, why: 'The platform replays runs, and there is none.' },
  };
}

function ineligibleBecause(
  flowId: string,
  flow: Flow | null,
  runs: number,
  steps: ReturnType<typeof dryRunChain>['steps'],
): Ineligible | null {
  if (runs > 0) return { code: 'has run', message: 'There is a run for this call by now. Replay that one instead.' };
  if (!flow) {
    const message = `The mirror does not hold “${flowId}”: the platform has not published it.`;
    return { code: 'flow unknown', message };
  }
  if (!flow.nodes.some(({ type }) => isTrigger(type))) {
    return { code: 'no chain', message: `Version ${flow.version} of “${flow.name}” has no after-call chain.` };
  }
  const broken = steps.find(({ error }) => error !== null);
  return broken?.error
    ? { code: broken.error.kind, message: `${broken.nodeId} (${broken.type}): ${broken.error.message}` }
    : null;
}
