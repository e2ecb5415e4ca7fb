/** What of a replay might happen twice, and so needs an operator's acknowledgement. */
import type { Flow, Run, RunDetail, Step } from '../../../shared/domain/chain.ts';
import type { ResumePoint, Risk } from '../../../shared/domain/operation.ts';
import { effectOf } from '../chains/nodes/index.ts';
import { headerOf } from '../delivery/headers.ts';

/** `resume`: where it begins, `null` for the start. What cannot be reached from there is no risk. */
export function replayRisks({ original, replays }: RunDetail, flow: Flow | null, resume: ResumePoint | null): Risk[] {
  const risks: Risk[] = [];
  const success = [original, ...replays].findIndex(({ state }) => state === 'succeeded');
  if (success >= 0) {
    const which = success === 0 ? 'The run itself' : `Replay ${success}`;
    const what = resume ? `Everything it does from “${resume.nodeId}” on` : 'Everything it does';
    risks.push({ code: 'succeeded since', message: `${which} succeeded. ${what} would happen again.` });
  }
  const runsAgain = resume && flow ? reachedFrom(flow, resume) : () => true;
  const effects = new Map((flow?.nodes ?? []).map((node) => [node.id, effectOf(node)]));
  const seen = new Set<string>();
  for (const step of [original, ...replays].flatMap((run: Run) => run.trace)) {
    const { nodeId, request, response, outcome } = step;
    if (!request || seen.has(`${nodeId} ${outcome}`) || !runsAgain(step)) continue;
    seen.add(`${nodeId} ${outcome}`);
    if (outcome === 'unknown') {
      const message = `“${nodeId}” got no answer after it was sent; the receiver may have acted on it.`;
      risks.push({ code: 'unknown outcome', nodeId, message });
    }
    const writes = (effects.get(nodeId) ?? 'write') !== 'read' && !/^(get|head)$/i.test(request.method);
    if (outcome !== 'succeeded' || !writes) continue;
    const message = `“${nodeId}” was answered ${response?.status ?? 'well'}; its effect would happen again.`;
    risks.push({ code: 'write succeeded', nodeId, message });
    if (headerOf(request.headers, 'idempotency-key') === undefined) {
      const unsafe = `“${nodeId}” was first sent without an idempotency key, so its receiver cannot tell the repetition.`;
      risks.push({ code: 'no idempotency key', nodeId, message: unsafe });
    }
  }
  return risks;
}

/** Whether a step's node, or the `runFlow` node it ran under, can be come by again. On a circle, iterations gone through stay so. */
function reachedFrom(flow: Flow, { nodeId, iteration }: ResumePoint): (step: Step) => boolean {
  const edges = new Map(flow.nodes.map(({ id, on }) => [id, Object.values(on)]));
  const reached = new Set([nodeId]);
  for (const id of reached) for (const next of edges.get(id) ?? []) reached.add(next);
  const calls = flow.nodes.filter(({ id, type }) => type === 'runFlow' && reached.has(id)).map(({ id }) => `${id}/`);
  return (step) => {
    if (step.nodeId === nodeId) return step.iteration >= iteration;
    if (edges.has(step.nodeId)) return reached.has(step.nodeId);
    return calls.some((prefix) => step.nodeId.startsWith(prefix));
  };
}
