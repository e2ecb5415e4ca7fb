/**
 * A draft is what a plan would be if made now: its items as the operator sees them, and the facts they rest on. The facts are hashed;
 * when they are gathered again before the run, every difference can be named.
 */
import { createHash } from 'node:crypto';
import type { Executor, OperationKind, PlanItem, ReplayMode, ResendMode } from '../../../shared/domain/operation.ts';

/** Name → value, in words an operator understands. */
export type Facts = Record<string, string>;

export interface DraftItem extends Omit<PlanItem, 'id'> {
  connectionId: string;
  facts: Facts;
}

export interface Draft {
  kind: OperationKind;
  mode: ResendMode | ReplayMode;
  executor: Executor;
  /** For the list of operations. */
  name: string;
  items: DraftItem[];
  platform: { available: boolean; why: string | null };
}

/** Covers everything the plan rests on, so that running it needs exactly this plan. */
export function planHash({ kind, mode, executor, items }: Pick<Draft, 'kind' | 'mode' | 'executor' | 'items'>): string {
  const rests = items.map(({ target, facts }) => [target.kind, target.id, Object.entries(facts).sort()]);
  return createHash('sha256')
    .update(JSON.stringify([kind, mode, executor, rests]))
    .digest('hex');
}

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
export const digest = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 16);
