/** Operations in words. */
import type { ItemState, OperationKind, OperationRow, Plan, PlanItem } from '../../../shared/domain/operation.ts';
import { count, plural } from '../../ui/format.ts';
import { statusWords } from '../../ui/http-status.ts';

export const verbs: Record<OperationKind, string> = { resend: 'Resend', replay: 'Replay' };

/** `1 message`, `3 runs`. */
export function things(kind: OperationKind, number: number): string {
  return plural(number, kind === 'resend' ? 'message' : 'run');
}

/** What running this plan will do, in a sentence or two. */
export function willHappen(plan: Plan, item: PlanItem | undefined): string {
  const who = plan.executor === 'platform' ? 'The platform' : 'This machine';
  if (plan.kind === 'resend') {
    const signed = item?.request?.headers.some(([name]) => /signature/i.test(name)) ? ', freshly signed' : '';
    if (plan.mode === 'edited')
      return `${who} will send the edited message once, under a new id${signed}, marked as an edit of this one. What was tried before stays as it is.`;
    return plan.mode === 'other url'
      ? `${who} will send the same bytes once to another address${signed}. The message itself keeps its state.`
      : `${who} will send the same bytes with the same id once more to the same address${signed}. What was tried before stays as it is.`;
  }
  const resume = item?.dryRun?.resume ?? null;
  const steps = (item?.dryRun?.steps ?? []).filter(({ treatment }) => treatment !== 'reused');
  const sending = steps.filter((step) => step.treatment === 'run' && step.request !== null).length;
  const skipped = steps.filter((step) => step.treatment === 'skipped').length;
  const parts = [
    plural(steps.length, 'step'),
    sending > 0 ? `${plural(sending, 'request')} sent` : 'no request sent',
    skipped > 0 ? `${skipped} skipped` : '',
  ].filter(Boolean);
  const name = item?.dryRun ? `“${item.dryRun.flowName}” version ${item.dryRun.version}` : 'the chain';
  const from = resume ? `from “${resume.nodeId}” on` : 'from its start';
  const isFirst = plan.mode === 'from call';
  const usual = isFirst ? 'with an input built from the call' : 'with the input recorded then';
  const input = item?.dryRun?.patch ? 'with the input as you edited it' : usual;
  const after = isFirst ? 'It is the first run for this call.' : 'The original run stays as it is.';
  return `${who} will run ${name} ${from}, ${input}: ${parts.join(', ')}. ${after}`;
}

/** `HTTP 200` → what that means; anything else is a sentence already. */
export function resultWords(result: string): string {
  const status = /^HTTP (\d{3})$/.exec(result)?.[1];
  return status ? `The receiver answered ${status} ${statusWords[Number(status)] ?? ''}`.trim() : result;
}

const outcomes = [
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['unknown', 'unknown'],
  ['running', 'running'],
  ['held', 'held'],
  ['skipped', 'skipped'],
  ['planned', 'not run'],
] as const satisfies [ItemState, string][];

/** What became of an operation's items, state by state; what did not happen is left out. */
export function tally(counts: OperationRow['counts']): { state: ItemState; word: string }[] {
  return outcomes
    .filter(([state]) => (counts[state] ?? 0) > 0)
    .map(([state, word]) => ({ state, word: `${count(counts[state] ?? 0)} ${word}` }));
}
