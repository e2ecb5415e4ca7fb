/** Operations on many messages or runs, in words: what they are called, what their plan will do, and how far they are. */
import type { BulkInput } from '../../../shared/contract/bulk.ts';
import type { BulkPlan, Pace } from '../../../shared/domain/bulk.ts';
import type { ItemState, OperationRow, OperationState, Risk } from '../../../shared/domain/operation.ts';
import { count, duration, plural } from '../../ui/format.ts';
import { things, verbs } from './words.ts';

/** What the operator chose in a list: rows, or everything its filter shows. */
export type BulkSelection = BulkInput extends infer Each
  ? Each extends { kind: infer Kind; select: infer Select }
    ? { kind: Kind; select: Select }
    : never
  : never;

export interface BulkTarget {
  selection: BulkSelection;
  /** How many that are, as the list counts them. */
  items: { count: number; exact: boolean };
  /** What the incident is called whose items they are. */
  incident?: string;
}

/** `Resend 43 failed messages matching “crm”`. */
export function usualName({ selection, items, incident: title }: BulkTarget): string {
  const { kind, select } = selection;
  const noun = items.count === 1 && items.exact ? nouns[kind][0] : nouns[kind][1];
  const many = `${count(items.count)}${items.exact ? '' : '+'}`;
  if ('ids' in select) return `${verbs[kind]} ${many} chosen ${noun}`;
  const { show, text, incident, from: _, to: __, ...rest } = select.filter;
  const matching = text ? ` matching “${text}”` : '';
  const named = Object.entries(rest).flatMap(([key, value]) =>
    value === undefined ? [] : [`${fieldWords[key] ?? key} ${value}`],
  );
  const of = incident === undefined ? '' : title === undefined ? ' of one incident' : `: ${title}`;
  const narrowed = named.length > 0 ? `: ${named.join(', ')}` : '';
  return `${verbs[kind]} ${many} ${show === 'all' ? '' : `${show} `}${noun}${of}${matching}${narrowed}`.slice(0, 120);
}

/** Fields whose names say little by themselves. */
const fieldWords: Record<string, string> = {
  eventType: 'event',
  errorKind: 'error',
  attempts: 'attempts at least',
  body: 'words',
  failedNode: 'node',
  nodeType: 'node type',
};

export const nouns = { resend: ['message', 'messages'], replay: ['run', 'runs'] } as const;

/** How many items a plan runs when these risks are acknowledged: those without any, and those all of whose own are among them. */
export function willRun(
  plan: Pick<BulkPlan, 'eligible' | 'needAcknowledging' | 'riskSets'>,
  acknowledged: ReadonlySet<string>,
): number {
  const safe = plan.eligible - plan.needAcknowledging;
  return plan.riskSets
    .filter(({ codes }) => codes.every((code) => acknowledged.has(code)))
    .reduce((sum, { count: number }) => sum + number, safe);
}

/** What running this plan will do, in a few sentences. `version` is what was asked for of a replay. */
export function willHappenInBulk(plan: BulkPlan, version: FlowVersion = 'recorded'): string {
  const who = plan.executor === 'platform' ? 'The platform' : 'This machine';
  const what =
    plan.kind === 'resend'
      ? `will send ${things('resend', plan.eligible)} once more: the same bytes with the same ids to the same addresses${signing(plan)}.`
      : `will run ${plural(plan.eligible, 'chain')} once more from the start, ${versions[version]}, with the input recorded then.`;
  const { canary, stopAfter } = plan.pace;
  const conditional =
    plan.needAcknowledging > 0 ? ` ${count(plan.needAcknowledging)} of them only if you acknowledge it below.` : '';
  const first =
    canary > 0 && canary < plan.eligible
      ? `The calls that ended first come first: ${count(canary)} of them, then it waits for “go on”.`
      : 'The calls that ended first come first.';
  const stop = stopAfter > 0 ? ` It pauses after ${plural(stopAfter, 'identical error')} in a row.` : '';
  return `${who} ${what}${conditional} ${first}${stop} What was there before stays as it is.`;
}

export type FlowVersion = Extract<BulkInput, { kind: 'replay' }>['version'];

const versions: Record<FlowVersion, string> = {
  recorded: 'each in the version it ran in then',
  current: 'each in the newest version of its flow',
};

/** What the platform signs with is its own affair. */
function signing({ executor, signed, eligible }: BulkPlan): string {
  if (executor === 'platform' || eligible === 0) return '';
  if (signed === eligible) return ', freshly signed';
  return signed === 0 ? ', unsigned' : `, ${count(signed)} freshly signed and ${count(eligible - signed)} unsigned`;
}

/** `4 s`, `2 m 41 s`: an estimate is not exact to tenths. */
export function wholeSeconds(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : duration(whole * 1000);
}

export const riskWords: Record<Risk['code'], string> = {
  'succeeded since': 'succeeded since and would be received twice',
  'unknown outcome': 'have an unknown outcome and may have been processed',
  'write succeeded': 'contain a write that succeeded then and would be done again',
  'no idempotency key': 'contain a write without an idempotency key',
};

/** The four limits as they are asked for. */
export const paceFields: readonly {
  key: keyof Pace;
  label: string;
  help: string;
  least: number;
  most: number;
  whole: boolean;
}[] = [
  {
    key: 'perHostPerS',
    label: 'Per second and host',
    help: 'A receiver that has just come back may not take more.',
    least: 0.1,
    most: 100_000,
    whole: false,
  },
  {
    key: 'perHostAtOnce',
    label: 'At once per host',
    help: 'Requests that wait for an answer at the same time.',
    least: 1,
    most: 64,
    whole: true,
  },
  {
    key: 'canary',
    label: 'Canary',
    help: 'Items tried first; then it waits for “go on”. 0 for none.',
    least: 0,
    most: 1000,
    whole: true,
  },
  {
    key: 'stopAfter',
    label: 'Pause after',
    help: 'Identical errors in a row. 0 for never.',
    least: 0,
    most: 1000,
    whole: true,
  },
];

/** The pace a form holds, or `null` while a field of it does not fit. */
export function paceOf(draft: Record<keyof Pace, string | number>): Pace | null {
  const numbers = paceFields.map(({ key, least, most, whole }) => {
    const value = draft[key] === '' ? Number.NaN : Number(draft[key]);
    const fits = value >= least && value <= most && (!whole || Number.isInteger(value));
    return fits ? value : null;
  });
  const [perHostPerS, perHostAtOnce, canary, stopAfter] = numbers;
  if (perHostPerS == null || perHostAtOnce == null || canary == null || stopAfter == null) return null;
  return { perHostPerS, perHostAtOnce, canary, stopAfter };
}

/** What can be asked of an operation in this state. The first of them stands where the others stand in their states. */
export function controlsOf(state: OperationState): { act: 'pause' | 'resume' | 'goOn' | null; canAbort: boolean } {
  switch (state) {
    case 'running':
      return { act: 'pause', canAbort: true };
    case 'paused':
      return { act: 'resume', canAbort: true };
    case 'waiting':
      return { act: 'goOn', canAbort: true };
    default:
      return { act: null, canAbort: false };
  }
}

/** Whether nothing more will happen of itself or by the operator. */
export function isOver(state: OperationState): boolean {
  return state === 'finished' || state === 'aborted' || state === 'interrupted';
}

const order = ['succeeded', 'failed', 'unknown', 'held', 'skipped', 'running', 'planned'] as const;

/** The parts of a stacked bar, ended ones first, with their share of all; what there is none of is left out. */
export function shares({ counts, total }: Pick<OperationRow, 'counts' | 'total'>) {
  return order.flatMap((state: ItemState) => {
    const number = counts[state] ?? 0;
    return number > 0 ? [{ state, count: number, share: number / Math.max(1, total) }] : [];
  });
}

/** How many items have come to an end, whichever. */
export function ended({ counts, total }: Pick<OperationRow, 'counts' | 'total'>): number {
  return total - (counts.planned ?? 0) - (counts.running ?? 0);
}
