/** Looks before an operation runs whether its plan still holds, and what else stands against running it. */
import { riskKey } from '../../../shared/domain/operation.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StoredOperation } from '../mirror/readers/operations.ts';
import type { Drafted, Drafter, OperationRequest } from './drafter.ts';
import { changesBetween, type Facts, sharedOf } from './drafts.ts';
import { type BulkRequest, bulkItemRequest } from './plan-bulk.ts';

/** Why an operation was not planned or not run. */
export type Refusal =
  | { code: 'NOT_FOUND'; data: { what: string } }
  | { code: 'PLAN_CHANGED'; data: { changes: string[] } }
  | { code: 'NEEDS_ACKNOWLEDGEMENT'; data: { risks: string[] } }
  | { code: 'NOT_ELIGIBLE'; data: { code: string; message: string } }
  | { code: 'ALREADY_ACTIVE'; data: { operationId: string } }
  | { code: 'PLATFORM_UNAVAILABLE'; data: { why: string } }
  | { code: 'WRONG_STATE'; data: { state: string } };

export interface RunRequest {
  operationId: string;
  hash: string;
  /** Risks by their `riskKey`: all of a single item's; of many, codes, and items with another risk are skipped. */
  acknowledged: readonly string[];
  reason?: string | undefined;
}

/** What an operation was planned from, as it lies in the mirror. */
export type Asked = { request: OperationRequest } | BulkRequest;

export const askedOf = (operation: StoredOperation): Asked => JSON.parse(operation.request);

interface CheckDeps {
  readers: ReaderPool;
  draft: Drafter;
}

/** What stands against running a plan on a single item, the first thing first. */
function objection({ draft: { item, executor, platform } }: Drafted, acknowledged: readonly string[]): Refusal | null {
  const { ineligible } = item;
  if (ineligible) return { code: 'NOT_ELIGIBLE', data: { code: ineligible.code, message: ineligible.message } };
  if (executor === 'platform' && !platform.available) {
    return { code: 'PLATFORM_UNAVAILABLE', data: { why: platform.why ?? 'The platform cannot do this.' } };
  }
  const keys = new Set(item.risks.map(riskKey));
  const risks = [...keys].filter((key) => !acknowledged.includes(key));
  return risks.length > 0 ? { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks } } : null;
}

/** Of many, single items are looked at when it is their turn; here only what nothing can be done without. */
async function bulkObjection(
  { id }: StoredOperation,
  samples: readonly (Drafted | null)[],
  acknowledged: readonly string[],
  { readers }: CheckDeps,
): Promise<Refusal | null> {
  const { eligible, willRun, ineligible, missing } = await readers.read((db) => db.runnable(id, acknowledged));
  if (eligible === 0) {
    const data = { code: ineligible?.code ?? 'nothing', message: ineligible?.message ?? 'There is nothing to do.' };
    return { code: 'NOT_ELIGIBLE', data };
  }
  const away = samples.find((one) => one?.draft.executor === 'platform' && !one.draft.platform.available);
  if (away) {
    return { code: 'PLATFORM_UNAVAILABLE', data: { why: away.draft.platform.why ?? 'The platform cannot do this.' } };
  }
  return willRun === 0 ? { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks: missing } } : null;
}

/** What is different from the plan, and what else stands against running it. */
export async function againstRunning(
  operation: StoredOperation,
  { hash, acknowledged }: RunRequest,
  deps: CheckDeps,
): Promise<Refusal | null> {
  const { draft } = deps;
  const asked = askedOf(operation);
  const changes = [
    ...(hash === operation.hash ? [] : ['this is not the plan that was shown']),
    ...(operation.state === 'planned' ? [] : [`the operation is already ${operation.state}`]),
  ];
  if ('request' in asked) {
    const [drafted] = await draft([asked.request]);
    if (!drafted) return { code: 'NOT_FOUND', data: { what: 'what the plan was made for' } };
    const facts = operation.items.map((item) => item.facts);
    changes.push(...changesBetween(facts, [drafted.draft.item.facts]));
    return changes.length > 0 ? { code: 'PLAN_CHANGED', data: { changes } } : objection(drafted, acknowledged);
  }
  const samples = await draft(asked.samples.map(({ target }) => bulkItemRequest(asked.bulk, target)));
  const facts = samples.map((one): Facts => (one ? sharedOf(one.draft.item.facts) : {}));
  const different = changesBetween(
    asked.samples.map((sample) => sample.facts),
    facts,
  );
  changes.push(...new Set(different));
  return changes.length > 0
    ? { code: 'PLAN_CHANGED', data: { changes } }
    : bulkObjection(operation, samples, acknowledged, deps);
}
