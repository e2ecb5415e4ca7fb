/**
 * A draft is what a plan would be if made now: its items as the operator sees them, and the facts they rest on. The facts are hashed;
 * when they are gathered again before the run, every difference can be named.
 */
import { createHash, hash } from 'node:crypto';
import type { Pace } from '../../../shared/domain/bulk.ts';
import type { Executor, OperationKind, PlanItem, ReplayMode, ResendMode } from '../../../shared/domain/operation.ts';

/** Name → value, in words an operator understands. */
export type Facts = Record<string, string>;

export interface DraftItem extends Omit<PlanItem, 'id' | keyof Shown> {
  connectionId: string;
  facts: Facts;
}

/** What only somebody who looks at the plan needs. */
export type Shown = Pick<PlanItem, 'request' | 'dryRun' | 'warnings'>;

export interface Draft {
  kind: OperationKind;
  mode: ResendMode | ReplayMode;
  executor: Executor;
  /** For the list of operations. */
  name: string;
  item: DraftItem;
  /** Of a hundred thousand drafts hardly one is shown. */
  shown: () => Shown;
  platform: { available: boolean; why: string | null };
}

/** Covers everything the plan rests on, so that running it needs exactly this plan. */
export function planHash({ items, ...plan }: HashedPlan & { items: readonly HashedItem[] }): string {
  const hasher = planHasher(plan);
  for (const item of items) hasher.add(item);
  return hasher.digest();
}

type HashedItem = Pick<DraftItem, 'target' | 'facts'>;

interface HashedPlan extends Pick<Draft, 'kind' | 'mode' | 'executor'> {
  /** Of a bulk plan. */
  pace?: Pace;
}

/** The same, item by item in their order, for plans that are too long to be held as a whole. */
export function planHasher({ kind, mode, executor, pace }: HashedPlan): {
  add(item: HashedItem): void;
  digest(): string;
} {
  const all = createHash('sha256').update(JSON.stringify([kind, mode, executor, pace ?? null]));
  return {
    add({ target, facts }) {
      all.update(`\n${JSON.stringify([target.kind, target.id, Object.entries(facts).sort()])}`);
    },
    digest: () => all.digest('hex'),
  };
}

/** Facts that many items of a bulk plan rest on; when one of them differs, more than an item has changed. */
const sharedFacts = ['endpoint', 'signature scheme', 'signing secret', 'flow'];

export const sharedOf = (facts: Facts): Facts =>
  Object.fromEntries(sharedFacts.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])));

/** What is different now, one sentence each. */
export function changesBetween(before: readonly Facts[], after: readonly Facts[]): string[] {
  const changes: string[] = [];
  const count = Math.max(before.length, after.length);
  for (let index = 0; index < count; index += 1) {
    const then = before[index] ?? {};
    const now = after[index] ?? {};
    for (const name of new Set([...Object.keys(then), ...Object.keys(now)])) {
      if (then[name] !== now[name]) changes.push(`${name}: was ${then[name] ?? 'absent'}, is ${now[name] ?? 'absent'}`);
    }
  }
  return changes;
}

/** A short, stable stand-in for something long. */
export const digest = (content: string | Buffer): string => hash('sha256', content).slice(0, 16);
